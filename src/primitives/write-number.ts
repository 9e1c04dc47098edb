/** Bytes of the longest text that is written here: a sign, 16 digits and a point. */
export const WIDEST_NUMBER = 18;

const ZERO = 48;
const MINUS = 45;
const POINT = 46;
const NINE_DIGITS = 1e9;

/** Writes a whole number of a magnitude below 2^53 as ASCII digits; tells where they end. */
export function writeWhole(value: number, bytes: Uint8Array, at: number): number {
  if (value < 0) bytes[at++] = MINUS;
  const whole = Math.abs(value);
  if (whole < NINE_DIGITS) return writeDigits(whole, digitsOf(whole), bytes, at);
  const low = whole % NINE_DIGITS;
  const high = (whole - low) / NINE_DIGITS;
  return writeDigits(low, 9, bytes, writeDigits(high, digitsOf(high), bytes, at));
}

/** Writes a whole number of hundredths with its two places: -5 is `-0.05`. */
export function writeHundredths(value: number, bytes: Uint8Array, at: number): number {
  if (value < 0) bytes[at++] = MINUS;
  const whole = Math.abs(value);
  const cents = whole % 100;
  const point = writeWhole((whole - cents) / 100, bytes, at);
  bytes[point] = POINT;
  return writeDigits(cents, 2, bytes, point + 1);
}

/** At most nine digits, where division is that of small integers, which is quick. */
function writeDigits(value: number, digits: number, bytes: Uint8Array, at: number): number {
  let rest = value | 0;
  for (let to = at + digits - 1; to >= at; to--) {
    const tenth = (rest / 10) | 0;
    bytes[to] = ZERO + rest - tenth * 10;
    rest = tenth;
  }
  return at + digits;
}

function digitsOf(value: number): number {
  let digits = 1;
  for (let next = 10; next <= value; next *= 10) digits++;
  return digits;
}
