/**
 * Where a number from 0 to 2^bits - 1 (at most 30 bits) stands after a keyed shuffle of them all.
 * No two land on one place, so it makes ids that look drawn and never collide.
 */
export function shuffledNumber(number: number, bits: number, key: number): number {
  const mask = (1 << bits) - 1;
  const half = (bits + 1) >> 1;
  let place = number & mask;
  for (let round = 0; round < 3; round++) {
    place = (place ^ (key >>> round)) & mask;
    // Each step can be undone: an odd factor modulo a power of two, and a shift by at least half the bits.
    place = Math.imul(place, 0x9e3779b1) & mask;
    place ^= place >>> half;
  }
  return place;
}
