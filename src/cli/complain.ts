/** Tells a person on stderr, in one line. */
export function complain(line: string): void {
  process.stderr.write(`insights-emulator: ${line}\n`);
}
