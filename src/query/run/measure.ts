import type { Metric } from '../../data/dataset.ts';
import type { Column, NumberColumn } from '../../data/table.ts';
import type { Groups } from './group.ts';
import { groupKeys, knownKeys } from './group-keys.ts';
import { numberRows } from './number-rows.ts';

// Looked up once: in a context of node:vm, such as tests run in, each look at a global takes longer than the test.
const { isNaN: isNone } = Number;

/** A metric of each group. Blanks do not count; of nothing but blanks the sum is blank, the count 0. */
export function measure(metric: Metric, source: Column, rows: Int32Array, groups: Groups): Column {
  if (metric.aggregate === 'countDistinct') {
    return { type: 'integer', values: countDistinct(source, rows, groups) };
  }
  if ('codes' in source || source.type !== metric.type)
    throw new Error(`Metric ${metric.name} adds up ${metric.source}, which is ${source.type}`);
  return { type: metric.type, values: sum(source, rows, groups) };
}

/** Whole numbers, so exact: decimals are hundredths here. NaN of nothing. */
function sum({ values }: NumberColumn, rows: Int32Array, { count, ids }: Groups): Float64Array {
  const sums = new Float64Array(count);
  const hasValue = new Uint8Array(count);
  addUp(values, rows, ids, sums, hasValue);
  for (let group = 0; group < count; group++) if (hasValue[group] === 0) sums[group] = NaN;
  return sums;
}

function addUp(
  values: Float64Array,
  rows: Int32Array,
  ids: Int32Array,
  sums: Float64Array,
  hasValue: Uint8Array,
): void {
  for (let i = 0; i < rows.length; i++) {
    const value = values[rows[i] ?? 0] ?? NaN;
    if (isNone(value)) continue;
    const group = ids[i] ?? 0;
    hasValue[group] = 1;
    sums[group] = (sums[group] ?? 0) + value;
  }
}

/** Each pair of a group and a value counts once; values are equal as they are for grouping, whatever their case. */
function countDistinct(source: Column, rows: Int32Array, { count, ids }: Groups): Float64Array {
  const pairs = numberRows([knownKeys(ids, count), groupKeys(source, rows)], rows.length);
  const counts = new Float64Array(count);
  for (const position of pairs.firsts) {
    if (isBlank(source, rows[position] ?? 0)) continue;
    const group = ids[position] ?? 0;
    counts[group] = (counts[group] ?? 0) + 1;
  }
  return counts;
}

function isBlank(column: Column, row: number): boolean {
  return 'codes' in column ? (column.codes[row] ?? -1) < 0 : isNone(column.values[row] ?? NaN);
}
