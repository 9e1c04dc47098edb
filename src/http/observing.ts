import { header, type Exchange } from './exchange.ts';

/**
 * Whether a request only looks, as the dashboard does: it is answered as ever, but leaves no trace in the journal, is struck by no
 * fault and moves no clock.
 */
export function isObserving({ request }: Exchange): boolean {
  return request.method === 'GET' && header(request, 'x-emulator-observe') !== undefined;
}
