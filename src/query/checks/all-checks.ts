import { columnsExist } from './columns-exist.ts';
import { dateRangeOffered } from './date-range-offered.ts';
import { orderSelected } from './order-selected.ts';
import type { Check } from './problem.ts';

export const ALL_CHECKS: readonly Check[] = [columnsExist, dateRangeOffered, orderSelected];
