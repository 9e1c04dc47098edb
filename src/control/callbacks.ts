import type { Delivery } from '../callbacks/delivery.ts';
import { ControlError } from '../errors/control-errors.ts';
import type { components } from '../generated/api-types.ts';
import { redactSecrets } from '../logging/redact-secrets.ts';
import { formatInstant } from '../primitives/instant.ts';
import type { Sandbox } from '../sandbox/sandbox.ts';
import type { Control } from './control.ts';
import { requireNoBody } from './read-control-body.ts';

export type CallbackDelivery = components['schemas']['CallbackDelivery'];

export const getCallbacks: Control = (_input, { sandbox }) => ({
  body: { callbacks: listCallbacks(sandbox) },
});

export const redeliverCallback: Control = ({ parameter, body }, { sandbox }) => {
  requireNoBody(body);
  return { body: deliverAgain(sandbox, parameter) };
};

/** Oldest first. */
export function listCallbacks({ callbacks }: Sandbox): CallbackDelivery[] {
  return callbacks.deliveries().map(describeDelivery);
}

export function deliverAgain({ callbacks }: Sandbox, id: string): CallbackDelivery {
  const delivery = callbacks.redeliver(id);
  if (delivery !== null) return describeDelivery(delivery);
  throw new ControlError('NotFound', `There is no callback '${id.slice(0, 100)}'`);
}

export function describeDelivery(delivery: Delivery): CallbackDelivery {
  const { id, reportId, executionId, method, address, state, createdAt, nextAttemptAt, attempts } = delivery;
  return {
    id,
    reportId,
    executionId,
    method,
    address: redactSecrets(address),
    state,
    createdTime: formatInstant(createdAt),
    nextAttemptTime: nextAttemptAt === null ? null : formatInstant(nextAttemptAt),
    attempts: attempts.map(({ at, durationMs, status, error }) => ({
      time: formatInstant(at),
      ms: durationMs,
      status,
      error,
    })),
  };
}
