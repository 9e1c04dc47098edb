import { createPrivateKey, type JsonWebKey } from 'node:crypto';
import { mkdtempSync, readFileSync, readdirSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import fc from 'fast-check';
import { CompactSign, createLocalJWKSet, createRemoteJWKSet, jwtVerify, type JSONWebKeySet } from 'jose';
import { tenantIdOf } from '../../src/identity/tenant.ts';
import { ControlPlane } from '../support/control-plane.ts';
import { fetchUnchecked } from '../support/described-fetch.ts';
import { completeReport } from '../support/download.ts';
import { Partner } from '../support/partner.ts';
import { START, startForTest, SURFACE, type World, type WorldOptions } from '../support/start-for-test.ts';

const API = 'https://api.partnercenter.microsoft.com';
const V1 = '/common/oauth2/token';
const V2 = '/common/oauth2/v2.0/token';
const NOW = Date.parse(START) / 1000;
const APP = { client_id: 'my-app', client_secret: 'my-secret' };
const USER = { client_id: 'my-app', username: 'ann@contoso.example', password: 'her-password' };
const AS_APP_V1 = { grant_type: 'client_credentials', ...APP, resource: API };
const AS_APP_V2 = { grant_type: 'client_credentials', ...APP, scope: `${API}/.default` };
const AS_USER_V1 = { grant_type: 'password', ...USER, resource: API };
const AS_USER_V2 = { grant_type: 'password', ...USER, scope: `openid offline_access ${API}/.default` };

const keys = mkdtempSync(join(tmpdir(), 'keys-'));
afterAll(() => rmSync(keys, { recursive: true }));

/** All with one key, as making one takes time. */
function start(options: WorldOptions = {}): Promise<World> {
  return startForTest({ keyFile: join(keys, 'all.json'), ...options });
}

type Fields = Readonly<Record<string, string>>;
type Json = Readonly<Record<string, unknown>>;

async function post({ emulator }: World, path: string, fields: Fields, headers: Fields = {}) {
  const response = await fetch(emulator.url + path, {
    method: 'POST',
    headers,
    body: new URLSearchParams(fields),
  });
  return { status: response.status, headers: response.headers, body: (await response.json()) as Json };
}

async function get({ emulator }: World, path: string): Promise<Json> {
  return (await (await fetch(emulator.url + path)).json()) as Json;
}

function claimsOf(token: unknown): Json {
  return JSON.parse(Buffer.from(String(token).split('.')[1] ?? '', 'base64url').toString()) as Json;
}

function bearing({ emulator }: World, token: unknown, prefix = ''): Partner {
  return new Partner(`${emulator.url}${prefix}${SURFACE}`, { Authorization: `Bearer ${String(token)}` });
}

async function refusal(world: World, path: string, fields: Fields): Promise<unknown> {
  const { status, body } = await post(world, path, fields);
  return [status, body['error'], body['error_codes']];
}

describe('the token endpoint', () => {
  test('gives a user a token, with the texts for numbers of v1', async () => {
    await using world = await start();
    const { status, headers, body } = await post(world, V1, AS_USER_V1);
    expect(status).toBe(200);
    expect(headers.get('cache-control')).toContain('no-store');
    expect(body).toEqual({
      token_type: 'Bearer',
      scope: 'user_impersonation',
      expires_in: '3599',
      ext_expires_in: '3599',
      expires_on: String(NOW + 3599),
      not_before: String(NOW),
      resource: API,
      access_token: expect.any(String),
      refresh_token: expect.any(String),
      id_token: expect.any(String),
    });
    const tid = tenantIdOf('default');
    expect(claimsOf(body['access_token'])).toMatchObject({
      aud: API,
      iss: `https://sts.windows.net/${tid}/`,
      tid,
      appid: 'my-app',
      upn: 'ann@contoso.example',
      roles: ['ExecutiveReportViewer'],
      iat: NOW,
      nbf: NOW,
      exp: NOW + 3599,
      ver: '1.0',
    });
    expect(claimsOf(body['id_token'])).toMatchObject({ aud: 'my-app', upn: 'ann@contoso.example' });
  });

  test('takes a resource with a blank before it, as the sample of the service sends it', async () => {
    await using world = await start({ auth: 'strict' });
    const { body } = await post(world, V1, { ...AS_USER_V1, resource: ` ${API}` });
    expect(body['resource']).toBe(API);
    expect((await bearing(world, body['access_token']).getQueries()).status).toBe(200);
  });

  test('gives a user a token, with what MSAL wants of v2', async () => {
    await using world = await start();
    const { body } = await post(world, V2, AS_USER_V2);
    expect(body).toEqual({
      token_type: 'Bearer',
      scope: `openid ${API}/.default`,
      expires_in: 3599,
      ext_expires_in: 3599,
      access_token: expect.any(String),
      refresh_token: expect.any(String),
      id_token: expect.any(String),
      client_info: expect.any(String),
    });
    const access = claimsOf(body['access_token']);
    const tid = tenantIdOf('default');
    expect(access).toMatchObject({
      aud: API,
      iss: `https://login.microsoftonline.com/${tid}/v2.0`,
      azp: 'my-app',
      preferred_username: 'ann@contoso.example',
      ver: '2.0',
    });
    const info: unknown = JSON.parse(Buffer.from(String(body['client_info']), 'base64url').toString());
    expect(info).toEqual({ uid: access['oid'], utid: tid });
  });

  test('gives only what was asked for in v2', async () => {
    await using world = await start();
    const { body } = await post(world, V2, { ...AS_USER_V2, scope: `${API}/user_impersonation` });
    expect(body).not.toHaveProperty('refresh_token');
    expect(body).not.toHaveProperty('id_token');
  });

  test('gives an app a token of its own, by a secret in the form or the header, or by an assertion', async () => {
    await using world = await start();
    const noSecret = { ...AS_APP_V2, client_secret: '' };
    const basic = `Basic ${Buffer.from('my-app:my%2Bsecret').toString('base64')}`;
    const answers = [
      await post(world, V1, AS_APP_V1),
      await post(world, V2, AS_APP_V2),
      await post(world, V2, noSecret, { Authorization: basic }),
      await post(world, V2, { ...noSecret, client_assertion: 'eyJ', client_assertion_type: 'jwt-bearer' }),
    ];
    for (const { status, body } of answers) {
      expect(status).toBe(200);
      expect(body).not.toHaveProperty('refresh_token');
      expect(body).not.toHaveProperty('id_token');
      const claims = claimsOf(body['access_token']);
      expect(claims['appid'] ?? claims['azp']).toBe('my-app');
      expect(claims['roles']).toEqual(['ExecutiveReportViewer']);
      const created = await bearing(world, body['access_token']).createQuery({
        Name: 'q',
        Query: 'SELECT MPNId FROM Profile',
      });
      expect(created.body.value[0]).toMatchObject({ user: 'my-app' });
    }
  });

  test.each([
    [V1, { resource: 'https://graph.windows.net' }, 'https://graph.windows.net'],
    [V1, { resource: `${API}/` }, `${API}/`],
    [V1, {}, '00000002-0000-0000-c000-000000000000'],
    [V2, { scope: `${API}//.default` }, `${API}/`],
    [V2, { scope: 'openid User.Read' }, '00000003-0000-0000-c000-000000000000'],
    [V2, { scope: 'my-app/.default' }, 'my-app'],
  ])('is asked at %s with %j, and the audience is %s', async (path, fields, audience) => {
    await using world = await start();
    const { body } = await post(world, path, { grant_type: 'password', ...USER, ...fields });
    expect(claimsOf(body['access_token'])['aud']).toBe(audience);
  });

  test('renews tokens for ninety days, and another audience may be had', async () => {
    await using world = await start();
    for (const [path, asked] of [
      [V1, AS_USER_V1],
      [V2, AS_USER_V2],
    ] as const) {
      const first = (await post(world, path, asked)).body;
      const again = { grant_type: 'refresh_token', client_id: 'my-app' };
      const token = String(first['refresh_token']);
      await world.sandbox.clock.advance('P89DT23H');
      const second = (await post(world, path, { ...again, refresh_token: token })).body;
      expect(claimsOf(second['access_token'])).toMatchObject({ aud: API, name: 'ann@contoso.example' });
      expect(second['refresh_token']).not.toBe(token);
      const other = path === V1 ? { resource: 'x' } : { scope: 'x/.default' };
      const third = (await post(world, path, { ...again, ...other, refresh_token: token })).body;
      expect(claimsOf(third['access_token'])['aud']).toBe('x');
      await world.sandbox.clock.advance('PT1H');
      const late = await post(world, path, { ...again, refresh_token: token });
      expect([late.status, late.body['error'], late.body['error_codes']]).toEqual([
        400,
        'invalid_grant',
        [700082],
      ]);
      const newer = await post(world, path, { ...again, refresh_token: String(second['refresh_token']) });
      expect(newer.status).toBe(200);
    }
  });

  test('refuses a refresh token of another app, sandbox or emulator, and one that was tampered with', async () => {
    await using world = await start();
    await using stranger = await startForTest();
    const mine = String((await post(world, V2, AS_USER_V2)).body['refresh_token']);
    const strange = String((await post(stranger, V2, AS_USER_V2)).body['refresh_token']);
    const asking = (refresh: string, app = 'my-app'): Fields => ({
      grant_type: 'refresh_token',
      client_id: app,
      refresh_token: refresh,
    });
    expect(await refusal(world, V2, asking(mine, 'other'))).toEqual([400, 'invalid_grant', [70000]]);
    expect(await refusal(world, `/sandbox/x${V2}`, asking(mine))).toEqual([400, 'invalid_grant', [700005]]);
    for (const bad of [strange, 'garbage', `${mine}x.y`, mine.replace('.', '.A'), '1..']) {
      expect(await refusal(world, V2, asking(bad))).toEqual([400, 'invalid_grant', [9002313]]);
    }
  });
});

describe('a refusal', () => {
  test('has the form of the service, on the time of the sandbox', async () => {
    await using world = await start();
    const { status, headers, body } = await post(world, V2, { ...AS_APP_V2, grant_type: 'implicit' });
    expect(status).toBe(400);
    const trace = headers.get('x-ms-request-id') ?? '';
    const correlation = headers.get('x-ms-correlation-id') ?? '';
    expect(body).toEqual({
      error: 'unsupported_grant_type',
      error_description: `AADSTS70003: The app requested an unsupported grant type 'implicit'. Trace ID: ${trace} Correlation ID: ${correlation} Timestamp: 2026-01-15 00:00:00Z`,
      error_codes: [70003],
      timestamp: '2026-01-15 00:00:00Z',
      trace_id: trace,
      correlation_id: correlation,
      error_uri: 'https://login.microsoftonline.com/error?code=70003',
    });
  });

  test('is told by the id that the client gave the request, and gives it back to who wants it', async () => {
    await using world = await start();
    const id = 'F3B0C442-98FC-4C14-9AFB-F4C8996FB924';
    const ask = (headers: Fields) => post(world, V2, { grant_type: 'implicit' }, headers);
    const told = await ask({ 'client-request-id': id, 'return-client-request-id': 'true' });
    expect(told.body).toMatchObject({ correlation_id: id });
    expect(told.body['error_description']).toContain(`Correlation ID: ${id}`);
    expect(told.headers.get('client-request-id')).toBe(id);
    const unasked = await ask({ 'client-request-id': id });
    expect([unasked.body['correlation_id'], unasked.headers.get('client-request-id')]).toEqual([id, null]);
    const odd = await ask({ 'client-request-id': '<b>', 'return-client-request-id': 'true' });
    expect(odd.body['correlation_id']).toBe(odd.headers.get('x-ms-correlation-id'));
    expect(odd.headers.get('client-request-id')).toBeNull();
  });

  const appWithoutSecret = { ...AS_APP_V2, client_secret: '' };
  test.each<readonly [string, string, Fields, readonly [number, string, number]]>([
    ['no grant', V2, {}, [400, 'invalid_request', 900144]],
    ['an empty grant', V1, { grant_type: '' }, [400, 'invalid_request', 900144]],
    ['no app', V2, { grant_type: 'password' }, [400, 'invalid_request', 900144]],
    ['no proof of an app', V2, appWithoutSecret, [401, 'invalid_client', 7000218]],
    ['no scope', V2, { ...AS_APP_V2, scope: '' }, [400, 'invalid_request', 900144]],
    ['a scope that is none', V2, { ...AS_USER_V2, scope: 'a"b' }, [400, 'invalid_scope', 70011]],
    ["an app's single scope", V2, { ...AS_APP_V2, scope: `${API}/x` }, [400, 'invalid_scope', 1002012]],
    ['two resources', V2, { ...AS_USER_V2, scope: 'a/x b/x' }, [400, 'invalid_request', 28000]],
    ['no password', V1, { ...AS_USER_V1, password: '' }, [400, 'invalid_request', 900144]],
    ['no refresh token', V1, { ...APP, grant_type: 'refresh_token' }, [400, 'invalid_request', 900144]],
    [
      'a name that is too long',
      V1,
      { ...AS_USER_V1, username: 'u'.repeat(257) },
      [400, 'invalid_request', 90023],
    ],
    [
      'a scope too long',
      V2,
      { ...AS_USER_V2, scope: `x/${'y'.repeat(4095)}` },
      [400, 'invalid_request', 90023],
    ],
    [
      'a resource too long',
      V1,
      { ...AS_APP_V1, resource: 'x'.repeat(4097) },
      [400, 'invalid_request', 90023],
    ],
    ['no such path', '/common/oauth2/nowhere', AS_APP_V1, [404, 'invalid_request', 90023]],
    ['a bad sandbox', `/sandbox/-x${V2}`, AS_APP_V2, [400, 'invalid_request', 90023]],
  ])('for %s', async (_, path, fields, [status, error, number]) => {
    await using world = await start();
    expect(await refusal(world, path, fields)).toEqual([status, error, [number]]);
  });

  test('for what an app, a user and a tenant that are listed do not fit', async () => {
    const folder = mkdtempSync(join(tmpdir(), 'identities-'));
    const identities = join(folder, 'identities.json');
    const listed = {
      apps: [{ clientId: 'my-app', secret: 'my-secret' }],
      users: [{ userName: 'ann@contoso.example', password: 'her-password', roles: ['ReportViewer'] }],
      tenants: [{ domain: 'contoso.example', sandbox: 'bound' }],
    };
    writeFileSync(identities, JSON.stringify(listed));
    await using world = await start({ identities });
    rmSync(folder, { recursive: true });
    const at = '/contoso.example/oauth2/v2.0/token';
    const asUser = { ...AS_USER_V2, ...APP };
    const bad: readonly (readonly [string, Fields, readonly [number, string, number]])[] = [
      [at, { ...AS_APP_V2, client_secret: 'x' }, [401, 'invalid_client', 7000215]],
      [at, { ...AS_APP_V2, client_id: 'x' }, [400, 'unauthorized_client', 700016]],
      [at, { ...asUser, username: 'x' }, [400, 'invalid_grant', 50034]],
      [at, { ...asUser, password: 'x' }, [400, 'invalid_grant', 50126]],
      ['/x.example/oauth2/v2.0/token', AS_APP_V2, [400, 'invalid_request', 90002]],
    ];
    for (const [path, fields, [status, error, number]] of bad)
      expect(await refusal(world, path, fields)).toEqual([status, error, [number]]);
    // None of them has made the sandbox.
    expect(world.emulator.sandboxes().map(({ name }) => name)).not.toContain('bound');
    const good = await post(world, at, asUser);
    expect(claimsOf(good.body['access_token'])).toMatchObject({
      emulator_sandbox: 'bound',
      roles: ['ReportViewer'],
    });
  });

  test('makes no sandbox, and a success does', async () => {
    await using world = await start();
    await post(world, `/sandbox/new${V2}`, { ...AS_APP_V2, scope: '' });
    expect(world.emulator.sandboxes().map(({ name }) => name)).not.toContain('new');
    await post(world, `/sandbox/new${V2}`, AS_APP_V2);
    expect(world.emulator.sandboxes().map(({ name }) => name)).toContain('new');
  });

  test('is all that bad requests get', async () => {
    await using world = await start();
    const url = world.emulator.url + V2;
    const form = { 'Content-Type': 'application/x-www-form-urlencoded' };
    const send = async (
      body: string | Buffer | null,
      headers: Fields = form,
      method = 'POST',
    ): Promise<unknown> => {
      const response = await fetch(url, { method, headers, body });
      return [response.status, ((await response.json()) as Json)['error_codes']];
    };
    expect(await send(null, {}, 'GET')).toEqual([400, [900561]]);
    expect(await send(null, {}, 'DELETE')).toEqual([400, [900561]]);
    expect(await send(JSON.stringify(AS_APP_V2), { 'Content-Type': 'application/json' })).toEqual([
      400,
      [900144],
    ]);
    expect(await send('grant_type=a&grant_type=b')).toEqual([400, [9000411]]);
    expect(await send('grant_type=%zz')).toEqual([400, [70003]]);
    expect(await send(Buffer.from([0x61, 0x3d, 0xff]))).toEqual([400, [9002313]]);
    expect(await send(`grant_type=${'x'.repeat(70_000)}`)).toEqual([413, [90023]]);
  });

  test('or a token is the answer to any form at all', async () => {
    await using world = await start();
    const value = fc.oneof(
      fc.string(),
      fc.constantFrom(...Object.values(AS_USER_V2), ...Object.values(AS_APP_V2)),
    );
    const name = fc.oneof(
      fc.string(),
      fc.constantFrom(...Object.keys(AS_USER_V2), ...Object.keys(AS_APP_V2)),
    );
    const bytes = fc.oneof(
      fc.uint8Array({ maxLength: 300 }).map((one) => Buffer.from(one)),
      fc
        .array(fc.tuple(name, value), { maxLength: 8 })
        .map((fields) => Buffer.from(new URLSearchParams(fields).toString())),
    );
    await fc.assert(
      fc.asyncProperty(bytes, fc.constantFrom(V1, V2), async (body, path) => {
        const headers = { 'Content-Type': 'application/x-www-form-urlencoded' };
        const response = await fetch(world.emulator.url + path, { method: 'POST', headers, body });
        expect([200, 400, 401]).toContain(response.status);
      }),
      { numRuns: 150 },
    );
  });
});

describe('discovery', () => {
  test.each([
    ['v1', '', 'https://sts.windows.net/{tenantid}/'],
    ['v2', '/v2.0', 'https://login.microsoftonline.com/{tenantid}/v2.0'],
  ])('of %s leads by the way the client came', async (_, below, issuer) => {
    await using world = await start();
    for (const tenant of ['common', 'organizations', 'consumers', tenantIdOf('mine')]) {
      const base = `/sandbox/mine/${tenant}`;
      const found = await get(world, `${base}${below}/.well-known/openid-configuration`);
      expect(found).toMatchObject({
        token_endpoint: `${world.emulator.url}${base}/oauth2${below}/token`,
        authorization_endpoint: `${world.emulator.url}${base}/oauth2${below}/authorize`,
        device_authorization_endpoint: `${world.emulator.url}${base}/oauth2${below}/devicecode`,
        end_session_endpoint: `${world.emulator.url}${base}/oauth2${below}/logout`,
        jwks_uri: `${world.emulator.url}${base}/discovery${below}/keys`,
        issuer: tenant === tenantIdOf('mine') ? issuer.replace('{tenantid}', tenant) : issuer,
      });
    }
  });

  test('leads to what verifies the tokens', async () => {
    await using world = await start({ tokenTime: 'wall' });
    for (const [below, path, asked] of [
      ['', V1, AS_USER_V1],
      ['/v2.0', V2, AS_USER_V2],
    ] as const) {
      const tenant = tenantIdOf('default');
      const found = await get(world, `/${tenant}${below}/.well-known/openid-configuration`);
      const { body } = await post(world, path, asked);
      const keys = createRemoteJWKSet(new URL(String(found['jwks_uri'])));
      const issuer = String(found['issuer']);
      const access = await jwtVerify(String(body['access_token']), keys, { issuer, audience: API });
      expect(access.payload['tid']).toBe(tenant);
      await jwtVerify(String(body['id_token']), keys, { issuer, audience: 'my-app' });
    }
  });

  test('of instances knows the service and the host one has come by, and no other', async () => {
    await using world = await start();
    const host = new URL(world.emulator.url).host;
    const asking = (endpoint: string): Promise<Json> =>
      get(
        world,
        `/common/discovery/instance?api-version=1.1&authorization_endpoint=${encodeURIComponent(endpoint)}`,
      );
    expect(await asking('https://login.windows.net/contoso.example/oauth2/v2.0/authorize')).toEqual({
      tenant_discovery_endpoint:
        'https://login.windows.net/contoso.example/v2.0/.well-known/openid-configuration',
      'api-version': '1.1',
      metadata: [
        {
          preferred_network: 'login.microsoftonline.com',
          preferred_cache: 'login.windows.net',
          aliases: [
            'login.microsoftonline.com',
            'login.windows.net',
            'login.microsoft.com',
            'sts.windows.net',
          ],
        },
        { preferred_network: host, preferred_cache: host, aliases: [host] },
      ],
    });
    expect(await asking(`http://${host}/sandbox/x/common/oauth2/authorize`)).toMatchObject({
      tenant_discovery_endpoint: `http://${host}/sandbox/x/common/.well-known/openid-configuration`,
    });
    expect(await asking('https://evil.example/common/oauth2/authorize')).toMatchObject({
      error: 'invalid_instance',
      error_codes: [50049],
    });
    expect(await get(world, '/common/discovery/instance')).toMatchObject({ error_codes: [90014] });
  });
});

test('libraries that ask for the realm of a user are told to send the password here', async () => {
  await using world = await start();
  const cloud = {
    ver: '1.0',
    cloud_instance_name: 'microsoftonline.com',
    cloud_audience_urn: 'urn:federation:MicrosoftOnline',
  };
  const managed = { ...cloud, account_type: 'Managed', domain_name: 'contoso.example' };
  const at = '/common/userrealm';
  expect(await get(world, `${at}/ann%40contoso.example?api-version=1.0`)).toEqual(managed);
  expect(await get(world, '/sandbox/mine/common/UserRealm/ann@contoso.example')).toEqual(managed);
  expect(await get(world, `${at}/ann`)).toEqual({ ...cloud, account_type: 'Unknown' });
  expect(await get(world, `${at}/${'a'.repeat(257)}`)).toMatchObject({ error_codes: [90023] });
  expect(await get(world, `${at}/%zz`)).toMatchObject({ error_codes: [90023] });
  expect(await get(world, at)).toMatchObject({ error_codes: [90023] });
  // It is a question, which makes no sandbox.
  expect(world.emulator.sandboxes().map(({ name }) => name)).not.toContain('mine');
});

describe('tokens in use', () => {
  test('are taken in strict mode, in their sandbox, for their hour', async () => {
    await using world = await start({ auth: 'strict' });
    for (const [path, asked] of [
      [V1, AS_APP_V1],
      [V1, AS_USER_V1],
      [V2, AS_APP_V2],
      [V2, AS_USER_V2],
    ] as const) {
      const { body } = await post(world, `/sandbox/mine${path}`, asked);
      const token = body['access_token'];
      expect((await bearing(world, token).getReports()).status).toBe(200);
      expect((await bearing(world, token, '/sandbox/mine').getReports()).status).toBe(200);
      expect((await bearing(world, token, '/sandbox/yours').getReports()).status).toBe(401);
    }
    const { body } = await post(world, V2, AS_USER_V2);
    const [access, id] = [bearing(world, body['access_token']), bearing(world, body['id_token'])];
    expect(await id.getReports()).toBeRefused(401, 'Unauthorized - the token is not valid: its audience');
    await world.sandbox.clock.advance(3598);
    expect((await access.getReports()).status).toBe(200);
    await world.sandbox.clock.advance(1);
    expect(await access.getReports()).toBeRefused(
      401,
      'Unauthorized - the token is not valid: it has expired',
    );
  });

  test('are refused in strict mode for another audience', async () => {
    await using world = await start({ auth: 'strict' });
    const { body } = await post(world, V2, { ...AS_APP_V2, scope: 'https://graph.microsoft.com/.default' });
    const answer = await bearing(world, body['access_token']).getReports();
    expect(answer).toBeRefused(401, 'Unauthorized - the token is not valid: its audience');
  });

  test('belong to the sandbox whose tenant is named in the path', async () => {
    await using world = await start();
    world.emulator.createSandbox('mine', { clock: { mode: 'frozen', now: '2027-01-01T00:00:00Z' } });
    const { body } = await post(world, `/${tenantIdOf('mine')}/oauth2/token`, AS_APP_V1);
    expect(claimsOf(body['access_token'])).toMatchObject({
      emulator_sandbox: 'mine',
      iat: Date.parse('2027-01-01T00:00:00Z') / 1000,
    });
    const named = await post(world, `/sandbox/yours/${tenantIdOf('mine')}/oauth2/token`, AS_APP_V1);
    expect(claimsOf(named.body['access_token'])['emulator_sandbox']).toBe('yours');
    const foreign = await post(world, `/${tenantIdOf('nobody')}/oauth2/token`, AS_APP_V1);
    expect(claimsOf(foreign.body['access_token'])['emulator_sandbox']).toBe('default');
  });

  test('are those of the tenant whose id a client has, and a refresh token is good in every tenant', async () => {
    await using world = await start({ auth: 'strict' });
    const tenants = [
      '3F2504E0-4F89-41D3-9A0C-0305E82C3301',
      'common',
      '9b2c7d1e-0000-4000-8000-000000000001',
    ] as const;
    let asked: Fields = AS_USER_V2;
    for (const tenant of tenants) {
      const { issuer } = await get(world, `/${tenant}/v2.0/.well-known/openid-configuration`);
      const { body } = await post(world, `/${tenant}/oauth2/v2.0/token`, asked);
      const tid = tenant === 'common' ? tenantIdOf('default') : tenant.toLowerCase();
      const iss = `https://login.microsoftonline.com/${tid}/v2.0`;
      expect(claimsOf(body['id_token'])).toMatchObject({ tid, iss, emulator_sandbox: 'default' });
      expect(issuer).toBe(tenant === 'common' ? iss.replace(tid, '{tenantid}') : iss);
      expect((await bearing(world, body['access_token']).getReports()).status).toBe(200);
      asked = {
        grant_type: 'refresh_token',
        client_id: 'my-app',
        refresh_token: String(body['refresh_token']),
      };
    }
  });

  test("go by the machine's time where it is wished", async () => {
    await using world = await start({ auth: 'strict', tokenTime: 'wall' });
    const before = Math.floor(Date.now() / 1000);
    const { body } = await post(world, V2, AS_APP_V2);
    expect(claimsOf(body['access_token'])['iat']).toBeGreaterThanOrEqual(before);
    await world.sandbox.clock.advance('P30D');
    expect((await bearing(world, body['access_token']).getReports()).status).toBe(200);
    expect((await bearing(world, await world.sandbox.token()).getReports()).status).toBe(200);
  });
});

describe('faults and the journal', () => {
  test('strike requests for tokens, in the form of the service', async () => {
    await using world = await start();
    const plane = new ControlPlane(world.emulator.url);
    const striking = (effect: unknown): unknown => ({ match: { operation: 'GetToken' }, times: 1, effect });
    await plane.ask('AddFault', 'POST', 'faults', {
      body: striking({ status: 429, message: 'Slow down', headers: { 'Retry-After': '7' } }),
    });
    const throttled = await post(world, V1, AS_APP_V1);
    expect([throttled.status, throttled.headers.get('retry-after')]).toEqual([429, '7']);
    expect(throttled.body).toMatchObject({ error: 'temporarily_unavailable', error_codes: [90055] });
    expect(throttled.body['error_description']).toMatch(/^AADSTS90055: Slow down Trace ID: /);
    expect((await post(world, V2, AS_APP_V2)).status).toBe(200);
    await plane.ask('AddFault', 'POST', 'faults', { body: striking({ reset: true }) });
    await expect(
      fetchUnchecked(world.emulator.url + V1, { method: 'POST', body: new URLSearchParams(AS_APP_V1) }),
    ).rejects.toThrow();
    expect((await post(world, V1, AS_APP_V1)).status).toBe(200);
  });

  test('are told of what was asked, without what is secret', async () => {
    await using world = await start();
    const { body } = await post(world, V2, AS_USER_V2);
    await post(world, V1, { ...AS_APP_V1, client_assertion: 'an-assertion' });
    const refresh = String(body['refresh_token']);
    await post(world, V2, { grant_type: 'refresh_token', client_id: 'my-app', refresh_token: refresh });
    await post(world, V2, { grant_type: 'authorization_code', client_id: 'my-app', code: 'c'.repeat(40) });
    const entries = world.sandbox.requests();
    expect(entries.map(({ operation }) => operation)).toEqual([
      'GetTokenV2',
      'GetToken',
      'GetTokenV2',
      'GetTokenV2',
    ]);
    const text = JSON.stringify(entries);
    const secrets = [
      'her-password',
      'my-secret',
      'an-assertion',
      refresh,
      refresh.split('.')[1] ?? '',
      'c'.repeat(40),
    ];
    const tokens = [body['access_token'], body['id_token']].map((token) => String(token).split('.')[2] ?? '');
    for (const secret of [...secrets, ...tokens]) expect(text).not.toContain(secret);
    expect(text).toContain('client_credentials');
    expect(text).toContain('ann%40contoso.example');
  });

  test('tell nothing of a secret, whatever letters it has and however its name is written', async () => {
    await using world = await start();
    const headers = { 'Content-Type': 'application/x-www-form-urlencoded' };
    const known = 'grant_type=password&client_id=my-app&username=ann';
    for (const field of [
      'password=open%26tail',
      'password=open"tail',
      "password=open'tail",
      'password=open tail',
      'pass%77ord=open-tail',
      'Client_Secret=open<tail',
      'code=open-tail',
    ]) {
      const body = `${known}&${field}`;
      await fetch(world.emulator.url + V1, { method: 'POST', headers, body });
    }
    const bodies = world.sandbox.requests().map(({ requestBody }) => requestBody);
    expect(bodies).toHaveLength(7);
    for (const body of bodies) {
      expect(body).toContain(known);
      expect(body).toContain('[redacted]');
      expect(body).not.toContain('tail');
    }
  });
});

describe('the key file', () => {
  const folder = mkdtempSync(join(tmpdir(), 'keys-'));
  afterAll(() => rmSync(folder, { recursive: true }));

  test('keeps tokens, refresh tokens and links good over a restart', async () => {
    const keyFile = join(folder, 'keys.json');
    const state = join(folder, 'state.json');
    const first = await start({ keyFile, state, auth: 'strict' });
    expect(readdirSync(folder)).toEqual(['keys.json']);
    if (process.platform !== 'win32') expect(statSync(keyFile).mode & 0o777).toBe(0o600);
    const made = readFileSync(keyFile, 'utf8');
    const { body } = await post(first, V2, AS_USER_V2);
    const { link } = await completeReport(
      { ...first, partner: bearing(first, body['access_token']) },
      { query: 'SELECT MPNId FROM Profile' },
    );
    const keys = await get(first, '/common/discovery/v2.0/keys');
    await first.emulator.close();
    await using second = await start({ keyFile, state, auth: 'strict' });
    expect(readFileSync(keyFile, 'utf8')).toBe(made);
    expect((await bearing(second, body['access_token']).getReports()).status).toBe(200);
    const again = {
      grant_type: 'refresh_token',
      client_id: 'my-app',
      refresh_token: String(body['refresh_token']),
    };
    const renewed = (await post(second, V2, again)).body;
    await jwtVerify(String(renewed['access_token']), createLocalJWKSet(keys as unknown as JSONWebKeySet), {
      currentDate: new Date(second.sandbox.clock.get().now),
    });
    const moved = new URL(link);
    moved.port = new URL(second.emulator.url).port;
    expect((await fetch(moved)).status).toBe(200);
  });

  test('makes no token of something else that was signed with it', async () => {
    const keyFile = join(keys, 'all.json');
    await using world = await start({ keyFile, auth: 'strict' });
    await world.sandbox.token();
    const { key } = JSON.parse(readFileSync(keyFile, 'utf8')) as { key: JsonWebKey };
    for (const payload of ['no JSON', '"a text"', 'null', '[]', '{}']) {
      const signed = await new CompactSign(Buffer.from(payload))
        .setProtectedHeader({ alg: 'RS256' })
        .sign(createPrivateKey({ key, format: 'jwk' }));
      expect(await bearing(world, signed).getReports()).toBeRefused(401, 'Unauthorized', 'auth.token');
    }
  });

  test.each([
    ['no JSON', '{', 'is not JSON'],
    ['no key', '{"linkSecret":"x"}', 'must hold an object with key and linkSecret'],
    ['a short secret', '{"key":{},"linkSecret":"x"}', 'linkSecret must be 32 bytes'],
    [
      'a key that is none',
      `{"key":{"kty":"RSA"},"linkSecret":"${'A'.repeat(43)}"}`,
      'key must be a private RSA key',
    ],
  ])('is refused with %s, and left as it is', async (_, text, problem) => {
    const keyFile = join(folder, 'broken.json');
    writeFileSync(keyFile, text);
    await expect(start({ keyFile })).rejects.toThrow(problem);
    expect(readFileSync(keyFile, 'utf8')).toBe(text);
  });

  test('is refused where it can not be', async () => {
    await expect(start({ keyFile: folder })).rejects.toThrow('cannot be read: EISDIR');
    await expect(start({ keyFile: join(folder, 'no/keys.json') })).rejects.toThrow(
      'cannot be written: ENOENT',
    );
  });
});
