import { allControls, type ControlId } from '../../src/control/all-controls.ts';
import { startForTest } from '../support/start-for-test.ts';

/** What the program that started an emulator calls instead; null for what only a client over HTTP has a use for. */
const METHODS: Readonly<Record<ControlId, readonly [of: 'emulator' | 'sandbox', method: string] | null>> = {
  // It serves once `startEmulator` has answered.
  GetHealth: null,
  CheckHealth: null,
  GetClock: ['sandbox', 'clock.get'],
  SetClock: ['sandbox', 'clock.set'],
  AdvanceClock: ['sandbox', 'clock.advance'],
  ResetSandbox: ['sandbox', 'reset'],
  GetState: ['sandbox', 'state'],
  SetState: ['sandbox', 'restore'],
  GetSandboxes: ['emulator', 'sandboxes'],
  CreateSandbox: ['emulator', 'createSandbox'],
  DeleteSandbox: ['emulator', 'removeSandbox'],
  RunReport: ['sandbox', 'run'],
  // For a picture; a program has executions.
  GetTimeline: null,
  // A program has the query language's answers from the surface; these are for editors and people.
  GetDatasets: null,
  SampleDataset: null,
  RunQuery: null,
  GetEvents: ['sandbox', 'events'],
  GetRequests: ['sandbox', 'requests'],
  ClearRequests: ['sandbox', 'clearRequests'],
  GetCallbacks: ['sandbox', 'callbacks'],
  RedeliverCallback: ['sandbox', 'redeliver'],
  GetInbox: ['sandbox', 'inbox'],
  ClearInbox: ['sandbox', 'clearInbox'],
  // Callbacks come over HTTP.
  ReceiveInInbox: null,
  CreateToken: ['sandbox', 'token'],
  GetFaults: ['sandbox', 'faults.list'],
  AddFault: ['sandbox', 'faults.add'],
  ClearFaults: ['sandbox', 'faults.clear'],
  RemoveFault: ['sandbox', 'faults.remove'],
};

test('every call of the control plane has a method of the library', async () => {
  await using world = await startForTest();
  expect(Object.keys(METHODS).sort()).toEqual(Object.keys(allControls).sort());
  for (const method of Object.values(METHODS)) {
    if (method === null) continue;
    const [of, path] = method;
    const found = path.split('.').reduce<unknown>((owner, name) => memberOf(owner, name), world[of]);
    expect([path, typeof found]).toEqual([path, 'function']);
  }
});

test('the journal and the inbox are cleared, and their numbers go on', async () => {
  await using world = await startForTest();
  const { sandbox, partner } = world;
  const receive = (): Promise<Response> => fetch(`${sandbox.url}/_emulator/inbox/x`, { method: 'POST' });
  await partner.getReports();
  await receive();
  sandbox.clearRequests();
  sandbox.clearInbox();
  expect([sandbox.requests(), sandbox.inbox()]).toEqual([[], []]);
  await partner.getReports();
  await receive();
  expect(sandbox.requests()).toMatchObject([{ number: 2 }]);
  expect(sandbox.inbox()).toMatchObject([{ number: 2 }]);
});

test('a sandbox is removed with what it holds, and told whether it was there', async () => {
  await using world = await startForTest();
  const { emulator } = world;
  const sandbox = emulator.createSandbox('mine', { seed: 7 });
  await fetch(`${sandbox.url}/_emulator/inbox/x`, { method: 'POST' });
  expect([emulator.removeSandbox('mine'), emulator.removeSandbox('mine')]).toEqual([true, false]);
  expect(emulator.sandboxes().map(({ name }) => name)).toEqual(['default']);
  // Its handle makes it anew, as the first use of a name does.
  expect(sandbox.inbox()).toEqual([]);
  expect(() => emulator.removeSandbox('no/name')).toThrow("'no/name' must be");
});

test('an error says what was wrong, and where', async () => {
  await using world = await startForTest();
  const { clock } = world.sandbox;
  await expect(clock.advance(-1)).rejects.toThrow('/by: must be >= 0');
  await expect(clock.set({ rate: 0, mode: 'frozen' })).rejects.toThrow('/rate: must be >= 0.001');
  await expect(world.sandbox.token({ user: '' })).rejects.toThrow('/user: must match');
});

function memberOf(owner: unknown, name: string): unknown {
  return typeof owner === 'object' && owner !== null ? new Map(Object.entries(owner)).get(name) : undefined;
}
