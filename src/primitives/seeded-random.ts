/**
 * Chance without state: a draw is a pure function of a key and a label, so any one can be had without those before it.
 * Only integer arithmetic, so every platform draws the same.
 */

// Looked up once: in a context of node:vm, such as tests run in, each look at a global takes longer than a draw.
const { floor, imul } = Math;

const TWO_POW_32 = 4_294_967_296;

/** A whole number from 0 to 2³²-1, which is also a fit key for further draws. */
export function draw(key: number, label: number): number {
  let mixed = imul(label, 0xcc9e2d51);
  mixed = (mixed << 15) | (mixed >>> 17);
  let hash = imul(mixed, 0x1b873593) ^ key;
  hash = (hash << 13) | (hash >>> 19);
  hash = (imul(hash, 5) + 0xe6546b64) | 0;
  hash = imul(hash ^ (hash >>> 16), 0x85ebca6b);
  hash = imul(hash ^ (hash >>> 13), 0xc2b2ae35);
  return (hash ^ (hash >>> 16)) >>> 0;
}

/** The label that a word stands for: made once, when a module loads. */
export function label(word: string): number {
  let hash = 0x811c9dc5;
  for (let i = 0; i < word.length; i++) hash = imul(hash ^ word.charCodeAt(i), 0x01000193);
  return hash >>> 0;
}

/** From 0 to count-1. */
export function below(drawn: number, count: number): number {
  return floor((drawn * count) / TWO_POW_32);
}

/** From first to last, both included. */
export function between(drawn: number, first: number, last: number): number {
  return first + below(drawn, last - first + 1);
}

export function chance(drawn: number, perThousand: number): boolean {
  return below(drawn, 1000) < perThousand;
}

export function pick<T>(drawn: number, list: readonly T[]): T {
  const item = list[below(drawn, list.length)];
  if (item === undefined) throw new Error('Nothing to pick from');
  return item;
}

/** A way to pick an index, the oftener the greater its whole weight. */
export function weighted(weights: readonly number[]): (drawn: number) => number {
  const indexes: number[] = [];
  weights.forEach((weight, index) => {
    for (let i = 0; i < weight; i++) indexes.push(index);
  });
  return (drawn) => pick(drawn, indexes);
}
