import type { OwnRows, TellRows } from './data/own-rows.ts';
import { OptionsError } from './options/options-error.ts';
import type { Surface } from './surfaces/surface.ts';

/**
 * Reads the folder that the option `fixtures` names; what reads it is loaded only then.
 * @throws OptionsError with what is wrong in its files.
 */
export async function loadOwnRows(
  folder: string,
  surfaces: readonly Surface[],
  tell?: TellRows,
): Promise<OwnRows> {
  const { OwnRowsError, readOwnRows } = await import('./data/own-rows.ts');
  try {
    return readOwnRows(
      folder,
      surfaces.flatMap(({ datasets }) => datasets.all()),
      tell,
    );
  } catch (error) {
    if (!(error instanceof OwnRowsError)) throw error;
    throw new OptionsError(error.problems.map((problem) => ({ option: 'fixtures', problem })));
  }
}
