const NOT_YET = -0x80000000;

/** A function of small whole numbers to whole numbers of 32 bits, computed once for each. */
export function remembered(compute: (index: number) => number): (index: number) => number {
  let known = new Int32Array(64).fill(NOT_YET);
  return (index) => {
    if (index >= known.length) {
      const grown = new Int32Array(Math.max(index + 1, known.length * 2)).fill(NOT_YET);
      grown.set(known);
      known = grown;
    }
    const found = known[index] ?? NOT_YET;
    if (found !== NOT_YET) return found;
    const value = compute(index);
    known[index] = value;
    return value;
  };
}
