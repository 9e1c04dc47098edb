import { ControlError, type ControlErrorDetail } from '../errors/control-errors.ts';
import type { Validator } from '../generated/request-inputs.ts';

/** @throws ControlError that lists everything that is wrong, each with its place. */
export function readControlBody<Value>(validate: Validator<Value>, body: unknown): Value {
  if (validate(body)) return body;
  const details = (validate.errors ?? []).map(({ instancePath, message, params }) => ({
    at: instancePath === '' ? '/' : instancePath,
    problem: [message ?? 'is not valid', params.additionalProperty]
      .filter((part) => part !== undefined)
      .join(': '),
  }));
  throw new ControlError('InvalidRequest', describe(details), details);
}

const MOST_TOLD = 5;

/** Who calls by the library sees the message alone. */
function describe(details: readonly ControlErrorDetail[]): string {
  const told = details.slice(0, MOST_TOLD).map(({ at, problem }) => `${at}: ${problem}`);
  const others = details.length - told.length;
  return told.join('; ') + (others > 0 ? `; and ${others} more` : '');
}

/** For a call that takes nothing, so that nobody thinks it has heeded what it was sent. @throws ControlError */
export function requireNoBody(body: unknown): void {
  const isObject = typeof body === 'object' && body !== null && !Array.isArray(body);
  if (body === undefined || (isObject && Object.keys(body).length === 0)) return;
  const details = isObject
    ? Object.keys(body).map((name) => ({ at: `/${name}`, problem: 'is nothing that this call takes' }))
    : [{ at: '/', problem: 'this call takes nothing' }];
  throw new ControlError('InvalidRequest', 'This call takes no body', details);
}
