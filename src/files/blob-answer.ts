/** The headers of a request, names in lower case. */
export type RequestHeaders = Readonly<Record<string, string | readonly string[] | undefined>>;

export interface BlobFacts {
  readonly size: number;
  /** In quotes. */
  readonly etag: string;
  readonly lastModified: number;
}

/** What is sent of a file. */
export interface BlobAnswer {
  readonly status: 200 | 206 | 304 | 412 | 416;
  /** The bytes from `start` up to but not `end`; none for a status without them. */
  readonly start: number;
  readonly end: number;
  readonly contentRange: string | null;
}

/** Decides as the blob service does: first the conditions, then the range. A HEAD has no range. */
export function answerBlob(method: string, headers: RequestHeaders, file: BlobFacts): BlobAnswer {
  const failed = failedCondition(headers, file);
  if (failed !== null) return { status: failed, start: 0, end: 0, contentRange: null };
  const whole: BlobAnswer = { status: 200, start: 0, end: file.size, contentRange: null };
  if (method !== 'GET' || !isSameAsBefore(headers, file)) return whole;
  // When both are sent, the service goes by its own header.
  const range = parseRange(textOf(headers, 'x-ms-range') ?? textOf(headers, 'range') ?? '');
  return range === null ? whole : answerRange(range, file.size);
}

interface ByteRange {
  readonly first: number;
  readonly last: number;
}

/** `bytes=first-last` or `bytes=first-`. The service knows no other form: what it does not know it ignores. */
function parseRange(text: string): ByteRange | null {
  const [, firstText, lastText] = /^\s*bytes\s*=\s*(\d+)\s*-\s*(\d*)\s*$/i.exec(text) ?? [];
  if (firstText === undefined) return null;
  const range = { first: Number(firstText), last: lastText === '' ? Infinity : Number(lastText) };
  return range.last < range.first ? null : range;
}

function answerRange({ first, last }: ByteRange, size: number): BlobAnswer {
  if (first >= size) return { status: 416, start: 0, end: 0, contentRange: `bytes */${size}` };
  const end = Math.min(last + 1, size);
  return { status: 206, start: first, end, contentRange: `bytes ${first}-${end - 1}/${size}` };
}

/** In the order of RFC 9110, section 13.2.2: a date counts only where there is no ETag to go by. */
function failedCondition(headers: RequestHeaders, { etag, lastModified }: BlobFacts): 304 | 412 | null {
  const modifiedSecond = Math.floor(lastModified / 1000) * 1000;
  const ifMatch = textOf(headers, 'if-match');
  const unmodifiedSince = dateOf(headers, 'if-unmodified-since');
  if (ifMatch !== null) {
    if (!names(ifMatch, etag)) return 412;
  } else if (unmodifiedSince !== null && modifiedSecond > unmodifiedSince) return 412;

  const ifNoneMatch = textOf(headers, 'if-none-match');
  const modifiedSince = dateOf(headers, 'if-modified-since');
  if (ifNoneMatch !== null) return names(ifNoneMatch.replace(WEAK, ''), etag) ? 304 : null;
  return modifiedSince !== null && modifiedSecond <= modifiedSince ? 304 : null;
}

/** If-Range: a client that goes on with an old part wants the whole when the file is another one now. */
function isSameAsBefore(headers: RequestHeaders, { etag, lastModified }: BlobFacts): boolean {
  const ifRange = textOf(headers, 'if-range');
  if (ifRange === null) return true;
  const date = dateOf(headers, 'if-range');
  return names(ifRange, etag) || date === Math.floor(lastModified / 1000) * 1000;
}

const WEAK = /(?<=^|,)\s*W\//g;

/** Whether a list of ETags has this one; the quotes may be missing. */
function names(list: string, etag: string): boolean {
  const bare = etag.replaceAll('"', '');
  return list.split(',').some((item) => {
    const wanted = item.trim();
    return wanted === '*' || wanted === etag || wanted === bare;
  });
}

function textOf(headers: RequestHeaders, name: string): string | null {
  const value = headers[name];
  const text = typeof value === 'string' ? value : value?.join(', ');
  return text === undefined || text.trim() === '' ? null : text;
}

/** Null when there is none or it is no HTTP date: such a condition is ignored. */
function dateOf(headers: RequestHeaders, name: string): number | null {
  const text = textOf(headers, name);
  const at = text === null || !/^[A-Za-z]{3,9},? /.test(text) ? NaN : Date.parse(text);
  return Number.isNaN(at) ? null : at;
}
