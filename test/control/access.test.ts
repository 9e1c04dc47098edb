import { ControlPlane, type ControlSent } from '../support/control-plane.ts';
import { fetchUnchecked } from '../support/described-fetch.ts';
import { Partner } from '../support/partner.ts';
import { createReport, executeNow, scheduled } from '../support/payloads.ts';
import { START, startForTest, SURFACE, type WorldOptions } from '../support/start-for-test.ts';

describe('health', () => {
  test('tells the version and where to reach the emulator', async () => {
    await using world = await start();
    expect(await world.control.health()).toMatchObject({
      status: 200,
      body: { status: 'ok', version: expect.stringMatching(/^\d+\.\d+\.\d+/), urls: { http: world.url } },
    });
  });

  test('can be looked at by HEAD, as what waits for a server does', async () => {
    await using world = await start();
    const response = await fetchUnchecked(`${world.url}/_emulator/health`, { method: 'HEAD' });
    expect([response.status, await response.text()]).toEqual([200, '']);
    expect(Number(response.headers.get('content-length'))).toBeGreaterThan(0);
    const others = await fetchUnchecked(`${world.url}/_emulator/health`, { method: 'DELETE' });
    expect([others.status, others.headers.get('allow')]).toEqual([405, 'GET, HEAD']);
  });

  test('is answered under the prefix of a sandbox too', async () => {
    await using world = await start();
    expect((await new ControlPlane(`${world.url}/sandbox/mine`).health()).status).toBe(200);
  });
});

describe('which sandbox a request belongs to', () => {
  test('its path says first, then its header, else it is the default one', async () => {
    await using world = await start();
    const named = (name: string): ControlSent => ({ headers: { 'X-Emulator-Sandbox': name } });
    const prefixed = new ControlPlane(`${world.url}/sandbox/by-path`);
    await world.control.advance({ by: 1 });
    await world.control.advance({ by: 2 }, { headers: { 'X-Emulator-Sandbox': 'by-header' } });
    await prefixed.advance({ by: 3 }, { headers: { 'X-Emulator-Sandbox': 'by-header' } });
    const seconds = async (sent: ControlSent, control = world.control) => (await control.getClock(sent)).body;
    expect(await seconds({})).toMatchObject({ now: '2026-01-15T00:00:01Z' });
    expect(await seconds(named('default'))).toMatchObject({ now: '2026-01-15T00:00:01Z' });
    expect(await seconds(named(' '))).toMatchObject({ now: '2026-01-15T00:00:01Z' });
    expect(await seconds(named('by-header'))).toMatchObject({ now: '2026-01-15T00:00:02Z' });
    expect(await seconds({}, prefixed)).toMatchObject({ now: '2026-01-15T00:00:03Z' });
    expect(await seconds(named('By-Header'))).toMatchObject({ now: START });
  });

  test('keeps reports apart, with the same ids for the same requests', async () => {
    await using world = await start();
    const mine = new Partner(`${world.url}/sandbox/mine${SURFACE}`);
    const reportId = await createReport(mine, scheduled());
    expect((await world.partner.getReports()).body.value).toEqual([]);
    expect(await createReport(world.partner, scheduled())).toBe(reportId);
    await mine.deleteReport(reportId);
    expect((await world.partner.getReports()).body.totalCount).toBe(1);
  });

  test.each(['-a', '.a', 'a b', 'ä', 'a'.repeat(65), 'a%2Fb', '%00', 'a:b', '%F0%9F%98%80', '..%2f..'])(
    'can not be %s, and the side addressed says so',
    async (name) => {
      await using world = await start();
      const control = new ControlPlane(
        `${world.url}/sandbox/${encodeURI(decodeURIComponent(name)).replaceAll('/', '%2F')}`,
      );
      expect(await control.getClock()).toMatchObject({
        status: 400,
        body: { error: { code: 'InvalidRequest', message: expect.stringContaining('Invalid sandbox name') } },
      });
      const partner = new Partner(`${world.url}/sandbox/${name}${SURFACE}`);
      expect(await partner.getReports()).toBeRefused(400, 'Invalid sandbox name', 'sandbox.name');
    },
  );

  test('can not be a bad name in the header either', async () => {
    await using world = await start();
    const headers = { 'X-Emulator-Sandbox': 'a/b' };
    expect((await world.control.getClock({ headers })).status).toBe(400);
    const partner = world.partner.as({ ...world.partner.headers, ...headers });
    expect(await partner.createReport(scheduled())).toBeRefused(400, 'Invalid sandbox name', 'sandbox.name');
  });

  test.each(['a', '0', 'A.b_c-d', 'a'.repeat(64)])('can be %s', async (name) => {
    await using world = await start();
    expect((await new ControlPlane(`${world.url}/sandbox/${name}`).getClock()).status).toBe(200);
  });

  test('must be a known one when none is made on first use', async () => {
    await using world = await start({ autoCreateSandboxes: false });
    expect((await world.control.getClock()).status).toBe(200);
    expect(await new ControlPlane(`${world.url}/sandbox/other`).getClock()).toMatchObject({
      status: 404,
      body: { error: { code: 'NotFound' } },
    });
    const partner = new Partner(`${world.url}/sandbox/other${SURFACE}`);
    expect(await partner.getReports()).toBeRefused(404, 'Unknown sandbox', 'sandbox.unknown');
  });
});

