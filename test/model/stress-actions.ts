import { ControlError } from '../../src/errors/control-errors.ts';
import { formatInstant, HOUR } from '../../src/primitives/instant.ts';
import { between, draw, pick } from '../../src/primitives/seeded-random.ts';
import { fetchUnchecked } from '../support/described-fetch.ts';
import { linkOf } from '../support/download.ts';
import { Partner } from '../support/partner.ts';
import { executeNow, QUERY, scheduled } from '../support/payloads.ts';
import { SURFACE, type World } from '../support/start-for-test.ts';
import type { History, Went } from './stress-history.ts';

/** One sandbox under stress. */
export interface Stressed {
  readonly world: World;
  readonly name: string;
  readonly history: History;
}

/** Does one thing to a sandbox; the answer is the status. */
type Action = (stressed: Stressed, drawn: number) => Promise<number>;

const restarted = (status: number): boolean => status === 204;

/** What may happen at any time, by name; what would end too many lives comes up less often by standing behind a draw. */
export const ACTIONS: ReadonlyMap<string, Action> = new Map<string, Action>([
  ['advance days', (at, drawn) => advanceOverHttp(at, between(drawn, 0, 400_000))],
  ['advance seconds', (at, drawn) => advanceOverHttp(at, between(drawn, 0, 10))],
  ['advance in the process', (at, drawn) => advanceInProcess(at, between(drawn, 0, 200_000))],
  [
    'set the clock on in the process',
    (at, drawn) => {
      const { clock } = handleOf(at);
      const by = between(drawn, 0, 50_000);
      const from = clock.now().getTime();
      const now = formatInstant(from + by * 1000);
      const advanced = { from, to: from + by * 1000, by };
      return at.history.advance(() => went(clock.set({ now }), () => advanced), true);
    },
  ],
  [
    'set the clock',
    (at, drawn) => {
      const now = formatInstant(handleOf(at).clock.now().getTime() + (drawn % 2) * HOUR);
      const setting = drawn % 6 < 2 ? { now } : { mode: 'frozen', rate: 1 + (drawn % 5) };
      const set = (): Promise<number> => statusOf(control(at, 'PUT', 'clock', setting));
      // An empty sandbox lets it go back, and it has gone on since it was read.
      return 'now' in setting ? at.history.change(set, () => false) : set();
    },
  ],
  [
    'look at the clock',
    (at) =>
      at.history.look(async () => {
        const response = await control(at, 'GET', 'clock');
        const { now } = (await response.json()) as { readonly now: string };
        return { status: response.status, now };
      }),
  ],
  ['create a report', (at, drawn) => create(at, drawn, soon(at, { RecurrenceInterval: 4 }))],
  [
    'create one of a few',
    (at, drawn) => create(at, drawn, soon(at, { RecurrenceInterval: 4 + (drawn % 30), RecurrenceCount: 5 })),
  ],
  ['create for now', (at, drawn) => create(at, drawn, executeNow())],
  [
    'create a query',
    (at) =>
      statusOf(
        partnerOf(at).send({ method: 'POST', path: 'ScheduledQueries', body: { Name: 'q', Query: QUERY } }),
      ),
  ],
  ['poll', (at, drawn) => onReport(at, drawn, 'GET', (id) => `ScheduledReport/execution/${id}`)],
  ['pause', (at, drawn) => onReport(at, drawn, 'PUT', (id) => `ScheduledReport/pause/${id}`)],
  ['resume', (at, drawn) => onReport(at, drawn, 'PUT', (id) => `ScheduledReport/resume/${id}`)],
  [
    'update',
    (at, drawn) => {
      const { StartTime } = soon(at, {});
      return onReport(at, drawn, 'PUT', (id) => `ScheduledReport/${id}`, { ReportName: 'u', StartTime });
    },
  ],
  ['delete a report', (at, drawn) => onReport(at, drawn, 'DELETE', (id) => `ScheduledReport/${id}`)],
  [
    'run once more',
    async (at, drawn) => statusOf(control(at, 'POST', `reports/${await anyReport(at, drawn)}/run`)),
  ],
  [
    'deliver again',
    async (at, drawn) => {
      const deliveries = handleOf(at).callbacks();
      const id = deliveries[drawn % Math.max(deliveries.length, 1)]?.id ?? 'none';
      return statusOf(control(at, 'POST', `callbacks/${id}/redeliver`));
    },
  ],
  ['download', downloadAny],
  ['add a fault', (at, drawn) => statusOf(control(at, 'POST', 'faults', pick(drawn, FAULTS)))],
  ['clear the faults', (at) => statusOf(control(at, 'DELETE', 'faults'))],
  ['take the state', (at) => statusOf(control(at, 'GET', 'state'))],
  ['list the callbacks', (at) => statusOf(control(at, 'GET', 'callbacks'))],
  ['list the requests', (at) => statusOf(control(at, 'GET', 'requests?limit=5'))],
  [
    'put the state back',
    rarely((at) =>
      at.history.change(async () => {
        const state: unknown = await (await control(at, 'GET', 'state')).json();
        return statusOf(control(at, 'PUT', 'state', state));
      }, restarted),
    ),
  ],
  ['reset', rarely((at) => at.history.change(() => statusOf(control(at, 'POST', 'reset')), restarted))],
  [
    'reset in the process',
    rarely((at) =>
      at.history.change(async () => {
        handleOf(at).reset();
        return 204;
      }, restarted),
    ),
  ],
  [
    'remove',
    rarely((at) => {
      const url = `${at.world.emulator.url}/_emulator/sandboxes/${at.name}`;
      return at.history.change(() => statusOf(fetch(url, { method: 'DELETE' })), restarted);
    }),
  ],
]);

