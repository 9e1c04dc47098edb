import { operationOf, type Asked } from './operation-of.ts';

/** For answers that are broken on purpose. */
export const fetchUnchecked: typeof fetch = globalThis.fetch;

/** In every test each answer of an emulator is held to openapi.yaml; the one that breaks it rejects. */
globalThis.fetch = async (input, init) => {
  const response = await fetchUnchecked(input, init);
  const method = (init?.method ?? (input instanceof Request ? input.method : 'GET')).toUpperCase();
  const asked = askedOf(method, response);
  if (asked === null) return response;
  const { status, headers } = response;
  // Only now: many a suite never fetches, and the validator is slow to load.
  const { expectAsDescribed } = await import('./api-description.ts');
  expectAsDescribed(asked, { status, headers, body: await bodyOf(response) });
  return response;
};

/** Null for what openapi.yaml does not speak of: other servers, the pages for people, and answers that never have a body. */
function askedOf(method: string, { url, headers, ok }: Response): Asked {
  const { pathname } = new URL(url);
  if (ok && /\/(swagger|_emulator\/dashboard)(\/|$)/i.test(pathname)) return null;
  if (headers.get('content-type')?.startsWith('text/html') === true) return null;
  const asked = operationOf(method, pathname);
  if (method === 'OPTIONS' || (method === 'HEAD' && asked !== 'DownloadReportHead')) return null;
  // An emulator tells itself where its path does not.
  return asked ?? (headers.has('x-ms-correlation-id') ? { unmatched: 'surface' } : null);
}

/** A copy, so that the test may read it, too. The text of files is left alone: it may be long, and described is only that it is text. */
async function bodyOf(response: Response): Promise<unknown> {
  const mediaType = response.headers.get('content-type') ?? '';
  if (mediaType.startsWith('text/')) return new Uint8Array();
  const text = await response.clone().text();
  return mediaType.startsWith('application/json') && text !== '' ? JSON.parse(text) : text;
}
