import fc from 'fast-check';
import { Partner } from '../support/partner.ts';
import { START, startForTest, SURFACE } from '../support/start-for-test.ts';
import { expectSameWorld, lifeCommands, type Real } from './commands.ts';
import { ReferenceModel, type Rules } from './reference-model.ts';

const HOUR = 3600;
const DAY = 24 * HOUR;
const LIVES_OF_EACH = 28;

interface Kind {
  readonly queueTime: number;
  readonly runTime: number;
  readonly minStartLead?: number;
  readonly executionDefault?: Rules['executionDefault'];
  readonly clock?: Rules['clock'];
}

test.each<[string, Kind]>([
  ['as a fresh emulator has them', { queueTime: 1, runTime: 2 }],
  ['when nothing takes any time', { queueTime: 0, runTime: 0, executionDefault: 'any' }],
  ['when executions wait for longer than an interval', { queueTime: 6 * HOUR, runTime: 1 }],
  ['when executions run for longer than an interval', { queueTime: 0, runTime: 30 * HOUR }],
  ['when both take days, and the executions of a report overlap', { queueTime: 3 * DAY, runTime: 100 * DAY }],
  ['when reports may start in the past', { queueTime: 60, runTime: 5 * HOUR, minStartLead: 0 }],
  [
    'when a call without a status is answered with any',
    { queueTime: 1, runTime: 9 * HOUR, minStartLead: 0, executionDefault: 'any' },
  ],
  ['on a clock that polls move', { queueTime: 1, runTime: 5 * HOUR, clock: 'onPoll' }],
])(
  'random lives of reports are those of the reference model: %s',
  async (_, kind) => {
    const { clock = 'frozen', minStartLead = 4 * HOUR, executionDefault = 'completed', ...times } = kind;
    const rules: Rules = {
      queueTimeMs: times.queueTime * 1000,
      runTimeMs: times.runTime * 1000,
      minStartLeadMs: minStartLead * 1000,
      executionDefault,
      clock,
    };
    await using world = await startForTest({
      ...times,
      minStartLead,
      executionDefault,
      clock: { mode: clock, now: START },
    });
    let lives = 0;
    const begin = (): { model: ReferenceModel; real: Real } => {
      const sandbox = world.emulator.sandbox(`life-${++lives}`);
      return {
        model: new ReferenceModel(Date.parse(START), rules),
        real: {
          partner: new Partner(`${sandbox.url}${SURFACE}`),
          clock: sandbox.clock,
          run: (reportId) => sandbox.run(reportId),
          reportIds: new Map(),
          executionIds: new Map(),
          executionOf: new Map(),
        },
      };
    };
    await fc.assert(
      fc.asyncProperty(
        fc.commands(lifeCommands(rules.minStartLeadMs), { maxCommands: 50, size: 'max' }),
        async (commands) => {
          const life = begin();
          await fc.asyncModelRun(() => life, commands);
          await expectSameWorld(life.model, life.real);
        },
      ),
      // Lives that were not lived prove nothing.
      { numRuns: LIVES_OF_EACH, interruptAfterTimeLimit: 170_000, markInterruptAsFailure: true },
    );
  },
  180_000,
);
