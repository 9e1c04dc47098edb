/** Keywords cannot be names, so that a forgotten name is reported where it is missing. */
export const RESERVED_WORDS: readonly string[] =
  'SELECT DISTINCT FROM WHERE AND LIKE NOT IN ORDER BY ASC DESC LIMIT TIMESPAN'.split(' ');

export const RESERVED: ReadonlySet<string> = new Set(RESERVED_WORDS);
