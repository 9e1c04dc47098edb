import { generateKeyPairSync } from 'node:crypto';
import { SignJWT } from 'jose';
import datasets from '../../fixtures/mpn/datasets.json';
import { ApiError } from '../../src/errors/api-errors.ts';
import { requireValid } from '../../src/identity/strict.ts';
import { tenantIdOf } from '../../src/identity/tenant.ts';
import { completeReport, download } from '../support/download.ts';
import { Partner } from '../support/partner.ts';
import { START, startForTest, SURFACE, type World } from '../support/start-for-test.ts';
import { withClaims } from '../support/unsigned-token.ts';

const NOW = Date.parse(START) / 1000;
const TENANT = tenantIdOf('default');
const GOOD = {
  aud: 'https://api.partnercenter.microsoft.com',
  iss: `https://sts.windows.net/${TENANT}/`,
  iat: NOW,
  nbf: NOW,
  exp: NOW + 3600,
  tid: TENANT,
  emulator_sandbox: 'default',
};

function bearing({ emulator }: World, token: string, prefix = ''): Partner {
  return new Partner(`${emulator.url}${prefix}${SURFACE}`, { Authorization: `Bearer ${token}` });
}

describe('strict mode', () => {
  test('takes a token of the emulator, in either header', async () => {
    await using world = await startForTest({ auth: 'strict' });
    const token = await world.sandbox.token();
    expect((await bearing(world, token).getReports()).status).toBe(200);
    expect((await world.partner.as({ 'X-AadUserTicket': token }).getReports()).status).toBe(200);
  });

  test('wants a token', async () => {
    await using world = await startForTest({ auth: 'strict' });
    const answer = await world.partner.as({}).getReports();
    expect(answer).toBeRefused(401, 'Unauthorized', 'auth.missing');
    expect(answer.headers.get('www-authenticate')).toBe('Bearer');
  });

  test('refuses what the emulator has not signed', async () => {
    await using world = await startForTest({ auth: 'strict' });
    const good = await world.sandbox.token();
    const [head = '', payload = '', signature = ''] = good.split('.');
    const { privateKey } = generateKeyPairSync('rsa', { modulusLength: 2048 });
    const strangers = await new SignJWT(GOOD).setProtectedHeader({ alg: 'RS256' }).sign(privateKey);
    const bad = {
      garbage: 'garbage',
      'alg none': withClaims(GOOD).Authorization.slice('Bearer '.length),
      'another key': strangers,
      'no signature': `${head}.${payload}.`,
      'the signature of other claims': `${head}.${strangers.split('.')[1] ?? ''}.${signature}`,
    };
    for (const token of Object.values(bad)) {
      const answer = await bearing(world, token).getReports();
      expect(answer).toBeRefused(401, 'Unauthorized', 'auth.token');
      expect(answer.headers.get('www-authenticate')).toBe(
        'Bearer error="invalid_token", error_description="the token is not valid: it is not signed by this emulator"',
      );
      expect(answer.headers.get('x-emulator-hint')).toContain('--auth lax');
    }
  });

  test("refuses another sandbox's token, and takes it where it belongs", async () => {
    await using world = await startForTest({ auth: 'strict' });
    const token = await world.emulator.sandbox('other').token();
    const answer = await bearing(world, token, '/sandbox/mine').getReports();
    expect(answer).toBeRefused(
      401,
      'Unauthorized - the token is not valid: it was issued for another sandbox',
    );
    expect((await bearing(world, token).getReports()).status).toBe(200);
  });

  test('refuses a token from the moment it expires', async () => {
    await using world = await startForTest({ auth: 'strict' });
    const partner = bearing(world, await world.sandbox.token({ expiresIn: 'PT10M' }));
    await world.sandbox.clock.advance('PT9M59S');
    expect((await partner.getReports()).status).toBe(200);
    await world.sandbox.clock.advance('PT1S');
    expect(await partner.getReports()).toBeRefused(
      401,
      'Unauthorized - the token is not valid: it has expired',
    );
  });

  test('refuses a token that is 60 minutes old, however long it was to last', async () => {
    await using world = await startForTest({ auth: 'strict' });
    const partner = bearing(world, await world.sandbox.token({ expiresIn: 'P1D' }));
    await world.sandbox.clock.advance('PT59M59S');
    expect((await partner.getReports()).status).toBe(200);
    await world.sandbox.clock.advance('PT1S');
    expect(await partner.getReports()).toBeRefused(
      401,
      'Unauthorized - the token is not valid: it is older than 60 minutes',
    );
  });

  test('refuses a token that is not valid yet', async () => {
    await using world = await startForTest({ auth: 'strict' });
    await world.sandbox.clock.advance('PT1H');
    const partner = bearing(world, await world.sandbox.token());
    world.sandbox.reset();
    expect(await partner.getReports()).toBeRefused(
      401,
      'Unauthorized - the token is not valid: it is not valid yet',
    );
  });
});

