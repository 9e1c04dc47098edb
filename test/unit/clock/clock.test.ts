import { Clock, type ClockMode } from '../../../src/clock/clock.ts';
import { LATEST } from '../../../src/primitives/instant.ts';
import { DUE_DELIVERY, DUE_TRANSITION, type Due, type DueKind } from '../../../src/clock/timeline.ts';
import { HandDrivenWall } from './hand-driven-wall.ts';

const START = Date.UTC(2026, 0, 15);

describe('a running clock', () => {
  test.each([0.001, 0.5, 1, 60, 1_000_000])('passes at a rate of %d', (rate) => {
    const { wall, clock } = makeClock('running', rate);
    wall.pass(10_000);
    expect(clock.now() - START).toBe(10_000 * rate);
  });

  test.each([1, 100, 0.5])('runs what is due at its moment, at a rate of %d', (rate) => {
    const { wall, clock, put, log } = makeClock('running', rate);
    put(1000, 'a');
    put(3000, 'b');
    wall.pass(999 / rate);
    expect(log).toEqual([]);
    wall.pass(1 / rate + 1);
    expect(log).toEqual(['a at 1000']);
    wall.pass(5000 / rate);
    expect(log).toEqual(['a at 1000', 'b at 3000']);
    expect(clock.now()).toBeGreaterThan(START + 3000);
  });

  test('gives what is due the moment it was due, however late its timer is', () => {
    const { wall, clock, put, log } = makeClock('running');
    put(1000, 'a', () => put(2000, 'b'));
    wall.beBusy(10_000);
    wall.pass(0);
    expect(log).toEqual(['a at 1000', 'b at 2000']);
    expect(clock.now()).toBe(START + 10_000);
  });

  test('runs before a request what the timer has not got to', () => {
    const { wall, clock, put, log } = makeClock('running');
    put(1000, 'a');
    wall.beBusy(2000);
    expect(clock.catchUp()).toBe(START + 2000);
    expect(log).toEqual(['a at 1000']);
    wall.pass(5000);
    expect(log).toHaveLength(1);
  });

  test('goes on by itself after a request has made it catch up', () => {
    const { wall, clock, put, log } = makeClock('running');
    put(1000, 'a', () => put(3000, 'b'));
    wall.beBusy(2000);
    clock.catchUp();
    wall.pass(1001);
    expect(log).toEqual(['a at 1000', 'b at 3000']);
  });

  test('does not go back for what is put at a moment that has passed', () => {
    const { wall, clock, put, log } = makeClock('running');
    wall.pass(5000);
    clock.catchUp();
    put(1000, 'late', () => put(1500, 'also late'));
    wall.pass(1);
    expect(log).toEqual(['late at 5000', 'also late at 5000']);
  });

  test('takes turns with the rest of the process when much is due', () => {
    const { wall, put, log } = makeClock('running');
    for (let i = 0; i < 200; i++) put(1000, `${i}`, () => wall.beBusy(1));
    wall.beBusy(2000);
    wall.pass(0);
    const inOnePiece = log.length;
    expect(inOnePiece).toBeLessThan(200);
    wall.pass(1000);
    expect(log).toHaveLength(200);
    expect(log.at(-1)).toBe('199 at 1000');
  });

  test('waits for the earliest: something put earlier later, and nothing that was cancelled', () => {
    const { wall, clock, put, log } = makeClock('running');
    const cancelled = put(500, 'cancelled');
    put(3000, 'b');
    put(1000, 'a');
    clock.timeline.cancel(cancelled);
    wall.pass(1001);
    expect(log).toEqual(['a at 1000']);
    expect(wall.timers).toBe(1);
  });

  test('ends with the year 2100 and does not spin there', () => {
    const { wall, clock, put, log } = makeClock('running', 1_000_000);
    clock.jumpTo(LATEST - 1000);
    put(LATEST + 1 - START, 'never');
    wall.pass(60_000);
    expect(clock.now()).toBe(LATEST);
    expect(log).toEqual([]);
    expect(wall.timers).toBe(0);
  });

  test('may begin in its very last moment, and stays there', async () => {
    const { wall, clock } = makeClock('running');
    const last = Date.parse('2100-12-31T23:59:59.999Z');
    clock.jumpTo(last);
    wall.pass(5000);
    expect(clock.now()).toBe(last);
    expect(await clock.advanceTo(last)).toBe(true);
    expect(clock.now()).toBe(last);
  });

  test('goes on from where an advance arrives, without the real time that took', async () => {
    const { wall, clock, put } = makeClock('running');
    put(1000, 'a', () => wall.beBusy(500));
    await clock.advanceTo(START + 60_000);
    expect(clock.now()).toBe(START + 60_000);
    wall.pass(250);
    expect(clock.now()).toBe(START + 60_250);
  });

  test('runs at its own moment what was overdue when an advance begins', async () => {
    const { wall, clock, put, log } = makeClock('running');
    put(1000, 'a');
    wall.beBusy(3000);
    await clock.advanceTo(START + 4000);
    expect(log).toEqual(['a at 1000']);
  });

  test('has run all that is due when it is frozen, and nothing after that', () => {
    const { wall, clock, put, log } = makeClock('running');
    put(1000, 'a');
    put(2001, 'b');
    wall.beBusy(2000);
    clock.set('frozen', 1);
    expect(log).toEqual(['a at 1000']);
    wall.pass(10_000);
    clock.catchUp();
    expect(clock.now()).toBe(START + 2000);
    expect(log).toHaveLength(1);
    clock.set('running', 2);
    wall.pass(2);
    expect(log).toEqual(['a at 1000', 'b at 2001']);
  });

  test('keeps its time when only the rate changes', () => {
    const { wall, clock } = makeClock('running', 10);
    wall.pass(100);
    clock.set('running', 1000);
    expect(clock.now()).toBe(START + 1000);
    wall.pass(1);
    expect(clock.now()).toBe(START + 2000);
  });
});

