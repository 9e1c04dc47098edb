import type { OwnRows } from './own-rows.ts';
import type { DataSource } from './table.ts';

/**
 * A source in which own rows stand for those of their datasets. They are all there at any time: TIMESPAN goes by their dates, but nothing is
 * published or forgotten.
 */
export function withOwnRows(world: DataSource, { tables }: OwnRows): DataSource {
  return {
    table: (dataset, range, asOf) => tables.get(dataset.name) ?? world.table(dataset, range, asOf),
    parts(dataset, range, asOf) {
      const own = tables.get(dataset.name);
      return own === undefined ? world.parts(dataset, range, asOf) : [own];
    },
    roughRowCount: (dataset, range, asOf) =>
      tables.get(dataset.name)?.rowCount ?? world.roughRowCount(dataset, range, asOf),
  };
}
