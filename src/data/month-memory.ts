import type { ByteBudget, Holding } from '../primitives/byte-budget.ts';
import type { Rows } from './view.ts';

/** Remembers the rows of months already made, for as long as the budget allows. */
export function rememberMonths<R extends Rows>(
  make: (month: number) => R,
  budget: ByteBudget,
): (month: number) => R {
  const known = new Map<number, { readonly rows: R; readonly holding: Holding }>();
  return (month) => {
    const found = known.get(month);
    if (found !== undefined) {
      found.holding.touch();
      return found.rows;
    }
    const rows = make(month);
    known.set(month, { rows, holding: budget.hold(rows.bytes, () => known.delete(month)) });
    return rows;
  };
}
