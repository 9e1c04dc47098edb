import { mpn } from './mpn.ts';
import type { Surface } from './surface.ts';

/** Every surface that is served. */
export const allSurfaces: readonly Surface[] = [mpn];

export function surfaceNamed(name: string): Surface {
  const surface = allSurfaces.find((one) => one.name === name);
  if (surface === undefined) throw new Error(`There is no surface ${name}`);
  return surface;
}
