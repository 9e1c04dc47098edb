import { describePlace } from '../query-error.ts';
import type { Check } from './problem.ts';

/** TIMESPAN is one of the ranges that the dataset lists, though the grammar has more. */
export const dateRangeOffered: Check = ({ timespan }, { dataset }) => {
  if (timespan === null || dataset.availableDateRanges.includes(timespan.range)) return [];
  const offered = dataset.availableDateRanges.join(', ');
  const found = `${timespan.range} ${describePlace(timespan.place)}`;
  const describe = (): string => `expected a date range of ${dataset.name} (${offered}) but found ${found}`;
  return [{ rule: 'query.date-range', place: timespan.place, describe }];
};
