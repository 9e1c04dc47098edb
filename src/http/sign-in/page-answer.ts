import { AadError, refuseToken } from '../../identity/aad-errors.ts';
import { describeAadError } from '../../identity/describe-aad-error.ts';
import { correlationOf } from './client-request-id.ts';
import type { Endpoint, EndpointAnswer, EndpointRequest } from './endpoint.ts';
import { errorPage } from './message-page.ts';
import { contentSecurityPolicy } from './page.ts';

/** Where people look, a refusal is a page. */
export function forPeople(endpoint: (request: EndpointRequest) => EndpointAnswer): Endpoint {
  return (request) => {
    try {
      return endpoint(request);
    } catch (error) {
      if (!(error instanceof AadError)) throw error;
      return pageAnswer(errorPage(descriptionOf(error, request)), error);
    }
  };
}

/** A page. Its text is no part of the journal, and forms lead to the emulator, unless others are named. */
export function pageAnswer(
  html: string,
  problem: AadError | null = null,
  formsMayGoTo: readonly string[] = [],
): EndpointAnswer {
  const policy = { 'Content-Security-Policy': contentSecurityPolicy(formsMayGoTo) };
  return { status: problem?.row.status ?? 200, html, headers: { ...COMMON, ...policy } };
}

export function sentTo(location: string): EndpointAnswer {
  return { status: 302, headers: { ...COMMON, Location: location } };
}

/** Not `no-referrer`: a browser would then send the page's own form with the Origin `null`. */
const COMMON = { 'Referrer-Policy': 'same-origin' };

/** As the service has it everywhere: `AADSTS…: …`, and what names the occasion. */
export function descriptionOf({ row }: AadError, { now, exchange }: EndpointRequest): string {
  const correlationId = correlationOf(exchange);
  return describeAadError(row, { now, traceId: exchange.requestId, correlationId }).error_description;
}

/**
 * A page of another site may not say yes for a user.
 * @throws AadError when one has sent the form. What is no browser says nothing of pages.
 */
export function requireOwnPage({ header, base }: EndpointRequest): void {
  const origin = header('origin')?.toLowerCase();
  if (origin === undefined) return;
  const isOwn =
    origin === new URL(base).origin || origin.replace(/^https?:\/\//, '') === header('host')?.toLowerCase();
  if (!isOwn) throw refuseToken('request.invalid', { detail: 'a page of another site has sent it' });
}
