import { Clock } from '../../../src/clock/clock.ts';
import { HOUR, SECOND } from '../../../src/primitives/instant.ts';
import { Scheduler } from '../../../src/schedule/scheduler.ts';
import { HandDrivenWall } from '../clock/hand-driven-wall.ts';

const START = Date.UTC(2026, 0, 15);
const RATE = 3600;
const QUEUE_AND_RUN_MS = 3 * SECOND;

test.each([
  ['idle', 0],
  ['busy for 40 ms at a time', 40],
])(
  'at rate 3600 a report of every four hours completes every four seconds, on a machine that is %s',
  (_, busyMs) => {
    const wall = new HandDrivenWall();
    const clock = new Clock({ now: START, mode: 'running', rate: RATE }, wall, (error) => {
      throw error;
    });
    const lateMs: number[] = [];
    const dueMs = (done: number): number => ((done + 1) * 4 * HOUR + QUEUE_AND_RUN_MS) / RATE;
    const scheduler = new Scheduler(
      clock,
      { queueTimeMs: SECOND },
      {
        runTimeMs: () => 2 * SECOND,
        mayStayRunning: () => false,
        onStarted() {},
        onCompleted(_report, { completedAt, dueAt }) {
          expect(completedAt - dueAt).toBe(QUEUE_AND_RUN_MS);
          lateMs.push(wall.monotonicMs() - dueMs(lateMs.length));
        },
      },
    );
    scheduler.begin({
      reportId: '7d1f3b0e-5c0a-4a57-9f0b-000000000001',
      number: 1,
      surface: 'any',
      queryId: '',
      query: '',
      window: null,
      user: '',
      redacted: false,
      createdAt: START,
      modifiedAt: null,
      settings: {
        reportName: '',
        description: null,
        format: 'csv',
        callback: null,
        recurrence: { startAt: START + 4 * HOUR, intervalHours: 4, count: null },
      },
      status: 'Active',
    });
    while (wall.monotonicMs() < 60_100) {
      wall.beBusy(busyMs);
      wall.pass(1);
    }
    expect(lateMs).toHaveLength(15);
    expect(Math.min(...lateMs)).toBeGreaterThanOrEqual(0);
    expect(Math.max(...lateMs)).toBeLessThan(busyMs + 5);
  },
);
