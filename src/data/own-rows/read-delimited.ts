import { CsvError, parse } from 'csv-parse/sync';
import { lineAt, lineEndsIn, skipLineEnds } from './lines.ts';
import type { Problems } from './problems.ts';
import type { TableBuilder } from './table-builder.ts';

const DELIMITERS = { csv: ',', tsv: '\t' } as const;
/** No row of a dataset comes near it; an unclosed quote would otherwise swallow the rest of the file first. */
const MOST_CHARACTERS = 1 << 20;

/** Reads CSV or TSV: a row of names, then the rows, quoted as in RFC 4180. Lines without anything on them do not count. */
export function readDelimited(
  bytes: Buffer,
  kind: keyof typeof DELIMITERS,
  builder: TableBuilder,
  problems: Problems,
): void {
  let header: readonly string[] = [];
  let row: readonly string[] = [];
  /** Where the last row ended that was whole. */
  let end = 0;
  const lineOfRow = (): number => lineAt(bytes, skipLineEnds(bytes, end));
  const placeOf = (position: number | null): string => {
    if (position === null) return `line ${lineOfRow()}`;
    const line = lineOfRow() + row.slice(0, position).reduce((sum, cell) => sum + lineEndsIn(cell), 0);
    const name = header[position];
    return `line ${line}, column ${position + 1}${name === undefined ? '' : ` (${name.trim()})`}`;
  };
  try {
    parse(bytes, {
      delimiter: DELIMITERS[kind],
      record_delimiter: ['\r\n', '\n', '\r'],
      skip_empty_lines: true,
      // The builder tells of rows that are too long or too short.
      relax_column_count: true,
      max_record_size: MOST_CHARACTERS,
      on_record(cells: string[], { bytes: endOfRow }) {
        row = cells;
        if (header.length === 0) {
          builder.header(cells, placeOf);
          header = cells;
        } else builder.row(cells, placeOf);
        end = endOfRow;
        return null;
      },
    });
  } catch (error) {
    if (!(error instanceof CsvError)) throw error;
    row = [];
    const column = typeof error['index'] === 'number' ? error['index'] : 0;
    problems.fail(placeOf(column), MISTAKES[error.code] ?? error.message);
  }
  if (header.length === 0) problems.fail('', 'holds nothing but blank lines');
}

const MISTAKES: Readonly<Record<string, string>> = {
  CSV_QUOTE_NOT_CLOSED: 'a quote is opened here and never closed',
  INVALID_OPENING_QUOTE: 'a quote stands inside a cell that does not begin with one',
  CSV_INVALID_CLOSING_QUOTE: 'the cell goes on after its closing quote',
  CSV_MAX_RECORD_SIZE: `the row holds more than ${MOST_CHARACTERS} characters: is a quote left open in it?`,
};
