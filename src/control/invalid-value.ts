import { ControlError } from '../errors/control-errors.ts';
import { parseTimestamp } from '../primitives/instant.ts';

/** @param at where the value was given: in the body, `/to`, or in the address, `?to`. */
export function invalidValue(at: string, problem: string): ControlError {
  return new ControlError('InvalidRequest', `${at.slice(1)} ${problem}`, [{ at, problem }]);
}

/** @throws ControlError */
export function readMoment(at: string, text: string): number {
  const moment = parseTimestamp(text);
  if (moment === null) throw invalidValue(at, 'must have the form yyyy-MM-ddTHH:mm:ssZ');
  return moment;
}
