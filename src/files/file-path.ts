import type { FileFormat } from './quoting.ts';

/** Where an execution's file stands: `/reports/{sandbox}/{reportId}/{executionId}.{csv|tsv}`. */
export interface FilePath {
  readonly sandbox: string;
  readonly reportId: string;
  readonly executionId: string;
  readonly format: FileFormat;
}

export function buildFilePath({ sandbox, reportId, executionId, format }: FilePath): string {
  return `/reports/${sandbox}/${reportId}/${executionId}.${format}`;
}

/** Null when no file can stand there. Exact: the path is signed as it is. */
export function parseFilePath(path: string): FilePath | null {
  const [, sandbox, reportId, executionId, extension] = FILE_PATH.exec(path) ?? [];
  if (sandbox === undefined || reportId === undefined || executionId === undefined) return null;
  return { sandbox, reportId, executionId, format: extension === 'tsv' ? 'tsv' : 'csv' };
}

const FILE_PATH =
  /^\/reports\/([A-Za-z0-9][A-Za-z0-9._-]{0,63})\/([0-9a-f-]{36})\/([0-9a-f-]{36})\.(csv|tsv)$/;
