import type { Completion, CompletionContext, CompletionResult } from '@codemirror/autocomplete';
import { datasetIn, slotAfter, type Slot } from './slot.ts';
import { columnNamed, datasetNamed, type DatasetWords, type Vocabulary } from './vocabulary.ts';
import { wordsOf, type Word } from './words.ts';

/** Offers what may stand at the cursor. `vocabulary` is asked each time: it is read from the emulator meanwhile. */
export function completeQuery(vocabulary: () => Vocabulary) {
  return ({ state, pos, explicit }: CompletionContext): CompletionResult | null => {
    const words = wordsOf(state.doc.toString());
    const touched = words.find(({ from, to, kind }) => from < pos && pos <= to && kind !== 'symbol');
    if (touched === undefined && !explicit && !followsBlank(state.doc.sliceString(pos - 1, pos))) return null;
    const before = words.filter(({ to }) => to <= (touched?.from ?? pos));
    const options = optionsFor(slotAfter(before), vocabulary(), datasetIn(words));
    if (options.length === 0) return null;
    const from = touched?.from ?? pos;
    // A value is taken out whole, closing quote included.
    return touched?.kind === 'text'
      ? { from, to: touched.to, options, filter: true }
      : { from, options, validFor: validFor(touched) };
  };
}

/** The list opens by itself after a blank or an opening bracket, where the next word is about to be typed. */
function followsBlank(character: string): boolean {
  return /[\s(,]/.test(character);
}

function validFor(touched: Word | undefined): RegExp {
  return touched?.text.startsWith("'") === true ? /^'[^']*$/ : /^\w*$/;
}

const OPERATORS = ['=', '!=', '>', '<', '>=', '<=', 'LIKE', 'NOT LIKE', 'IN (', 'NOT IN ('];
/** Longer lists of names of every dataset would only be noise. */
const MOST_VALUES = 200;

function optionsFor(slot: Slot, vocabulary: Vocabulary, named: string | null): Completion[] {
  const dataset = datasetNamed(vocabulary, named);
  switch (slot.wants) {
    case 'keywords':
      return slot.keywords.map(keyword);
    case 'name':
      return [
        ...slot.keywords.map(keyword),
        ...(dataset === null ? namesOfAll(vocabulary) : namesOf(dataset)),
      ];
    case 'dataset':
      return vocabulary.map(({ name, description }) => ({ label: name, type: 'dataset', info: description }));
    case 'operator':
      return OPERATORS.map((label, at) => ({ label, type: 'keyword', apply: `${label} `, boost: -at }));
    case 'range':
      return (dataset?.dateRanges ?? []).map((label, at) => ({ label, type: 'range', boost: -at }));
    case 'value':
      return valuesOf(dataset, slot.column);
    case 'nothing':
      return [];
  }
}

function keyword(label: string): Completion {
  return { label, type: 'keyword', apply: `${label} `, boost: 1 };
}

function namesOf({ columns, metrics }: DatasetWords): Completion[] {
  return [
    ...columns.map(({ name, type, meaning }) => ({
      label: name,
      type: 'column',
      detail: type,
      info: meaning,
    })),
    ...metrics.map(({ name, meaning }) => ({ label: name, type: 'metric', detail: 'metric', info: meaning })),
  ].map((option) => (option.info === '' ? { ...option, info: option.detail } : option));
}

/** Before FROM is written, each name says in which datasets it is. */
function namesOfAll(vocabulary: Vocabulary): Completion[] {
  const homes = new Map<string, string[]>();
  for (const { name: dataset, columns, metrics } of vocabulary) {
    for (const { name } of [...columns, ...metrics]) homes.set(name, [...(homes.get(name) ?? []), dataset]);
  }
  return Array.from(homes, ([label, datasets]) => ({
    label,
    type: 'column',
    detail: datasets.length === 1 ? datasets.join() : `${datasets.length} datasets`,
    info: datasets.join(', '),
  }));
}

function valuesOf(dataset: DatasetWords | null, name: string): Completion[] {
  const column = columnNamed(dataset, name);
  return (column?.values ?? []).slice(0, MOST_VALUES).map((value, at) => ({
    label: typeof value === 'number' ? String(value) : `'${value.replaceAll("'", "''")}'`,
    type: 'value',
    boost: -at / 3,
  }));
}
