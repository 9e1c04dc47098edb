import { printParseErrorCode, visit } from 'jsonc-parser';
import { short, shown, type Problems } from './problems.ts';
import type { TableBuilder } from './table-builder.ts';

const SHOULD = 'the file must be a list of objects';
/** Several times what the widest dataset has. */
const MOST_PROPERTIES = 1000;

/** Reads a JSON list of objects that all have the same properties, in any order. Numbers are read as they are written. */
export function readJson(bytes: Buffer, builder: TableBuilder, problems: Problems): void {
  const text = bytes.toString();
  const rows = new JsonRows(builder, problems);
  try {
    visit(
      text,
      {
        onArrayBegin: (_offset, _length, line, character) => rows.open('list', line, character),
        onObjectBegin: (_offset, _length, line, character) => rows.open('object', line, character),
        onObjectProperty: (name, _offset, _length, line, character) => rows.property(name, line, character),
        onLiteralValue: (value: unknown, offset, length, line, character) =>
          rows.value(textOf(value, text.slice(offset, offset + length)), line, character),
        onObjectEnd: () => rows.close(),
        onArrayEnd: () => rows.close(),
        onError: (code, _offset, _length, line, character) =>
          problems.fail(placeAt(line, character), MISTAKES[printParseErrorCode(code)] ?? 'this is not JSON'),
      },
      { disallowComments: true },
    );
  } catch (error) {
    if (!(error instanceof RangeError)) throw error;
    problems.fail('', `lists are nested too deeply; ${SHOULD}`);
  }
}

function textOf(value: unknown, source: string): string {
  if (value === null) return '';
  return typeof value === 'string' ? value : source;
}

interface Cell {
  readonly name: string;
  text: string;
  line: number;
  character: number;
}

/** Puts the rows together from what the parser meets. */
class JsonRows {
  readonly #builder: TableBuilder;
  readonly #problems: Problems;
  /** How many lists and objects are open. */
  #depth = 0;
  /** Where the row stands, and what is in it. */
  #index = -1;
  #line = 0;
  #character = 0;
  #cells: Cell[] = [];
  /** By the names of the first row, in lower case. */
  #positions: ReadonlyMap<string, number> | null = null;

  constructor(builder: TableBuilder, problems: Problems) {
    this.#builder = builder;
    this.#problems = problems;
  }

  open(what: 'list' | 'object', line: number, character: number): void {
    const expected = this.#depth === 0 ? 'list' : this.#depth === 1 ? 'object' : null;
    if (what !== expected) this.#refuse(what === 'list' ? 'a list' : 'an object', line, character);
    this.#depth += 1;
    if (what === 'list') return;
    this.#index += 1;
    this.#line = line;
    this.#character = character;
    this.#cells = [];
  }

  property(name: string, line: number, character: number): void {
    this.#cells.push({ name, text: '', line, character });
    if (this.#cells.length > MOST_PROPERTIES) {
      this.#problems.fail(this.#placeOf(undefined), `the row has more than ${MOST_PROPERTIES} properties`);
    }
  }

  value(text: string, line: number, character: number): void {
    if (this.#depth < 2) this.#refuse(text === '' ? 'null' : shown(text), line, character);
    const cell = this.#cells.at(-1);
    if (cell === undefined) return;
    cell.text = text;
    cell.line = line;
    cell.character = character;
  }

  close(): void {
    this.#depth -= 1;
    if (this.#depth === 1) this.#takeRow();
  }

  #takeRow(): void {
    const positions = (this.#positions ??= this.#takeHeader());
    const ordered = this.#inOrder(positions);
    if (ordered === null) return;
    const texts = ordered.map(({ text }) => text);
    this.#builder.row(texts, (position) => this.#placeOf(position === null ? undefined : ordered[position]));
  }

  #takeHeader(): ReadonlyMap<string, number> {
    const names = this.#cells.map(({ name }) => name);
    this.#builder.header(names, (position) =>
      this.#placeOf(position === null ? undefined : this.#cells[position]),
    );
    return new Map(names.map((name, position) => [name.trim().toLowerCase(), position]));
  }

  /** The cells in the order of the first row's; null when they are others. */
  #inOrder(positions: ReadonlyMap<string, number>): readonly Cell[] | null {
    const ordered = new Map<number, Cell>();
    for (const cell of this.#cells) {
      const position = positions.get(cell.name.trim().toLowerCase());
      const wrong =
        position === undefined
          ? `the first row has no property ${shown(cell.name)}`
          : ordered.has(position)
            ? `there are two properties ${shown(cell.name)}`
            : null;
      if (wrong !== null) return this.#note(this.#placeOf(cell), wrong);
      if (position !== undefined) ordered.set(position, cell);
    }
    const missing = [...positions].find(([, position]) => !ordered.has(position))?.[0];
    if (missing !== undefined) return this.#note(this.#placeOf(undefined), `there is no ${shown(missing)}`);
    return [...positions.values()].flatMap((position) => ordered.get(position) ?? []);
  }

  #note(place: string, problem: string): null {
    this.#problems.add(place, problem);
    return null;
  }

  #placeOf(cell: Cell | undefined): string {
    const { line, character } = cell ?? { line: this.#line, character: this.#character };
    return `${placeAt(line, character)} ([${this.#index}]${cell === undefined ? '' : `.${short(cell.name)}`})`;
  }

  #refuse(what: string, line: number, character: number): never {
    const inside = this.#depth < 2 ? SHOULD : 'a property must be a text, a number, true, false or null';
    return this.#problems.fail(placeAt(line, character), `${inside}; here is ${what}`);
  }
}

/** The parser counts from 0. */
function placeAt(line: number, character: number): string {
  return `line ${line + 1}, column ${character + 1}`;
}

/** By the parser's names for them. */
const MISTAKES: Readonly<Record<string, string>> = {
  PropertyNameExpected: 'a property name in double quotes must stand here',
  ValueExpected: 'a value must stand here',
  ColonExpected: 'a colon must stand here',
  CommaExpected: 'a comma must stand here',
  CloseBraceExpected: 'the object is never closed',
  CloseBracketExpected: 'the list is never closed',
  EndOfFileExpected: 'the list has ended; nothing may follow',
  InvalidCommentToken: 'JSON has no comments',
  UnexpectedEndOfString: 'the text that begins here is not closed in its line',
  InvalidCharacter: 'a control character in a text must be written as \\u and four digits',
  InvalidEscapeCharacter: 'there is no such escape in a text',
  InvalidUnicode: '\\u must be followed by four hexadecimal digits',
};