test.each([
  ['another audience', { aud: 'https://graph.microsoft.com' }, 'its audience'],
  ['no audience', { aud: undefined }, 'its audience'],
  ['another issuer', { iss: 'https://sts.windows.net/common/' }, 'its issuer'],
  ["another sandbox's issuer", { iss: `https://sts.windows.net/${tenantIdOf('other')}/` }, 'its issuer'],
  ['an expiry that is no number', { exp: 'never' }, 'it has expired'],
  ['no time of issue', { iat: undefined }, 'it is older'],
  ['no beginning', { nbf: undefined }, 'it is not valid yet'],
])('a signed token with %s is not valid', (_, changes, why) => {
  expect(() => requireValid({ ...GOOD, ...changes }, 'default', NOW * 1000)).toThrow(ApiError);
  expect(() => requireValid({ ...GOOD, ...changes }, 'default', NOW * 1000)).toThrow(why);
});

test.each([
  { aud: 'https://api.partnercenter.microsoft.com/' },
  { aud: 'https://graph.windows.net' },
  { iss: `https://login.microsoftonline.com/${TENANT}/v2.0` },
])('a signed token with %j is valid', (changes) => {
  expect(() => requireValid({ ...GOOD, ...changes }, 'default', NOW * 1000)).not.toThrow();
});

const SENSITIVE = datasets
  .map(({ datasetName, columns }) => ({
    dataset: datasetName,
    names: columns.filter(({ sensitive }) => sensitive !== null).map(({ name }) => name),
  }))
  .filter(({ names }) => names.length > 0);

describe('by the role of a strict token', () => {
  test.each(SENSITIVE)('what is sensitive in $dataset is shown or blank', async ({ dataset, names }) => {
    await using world = await startForTest({ auth: 'strict' });
    const query = `SELECT ${names.join(', ')} FROM ${dataset} LIMIT 100`;
    const see = async (role: string) => {
      const partner = bearing(world, await world.sandbox.token({ role }));
      const { body } = await partner.tryQuery({ exportQuery: query });
      const files: string[] = [];
      for (const Format of ['CSV', 'TSV']) {
        const { link } = await completeReport({ ...world, partner }, { query, Format });
        files.push((await download(link)).text);
      }
      return { body, files };
    };
    const executive = await see('ExecutiveReportViewer');
    expect(executive.body.dataRedacted).toBe(false);
    for (const name of names) expect(executive.body.value.some((row) => row[name] !== null)).toBe(true);
    for (const file of executive.files) expect(file.split('\r\n').slice(1).join('')).toMatch(/\w/);
    const viewer = await see('ReportViewer');
    expect(viewer.body.dataRedacted).toBe(true);
    expect(viewer.body.value.length).toBeGreaterThan(0);
    for (const row of viewer.body.value) expect(Object.values(row)).toEqual(names.map(() => null));
    for (const file of viewer.files) {
      const [header, ...rows] = file.split('\r\n');
      expect(header).toContain(names[0]);
      expect(rows.join('')).toMatch(/^[,\t"]*$/);
    }
  });

  test('one that has neither is refused', async () => {
    await using world = await startForTest({ auth: 'strict' });
    const partner = bearing(world, await world.sandbox.token({ role: 'Nobody' }));
    expect(await partner.getReports()).toBeRefused(403, 'Forbidden', 'auth.role');
  });
});
