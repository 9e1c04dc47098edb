import { wallClock } from '../clock/wall-clock.ts';
import type { Effect, StruckExchange } from '../faults/effect.ts';
import type { FaultBook } from '../faults/fault-book.ts';
import { undergo } from '../faults/undergo.ts';
import type { Exchange } from './exchange.ts';

export interface MeetingRequest {
  readonly exchange: Exchange;
  readonly faults: FaultBook;
  /** Null where there is none. */
  readonly operation: string | null;
  /** The path without the sandbox. */
  readonly segments: readonly string[];
  /** Refuses in the form of the side that was asked. */
  readonly answer: StruckExchange['answer'];
}

/** What faults do to a request before it is routed: what they are still to do after that, or null when they were its end. */
export async function meetFaults({
  exchange,
  faults,
  operation,
  segments,
  answer,
}: MeetingRequest): Promise<readonly Effect[] | null> {
  const { method = 'GET' } = exchange.request;
  const effects = faults.strike({ subject: 'exchange', operation, method, path: `/${segments.join('/')}` });
  if (effects.length === 0) return effects;
  const struck = struckRequest(exchange, answer);
  await undergo(effects, struck);
  return struck.ended ? null : effects;
}

function struckRequest({ request, response }: Exchange, answer: StruckExchange['answer']): StruckExchange {
  let answered = false;
  return {
    get ended() {
      // A client that has gone away meanwhile asked for nothing.
      return answered || response.destroyed;
    },
    wait: (ms) => waitWhileOpen(ms, response),
    answer(status, message, headers) {
      answered = true;
      answer(status, message, headers);
    },
    breakOff() {
      answered = true;
      // Only a bare TCP connection can be reset.
      if ('encrypted' in request.socket) request.socket.destroy();
      else request.socket.resetAndDestroy();
    },
  };
}

function waitWhileOpen(ms: number, response: Exchange['response']): Promise<void> {
  return new Promise((resolve) => {
    const cancel = wallClock.after(ms, done);
    response.once('close', done);
    function done(): void {
      cancel();
      response.off('close', done);
      resolve();
    }
  });
}
