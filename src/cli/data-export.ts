import { once } from 'node:events';
import { wallClock } from '../clock/wall-clock.ts';
import type { ExportRequest } from '../data-commands.ts';
import type { NormalizedOptions } from '../options/normalized-options.ts';
import { isOptionsError } from '../options/options-error.ts';
import { meantHint } from '../primitives/nearest-name.ts';
import { complain } from './complain.ts';
import { Progress, tellRows } from './progress.ts';
import type { Arguments } from './read-arguments.ts';
import type { Settings } from './read-settings.ts';

const FORMATS: readonly ExportRequest['format'][] = ['csv', 'tsv', 'json'];

/** Writes a dataset to stdout; what is wrong is told on stderr and ends with 2. */
export async function exportData(
  { flags }: Arguments,
  { seed, customers, fixtures, clock }: NormalizedOptions,
  { describe }: Settings,
): Promise<void> {
  const { exportDataset, findDataset, listDatasets } = await import('../data-commands.ts');
  const name = flags.get('dataset')?.at(-1) ?? '';
  const formatName = flags.get('format')?.at(-1) ?? 'csv';
  const dataset = findDataset(name);
  const format = FORMATS.find((one) => one === formatName.toLowerCase());
  const names = listDatasets().map((one) => one.name);
  if (dataset === null) refuse(noSuchDataset(name, names));
  if (format === undefined) refuse(`--format: must be one of ${FORMATS.join(', ')}, not '${formatName}'`);
  if (dataset === null || format === undefined) return;
  try {
    const asOf = clock.now ?? wallClock.calendarMs();
    const reading = new Progress(wallClock, process.stderr);
    const tell = tellRows(reading);
    const request = { dataset, format, seed, customers, fixtures, asOf, tell };
    const blocks = await exportDataset(request).finally(() => reading.end());
    await writeOut(blocks, dataset.name);
  } catch (error) {
    if (!isOptionsError(error)) throw error;
    for (const problem of describe(error)) refuse(problem);
  }
}

function refuse(problem: string): void {
  complain(problem);
  process.exitCode = 2;
}

function noSuchDataset(name: string, names: readonly string[]): string {
  if (name === '') return '--dataset NAME is needed; insights-emulator data list tells the names';
  return `--dataset: there is no dataset '${name}'${meantHint(name, names)}`;
}

const MB = 1_000_000;

async function writeOut(blocks: Iterable<Uint8Array>, name: string): Promise<void> {
  process.stdout.on('error', endWithReader);
  const progress = new Progress(wallClock, process.stderr);
  let bytes = 0;
  for (const block of blocks) {
    if (!process.stdout.write(block)) await once(process.stdout, 'drain');
    bytes += block.length;
    // The rows themselves are on the terminal otherwise.
    if (!process.stdout.isTTY) progress.show(`${name}: ${Math.round(bytes / MB)} MB written`);
  }
  progress.end();
}

/** Whoever read may have had enough, as `head` does; that is no mistake. */
function endWithReader(error: Error): void {
  if ('code' in error && error.code === 'EPIPE') process.exit(0);
  complain(`cannot write: ${error.message}`);
  process.exit(1);
}
