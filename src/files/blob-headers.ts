import type { BlobAnswer, BlobFacts } from './blob-answer.ts';
import type { FileFormat } from './quoting.ts';

export interface ReportBlob extends BlobFacts {
  readonly format: FileFormat;
  readonly compressed: boolean;
  readonly reportName: string;
}

/** What a client may send and gets back. */
export interface BlobRequest {
  readonly requestId: string;
  /** `x-ms-version`. */
  readonly version: string | undefined;
  /** `x-ms-client-request-id`. */
  readonly clientRequestId: string | undefined;
}

export type Headers = Readonly<Record<string, string>>;

const CONTENT_TYPES: Readonly<Record<FileFormat, string>> = {
  csv: 'text/csv',
  tsv: 'text/tab-separated-values',
};

/** The headers of an answer with the file or a part of it, or with the news that it is as it was (304). */
export function blobHeaders(answer: BlobAnswer, blob: ReportBlob, request: BlobRequest): Headers {
  const modified = new Date(blob.lastModified).toUTCString();
  const validators = { ETag: blob.etag, 'Last-Modified': modified };
  if (answer.status === 304) return { ...serviceHeaders(request), ...validators };
  return {
    ...serviceHeaders(request),
    ...validators,
    'Content-Type': CONTENT_TYPES[blob.format],
    'Content-Length': String(answer.end - answer.start),
    ...(blob.compressed ? { 'Content-Encoding': 'gzip' } : {}),
    ...(answer.contentRange === null ? {} : { 'Content-Range': answer.contentRange }),
    'Accept-Ranges': 'bytes',
    'Content-Disposition': contentDisposition(`${blob.reportName}.${blob.format}`),
    'x-ms-blob-type': 'BlockBlob',
    'x-ms-creation-time': modified,
    'x-ms-lease-status': 'unlocked',
    'x-ms-lease-state': 'available',
    'x-ms-server-encrypted': 'true',
  };
}

/** Those of every answer, also of errors. */
export function serviceHeaders({ requestId, version, clientRequestId }: BlobRequest): Headers {
  return {
    'x-ms-request-id': requestId,
    'x-ms-version': version !== undefined && /^\d{4}-\d{2}-\d{2}$/.test(version) ? version : '2021-08-06',
    ...(clientRequestId !== undefined && /^[\x21-\x7e]{1,256}$/.test(clientRequestId)
      ? { 'x-ms-client-request-id': clientRequestId }
      : {}),
  };
}

/** A name for saving: plain for old clients, and as RFC 8187 has it where that is not all. */
export function contentDisposition(name: string): string {
  const safe = name.replace(/[\p{Cc}\p{Cs}/\\:*?"<>|\u2028\u2029]/gu, '_');
  const plain = safe.replace(/[^\x20-\x7e]/gu, '_');
  if (plain === safe && !safe.includes('%')) return `attachment; filename="${plain}"`;
  const encoded = encodeURIComponent(safe).replace(
    /['()]/g,
    (char) => `%${char.charCodeAt(0).toString(16).toUpperCase()}`,
  );
  return `attachment; filename="${plain.replaceAll('%', '_')}"; filename*=UTF-8''${encoded}`;
}
