import { createHash } from 'node:crypto';
import { resolve } from 'node:path';
import type { Dataset } from './dataset.ts';
import { findFiles } from './own-rows/find-files.ts';
import { ownColumnsOf } from './own-rows/own-columns.ts';
import { Problems } from './own-rows/problems.ts';
import { readDelimited } from './own-rows/read-delimited.ts';
import { readFileWhole } from './own-rows/read-file-whole.ts';
import { readJson } from './own-rows/read-json.ts';
import { TableBuilder } from './own-rows/table-builder.ts';
import type { Table } from './table.ts';

/** Rows of a user's own, which stand for those of some datasets. */
export interface OwnRows {
  /** Absolute. With the hash it says all there is to say: who reads the folder again and finds this hash has the same rows. */
  readonly folder: string;
  /** Of the names of the datasets and the bytes of their files. */
  readonly hash: string;
  /** By the name of the dataset. */
  readonly tables: ReadonlyMap<string, Table>;
}

/** Hears how many rows of a file were read so far. */
export type TellRows = (path: string, rows: number) => void;

/** What is wrong with a folder of own rows, a line each, beginning with the file and the place. */
export class OwnRowsError extends Error {
  override readonly name = 'OwnRowsError';
  readonly problems: readonly string[];

  constructor(problems: readonly string[]) {
    super(problems.join('\n'));
    this.problems = problems;
  }
}

/**
 * Reads a folder that holds a file for each dataset whose rows are to be replaced: `<DatasetName>.csv`, `.tsv` or `.json`.
 * @throws OwnRowsError with what is wrong in all of the files.
 */
export function readOwnRows(
  folder: string,
  datasets: readonly Dataset[],
  tell: TellRows = () => {},
): OwnRows {
  const { files, problems } = findFiles(folder, datasets);
  const hash = createHash('sha256');
  const tables = new Map<string, Table>();
  const all = [...problems];
  for (const { path, kind, dataset } of files) {
    const found = new Problems(path);
    const bytes = found.gather(() => readFileWhole(path, found));
    if (bytes !== null) {
      const builder = new TableBuilder(ownColumnsOf(dataset), found, (rows) => tell(path, rows));
      found.gather(() =>
        kind === 'json' ? readJson(bytes, builder, found) : readDelimited(bytes, kind, builder, found),
      );
      tables.set(dataset.name, builder.table());
      hash.update(JSON.stringify([dataset.name, kind, bytes.length])).update(bytes);
    }
    all.push(...found.lines);
  }
  if (all.length > 0) throw new OwnRowsError(all);
  return { folder: resolve(folder), hash: hash.digest('hex'), tables };
}
