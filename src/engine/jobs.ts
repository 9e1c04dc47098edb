import type { DataSource } from '../data/table.ts';
import type { WorldDescription } from '../data/world-description.ts';
import type { FileRecipe } from '../files/report-file.ts';
import { reportText } from '../files/report-text.ts';
import {
  bindQuery,
  rangeFor,
  runQueryInParts,
  type DatasetFinder,
  type QueryWindow,
  type RunOptions,
} from '../query/query.ts';
import { excerptOf, type Excerpt } from './excerpt.ts';
import { jsonRows, type JsonRow } from './json-rows.ts';

/** A run of a query as plain data: a thread that is sent one needs nothing else. */
interface QueryRun {
  /** By its name. */
  readonly surface: string;
  readonly query: string;
  readonly window: QueryWindow | null;
  readonly asOf: number;
  readonly redact: boolean;
}

export interface FileJob {
  readonly kind: 'file';
  readonly world: WorldDescription;
  readonly run: FileRecipe;
}

export interface RowsJob {
  readonly kind: 'rows';
  readonly world: WorldDescription;
  readonly run: QueryRun & { readonly limit: number };
}

export interface ExcerptJob {
  readonly kind: 'excerpt';
  readonly world: WorldDescription;
  readonly run: RowsJob['run'];
}

export type Job = FileJob | RowsJob | ExcerptJob;

/** What jobs are done with: each thread has its own. */
export interface Workshop {
  readonly datasetsOf: (surface: string) => DatasetFinder;
  readonly worldOf: (world: WorldDescription) => DataSource;
}

/** The text of a report file, block by block. */
export function makeText(
  { world, run }: FileJob,
  { datasetsOf, worldOf }: Workshop,
): Iterable<Uint8Array<ArrayBuffer>> {
  return reportText(run, datasetsOf(run.surface), worldOf(world));
}

/** The first rows of a query's answer. */
export function makeRows({ world, run }: RowsJob, { datasetsOf, worldOf }: Workshop): readonly JsonRow[] {
  const query = bindQuery(run.query, datasetsOf(run.surface));
  const options = { ...runOptions(run), limit: run.limit };
  return [...runQueryInParts(query, worldOf(world), options)].flatMap(jsonRows);
}

/** The same with the number of all rows. */
export function makeExcerpt({ world, run }: ExcerptJob, { datasetsOf, worldOf }: Workshop): Excerpt {
  const query = bindQuery(run.query, datasetsOf(run.surface));
  return excerptOf(runQueryInParts(query, worldOf(world), runOptions(run)), run.limit);
}

/** About how many rows a job looks at, without looking. */
export function roughRowCount({ world, run }: Job, { datasetsOf, worldOf }: Workshop): number {
  const query = bindQuery(run.query, datasetsOf(run.surface));
  return worldOf(world).roughRowCount(query.dataset, rangeFor(query, runOptions(run)), run.asOf);
}

function runOptions({ asOf, redact, window }: QueryRun): RunOptions {
  return { asOf, redact, ...(window === null ? {} : { window }) };
}
