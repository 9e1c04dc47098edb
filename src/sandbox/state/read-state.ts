import { readDelivery, type DescribedDelivery } from '../../callbacks/described-delivery.ts';
import type { InboxEntry } from '../../callbacks/inbox.ts';
import { EARLIEST, LATEST } from '../../primitives/instant.ts';
import { refuse } from '../../errors/api-errors.ts';
import { ControlError } from '../../errors/control-errors.ts';
import type { FaultState } from '../../faults/fault.ts';
import type { SandboxOptions } from '../../options/normalized-options.ts';
import {
  BadJson,
  isRecord,
  list,
  numberFrom,
  orNull,
  record,
  text,
  textLike,
  under,
  whole,
  word,
  type JsonReader,
  type ReadBy,
} from '../../primitives/read-json.ts';
import { restoreReport, type RestoredReport } from '../../schedule/restore-report.ts';
import { readInstant } from '../../schedule/report-state.ts';
import { version as emulatorVersion } from '../../version.ts';
import { MOST_EXECUTIONS, MOST_QUERIES, MOST_REPORTS } from '../bounds.ts';
import { requireReferences } from './require-references.ts';
import type { Query } from '../record-store.ts';
import { FORMAT, VERSION, type Counted } from '../snapshot.ts';
import { readFault } from './read-fault.ts';
import { readOptions } from './read-options.ts';

/** A state document that has been found good. */
export interface ReadState {
  readonly options: SandboxOptions;
  readonly startedAt: number;
  readonly clock: ReadBy<typeof readClock>;
  readonly queries: Counted<Query>;
  readonly reports: Counted<RestoredReport>;
  readonly callbacks: readonly DescribedDelivery[];
  readonly faults: Counted<FaultState>;
  readonly inbox: Counted<InboxEntry>;
}

/**
 * Reads a document that `takeSnapshot` has made, here or elsewhere, and trusts nothing in it.
 * @throws ControlError with the place of the first thing that is wrong, or with what to do about a document this emulator can't take.
 */
export function readState(document: unknown, ownDatasets: readonly string[]): ReadState {
  requireReadable(document);
  try {
    const { ownRows, ...state } = readShape(document);
    requireOwnRows(ownRows, ownDatasets);
    const { now } = state.clock;
    const kept = under('reports', () =>
      under('kept', () => list((report) => restoreReport(report, now))(state.reports.kept)),
    );
    const read = { ...state, reports: { ...state.reports, kept } };
    requireRoom(read);
    requireReferences(read);
    return read;
  } catch (error) {
    if (!(error instanceof BadJson)) throw error;
    const { at, problem } = error;
    throw new ControlError('InvalidRequest', `${at} ${problem}`, [{ at, problem }]);
  }
}

/** Before anything else is looked at: a newer document may well look different. */
function requireReadable(document: unknown): void {
  const { format, version } = isRecord(document) ? document : {};
  if (format !== FORMAT) {
    const problem = `is not ${FORMAT}: this is no state of a sandbox`;
    throw new ControlError('InvalidRequest', `/format ${problem}`, [{ at: '/format', problem }]);
  }
  if (typeof version === 'number' && version > VERSION) {
    throw new ControlError(
      'Conflict',
      `The document is of version ${version}, and emulator ${emulatorVersion} reads up to ${VERSION}: take a newer emulator`,
      [{ at: '/version', problem: `must be at most ${VERSION}` }],
    );
  }
}

function requireOwnRows(named: readonly string[], there: readonly string[]): void {
  const missing = named.filter((name) => !there.includes(name));
  if (missing.length === 0) return;
  const names = missing.join(', ');
  throw new ControlError(
    'Conflict',
    `The sandbox had rows of the user's own for ${names}: start the emulator with --fixtures and a folder that has them`,
    [{ at: '/ownRows', problem: `names what is not there: ${names}` }],
  );
}

function requireRoom({ queries, reports }: Pick<ReadState, 'queries' | 'reports'>): void {
  const executions = reports.kept.reduce(
    (sum, { completed, running, extra }) => sum + completed.length + running.length + extra.length + 1,
    0,
  );
  if (queries.kept.length > MOST_QUERIES) {
    throw refuse('bound.reached', `a sandbox holds at most ${MOST_QUERIES} queries`);
  }
  if (reports.kept.length > MOST_REPORTS) {
    throw refuse('bound.reached', `a sandbox holds at most ${MOST_REPORTS} reports`);
  }
  if (executions > MOST_EXECUTIONS) {
    throw refuse('bound.reached', `a sandbox keeps at most ${MOST_EXECUTIONS} executions`);
  }
}

const readCount = whole(0, Number.MAX_SAFE_INTEGER);
const readNumber = whole(1, Number.MAX_SAFE_INTEGER);

const readClock = record({
  now: whole(EARLIEST, LATEST),
  mode: word('running', 'frozen', 'onPoll'),
  rate: numberFrom(0.001, 1_000_000),
});

const readQuery: JsonReader<Query> = record({
  queryId: text,
  number: readNumber,
  surface: text,
  name: text,
  description: orNull(text),
  query: text,
  user: text,
  createdAt: readInstant,
});

const readEntry: JsonReader<InboxEntry> = record({
  number: readNumber,
  at: readInstant,
  method: textLike(/^[A-Z-]{1,32}$/, 'a method'),
  path: text,
  reportId: orNull(text),
  body: orNull(text),
});

/** Reports are read once the time of the sandbox is known. */
const readShape = record({
  format: word(FORMAT),
  version: whole(1, VERSION),
  options: readOptions,
  startedAt: readInstant,
  ownRows: list(text),
  clock: readClock,
  queries: counted(readQuery),
  reports: counted<unknown>((value) => value),
  callbacks: list(readDelivery, 10_000),
  faults: counted(readFault, 1000),
  inbox: counted(readEntry, 1000),
});

function counted<T>(read: JsonReader<T>, most?: number): JsonReader<Counted<T>> {
  return record({ created: readCount, kept: list(read, most) });
}
