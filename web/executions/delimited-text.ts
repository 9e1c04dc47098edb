/** The first rows of a CSV (RFC 4180) or TSV file. A last row that may go on is left out when the text was cut off. */
export function parseDelimited(
  text: string,
  { delimiter, most, isCut }: { readonly delimiter: string; readonly most: number; readonly isCut: boolean },
): readonly (readonly string[])[] {
  const rows: string[][] = [];
  let row: string[] = [];
  let at = 0;
  while (at < text.length && rows.length < most) {
    const [value, end] = text[at] === '"' ? quotedValue(text, at + 1) : plainValue(text, at, delimiter);
    row.push(value);
    at = end;
    if (text[at] === delimiter) {
      at++;
      if (at < text.length) continue;
      row.push('');
    }
    if (at >= text.length && isCut) break;
    rows.push(row);
    row = [];
    at += text.startsWith('\r\n', at) ? 2 : 1;
  }
  return rows;
}

function plainValue(text: string, from: number, delimiter: string): readonly [string, number] {
  let at = from;
  while (at < text.length && text[at] !== delimiter && text[at] !== '\n' && text[at] !== '\r') at++;
  return [text.slice(from, at), at];
}

function quotedValue(text: string, from: number): readonly [string, number] {
  let value = '';
  let at = from;
  for (;;) {
    const quote = text.indexOf('"', at);
    if (quote < 0) return [value + text.slice(at), text.length];
    value += text.slice(at, quote);
    if (text[quote + 1] !== '"') return [value, quote + 1];
    value += '"';
    at = quote + 2;
  }
}
