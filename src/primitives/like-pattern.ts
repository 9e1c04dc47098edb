const ANY_RUN = '%';
const ANY_ONE = '_';

/**
 * SQL's LIKE: `%` any run, `_` any one character (code point), nothing else special. At worst pattern times text steps:
 * once a `%` has matched as little as it can, an earlier one never needs to be tried again.
 */
export function likePattern(pattern: string): (text: string) => boolean {
  const needed = Array.from(pattern).filter((character) => character !== ANY_RUN).length;
  return (text) => text.length >= needed && matches(pattern, text);
}

function matches(pattern: string, text: string): boolean {
  let inPattern = 0;
  let inText = 0;
  let afterRun = -1;
  let runEnd = 0;
  while (inText < text.length) {
    const wanted = pattern[inPattern];
    if (wanted === ANY_RUN) {
      afterRun = ++inPattern;
      runEnd = inText;
    } else if (wanted === ANY_ONE) {
      inPattern++;
      inText = next(text, inText);
    } else if (wanted !== undefined && wanted === text[inText]) {
      inPattern++;
      inText++;
    } else if (afterRun >= 0) {
      inPattern = afterRun;
      runEnd = next(text, runEnd);
      inText = runEnd;
    } else {
      return false;
    }
  }
  while (pattern[inPattern] === ANY_RUN) inPattern++;
  return inPattern === pattern.length;
}

function next(text: string, at: number): number {
  return at + ((text.codePointAt(at) ?? 0) > 0xffff ? 2 : 1);
}
