import { ControlPlane } from '../support/control-plane.ts';
import { createReport, executeNow } from '../support/payloads.ts';
import { startForTest, SURFACE } from '../support/start-for-test.ts';

/** As the dashboard sends it. */
const OBSERVE = { 'X-Emulator-Observe': 'true', Authorization: 'Bearer any' };

describe('a request that only looks', () => {
  test('is answered, but is in no journal, struck by no fault, and moves no clock', async () => {
    await using world = await startForTest({ clock: { mode: 'onPoll', now: '2026-01-15T00:00:00Z' } });
    const control = new ControlPlane(world.emulator.url);
    const reportId = await createReport(world.partner, executeNow());
    const journal = async () => (await control.ask('GetRequests', 'GET', 'requests')).body;
    const before = await journal();
    await control.ask('AddFault', 'POST', 'faults', { body: { effect: { status: 429 } } });

    const path = `${world.emulator.url}${SURFACE}/ScheduledReport/execution/${reportId}?executionStatus=Pending`;
    const looked = await fetch(path, { headers: OBSERVE });
    expect(looked.status).toBe(200);
    expect(await journal()).toEqual(before);
    expect((await control.ask('GetClock', 'GET', 'clock')).body).toMatchObject({
      now: '2026-01-15T00:00:00Z',
    });

    const meant = await fetch(path, { headers: { Authorization: 'Bearer any' } });
    expect(meant.status).toBe(429);
  });

  test('is none of the calls that the story of a report counts', async () => {
    await using world = await startForTest();
    const reportId = await createReport(world.partner, executeNow({ Description: '[emulator:throttled]' }));
    const path = `${world.emulator.url}${SURFACE}/ScheduledReport/execution/${reportId}?executionStatus=Pending`;
    const statuses: number[] = [];
    for (const headers of [
      OBSERVE,
      { Authorization: 'Bearer any' },
      OBSERVE,
      { Authorization: 'Bearer any' },
    ])
      statuses.push((await fetch(path, { headers })).status);
    expect(statuses).toEqual([200, 429, 200, 200]);
  });

  test('changes something like any other request', async () => {
    await using world = await startForTest();
    const control = new ControlPlane(world.emulator.url);
    await fetch(`${world.emulator.url}${SURFACE}/ScheduledReport`, {
      method: 'POST',
      headers: OBSERVE,
      body: '{',
    });
    expect((await control.ask('GetRequests', 'GET', 'requests')).body).toMatchObject({
      requests: [{ operation: 'CreateReport', status: 415 }],
    });
  });
});
