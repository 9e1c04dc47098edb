import { createServer, type RequestListener } from 'node:http';
import type { AddressInfo } from 'node:net';
import express from 'express';
import request from 'supertest';
import { createApp, startEmulator } from '../../src/index.ts';
import { Partner } from '../support/partner.ts';
import { createReport, executeNow, QUERY } from '../support/payloads.ts';
import { START, SURFACE } from '../support/start-for-test.ts';

const CLOCK = { mode: 'frozen', now: START } as const;

/** A server on a free port around the handler. */
async function listening(handler: RequestListener): Promise<{ readonly url: string } & AsyncDisposable> {
  const server = createServer(handler);
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const { port } = server.address() as AddressInfo; // a server on TCP has an address object
  return {
    url: `http://127.0.0.1:${port}`,
    [Symbol.asyncDispose]: () =>
      new Promise<void>((resolve) => {
        server.close(() => resolve());
        server.closeAllConnections();
      }),
  };
}

describe('an emulator without a server', () => {
  test('is asked by supertest, in a sandbox of its own', async () => {
    await using app = createApp({ clock: CLOCK });
    const sandbox = app.sandbox('mine');
    expect(sandbox.url).toBe('/sandbox/mine');
    const created = await request(app)
      .post(`${sandbox.url}${SURFACE}/ScheduledQueries`)
      .set('Authorization', 'Bearer any')
      .send({ Name: 'Names', Query: QUERY });
    expect(created.status).toBe(200);
    expect(created.headers['x-powered-by']).toBeUndefined();
    expect(app.sandboxes()).toMatchObject([{ name: 'mine', url: '/sandbox/mine', queries: 1 }]);
    expect(sandbox.requests()).toMatchObject([{ operation: 'CreateReportQuery' }]);
  });

  test('sends a browser to where its page finds its script', async () => {
    await using emulator = createApp({ clock: CLOCK });
    const app = express();
    app.use('/below/here', emulator);
    const page = (path: string) => request(app).get(path).set('Accept', 'text/html');
    expect((await page('/below/here?x=1')).headers['location']).toBe('./here/');
    expect((await page('/below/here/sandbox/mine')).headers['location']).toBe('mine/');
    expect((await page('/below/here/')).headers['location']).toBeUndefined();
  });

  test('gives links and addresses by which its client reached it, under the path at which it is mounted', async () => {
    await using emulator = createApp({ clock: CLOCK });
    const app = express();
    app.use('/below/here', emulator);
    await using server = await listening(app);
    const partner = new Partner(`${server.url}/below/here${SURFACE}`);
    const reportId = await createReport(partner, executeNow());
    await emulator.sandbox('default').clock.advance(3);
    const link = (await partner.getExecutions(reportId)).body.value[0]?.reportAccessSecureLink ?? '';
    expect(link.startsWith(`${server.url}/below/here/reports/default/`)).toBe(true);
    const file = await fetch(link);
    expect([file.status, file.headers.get('x-powered-by')]).toEqual([200, null]);
    expect(await (await fetch(`${server.url}/below/here/_emulator/health`)).json()).toMatchObject({
      urls: { http: `${server.url}/below/here` },
    });
    const waited = await emulator.sandbox('default').waitForExecution(reportId);
    expect(waited.reportAccessSecureLink).toMatch(/^\/reports\/default\//);
    const description = await fetch(`${server.url}/below/here${SURFACE}/swagger/openapi.json`);
    expect(await description.json()).toMatchObject({ servers: [{ url: `/below/here${SURFACE}` }] });
  });

  test('reads bodies that the app around it has read already', async () => {
    await using emulator = createApp({ clock: CLOCK });
    const app = express();
    app.use(express.json(), express.text(), emulator);
    await using server = await listening(app);
    const partner = new Partner(`${server.url}${SURFACE}`);
    expect((await partner.createQuery({ Name: 'Names', Query: QUERY })).status).toBe(200);
    expect((await partner.createQuery([])).status).toBe(400);
    const control = await fetch(`${server.url}/_emulator/reset`, { method: 'POST' });
    expect(control.status).toBe(204);
  });

  test('takes the options of an emulator, and tells all that is wrong at once', () => {
    expect(() => createApp({ seed: -1, customers: 0 })).toThrow(/seed.*\n.*customers/);
    // @ts-expect-error -- what only a server has
    expect(() => createApp({ fixtures: 'folder' })).toThrow('fixtures');
  });

  test('is closed like any other, and stands beside others', async () => {
    const app = createApp({ clock: CLOCK });
    await using emulator = await startEmulator({ port: 0, clock: CLOCK });
    await app.sandbox('default').clock.advance(1);
    expect(emulator.sandbox('default').clock.get().now).toBe(START);
    await app.close();
    await app.close();
    expect(() => app.sandbox('default')).toThrow('The emulator is closed');
    expect(
      (await request(app).get(`${SURFACE}/ScheduledReport`).set('Authorization', 'Bearer any')).status,
    ).toBe(500);
  });
});
