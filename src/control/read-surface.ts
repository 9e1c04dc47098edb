import { ControlError } from '../errors/control-errors.ts';
import { allSurfaces } from '../surfaces/all-surfaces.ts';
import type { Surface } from '../surfaces/surface.ts';

/**
 * A surface by its name; the first one unless one is named.
 * @param at where the name was sent.
 * @throws ControlError
 */
export function readSurface(name: string | undefined, at: string): Surface {
  const found =
    name === undefined ? allSurfaces[0] : allSurfaces.find((one) => one.name === name.toLowerCase());
  if (found !== undefined) return found;
  const problem = `is one of ${allSurfaces.map((one) => one.name).join(', ')}`;
  throw new ControlError('InvalidRequest', `surface ${problem}`, [{ at, problem }]);
}
