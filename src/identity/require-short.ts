import { refuseToken } from './aad-errors.ts';

const MOST_CHARACTERS = 256;

/** A name that goes into tokens, which a header has to hold. */
export function requireShort(parameter: string, value: string): string {
  if (value.length <= MOST_CHARACTERS) return value;
  throw refuseToken('request.invalid', { detail: `${parameter} is over ${MOST_CHARACTERS} characters` });
}