/** Each strikes a few times, so that most of the work goes on. */
const FAULTS = [
  { match: { operation: 'GetReports' }, times: 2, effect: { status: 429 } },
  { match: { operation: 'CreateReport' }, times: 2, effect: { delay: 3 } },
  { match: { operation: 'ReportReadyCallback' }, times: 2, effect: { status: 500 } },
  { match: { operation: 'DownloadReport' }, times: 1, probability: 0.5, effect: { truncate: 10 } },
  { match: { operation: 'GetReportExecutions' }, times: 2, effect: { expiredLink: true } },
];

/** One time in six; else it takes a look instead. */
function rarely(action: Action): Action {
  return (at, drawn) => (drawn % 6 === 0 ? action(at, drawn) : statusOf(control(at, 'GET', 'inbox')));
}

/** Creates a report whose callbacks go to the inbox, to nobody, or nowhere. */
export function create(at: Stressed, drawn: number, body: Record<string, unknown>): Promise<number> {
  const inbox = `${handleOf(at).url}/_emulator/inbox/n${at.history.nextNumber()}`;
  const CallbackUrl = [inbox, inbox, 'http://127.0.0.1:1/refused', null][drawn % 4];
  return statusOf(
    partnerOf(at).send({ method: 'POST', path: 'ScheduledReport', body: { ...body, CallbackUrl } }),
  );
}

/** A scheduled report that begins in some hours, if it is created before much time passes. */
export function soon(at: Stressed, changes: Record<string, unknown>): Record<string, unknown> {
  const StartTime = formatInstant(handleOf(at).clock.now().getTime() + 5 * HOUR);
  return scheduled({ StartTime, ...changes });
}

export function advanceInProcess(at: Stressed, by: number): Promise<number> {
  const { clock } = handleOf(at);
  return at.history.advance(() => went(clock.advance(by), (answer) => ({ ...momentsOf(answer), by })), true);
}

function advanceOverHttp(at: Stressed, by: number): Promise<number> {
  return at.history.advance(async () => {
    const response = await control(at, 'POST', 'clock/advance', { by });
    const answer = (await response.json()) as { readonly from: string; readonly to: string };
    return {
      status: response.status,
      advanced: response.ok ? { ...momentsOf(answer), by } : null,
    };
  }, false);
}

function momentsOf({ from, to }: { readonly from: string; readonly to: string }) {
  return { from: Date.parse(from), to: Date.parse(to) };
}

async function went<T>(doing: Promise<T>, advanced: (answer: T) => Went['advanced']): Promise<Went> {
  try {
    return { status: 200, advanced: advanced(await doing) };
  } catch (error) {
    if (error instanceof ControlError) return { status: error.status, advanced: null };
    throw error;
  }
}

async function downloadAny(at: Stressed, drawn: number): Promise<number> {
  const link = await linkOf({ partner: partnerOf(at) }, await anyReport(at, drawn));
  if (link === '') return 404;
  const response = await fetchUnchecked(link);
  // One that is cut off on purpose breaks.
  await response.arrayBuffer().catch(() => null);
  return response.status;
}

async function onReport(
  at: Stressed,
  drawn: number,
  method: string,
  pathOf: (id: string) => string,
  body?: unknown,
): Promise<number> {
  const id = await anyReport(at, drawn);
  return statusOf(partnerOf(at).send({ method, path: pathOf(id), ...(body === undefined ? {} : { body }) }));
}

async function anyReport(at: Stressed, drawn: number): Promise<string> {
  const { value } = (await partnerOf(at).getReports()).body;
  return value[draw(drawn, 2) % Math.max(value.length, 1)]?.reportId ?? 'none';
}

function handleOf({ world, name }: Stressed) {
  return world.emulator.sandbox(name);
}

function partnerOf(at: Stressed): Partner {
  return new Partner(handleOf(at).url + SURFACE);
}

function control(at: Stressed, method: string, path: string, body?: unknown): Promise<Response> {
  return fetch(`${at.world.emulator.url}/sandbox/${at.name}/_emulator/${path}`, {
    method,
    ...(body === undefined
      ? {}
      : { body: JSON.stringify(body), headers: { 'Content-Type': 'application/json' } }),
  });
}

async function statusOf(answer: Promise<Response>): Promise<number> {
  const response = await answer;
  await response.arrayBuffer();
  return response.status;
}
