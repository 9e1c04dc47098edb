import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import fc from 'fast-check';
import { createApp } from '../../src/create-app.ts';
import { OptionsError } from '../../src/options/options-error.ts';
import { tenantIdOf } from '../../src/identity/tenant.ts';
import { answerAt, ASKED, Browser, SCOPE, type Fields } from '../support/sign-in.ts';
import { startForTest, type World } from '../support/start-for-test.ts';

const folder = mkdtempSync(join(tmpdir(), 'identities-'));
afterAll(() => rmSync(folder, { recursive: true, force: true }));

let files = 0;
function write(content: unknown): string {
  const file = join(folder, `${files++}.json`);
  writeFileSync(file, typeof content === 'string' ? content : JSON.stringify(content));
  return file;
}

/** What is said about a file, without its name. */
function problemsOf(content: unknown): readonly string[] {
  const identities = write(content);
  try {
    void createApp({ identities }).close();
    return [];
  } catch (error) {
    if (!(error instanceof OptionsError)) throw error;
    return error.problems.map((line) => line.replace(`identities: ${identities}: `, ''));
  }
}

describe('the file of identities', () => {
  test('tells everything that is wrong with it at once, each with its place', () => {
    const good = { userName: 'ann@contoso.example', password: 'secret' };
    expect(
      problemsOf({
        users: [
          good,
          { password: 7, roles: ['Reader'], shoeSize: 43 },
          { ...good, userName: 'ANN@contoso.example' },
          { userName: ' padded ' },
          'bob',
        ],
        apps: [{ clientId: 'a', secret: '', redirectUris: ['javascript:alert(1)', 'https://a/#x'] }],
        tenants: [{}, { id: 'contoso' }, { domain: 'con toso', sandbox: '-' }],
        groups: [],
      }),
    ).toEqual([
      'groups is not known; there are users, apps, tenants',
      'users[1].shoeSize is not known; there are userName, password, roles, displayName',
      'users[1].userName is missing',
      'users[1].password must be a text of 1 to 1024 characters',
      'users[1].roles[0] must be one of ExecutiveReportViewer, ReportViewer',
      'users[3].userName must be a text of 1 to 256 characters, without blanks around it',
      'users[4] must be an object',
      'users[2].userName is that of [0] too',
      'apps[0].secret must be a text of 1 to 1024 characters',
      'apps[0].redirectUris[0] must be an absolute URL without user, password and fragment that a browser may be sent to',
      'apps[0].redirectUris[1] must be an absolute URL without user, password and fragment that a browser may be sent to',
      'tenants[0] must have at least one of id, domain and sandbox',
      'tenants[1].id must be a GUID such as 3f2504e0-4f89-41d3-9a0c-0305e82c3301',
      'tenants[2].domain must be a domain such as contoso.example',
      "tenants[2].sandbox must be 1 to 64 letters, digits, '.', '_' or '-', the first a letter or a digit",
    ]);
  });

  test('has lists that list somebody, if they are there', () => {
    expect(problemsOf({ users: [], apps: {} })).toEqual([
      'users must not be empty: leave it out where anything goes',
      'apps must be a list',
    ]);
    expect(problemsOf({})).toEqual([]);
  });

  test('is a JSON object in a file that can be read', () => {
    expect(problemsOf('[1')).toEqual([expect.stringMatching(/^is not JSON: .*position/)]);
    expect(problemsOf('null')).toEqual(['must be an object']);
    expect(problemsOf(' '.repeat(4 * 1024 * 1024 + 1))).toEqual(['is over 4194304 bytes']);
    const missing = join(folder, 'missing.json');
    expect(() => createApp({ identities: missing })).toThrow(`identities: ${missing}: does not exist`);
    expect(() => createApp({ identities: folder })).toThrow(`identities: ${folder}: is not a file`);
  });

  test('tells the first fifty problems of many', () => {
    const problems = problemsOf({ users: Array.from({ length: 70 }, () => 1) });
    expect(problems).toHaveLength(51);
    expect(problems.at(-1)).toBe('and 20 more');
  });
});

