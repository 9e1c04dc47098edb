/** `*` stands for any run of characters, none included; nothing else is special, and letter case does not count. */
export function globPattern(glob: string): (text: string) => boolean {
  const [start = '', ...runs] = glob.toLowerCase().split('*');
  const end = runs.pop();
  if (end === undefined) return (text) => text.toLowerCase() === start;
  return (text) => {
    const lower = text.toLowerCase();
    if (!lower.startsWith(start)) return false;
    // Each part as early as it can stand: what is left for the next ones is never less than it could be.
    let at = start.length;
    for (const part of runs) {
      const found = lower.indexOf(part, at);
      if (found < 0) return false;
      at = found + part.length;
    }
    return lower.length - end.length >= at && lower.endsWith(end);
  };
}
