import type { DataSource } from '../data/table.ts';
import { bindQuery, runQueryInParts, type DatasetFinder } from '../query/query.ts';
import { delimitedBlocks } from './delimited-text.ts';
import type { FileRecipe } from './report-file.ts';
import { variedRows } from './varied-rows.ts';

/** The text of a file from what it is made of, in blocks; nothing is made, or found wrong, before the first is asked for. */
export function* reportText(
  recipe: FileRecipe,
  datasets: DatasetFinder,
  data: DataSource,
): Generator<Uint8Array<ArrayBuffer>, void> {
  const { asOf, redact, window } = recipe;
  const query = bindQuery(recipe.query, datasets);
  const parts = runQueryInParts(query, data, { asOf, redact, ...(window === null ? {} : { window }) });
  yield* delimitedBlocks(variedRows(parts, recipe.variant), recipe.format);
}
