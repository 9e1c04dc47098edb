import { SURFACE, startForTest, type World } from '../support/start-for-test.ts';
import { buildPackage } from '../support/built-package.ts';

// The files of Swagger UI are put beside the bundle by the build.
beforeAll(buildPackage, 120_000);

let world: World;
beforeAll(async () => (world = await startForTest({ autoCreateSandboxes: false })));
afterAll(() => world.emulator.close());

const page = (name: string, init: RequestInit = {}, prefix = ''): Promise<Response> =>
  fetch(`${world.emulator.url}${prefix}${SURFACE}/${name}`, init);

test('the page needs no token, and lets in nothing from elsewhere', async () => {
  const response = await page('swagger/index.html');
  expect(response.status).toBe(200);
  expect(response.headers.get('content-type')).toBe('text/html; charset=utf-8');
  const policy = response.headers.get('content-security-policy') ?? '';
  expect(policy).toContain("default-src 'none'");
  expect(policy).not.toMatch(/https?:|\*|unsafe-eval|script-src[^;]*unsafe/);
  expect(response.headers.get('x-content-type-options')).toBe('nosniff');
});

test('everything the page names is there', async () => {
  const html = await (await page('swagger/index.html')).text();
  const names = [...html.matchAll(/(?:src|href)="\.\/([^"]+)"/g)].map(([, name]) => name ?? '');
  expect(names).toEqual(
    expect.arrayContaining(['swagger-ui.css', 'swagger-ui-bundle.js', 'swagger-initializer.js']),
  );
  for (const name of names) {
    const response = await page(`swagger/${name}`);
    expect([name, response.status]).toEqual([name, 200]);
    expect(Number(response.headers.get('content-length'))).toBe((await response.arrayBuffer()).byteLength);
    expect(response.headers.get('content-type')).toMatch(
      /^(text\/(css|javascript); charset=utf-8|image\/png)$/,
    );
  }
});

test('the page shows the description beside it', async () => {
  const script = await (await page('swagger/swagger-initializer.js')).text();
  expect(script).toContain("url: './openapi.json'");
  const response = await page('swagger/openapi.json');
  expect(response.headers.get('content-type')).toBe('application/json; charset=utf-8');
  expect(await response.json()).toMatchObject({
    openapi: expect.stringMatching(/^3\.1/),
    servers: [{ url: SURFACE }],
    paths: { '/ScheduledReport': expect.anything(), '/_emulator/health': { servers: [{ url: '/' }] } },
  });
});

test('in a sandbox, the description names that sandbox', async () => {
  const response = await page('swagger/openapi.json', {}, '/sandbox/not-made');
  expect(await response.json()).toMatchObject({
    servers: [{ url: `/sandbox/not-made${SURFACE}` }],
    paths: { '/_emulator/clock': { servers: [{ url: '/sandbox/not-made' }] } },
  });
});

test.each(['swagger', 'swagger/', 'Swagger', 'swagger?x=/'])('%s leads to the page', async (name) => {
  const response = await page(name);
  expect([response.status, new URL(response.url).pathname.toLowerCase()]).toEqual([
    200,
    `${SURFACE}/swagger/index.html`,
  ]);
});

test('HEAD says what GET would', async () => {
  const head = await page('swagger/index.html', { method: 'HEAD' });
  const get = await page('SWAGGER/Index.html');
  expect(head.headers.get('content-length')).toBe(get.headers.get('content-length'));
  expect(await head.text()).toBe('');
});

test.each([
  'nothing.js',
  'package.json',
  'openapi.yaml',
  '..%2f..%2fpackage.json',
  '%2e%2e',
  'constructor',
  '__proto__',
  'toString',
])('there is no swagger/%s', async (name) => {
  expect(await world.partner.as({}).ask({ path: `swagger/${name}` })).toBeRefused(404, 'Resource not found');
});

test('only GET and HEAD are for it', async () => {
  const answer = await world.partner.ask({ method: 'POST', path: 'swagger/index.html', body: {} });
  expect(answer).toBeRefused(405, 'Method not allowed');
  expect(answer.headers.get('allow')).toBe('GET, HEAD');
});

describe('browsers of other origins', () => {
  const origin = 'https://dashboard.example';
  const preflight = {
    method: 'OPTIONS',
    headers: {
      Origin: origin,
      'Access-Control-Request-Method': 'POST',
      'Access-Control-Request-Headers': 'authorization,content-type',
    },
  };

  test('are not told anything unless asked for', async () => {
    const response = await page('ScheduledQueries', {
      headers: { Origin: origin, Authorization: 'Bearer t' },
    });
    expect(response.headers.get('access-control-allow-origin')).toBeNull();
    expect((await page('ScheduledQueries', preflight)).status).toBe(405);
  });

  test('may use the surfaces and the files with option cors, but never the control plane', async () => {
    await using open = await startForTest({ cors: true });
    const { url } = open.emulator;
    const asked = await fetch(`${url}${SURFACE}/ScheduledQueries`, preflight);
    expect(asked.status).toBe(204);
    expect(Object.fromEntries(asked.headers)).toMatchObject({
      'access-control-allow-origin': origin,
      'access-control-allow-methods': expect.stringMatching(/POST.*DELETE/),
      'access-control-allow-headers': 'authorization,content-type',
    });
    // Also a refusal must be readable by the page.
    const refused = await fetch(`${url}${SURFACE}/ScheduledQueries`, { headers: { Origin: origin } });
    expect([refused.status, refused.headers.get('access-control-allow-origin')]).toEqual([401, origin]);
    const file = await fetch(`${url}/reports/default/x`, { headers: { Origin: origin } });
    expect([file.status, file.headers.get('access-control-allow-origin')]).toEqual([403, origin]);
    const control = await fetch(`${url}/_emulator/reset`, preflight);
    expect([control.status, control.headers.get('access-control-allow-origin')]).toEqual([405, null]);
    // What is no preflight is an ordinary request.
    const options = await fetch(`${url}${SURFACE}/ScheduledQueries`, { method: 'OPTIONS' });
    expect(options.status).toBe(405);
  });
});
