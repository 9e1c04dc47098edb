import { serviceHeaders, type BlobRequest, type Headers } from './blob-headers.ts';

/** What can go wrong with a download. */
export type BlobFault =
  | { readonly kind: 'malformed' | 'unsigned' | 'tampered' | 'deleted' | 'condition' | 'failed' }
  /** `expiresAt` is null when the link does not say. */
  | { readonly kind: 'expired'; readonly expiresAt: number | null }
  | { readonly kind: 'range'; readonly contentRange: string | null }
  | { readonly kind: 'method'; readonly method: string }
  /** Asked for by a fault; `message` is null for the usual one. */
  | {
      readonly kind: 'injected';
      readonly status: number;
      readonly message: string | null;
      readonly headers: Headers;
    };

export interface BlobErrorAnswer {
  readonly status: number;
  readonly headers: Headers;
  /** Not to be sent in answer to a HEAD. */
  readonly body: string;
}

/** A failure in the blob service's own form. */
export function blobError(fault: BlobFault, request: BlobRequest, now: number): BlobErrorAnswer {
  const { status, code, message, detail = '', headers = {} } = describe(fault, now);
  const time = new Date(now).toISOString().replace('Z', '0000Z');
  const text = `${message}\nRequestId:${request.requestId}\nTime:${time}`;
  const body = `<?xml version="1.0" encoding="utf-8"?><Error><Code>${code}</Code><Message>${escape(text)}</Message>${detail}</Error>`;
  return {
    status,
    headers: {
      ...serviceHeaders(request),
      'x-ms-error-code': code,
      'Content-Type': 'application/xml',
      'Content-Length': String(Buffer.byteLength(body)),
      ...headers,
    },
    body,
  };
}

interface Description {
  readonly status: number;
  readonly code: string;
  readonly message: string;
  /** XML. */
  readonly detail?: string;
  readonly headers?: Headers;
}

function describe(fault: BlobFault, now: number): Description {
  switch (fault.kind) {
    case 'malformed':
      return {
        status: 400,
        code: 'InvalidUri',
        message: 'The requested URI does not represent any resource on the server.',
      };
    case 'unsigned':
      return unauthenticated('The link carries no signature.');
    case 'tampered':
      return unauthenticated('Signature did not match: the link is not as it was given out.');
    case 'expired':
      return unauthenticated(
        `Signed expiry time [${httpDate(fault.expiresAt)}] must be after signed start time [${httpDate(now)}]`,
      );
    case 'deleted':
      return { status: 404, code: 'BlobNotFound', message: 'The specified blob does not exist.' };
    case 'condition':
      return {
        status: 412,
        code: 'ConditionNotMet',
        message: 'The condition specified using HTTP conditional header(s) is not met.',
      };
    case 'range':
      return {
        status: 416,
        code: 'InvalidRange',
        message: 'The range specified is invalid for the current size of the resource.',
        headers: fault.contentRange === null ? {} : { 'Content-Range': fault.contentRange },
      };
    case 'failed':
      return {
        status: 500,
        code: 'InternalError',
        message: 'Server encountered an internal error. Please try again after some time.',
      };
    case 'injected':
      return {
        status: fault.status,
        code: INJECTED_CODES[fault.status] ?? 'InjectedFault',
        message: fault.message ?? 'Fault injected.',
        headers: { 'X-Emulator-Rule': 'fault.injected', ...fault.headers },
      };
    case 'method':
      return {
        status: 405,
        code: 'UnsupportedHttpVerb',
        message: `The resource doesn't support specified Http Verb.`,
        detail: `<HttpVerb>${escape(fault.method)}</HttpVerb>`,
        headers: { Allow: 'GET, HEAD' },
      };
  }
}

/** The codes that the blob service has for these. */
const INJECTED_CODES: Readonly<Record<number, string>> = {
  403: 'AuthorizationFailure',
  404: 'BlobNotFound',
  500: 'InternalError',
  503: 'ServerBusy',
};

function unauthenticated(why: string): Description {
  return {
    status: 403,
    code: 'AuthenticationFailed',
    message:
      'Server failed to authenticate the request. Make sure the value of Authorization header is formed correctly including the signature.',
    detail: `<AuthenticationErrorDetail>${escape(why)}</AuthenticationErrorDetail>`,
  };
}

function httpDate(at: number | null): string {
  return at === null ? '' : new Date(at).toUTCString();
}

function escape(text: string): string {
  return text.replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('>', '&gt;');
}
