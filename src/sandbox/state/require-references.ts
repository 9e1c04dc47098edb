import { ApiError } from '../../errors/api-errors.ts';
import { BadJson, under } from '../../primitives/read-json.ts';
import { bindQuery } from '../../query/query.ts';
import { allSurfaces } from '../../surfaces/all-surfaces.ts';
import { createIdentifiers } from '../identifiers.ts';
import type { Counted } from '../snapshot.ts';
import type { ReadState } from './read-state.ts';

/**
 * What the parts of a state say of each other; each has been found good by itself.
 * @throws BadJson
 */
export function requireReferences(state: ReadState): void {
  const { queries, reports, faults, inbox, clock, options } = state;
  const ids = createIdentifiers(options.seed);
  const requireRunnable = queryChecker();
  eachCounted(
    'queries',
    queries,
    ({ number }) => number,
    (query) => {
      requireSame(query.queryId, ids.query(query.number), 'queryId');
      requirePassed(query.createdAt, clock.now, 'createdAt');
      requireRunnable(query);
    },
  );
  eachCounted(
    'reports',
    reports,
    ({ report }) => report.number,
    ({ report }) => {
      requireSame(report.reportId, ids.report(report.number), 'reportId');
      requireRunnable(report);
    },
  );
  eachCounted(
    'faults',
    faults,
    ({ id }) => Number(id.replace('fault-', '')),
    () => {},
  );
  eachCounted(
    'inbox',
    inbox,
    ({ number }) => number,
    ({ at }) => requirePassed(at, clock.now, 'at'),
  );
  requireDeliveries(state, (number) => ids.report(number));
}

/** Numbers go up, and stay within what has been created. */
function eachCounted<T>(
  name: string,
  { created, kept }: Counted<T>,
  numberOf: (item: T) => number,
  check: (item: T) => void,
): void {
  let last = 0;
  eachOf(
    kept,
    (item) => {
      const number = numberOf(item);
      if (number <= last) throw new BadJson(`has the number ${number}, which is not above ${last}`);
      if (number > created) throw new BadJson(`has the number ${number}, but ${created} have been created`);
      last = number;
      check(item);
    },
    [name, 'kept'],
  );
}

/** A report may be gone whose deliveries are still listed. */
function requireDeliveries({ callbacks, reports, clock }: ReadState, idOf: (report: number) => string): void {
  const seen = new Set<string>();
  eachOf(
    callbacks,
    ({ id, reportId, reportNumber, step, createdAt }) => {
      if (reportNumber < 1 || reportNumber > reports.created)
        throw new BadJson(`must be from 1 to ${reports.created}`).below('reportNumber');
      requireSame(reportId, idOf(reportNumber), 'reportId');
      requirePassed(createdAt, clock.now, 'createdAt');
      for (const [name, key] of [
        ['id', id],
        ['step', `${reportNumber}/${step}`],
      ] as const) {
        if (seen.has(key)) throw new BadJson('is that of another delivery too').below(name);
        seen.add(key);
      }
    },
    ['callbacks'],
  );
}

function eachOf<T>(items: readonly T[], check: (item: T) => void, place: readonly string[]): void {
  let at = 0;
  try {
    for (; at < items.length; at++) check(items[at] as T); // at is within
  } catch (error) {
    if (error instanceof BadJson) [...place, at].reverse().forEach((key) => error.below(key));
    throw error;
  }
}

function requireSame(id: string, expected: string, name: string): void {
  if (id === expected) return;
  throw new BadJson(`must be ${expected}, as the seed and the number have it`).below(name);
}

function requirePassed(moment: number, now: number, name: string): void {
  if (moment > now) throw new BadJson('is later than the clock of the sandbox').below(name);
}

/** Files are made from the text: it must be one that could be stored here. The same text is looked at once. */
function queryChecker(): (record: { readonly surface: string; readonly query: string }) => void {
  const good = new Set<string>();
  return ({ surface: name, query }) => {
    const key = `${name} ${query}`;
    if (good.has(key)) return;
    const surface = allSurfaces.find((one) => one.name === name);
    if (surface === undefined)
      throw new BadJson(`names no surface: '${name.slice(0, 100)}'`).below('surface');
    under('query', () => {
      try {
        bindQuery(query, surface.datasets);
      } catch (error) {
        throw error instanceof ApiError ? new BadJson(`is no query: ${error.message}`) : error;
      }
    });
    good.add(key);
  };
}
