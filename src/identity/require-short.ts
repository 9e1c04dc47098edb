import { refuseToken } from './aad-errors.ts';

const LONGEST_NAME = 256;

/** By default a name that goes into tokens, which a header has to hold. */
export function requireShort(parameter: string, value: string, most = LONGEST_NAME): string {
  if (value.length <= most) return value;
  throw refuseToken('request.invalid', { detail: `${parameter} is over ${most} characters` });
}
