import { between, draw, pick } from '../../src/primitives/seeded-random.ts';
import { Partner } from '../support/partner.ts';
import { executeNow, QUERY, scheduled } from '../support/payloads.ts';
import { startForTest, SURFACE, type World } from '../support/start-for-test.ts';

const ACTORS = 12;
const STEPS_OF_EACH = 200;
const SANDBOXES = ['one', 'two', 'three'];

test.each([1, 2])(
  'advances, resets, deletions and requests at the same time break nothing, seed %d',
  async (seed) => {
    await using world = await startForTest({ callbackRetry: [10, 60] });
    const statuses = new Map<number, number>();
    const act = async (actor: number): Promise<void> => {
      for (let step = 0; step < STEPS_OF_EACH; step++) {
        const status = await actOnce(world, draw(draw(seed, actor), step));
        statuses.set(status, (statuses.get(status) ?? 0) + 1);
      }
    };
    await Promise.all(Array.from({ length: ACTORS }, (_, actor) => act(actor)));

    // Whatever met, it was answered as documented, and most of it was done.
    expect([...statuses.keys()].filter((status) => ![200, 201, 204, 400, 404, 409].includes(status))).toEqual(
      [],
    );
    expect(statuses.get(200)).toBeGreaterThan(800);
    for (const name of SANDBOXES) {
      const sandbox = world.emulator.sandbox(name);
      await sandbox.clock.advance('P1D');
      // Putting it back looks at every number of it and at what they say of each other.
      const state = sandbox.state();
      sandbox.restore(JSON.parse(JSON.stringify(state)));
      expect(sandbox.state()).toEqual(state);
    }
  },
  60_000,
);

/** The answer's status. */
async function actOnce({ emulator }: World, drawn: number): Promise<number> {
  const url = `${emulator.url}/sandbox/${pick(draw(drawn, 1), SANDBOXES)}`;
  const partner = new Partner(url + SURFACE);
  const control = (method: string, path: string, body?: unknown): Promise<Response> =>
    fetch(`${url}/_emulator/${path}`, {
      method,
      ...(body === undefined
        ? {}
        : { body: JSON.stringify(body), headers: { 'Content-Type': 'application/json' } }),
    });
  const onReport = async (
    method: string,
    pathOf: (id: string) => string,
    body?: unknown,
  ): Promise<Response> => {
    const { value } = (await partner.getReports()).body;
    const id = value[draw(drawn, 2) % Math.max(value.length, 1)]?.reportId ?? 'none';
    return partner.send({ method, path: pathOf(id), ...(body === undefined ? {} : { body }) });
  };
  const CallbackUrl = pick(draw(drawn, 3), [`${url}/_emulator/inbox/x`, 'http://127.0.0.1:1/refused', null]);
  const create = (body: Record<string, unknown>): Promise<Response> =>
    partner.send({ method: 'POST', path: 'ScheduledReport', body: { ...body, CallbackUrl } });
  const later = scheduled({ StartTime: '2099-01-01T00:00:00Z', RecurrenceInterval: 4 });

  const actions: readonly (() => Promise<Response>)[] = [
    () => control('POST', 'clock/advance', { by: between(draw(drawn, 4), 0, 400_000) }),
    () => control('POST', 'clock/advance', { by: between(draw(drawn, 4), 0, 10) }),
    () => create(scheduled({ RecurrenceInterval: 4, RecurrenceCount: 5 })),
    () => create(later),
    () => create(executeNow()),
    () => create(executeNow()),
    () => partner.send({ method: 'POST', path: 'ScheduledQueries', body: { Name: 'q', Query: QUERY } }),
    () => onReport('GET', (id) => `ScheduledReport/execution/${id}`),
    () => onReport('PUT', (id) => `ScheduledReport/pause/${id}`),
    () => onReport('PUT', (id) => `ScheduledReport/resume/${id}`),
    () =>
      onReport('PUT', (id) => `ScheduledReport/${id}`, {
        ReportName: 'u',
        StartTime: '2098-01-01T00:00:00Z',
      }),
    () => onReport('DELETE', (id) => `ScheduledReport/${id}`),
    () => control('GET', 'state'),
    () => control('GET', 'callbacks'),
    async () => control('PUT', 'state', await (await control('GET', 'state')).json()),
    () => (drawn % 5 === 0 ? control('POST', 'reset') : control('GET', 'clock')),
    async () => {
      const name = url.split('/').at(-1) ?? '';
      return drawn % 5 === 0
        ? fetch(`${emulator.url}/_emulator/sandboxes/${name}`, { method: 'DELETE' })
        : control('GET', 'requests?limit=5');
    },
  ];
  const response = await pick(draw(drawn, 5), actions)();
  await response.arrayBuffer();
  return response.status;
}
