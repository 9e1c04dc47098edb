import { readdirSync } from 'node:fs';
import { join, parse } from 'node:path';
import { meantHint } from '../../primitives/nearest-name.ts';
import type { Dataset } from '../dataset.ts';
import { reasonOf } from './read-file-whole.ts';
import { shown } from './problems.ts';

export type FileKind = 'csv' | 'tsv' | 'json';

export interface OwnFile {
  readonly path: string;
  readonly kind: FileKind;
  readonly dataset: Dataset;
}

interface Found {
  readonly files: readonly OwnFile[];
  readonly problems: readonly string[];
}

const KINDS: ReadonlyMap<string, FileKind> = new Map([
  ['.csv', 'csv'],
  ['.tsv', 'tsv'],
  ['.json', 'json'],
]);

/** The files of a folder that are named for a dataset, in any case and by any of its names. Others are none of ours, but for likely slips. */
export function findFiles(folder: string, datasets: readonly Dataset[]): Found {
  const names = namesIn(folder);
  if (typeof names === 'string') return { files: [], problems: [`${folder}: ${names}`] };
  const byName = new Map(
    datasets.flatMap((dataset) =>
      [dataset.name, ...dataset.aliases].map((name) => [name.toLowerCase(), dataset] as const),
    ),
  );
  const files = new Map<Dataset, OwnFile>();
  const problems: string[] = [];
  for (const name of names) {
    const { name: stem, ext } = parse(name);
    const path = join(folder, name);
    const kind = KINDS.get(ext.toLowerCase());
    const dataset = byName.get(stem.toLowerCase());
    const other = dataset === undefined ? undefined : files.get(dataset);
    if (dataset === undefined) {
      if (kind !== undefined) problems.push(`${path}: ${noSuchDataset(stem, datasets)}`);
    } else if (kind === undefined) problems.push(`${path}: its name must end in .csv, .tsv or .json`);
    else if (other !== undefined)
      problems.push(`${path}: ${dataset.name} has the file ${other.path} already`);
    else files.set(dataset, { path, kind, dataset });
  }
  if (files.size + problems.length === 0) {
    problems.push(`${folder}: holds no file named for a dataset, such as ${datasets[0]?.name ?? ''}.csv`);
  }
  return { files: [...files.values()], problems };
}

/** In an order that is the same everywhere; hidden files are left to whoever hid them. A text says why they cannot be had. */
function namesIn(folder: string): readonly string[] | string {
  try {
    return readdirSync(folder)
      .filter((name) => !name.startsWith('.'))
      .sort();
  } catch (error) {
    return reasonOf(error);
  }
}

function noSuchDataset(stem: string, datasets: readonly Dataset[]): string {
  const names = datasets.map(({ name }) => name);
  return `there is no dataset ${shown(stem)}${meantHint(stem, names)}`;
}