describe.each<ClockMode>(['frozen', 'onPoll'])('a clock that is %s', (mode) => {
  test('moves only when advanced', async () => {
    const { wall, clock, put, log } = makeClock(mode);
    put(0, 'now');
    put(1000, 'a');
    wall.pass(100_000);
    clock.catchUp();
    expect([clock.now(), log, wall.timers]).toEqual([START, [], 0]);
    await clock.advanceTo(START);
    expect(log).toEqual(['now at 0']);
    await clock.advanceTo(START + 999);
    expect(log).toHaveLength(1);
    await clock.advanceTo(START + 1000);
    expect(log).toEqual(['now at 0', 'a at 1000']);
  });
});

describe('an advance', () => {
  test('runs in order of time, then transitions before deliveries, then by report and step', async () => {
    const { clock, put, log } = makeClock('frozen');
    put(1000, 'delivery', undefined, { kind: DUE_DELIVERY, report: 1 });
    put(1000, 'report 2', undefined, { report: 2 });
    put(1000, 'report 1, step 2', undefined, { report: 1, step: 2 });
    put(1000, 'report 1, step 1', undefined, { report: 1, step: 1 });
    put(999, 'earlier', undefined, { report: 9 });
    await clock.advanceTo(START + 1000);
    expect(log).toEqual([
      'earlier at 999',
      'report 1, step 1 at 1000',
      'report 1, step 2 at 1000',
      'report 2 at 1000',
      'delivery at 1000',
    ]);
  });

  test('runs what is put on the way', async () => {
    const { clock, put, log } = makeClock('frozen');
    put(1000, 'a', () => put(2000, 'b', () => put(5001, 'c')));
    await clock.advanceTo(START + 5000);
    expect(log).toEqual(['a at 1000', 'b at 2000']);
  });

  test('yields when it takes long, and the clock stands at what it runs meanwhile', async () => {
    const { wall, clock, put, log } = makeClock('frozen');
    for (let i = 0; i < 1000; i++) put(1000 + i, `${i}`, () => wall.beBusy(1));
    const seen: number[] = [];
    wall.onYield = () => seen.push(clock.now() - START - 999 - log.length);
    await clock.advanceTo(START + 60_000);
    expect(wall.yields).toBeGreaterThan(5);
    expect(new Set(seen)).toEqual(new Set([0]));
    expect(log).toHaveLength(1000);
  });

  test('stands still while work begun in it is in flight, and runs the rest of that moment meanwhile', async () => {
    const { clock, put, log } = makeClock('frozen');
    const sent = work();
    put(1000, 'sends', () => clock.holdUntil(sent.promise), { report: 1 });
    put(1000, 'same moment', undefined, { report: 2 });
    put(1001, 'next moment');
    const advance = clock.advanceTo(START + 5000);
    await turns();
    expect(log).toEqual(['sends at 1000', 'same moment at 1000']);
    expect([clock.now(), clock.advancing]).toEqual([START + 1000, true]);
    sent.resolve();
    await advance;
    expect(log.at(-1)).toBe('next moment at 1001');
    expect([clock.now(), clock.advancing]).toEqual([START + 5000, false]);
  });

  test('waits at its end too, and for what a retry on the way sends', async () => {
    const { clock, put, log } = makeClock('frozen');
    const first = work();
    const second = work();
    put(1000, 'first', () =>
      clock.holdUntil(
        first.promise.then(() => void put(3000, 'second', () => clock.holdUntil(second.promise))),
      ),
    );
    let arrived = false;
    const advance = clock.advanceTo(START + 3000).then(() => (arrived = true));
    await turns();
    first.resolve();
    await turns();
    expect([log.at(-1), arrived, clock.now() - START]).toEqual(['second at 3000', false, 3000]);
    second.resolve();
    await advance;
  });

  test('does not wait for work begun before it', async () => {
    const { clock, put, log } = makeClock('frozen');
    clock.holdUntil(new Promise(() => {}));
    put(1000, 'a');
    await clock.advanceTo(START + 2000);
    expect(log).toEqual(['a at 1000']);
  });

  test('does not go back for what a receiver puts at a moment that has passed', async () => {
    const { clock, put, log } = makeClock('frozen');
    const sent = work();
    put(2000, 'sends', () => clock.holdUntil(sent.promise));
    const advance = clock.advanceTo(START + 5000);
    await turns();
    put(1000, 'late');
    sent.resolve();
    await advance;
    expect(log).toEqual(['sends at 2000', 'late at 2000']);
  });

  test('goes on after something due has failed', async () => {
    const { clock, put, log, errors } = makeClock('frozen');
    put(1000, 'broken', () => {
      throw new Error('broken');
    });
    put(2000, 'a');
    await clock.advanceTo(START + 3000);
    expect(log).toEqual(['broken at 1000', 'a at 2000']);
    expect(errors).toEqual([new Error('broken')]);
  });

  test('ends at once when the clock is stopped, and says so', async () => {
    const { wall, clock, put, log } = makeClock('frozen');
    put(1000, 'stops', () => clock.stop());
    put(2000, 'a');
    expect(await clock.advanceTo(START + 3000)).toBe(false);
    expect(log).toEqual(['stops at 1000']);
    expect(wall.timers).toBe(0);
  });

  test('says that it arrived', async () => {
    expect(await makeClock('frozen').clock.advanceTo(START)).toBe(true);
  });
});

