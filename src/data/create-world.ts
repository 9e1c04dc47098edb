import { ByteBudget, type Holding } from '../primitives/byte-budget.ts';
import type { Dataset } from './dataset.ts';
import { allViews, viewsOfThePartner } from './datasets/all-views.ts';
import { publishedMonths } from './published-months.ts';
import type { DataSource, Table } from './table.ts';
import type { View } from './view.ts';
import { World } from './world/world.ts';
import type { Words } from './world/words.ts';

const MIB = 1024 * 1024;
/** In a month: what the datasets with most rows have, about the partner itself, its people, and for each customer. */
const ROWS_OF_THE_PARTNER = 60;
const CUSTOMERS_A_ROW_OF_PEOPLE = 8;
const ROWS_A_CUSTOMER = 5;

export interface WorldOptions {
  readonly seed: number;
  /** From 1 to 100,000. */
  readonly customers: number;
  /** Called when the first table is asked for. */
  readonly words: () => Words;
  /**
   * How much of what was generated is kept for the next query.
   * @default 256 MiB
   */
  readonly cacheBytes?: number;
}

/**
 * Synthetic rows, a pure function of seed, size, dataset and month. Making one costs nothing until a table is asked for;
 * sandboxes of the same seed and size may share one.
 */
export function createWorld(options: WorldOptions): DataSource {
  let made: Tables | null = null;
  const tables = (): Tables => (made ??= new Tables(options));
  return {
    table: (dataset, range, asOf) => tables().get(dataset, publishedMonths(dataset, range, asOf)),
    *parts(dataset, range, asOf) {
      const [first, ...others] = publishedMonths(dataset, range, asOf);
      yield tables().get(dataset, first === undefined ? [] : [first]);
      for (const month of others) yield tables().get(dataset, [month]);
    },
    roughRowCount: (dataset, range, asOf) =>
      roughRowCount(dataset.name, publishedMonths(dataset, range, asOf).length, options.customers),
  };
}

function roughRowCount(dataset: string, months: number, customers: number): number {
  if (viewsOfThePartner.has(dataset)) {
    return months * Math.ceil(ROWS_OF_THE_PARTNER + customers / CUSTOMERS_A_ROW_OF_PEOPLE);
  }
  // Whoever asks for one month has all customers made first: that counts as another.
  return months * ROWS_OF_THE_PARTNER + (months + 1) * customers * ROWS_A_CUSTOMER;
}

interface KeptTable {
  readonly table: Table;
  readonly holding: Holding;
}

/** Views are made when first looked at, tables when first asked for, and kept as long as the budget allows. */
class Tables {
  readonly #world: World;
  readonly #views = new Map<string, View>();
  readonly #kept = new Map<string, KeptTable>();

  constructor({ seed, customers, words, cacheBytes = 256 * MIB }: WorldOptions) {
    this.#world = new World(seed, customers, words(), new ByteBudget(cacheBytes));
  }

  get(dataset: Dataset, months: readonly number[]): Table {
    const name = `${dataset.name} ${months[0] ?? 0} ${months.length}`;
    const kept = this.#kept.get(name);
    if (kept !== undefined) {
      kept.holding.touch();
      return kept.table;
    }
    // A column is made, and counted, long after its table: by then this holding may be the oldest, or gone.
    const holding = this.#world.budget.hold(0, () => this.#kept.delete(name));
    const table = this.#view(dataset.name).table(months, (bytes) => holding.grow(bytes));
    this.#kept.set(name, { table, holding });
    return table;
  }

  #view(name: string): View {
    const known = this.#views.get(name);
    if (known !== undefined) return known;
    const make = allViews.get(name);
    if (make === undefined) throw new Error(`No data for the dataset ${name}`);
    const view = make(this.#world);
    this.#views.set(name, view);
    return view;
  }
}
