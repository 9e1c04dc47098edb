import { viewOf, type View } from '../view.ts';
import { Product } from '../world/catalog.ts';
import type { World } from '../world/world.ts';
import { licenseColumns, usableMonths } from './license-usage.ts';

/** Power BI seats bought, assigned and active. */
export function powerBiUsage(world: World): View {
  return viewOf(usableMonths(world, Product.powerBi), licenseColumns(world, 'Active'));
}