describe('a move', () => {
  test('is done before anything else gets its turn, whatever is in flight', async () => {
    const { clock, put, log } = makeClock('onPoll');
    put(1000, 'sends', () => clock.holdUntil(new Promise(() => {})));
    put(2000, 'a');
    const move = clock.moveTo(START + 2000);
    expect(log).toEqual(['sends at 1000', 'a at 2000']);
    await move;
    expect([clock.now(), clock.advancing]).toEqual([START + 2000, false]);
    await clock.advanceTo(START + 3000);
  });
});

test('a stopped clock has no timer and takes none', () => {
  const { wall, clock, put, log } = makeClock('running');
  put(1000, 'a');
  clock.stop();
  put(2000, 'b');
  expect(wall.timers).toBe(0);
  wall.pass(10_000);
  expect(log).toEqual([]);
});

test('a running clock that may not go on stands where it is, and what is due waits for an advance', async () => {
  let mayGoOn = true;
  const { wall, clock, put, log } = makeClock('running', 1, () => mayGoOn);
  put(1000, 'a');
  put(2000, 'b');
  wall.pass(1000);
  mayGoOn = false;
  wall.pass(1000);
  expect([log, clock.mode, clock.now() - START]).toEqual([['a at 1000'], 'frozen', 2000]);
  wall.pass(5000);
  await clock.advanceTo(START + 2000);
  expect(log).toEqual(['a at 1000', 'b at 2000']);
});

