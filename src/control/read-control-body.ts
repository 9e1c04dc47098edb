import { ControlError } from '../errors/control-errors.ts';
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
  throw new ControlError('InvalidRequest', 'The body is not what this call takes', details);
}
