import type { Outcome } from './callback-request.ts';
import type { CallbackMethod } from './callback-url.ts';

/** `refused`: its host may not be called. `dropped`: its report was deleted, or the sandbox stopped or reset, before it came to an end. */
export type DeliveryState = 'inFlight' | 'retrying' | 'delivered' | 'failed' | 'refused' | 'dropped';

/** A callback and every attempt at it. */
export interface Delivery {
  readonly id: string;
  readonly reportId: string;
  readonly executionId: string;
  readonly method: CallbackMethod;
  readonly address: string;
  readonly createdAt: number;
  readonly state: DeliveryState;
  /** When it is tried again, while it is `retrying`. */
  readonly nextAttemptAt: number | null;
  readonly attempts: readonly Attempt[];
}

export interface Attempt {
  readonly at: number;
  /** Real time. */
  readonly durationMs: number;
  readonly status: number | null;
  readonly error: string | null;
}

export function beginDelivery(
  facts: Pick<Delivery, 'id' | 'reportId' | 'executionId' | 'method' | 'address' | 'createdAt'>,
): Delivery {
  return { ...facts, state: 'inFlight', nextAttemptAt: null, attempts: [] };
}

export function isDelivered({ kind, status }: Outcome): boolean {
  return kind === 'answered' && status !== null && status >= 200 && status < 300;
}