describe('the form of a refusal', () => {
  test('is code, message and details with their places', async () => {
    await using world = await start();
    const { body } = await world.control.setClock({ rate: 'fast', speed: 1 });
    expect(body).toEqual({
      error: { code: 'InvalidRequest', message: expect.any(String), details: expect.any(Array) },
    });
    expect(JSON.stringify(body)).toContain('speed');
  });

  test('is the same for an unknown call, which suggests the nearest', async () => {
    await using world = await start();
    const answer = await world.control.ask(null, 'GET', 'clocks');
    const message = 'There is no such call; did you mean GET /_emulator/clock?';
    expect(answer).toMatchObject({ status: 404, body: { error: { code: 'NotFound', message } } });
    const far = await world.control.ask(null, 'GET', 'nothing/like/it/at/all');
    expect(far).toMatchObject({ body: { error: { code: 'NotFound', message: 'There is no such call' } } });
  });

  test('names the methods of a call that has others', async () => {
    await using world = await start();
    expect(await world.control.ask(null, 'DELETE', 'clock')).toMatchObject({
      status: 405,
      headers: { allow: 'GET, PUT' },
      body: { error: { code: 'MethodNotAllowed' } },
    });
  });

  test('is used for a body that is too large', async () => {
    await using world = await start();
    expect((await world.control.advance(`{"by":"${'1'.repeat(1024 * 1024)}"}`)).status).toBe(413);
  });
});

