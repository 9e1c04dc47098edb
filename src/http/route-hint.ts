import { operations } from '../generated/request-inputs.ts';
import { nearestName } from '../primitives/nearest-name.ts';
import type { Surface } from '../surfaces/surface.ts';

/** No path of an operation is deeper, below its base path. */
const MOST_SEGMENTS = 4;

/** What somebody most likely meant who asked for a path under no surface. */
export function hintFor(method: string, segments: readonly string[], surfaces: readonly Surface[]): string {
  const known = surfaces.flatMap(({ basePath }) =>
    operations.flatMap((one) => (one.area === 'surface' ? `${one.method} ${basePath}${one.path}` : [])),
  );
  const lower = segments.map((segment) => segment.toLowerCase());
  // The base path may be the only thing that is missing or wrong.
  const tails = lower.slice(-MOST_SEGMENTS).map((_, i, last) => `/${last.slice(i).join('/')}`);
  const named = tails.flatMap((tail) => known.filter((one) => one.toLowerCase().endsWith(tail)));
  const nearest =
    named.find((one) => one.startsWith(`${method} `)) ??
    named[0] ??
    nearestName(`${method} /${segments.join('/')}`, known);
  const [first] = surfaces;
  return nearest === null
    ? `the operations stand in ${first?.basePath ?? ''}/swagger/index.html`
    : `did you mean ${nearest}?`;
}
