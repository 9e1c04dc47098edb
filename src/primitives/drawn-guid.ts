import { draw } from './seeded-random.ts';

const HEX = Array.from({ length: 256 }, (_, byte) => byte.toString(16).padStart(2, '0'));

/** The guid, in version 4's form and in lower case, that a key stands for. */
export function drawnGuid(key: number): string {
  const a = draw(key, 1);
  const b = draw(key, 2);
  const c = draw(key, 3);
  const d = draw(key, 4);
  const versioned = ((b & 0x0fff) | 0x4000) >>> 0;
  const variant = ((c >>> 16) & 0x3fff) | 0x8000;
  return `${hex32(a)}-${hex16(b >>> 16)}-${hex16(versioned)}-${hex16(variant)}-${hex16(c & 0xffff)}${hex32(d)}`;
}

function hex32(value: number): string {
  return hex16(value >>> 16) + hex16(value & 0xffff);
}

function hex16(value: number): string {
  return (HEX[(value >>> 8) & 0xff] ?? '') + (HEX[value & 0xff] ?? '');
}
