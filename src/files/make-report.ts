import type { DataSource } from '../data/table.ts';
import { bindQuery, runQueryInParts, type DatasetFinder } from '../query/query.ts';
import { delimitedBlocks } from './delimited-text.ts';
import { variedRows } from './varied-rows.ts';
import { fileBytes, type FileRecipe } from './report-file.ts';

/** Makes the bytes of a file from what it is made of. Whatever is wrong comes to whoever reads them. */
export async function* makeReport(
  recipe: FileRecipe,
  datasets: DatasetFinder,
  data: DataSource,
): AsyncGenerator<Uint8Array> {
  const { asOf, redact, window } = recipe;
  const query = bindQuery(recipe.query, datasets);
  const parts = runQueryInParts(query, data, { asOf, redact, ...(window === null ? {} : { window }) });
  const rows = variedRows(parts, recipe.variant);
  yield* fileBytes(delimitedBlocks(rows, recipe.format), recipe.compress);
}