const LISTED = {
  users: [
    { userName: 'ann@contoso.example', password: 'right', roles: ['ReportViewer'], displayName: 'Ann' },
    { userName: 'Bob@Contoso.example', roles: [] },
  ],
  apps: [
    {
      clientId: 'Export',
      secret: 'app-secret',
      redirectUris: ['https://app.example/back', 'http://localhost'],
    },
    { clientId: 'other', redirectUris: ['https://other.example/'], name: 'The other one' },
  ],
  tenants: [
    { domain: 'contoso.example', sandbox: 'contoso' },
    { id: '3F2504E0-4F89-41D3-9A0C-0305E82C3301', domain: 'fabrikam.example' },
  ],
};
const PASSWORD = {
  grant_type: 'password',
  client_id: 'export',
  client_secret: 'app-secret',
  username: 'ANN@contoso.example',
  password: 'right',
  scope: SCOPE,
};
const APP_ITSELF = {
  grant_type: 'client_credentials',
  client_id: 'export',
  client_secret: 'app-secret',
  scope: 'https://api.partnercenter.microsoft.com/.default',
};

describe('with identities', () => {
  const identities = write(LISTED);
  const asked = { ...ASKED, client_id: 'export', redirect_uri: 'https://app.example/back' };
  const page = '/contoso.example/oauth2/v2.0/authorize';

  function browserOf({ emulator }: World): Browser {
    return new Browser(emulator.url);
  }

  async function tokenFor(world: World, form: Fields, tenant = 'contoso.example'): Promise<Fields> {
    const response = await browserOf(world).post(`/${tenant}/oauth2/v2.0/token`, form);
    const body: unknown = await response.json();
    return Object.fromEntries(Object.entries(body ?? {}).map(([name, value]) => [name, String(value)]));
  }

  function claimsOf(token = ''): unknown {
    return JSON.parse(Buffer.from(token.split('.')[1] ?? '', 'base64url').toString());
  }

  test('gives tokens to whom they list, in any case of letters', async () => {
    await using world = await startForTest({ identities });
    const ann = await tokenFor(world, PASSWORD);
    expect(claimsOf(ann['access_token'])).toMatchObject({
      preferred_username: 'ann@contoso.example',
      name: 'Ann',
      azpacr: '1',
      roles: ['ReportViewer'],
      emulator_sandbox: 'contoso',
      tid: tenantIdOf('contoso'),
    });
    const bob = await tokenFor(world, { ...PASSWORD, username: 'bob@contoso.example', password: 'any' });
    expect(claimsOf(bob['access_token'])).toMatchObject({ roles: [] });
    const app = await tokenFor(world, APP_ITSELF);
    expect(claimsOf(app['access_token'])).toMatchObject({ azp: 'Export', roles: ['ExecutiveReportViewer'] });
  });

  const REFUSED: readonly (readonly [string, Fields, string, string])[] = [
    ['an unknown user', { ...PASSWORD, username: 'eve@contoso.example' }, 'contoso.example', '50034'],
    ['a wrong password', { ...PASSWORD, password: 'wrong' }, 'contoso.example', '50126'],
    ['an unknown app', { ...PASSWORD, client_id: 'unknown' }, 'contoso.example', '700016'],
    ['a wrong secret', { ...APP_ITSELF, client_secret: 'wrong' }, 'contoso.example', '7000215'],
    ['no secret', { ...APP_ITSELF, client_secret: '' }, 'contoso.example', '7000218'],
    ['a user by an app without its secret', { ...PASSWORD, client_secret: '' }, 'contoso.example', '7000218'],
    ['an unknown tenant', PASSWORD, 'northwind.example', '90002'],
  ];
  test.each(REFUSED)('refuses %s', async (_what, form, tenant, number) => {
    await using world = await startForTest({ identities });
    expect((await tokenFor(world, form, tenant))['error_codes']).toBe(number);
  });

  test('wants the secret of an app with every grant, and an assertion will do', async () => {
    await using world = await startForTest({ identities });
    const { refresh_token: token = '' } = await tokenFor(world, PASSWORD);
    const bare = { client_id: 'export', refresh_token: token, code: 'x', device_code: 'x' };
    for (const grant of ['refresh_token', 'authorization_code', 'device_code']) {
      const answer = await tokenFor(world, { ...bare, grant_type: grant });
      expect([grant, answer['error'], answer['error_codes']]).toEqual([grant, 'invalid_client', '7000218']);
    }
    const renewing = { ...bare, grant_type: 'refresh_token' };
    expect(await tokenFor(world, { ...renewing, client_assertion: 'eyJ' })).toHaveProperty('access_token');
    const open = { ...PASSWORD, client_id: 'other', client_secret: '' };
    expect(claimsOf((await tokenFor(world, open))['access_token'])).toMatchObject({ azpacr: '0' });
  });

  test('finds a tenant by its id, and the sandbox of one that names none elsewhere', async () => {
    await using world = await startForTest({ identities });
    const id = '3f2504e0-4f89-41d3-9a0c-0305e82c3301';
    for (const tenant of [id, 'fabrikam.example']) {
      const { access_token: token } = await tokenFor(world, PASSWORD, tenant);
      expect(claimsOf(token)).toMatchObject({ emulator_sandbox: 'default', tid: id });
    }
  });

  test('asks on the page for a listed user, who has the roles that are listed', async () => {
    await using world = await startForTest({ identities });
    const browser = browserOf(world);
    const shown = await (await browser.show(page, { ...asked, client_id: 'other', redirect_uri: '' })).text();
    expect(shown).toContain('<strong>The other one</strong>');
    expect(shown).toContain('https://other.example/');
    expect(shown).toContain('<option value="Bob@Contoso.example">');
    expect(shown).not.toContain('name="role"');
    const stranger = await browser.submit(page, asked, { username: 'eve', decision: 'accept' });
    expect([stranger.status, await stranger.text()]).toEqual([400, expect.stringContaining('AADSTS50034')]);
    const choosing = { username: 'bob@contoso.example', role: 'ExecutiveReportViewer', decision: 'accept' };
    const { code = '' } = answerAt(
      await browser.submit(page, { ...asked, code_challenge: '', code_challenge_method: '' }, choosing),
    );
    const tokens = await tokenFor(world, {
      grant_type: 'authorization_code',
      client_id: 'export',
      client_secret: 'app-secret',
      redirect_uri: asked.redirect_uri,
      code,
    });
    expect(claimsOf(tokens['access_token'])).toMatchObject({
      preferred_username: 'Bob@Contoso.example',
      roles: [],
      emulator_sandbox: 'contoso',
    });
  });

  test('sends a browser nowhere but to the redirect URIs of the app', async () => {
    await using world = await startForTest({ identities });
    const browser = browserOf(world);
    const near = fc.constantFrom(
      'https://app.example/back/',
      'https://app.example/back?x=1',
      'https://app.example.evil.example/back',
      'https://app.example@evil.example/back',
      'https://other.example/',
      'http://app.example/back',
      'HTTPS://app.example/back\\@evil.example',
      'http://localhost.evil.example',
      'http://localhost/elsewhere',
    );
    await fc.assert(
      fc.asyncProperty(fc.oneof(near, fc.webUrl(), fc.string({ minLength: 1 })), async (uri) => {
        fc.pre(uri.trim() !== '');
        const response = await browser.submit(page, { ...asked, redirect_uri: uri }, { decision: 'accept' });
        expect([response.status, response.headers.get('location')]).toEqual([400, null]);
        expect(await response.text()).toContain('AADSTS50011');
        const out = await browser.show('/common/oauth2/v2.0/logout', { post_logout_redirect_uri: uri });
        if (uri !== 'https://other.example/') expect(out.headers.get('location')).toBeNull();
      }),
      { numRuns: 40 },
    );
    const onAnyPort = { ...asked, redirect_uri: 'http://localhost:53124' };
    const response = await browser.submit(page, onAnyPort, { decision: 'accept' });
    expect(response.headers.get('location')).toMatch(/^http:\/\/localhost:53124\?code=/);
  });
});
