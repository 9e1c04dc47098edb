const LF = 0x0a;
const CR = 0x0d;

/** The line, from 1, in which a byte stands; lines end with LF, CRLF or CR. */
export function lineAt(bytes: Uint8Array, at: number): number {
  let line = 1;
  for (let i = 0; i < at; i++) {
    if (bytes[i] === LF || (bytes[i] === CR && bytes[i + 1] !== LF)) line++;
  }
  return line;
}

/** Where the line of a byte begins. */
export function startOfLine(bytes: Uint8Array, at: number): number {
  let start = at;
  while (start > 0 && bytes[start - 1] !== LF && bytes[start - 1] !== CR) start--;
  return start;
}

/** The first byte from `at` on that ends no line. */
export function skipLineEnds(bytes: Uint8Array, at: number): number {
  let next = at;
  while (bytes[next] === LF || bytes[next] === CR) next++;
  return next;
}

/** How many lines end within a text. */
export function lineEndsIn(text: string): number {
  return text.match(/\r\n|\n|\r/g)?.length ?? 0;
}
