import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { gunzipSync } from 'node:zlib';
import { ControlPlane } from '../support/control-plane.ts';
import { fetchUnchecked } from '../support/described-fetch.ts';
import { startForTest } from '../support/start-for-test.ts';

const BROWSER = 'text/html,application/xhtml+xml,application/xml;q=0.9,*/*;q=0.8';
const WEB = join(__dirname, '../../dist/web');

describe('the address of the emulator', () => {
  test('is a page for a browser, in each sandbox', async () => {
    await using world = await startForTest();
    const page = readFileSync(join(WEB, 'index.html'), 'utf8');
    for (const path of ['/', '/sandbox/mine/', '/sandbox/mine']) {
      const answer = await fetchUnchecked(`${world.emulator.url}${path}`, { headers: { Accept: BROWSER } });
      expect([answer.status, answer.headers.get('content-type')]).toEqual([200, 'text/html; charset=utf-8']);
      expect(new URL(answer.url).pathname).toMatch(/\/$/);
      expect(await answer.text()).toBe(page);
    }
    expect(world.emulator.sandboxes().map(({ name }) => name)).toEqual(['default']);
    expect(world.sandbox.requests()).toEqual([]);
  });

  test('lets nothing but itself into the page', async () => {
    await using world = await startForTest();
    const { headers } = await fetchUnchecked(world.emulator.url, { headers: { Accept: BROWSER } });
    expect(headers.get('content-security-policy')).toBe(
      "default-src 'none'; script-src 'self'; style-src 'self'; connect-src 'self'; img-src 'self' data:; base-uri 'none'; form-action 'none'; frame-ancestors 'none'",
    );
    expect(headers.get('x-content-type-options')).toBe('nosniff');
    expect(headers.get('referrer-policy')).toBe('no-referrer');
    const page = readFileSync(join(WEB, 'index.html'), 'utf8');
    expect(page).not.toMatch(/https?:|<script>|<style|\sstyle=|\son\w+=/);
  });

  test.each([
    undefined,
    '*/*',
    'application/json',
    'application/json, text/html',
    'text/html;q=0',
    'text/html;q=0.5, */*',
  ])('stays what it was for a client that accepts %s', async (accept) => {
    await using world = await startForTest();
    const headers = accept === undefined ? {} : { Accept: accept };
    const answer = await fetch(`${world.emulator.url}/`, { headers });
    expect([answer.status, answer.headers.get('x-emulator-rule')]).toEqual([404, 'route.unknown']);
    expect(
      (await fetch(`${world.emulator.url}/`, { method: 'POST', headers: { Accept: BROWSER } })).status,
    ).toBe(404);
  });

  test('is no page for another host, or of a sandbox that can’t be', async () => {
    await using world = await startForTest();
    const plane = new ControlPlane(world.emulator.url);
    const answer = await plane.ask(null, 'GET', 'dashboard/app.js', { headers: { Host: 'evil.example' } });
    expect(answer.status).toBe(403);
    const bad = await fetchUnchecked(`${world.emulator.url}/sandbox/-/`, { headers: { Accept: BROWSER } });
    expect([bad.status, await bad.json()]).toMatchObject([400, { error: { code: 'InvalidRequest' } }]);
  });

  test('is struck by no fault and asks for no key, so that both can be dealt with there', async () => {
    await using world = await startForTest({ adminKey: 'secret' });
    world.sandbox.faults.add({ match: {}, effect: { status: 503 } });
    for (const path of ['/', '/_emulator/dashboard/app.js', '/sandbox/x/_emulator/dashboard/app.css']) {
      const answer = await fetchUnchecked(`${world.emulator.url}${path}`, { headers: { Accept: BROWSER } });
      expect([path, answer.status]).toEqual([path, 200]);
      await answer.body?.cancel();
    }
    expect((await fetch(`${world.emulator.url}/_emulator/clock`)).status).toBe(401);
  });
});

describe('what the page is made of', () => {
  test.each(['app.js', 'app.css'])('%s comes compressed or plain, and only once', async (name) => {
    await using world = await startForTest();
    const url = `${world.emulator.url}/_emulator/dashboard/${name}`;
    const plain = await fetchUnchecked(url, { headers: { 'Accept-Encoding': 'identity' } });
    const compressed = await fetchUnchecked(url, { headers: { 'Accept-Encoding': 'br, gzip' } });
    const bytes = readFileSync(join(WEB, name));
    expect(plain.headers.get('content-encoding')).toBeNull();
    expect(Buffer.from(await plain.arrayBuffer()).equals(bytes)).toBe(true);
    expect(compressed.headers.get('content-encoding')).toBe('gzip');
    expect(gunzipSync(readFileSync(join(WEB, `${name}.gz`))).equals(bytes)).toBe(true);
    expect(Buffer.from(await compressed.arrayBuffer()).equals(bytes)).toBe(true);
    const [a, b] = [plain, compressed].map(({ headers }) => headers.get('etag') ?? '');
    expect(a).toMatch(/^"[\w-]{43}"$/);
    expect(b).not.toBe(a);
    const again = await fetchUnchecked(url, {
      headers: { 'Accept-Encoding': 'identity', 'If-None-Match': `"x", ${a}` },
    });
    expect([again.status, await again.text()]).toEqual([304, '']);
    const head = await fetchUnchecked(url, { method: 'HEAD', headers: { 'Accept-Encoding': 'identity' } });
    expect([head.headers.get('content-length'), await head.text()]).toEqual([String(bytes.length), '']);
  });

  test.each(['nothing.js', '..%2findex.cjs', 'app.js.gz', 'constructor'])(
    '%s is not among it',
    async (name) => {
      await using world = await startForTest();
      const answer = await new ControlPlane(world.emulator.url).ask(null, 'GET', `dashboard/${name}`);
      expect(answer.status).toBe(404);
      expect(existsSync(join(WEB, 'app.js'))).toBe(true);
    },
  );

  test('is only read', async () => {
    await using world = await startForTest();
    const answer = await new ControlPlane(world.emulator.url).ask(null, 'POST', 'dashboard/app.js');
    expect(answer.status).toBe(405);
  });
});
