import { isGuid } from '../../primitives/is-guid.ts';
import { header, type Exchange } from '../exchange.ts';

/** By which the client knows the exchange: its own id, if it sent one, as libraries of Microsoft do. */
export function correlationOf({ request, correlationId }: Exchange): string {
  return clientRequestId(request) ?? correlationId;
}

/** Back to who wants it back. */
export function returnedId({ request }: Exchange): Readonly<Record<string, string>> {
  const id = clientRequestId(request);
  const isWanted = /^\s*true\s*$/i.test(header(request, 'return-client-request-id') ?? '');
  return id !== null && isWanted ? { 'client-request-id': id } : {};
}

function clientRequestId(request: Exchange['request']): string | null {
  const sent = header(request, 'client-request-id')?.trim() ?? '';
  return isGuid(sent) ? sent : null;
}
