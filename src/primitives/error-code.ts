/** The code that Node gives its errors, `ENOENT`; null for anything else. Not by class: an error may come from another realm. */
export function errorCode(error: unknown): string | null {
  const isCoded = typeof error === 'object' && error !== null && 'code' in error;
  return isCoded && typeof error.code === 'string' ? error.code : null;
}

/** What an error says, on one line and without the word Error before it. */
export function messageOf(error: unknown): string {
  return String(error)
    .replace(/^\w*Error: /, '')
    .replaceAll('\n', ' ');
}