describe('an advance that is cancelled', () => {
  test('stands at the moment it has reached, without waiting for what is in flight', async () => {
    const { clock, put, log } = makeClock('frozen');
    const hanging = work();
    put(1000, 'a', () => clock.holdUntil(hanging.promise));
    put(2000, 'b');
    const advance = clock.advanceTo(START + 5000);
    await turns();
    clock.cancelAdvance();
    expect(await advance).toBe(true);
    expect([log, clock.now() - START, clock.advancing]).toEqual([['a at 1000'], 1000, false]);
    expect(await clock.advanceTo(START + 5000)).toBe(true);
    expect([log, clock.now() - START]).toEqual([['a at 1000', 'b at 2000'], 5000]);
  });

  test('ends where its slice of time ends', async () => {
    const { wall, clock, put, log } = makeClock('frozen');
    for (let i = 1; i <= 200; i++) put(i * 10, 'a', () => wall.beBusy(1));
    wall.onYield = () => clock.cancelAdvance();
    await clock.advanceTo(START + 10_000);
    expect(log).toHaveLength(64);
    expect(clock.now() - START).toBe(640);
    wall.onYield = () => {};
    await clock.advanceTo(START + 10_000);
    expect(log).toHaveLength(200);
    expect(clock.now() - START).toBe(10_000);
  });

  test('is none when it is over: the next one is not touched', async () => {
    const { clock, put, log } = makeClock('frozen');
    clock.cancelAdvance();
    put(1000, 'a');
    await clock.advanceTo(START + 1000);
    clock.cancelAdvance();
    put(2000, 'b');
    await clock.advanceTo(START + 3000);
    expect([log, clock.now() - START]).toEqual([['a at 1000', 'b at 2000'], 3000]);
  });
});

function makeClock(mode: ClockMode, rate = 1, mayGoOn?: () => boolean) {
  const wall = new HandDrivenWall();
  const errors: unknown[] = [];
  const clock = new Clock({ now: START, mode, rate }, wall, (error) => errors.push(error), mayGoOn);
  const log: string[] = [];
  let puts = 0;
  const put = (
    afterMs: number,
    name: string,
    then: () => void = () => {},
    place: { kind?: DueKind; report?: number; step?: number } = {},
  ) => {
    const due: Due = {
      dueAt: START + afterMs,
      kind: DUE_TRANSITION,
      report: 1000,
      step: ++puts,
      ...place,
      run: () => {
        log.push(`${name} at ${clock.now() - START}`);
        then();
      },
    };
    clock.timeline.add(due);
    return due;
  };
  return { wall, clock, put, log, errors };
}

/** Lets everything that waits for a settled promise go on. */
async function turns(): Promise<void> {
  for (let i = 0; i < 20; i++) await Promise.resolve();
}

/** Something in flight that a test brings to its end. */
function work() {
  let resolve: () => void = () => {};
  const promise = new Promise<void>((settle) => (resolve = settle));
  return { promise, resolve: () => resolve() };
}
