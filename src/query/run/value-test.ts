import type { NumberColumn, TextColumn } from '../../data/table.ts';
import { compareCodePoints } from '../../primitives/code-points.ts';
import { likePattern } from '../../primitives/like-pattern.ts';
import type { BoundCondition } from '../bind-query.ts';
import { formatNumber } from '../cells.ts';
import type { Literal } from '../syntax/query-tree.ts';
import { readGuid, readNumber, readText, type ScaledLiteral } from './literal.ts';

/** What a condition asks of a value that is not blank. */
export type ValueTest<Value> = (value: Value) => boolean;

/** A literal that cannot be converted equals nothing and compares with nothing, so only the negated operators hold. */
export function textTest(condition: BoundCondition, type: TextColumn['type']): ValueTest<string> {
  const { operator, values } = condition;
  if (operator === 'LIKE' || operator === 'NOT LIKE') return likeTest(condition);
  const isGuid = condition.column.kind === 'attribute' && condition.column.isGuid;
  const read = (literal: Literal): string | null => (isGuid ? readGuid(literal) : readText(literal, type));
  const wanted = values.map(read).filter((text) => text !== null);
  const [first] = wanted;
  if (operator === '=' || operator === 'IN' || operator === '!=' || operator === 'NOT IN') {
    const all = new Set(wanted);
    const among: ValueTest<string> = (text) => all.has(text.toLowerCase());
    return operator === '=' || operator === 'IN' ? among : not(among);
  }
  if (first === undefined) return never;
  const compare = (text: string): number => compareCodePoints(text.toLowerCase(), first);
  switch (operator) {
    case '<':
      return (text) => compare(text) < 0;
    case '<=':
      return (text) => compare(text) <= 0;
    case '>':
      return (text) => compare(text) > 0;
    case '>=':
      return (text) => compare(text) >= 0;
  }
}

export function numberTest(condition: BoundCondition, type: NumberColumn['type']): ValueTest<number> {
  const { operator, values } = condition;
  if (operator === 'LIKE' || operator === 'NOT LIKE') {
    const like = likeTest(condition);
    return remembered((value) => like(formatNumber(value, type)));
  }
  const wanted = values.map((literal) => readNumber(literal, type)).filter((value) => value !== null);
  const [first] = wanted;
  if (operator === '=' || operator === 'IN') return amongTest(wanted);
  if (operator === '!=' || operator === 'NOT IN') return not(amongTest(wanted));
  if (first === undefined) return never;
  const { floor, exact } = first;
  switch (operator) {
    case '<':
      return (value) => value < floor || (value === floor && !exact);
    case '<=':
      return (value) => value <= floor;
    case '>':
      return (value) => value > floor;
    case '>=':
      return (value) => value > floor || (value === floor && exact);
  }
}

function amongTest(wanted: readonly ScaledLiteral[]): ValueTest<number> {
  const all = new Set(wanted.filter(({ exact }) => exact).map(({ floor }) => floor));
  return (value) => all.has(value);
}

/** LIKE looks at the value as the file shows it, whatever its type. */
function likeTest({ operator, values }: BoundCondition): ValueTest<string> {
  const pattern: Literal | undefined = values[0];
  const matches = likePattern(lowerLetterByLetter(pattern?.text ?? ''));
  const like: ValueTest<string> = (text) => matches(lowerLetterByLetter(text));
  return operator === 'LIKE' ? like : not(like);
}

/** Two letters are else not as they come: a Σ, as it ends a word or not, becomes one of two, and an İ an i and a dot to combine with it. */
function lowerLetterByLetter(text: string): string {
  return text.toLowerCase().replaceAll('ς', 'σ').replaceAll('i\u0307', 'i');
}

function remembered(test: ValueTest<number>): ValueTest<number> {
  const answers = new Map<number, boolean>();
  return (value) => {
    const known = answers.get(value);
    if (known !== undefined) return known;
    const answer = test(value);
    answers.set(value, answer);
    return answer;
  };
}

function not<Value>(test: ValueTest<Value>): ValueTest<Value> {
  return (value) => !test(value);
}

function never(): boolean {
  return false;
}
