import { DAY, monthOf, startOfMonth } from '../primitives/instant.ts';
import { firstDayOf } from '../primitives/month.ts';
import type { Dataset } from './dataset.ts';
import type { DayRange } from './table.ts';

const HISTORY_MONTHS = 36;

/**
 * The months of a dataset that touch the range and are in at `asOf`: of the last 36, over, and refreshed since.
 * A dataset without dates has only its current state, that of the month of `asOf`.
 */
export function publishedMonths(dataset: Dataset, range: DayRange, asOf: number): readonly number[] {
  const current = monthOf(asOf);
  if (dataset.dateColumn === null) return [current];
  const history = Array.from({ length: HISTORY_MONTHS }, (_, index) => current - HISTORY_MONTHS + index);
  return history.filter(
    (month) =>
      startOfMonth(month + 1) + dataset.refreshDays * DAY <= asOf &&
      firstDayOf(month) <= range.toDay &&
      firstDayOf(month + 1) > range.fromDay,
  );
}