describe('a page of another site', () => {
  const evil = { Host: 'evil.example' };

  test.each([
    'evil.example',
    'evil.example:80',
    'localhost.evil.example',
    '127.0.0.1.evil.example',
    '10.0.0.1',
  ])('that has its name %j resolve to this machine is refused, reading included', async (host) => {
    await using world = await start();
    const sent = { headers: { Host: host } };
    for (const answer of [
      await world.control.health(sent),
      await world.control.getClock(sent),
      await world.control.advance({ by: 1 }, sent),
    ])
      expect(answer).toMatchObject({ status: 403, body: { error: { code: 'Forbidden' } } });
    expect((await world.control.getClock()).body).toMatchObject({ now: START });
  });

  test.each(['localhost', 'LOCALHOST:1', 'a.localhost', '127.0.0.1:9', '127.1.2.3', '[::1]:4620'])(
    'is not who calls this machine %s',
    async (host) => {
      await using world = await start();
      expect((await world.control.getClock({ headers: { Host: host } })).status).toBe(200);
    },
  );

  test('is not who uses an allowed host or the public URL', async () => {
    await using world = await start({
      allowedHosts: ['Insights.local'],
      publicUrl: 'https://public.example:8443',
    });
    for (const host of ['insights.local:4620', 'public.example'])
      expect((await world.control.getClock({ headers: { Host: host } })).status).toBe(200);
    expect((await world.control.getClock({ headers: evil })).status).toBe(403);
  });

  test.each(['https://evil.example', 'null', 'http://localhost.evil.example', 'http://127.0.0.1:1'])(
    'with Origin %s may change nothing',
    async (origin) => {
      await using world = await start();
      const sent = { headers: { Origin: origin } };
      expect((await world.control.advance({ by: 1 }, sent)).status).toBe(403);
      expect((await world.control.setClock({ rate: 2 }, sent)).status).toBe(403);
      expect((await world.control.reset(sent)).status).toBe(403);
      expect((await world.control.getClock()).body).toMatchObject({ now: START, rate: 1 });
    },
  );

  test('is not the one that the emulator itself serves', async () => {
    await using world = await start();
    const sent = { headers: { Origin: world.url } };
    expect((await world.control.advance({ by: 1 }, sent)).status).toBe(200);
  });

  test('gets no leave to read answers from other origins, even with cors on', async () => {
    await using world = await start({ cors: true });
    const answer = await world.control.getClock({ headers: { Origin: 'https://evil.example' } });
    expect(answer.headers).not.toHaveProperty('access-control-allow-origin');
  });
});

describe('a body', () => {
  test.each([
    'text/plain',
    'application/x-www-form-urlencoded',
    'multipart/form-data',
    'application/jsonp',
    '',
  ])('of type %j changes nothing', async (type) => {
    await using world = await start();
    for (const answer of [
      await world.control.advance('{"by":1}', { headers: { 'Content-Type': type } }),
      await world.control.reset({ body: '{}', headers: { 'Content-Type': type } }),
    ])
      expect(answer).toMatchObject({ status: 415, body: { error: { code: 'UnsupportedMediaType' } } });
    expect((await world.control.getClock()).body).toMatchObject({ now: START });
  });

  test('may say application/json in any case and with a charset', async () => {
    await using world = await start();
    const sent = { headers: { 'Content-Type': 'Application/JSON; charset=UTF-8' } };
    expect((await world.control.advance({ by: 1 }, sent)).status).toBe(200);
  });
});

describe('an admin key', () => {
  test('guards everything but health, and never the surfaces', async () => {
    await using world = await start({ adminKey: 'only-we-know' });
    const withKey = (key: string): ControlSent => ({ headers: { 'X-Emulator-Key': key } });
    expect((await world.control.health()).status).toBe(200);
    for (const sent of [
      {},
      withKey(''),
      withKey('wrong'),
      withKey('only-we-know2'),
      withKey('ONLY-WE-KNOW'),
    ]) {
      expect(await world.control.getClock(sent)).toMatchObject({
        status: 401,
        body: { error: { code: 'AdminKeyRequired' } },
      });
      expect((await world.control.advance({ by: 1 }, sent)).status).toBe(401);
      expect((await world.control.reset(sent)).status).toBe(401);
    }
    expect((await world.control.getClock(withKey('only-we-know'))).body).toMatchObject({ now: START });
    await createReport(world.partner, executeNow());
  });

  test('is asked for under the prefix of a sandbox and in any spelling of the path', async () => {
    await using world = await start({ adminKey: 'only-we-know' });
    const prefixed = new ControlPlane(`${world.url}/sandbox/mine`);
    expect((await prefixed.getClock()).status).toBe(401);
    expect((await prefixed.health()).status).toBe(200);
    const answer = await fetch(`${world.url}//_EMULATOR//Clock`);
    expect(answer.status).toBe(401);
  });
});

async function start(options: WorldOptions = {}) {
  const world = await startForTest(options);
  return { ...world, url: world.emulator.url, control: new ControlPlane(world.emulator.url) };
}
