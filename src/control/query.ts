import { API_ERRORS } from '../errors/api-errors.ts';
import { ControlError } from '../errors/control-errors.ts';
import { controlBodies } from '../generated/request-inputs.ts';
import { bindQuery, QueryError, tokenLength, type QueryWindow } from '../query/query.ts';
import type { Surface } from '../surfaces/surface.ts';
import type { Control } from './control.ts';
import { invalidValue, readMoment } from './invalid-value.ts';
import { readControlBody } from './read-control-body.ts';
import { readSurface } from './read-surface.ts';

const USUAL_ROWS = 100;

/** For people who try out a query: more rows than the service shows, how many there are, and how long it took. */
export const runQuery: Control = async ({ body }, { sandbox }) => {
  const asked = readControlBody(controlBodies.RunQuery, body);
  const surface = readSurface(asked.surface, '/surface');
  const window = readWindow(asked.from, asked.to);
  requireGoodQuery(asked.query, surface);
  const { clock, wall } = sandbox;
  const startedMs = wall.monotonicMs();
  const excerpt = await sandbox.queryExcerpt({
    surface: surface.name,
    query: asked.query,
    window,
    asOf: clock.now(),
    redact: false,
    limit: asked.limit ?? USUAL_ROWS,
  });
  const ms = Math.round((wall.monotonicMs() - startedMs) * 10) / 10;
  return { body: { ...excerpt, isCut: excerpt.rows.length < excerpt.rowCount, ms } };
};

/** @throws ControlError with the surface's own words, and the place that an editor marks. */
function requireGoodQuery(text: string, surface: Surface): void {
  try {
    bindQuery(text, surface.datasets);
  } catch (error) {
    if (!(error instanceof QueryError)) throw error;
    const { rule, detail, place } = error;
    const words = surface.messages[rule] ?? API_ERRORS[rule].text;
    const problem = detail === null ? words : `${words} - ${detail}`;
    const { line, column, offset } = place;
    const length = tokenLength(text, offset);
    throw new ControlError('InvalidRequest', problem, [{ at: '/query', problem, line, column, length }]);
  }
}

function readWindow(from: string | undefined, to: string | undefined): QueryWindow | null {
  if (from === undefined && to === undefined) return null;
  const fromAt = from === undefined ? null : readMoment('/from', from);
  const toAt = to === undefined ? null : readMoment('/to', to);
  if (fromAt !== null && toAt !== null && toAt < fromAt) throw invalidValue('/to', 'must not be before from');
  return { fromAt, toAt };
}
