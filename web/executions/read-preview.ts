import { signal } from '@preact/signals';
import { place } from '../place.ts';
import type { Execution } from '../wire.ts';
import { parseDelimited } from './delimited-text.ts';

export interface SeenFile {
  /** As sent, mostly compressed; null when the answer does not tell. */
  readonly bytes: number | null;
  /** Until the first bytes were there. */
  readonly ms: number;
}

/** What has been found out about files, by their executions. */
export const seenFiles = signal<ReadonlyMap<string, SeenFile>>(new Map());

export interface Preview extends SeenFile {
  readonly header: readonly string[];
  readonly rows: readonly (readonly string[])[];
  /** Whether the file goes on. */
  readonly isCut: boolean;
  readonly isCompressed: boolean;
}

const MOST_ROWS = 100;
/** Enough for a hundred wide rows. */
const MOST_CHARACTERS = 200_000;

/** The beginning of an execution's file; no more of it is fetched than is shown. @throws Error with what the server said */
export async function readPreview(execution: Execution, link: string): Promise<Preview> {
  const startedAt = performance.now();
  const response = await fetch(addressOfFile(link), { headers: { 'X-Emulator-Observe': 'true' } });
  if (!response.ok || response.body === null) throw new Error(await describeRefusal(response));
  const ms = performance.now() - startedAt;
  const { text, isCut } = await readBeginning(response.body);
  const delimiter = execution.format === 'tsv' ? '\t' : ',';
  const [header = [], ...rows] = parseDelimited(text, { delimiter, most: MOST_ROWS + 2, isCut });
  const length = response.headers.get('Content-Length');
  const bytes = length === null ? null : Number(length);
  seenFiles.value = new Map(seenFiles.value).set(execution.executionId, { bytes, ms });
  return {
    header,
    rows: rows.slice(0, MOST_ROWS),
    isCut: isCut || rows.length > MOST_ROWS,
    bytes,
    isCompressed: response.headers.get('Content-Encoding') === 'gzip',
    ms,
  };
}

/** The link names the emulator as clients reach it; this page stays where it is. */
export function addressOfFile(link: string): string {
  const { pathname, search } = new URL(link);
  const at = pathname.lastIndexOf('/reports/');
  return `${place.root}${pathname.slice(at)}${search}`;
}

async function readBeginning(
  body: ReadableStream<Uint8Array<ArrayBuffer>>,
): Promise<{ text: string; isCut: boolean }> {
  const reader = body.pipeThrough(new TextDecoderStream()).getReader();
  let text = '';
  while (text.length < MOST_CHARACTERS) {
    const { done, value } = await reader.read();
    if (done) return { text, isCut: false };
    text += value;
  }
  await reader.cancel();
  return { text, isCut: true };
}

/** A file is refused in Azure's XML. */
async function describeRefusal(response: Response): Promise<string> {
  const xml = new DOMParser().parseFromString(await response.text(), 'text/xml');
  return `${response.status} ${xml.querySelector('Message')?.textContent ?? response.statusText}`;
}
