import { ControlPlane } from '../support/control-plane.ts';
import { Partner } from '../support/partner.ts';
import { createReport, QUERY, scheduled } from '../support/payloads.ts';
import { START, startForTest, SURFACE, type WorldOptions } from '../support/start-for-test.ts';
import { withClaims } from '../support/unsigned-token.ts';

async function start(options: WorldOptions = {}) {
  const world = await startForTest(options);
  const url = world.emulator.url;
  const tokenOf = async (sandbox: string, body?: unknown): Promise<string> => {
    const control = new ControlPlane(`${url}/sandbox/${sandbox}`);
    const answer = await control.ask('CreateToken', 'POST', 'tokens', { body });
    // Held to openapi.yaml just now.
    return (answer.body as { access_token: string }).access_token;
  };
  return {
    ...world,
    url,
    control: new ControlPlane(url),
    tokenOf,
    with: (token: string, headers = {}) =>
      new Partner(`${url}${SURFACE}`, { Authorization: `Bearer ${token}`, ...headers }),
  };
}

function claimsOf(token: string): Record<string, unknown> {
  return JSON.parse(Buffer.from(token.split('.')[1] ?? '', 'base64url').toString('utf8')) as Record<
    string,
    unknown
  >;
}

describe('a token', () => {
  test('is signed, names its sandbox, and has its times on the clock of that', async () => {
    await using world = await start();
    const answer = await world.control.ask('CreateToken', 'POST', 'tokens');
    expect(answer.body).toMatchObject({ token_type: 'Bearer', expires_in: 3600 });
    const token = (answer.body as { access_token: string }).access_token;
    expect(JSON.parse(Buffer.from(token.split('.')[0] ?? '', 'base64url').toString())).toMatchObject({
      alg: 'RS256',
      typ: 'JWT',
    });
    const now = Date.parse(START) / 1000;
    const { tid } = claimsOf(token);
    expect(tid).toMatch(/^[0-9a-f]{8}-[0-9a-f]{4}-5[0-9a-f]{3}-[0-9a-f]{4}-[0-9a-f]{12}$/);
    expect(claimsOf(token)).toMatchObject({
      aud: 'https://api.partnercenter.microsoft.com',
      iss: `https://sts.windows.net/${String(tid)}/`,
      iat: now,
      exp: now + 3600,
      upn: 'partner@contoso.example',
      roles: ['ExecutiveReportViewer'],
      emulator_sandbox: 'default',
    });
    expect(claimsOf(await world.tokenOf('other'))['tid']).not.toBe(tid);
    expect(claimsOf(await world.tokenOf('default'))['tid']).toBe(tid);
  });

  test('has the role, the user and the life that were asked for', async () => {
    await using world = await start();
    const token = await world.tokenOf('default', {
      role: 'ReportViewer',
      user: 'viewer@contoso.example',
      expiresIn: 'PT10M',
    });
    expect(claimsOf(token)).toMatchObject({ exp: Date.parse(START) / 1000 + 600 });
    const created = await world.with(token).createQuery({ Name: 'Names', Query: QUERY });
    expect(created.body).toMatchObject({ dataRedacted: true, value: [{ user: 'viewer@contoso.example' }] });
    const stranger = world.with(await world.tokenOf('default', { role: 'Nobody' }));
    expect(await stranger.getReports()).toBeRefused(403, 'Forbidden', 'auth.role');
  });

  test.each([
    [{ role: '' }, '/role'],
    [{ role: 7 }, '/role'],
    [{ user: ' ' }, '/user'],
    [{ expiresIn: 'soon' }, '/expiresIn'],
    [{ expiresIn: -1 }, '/expiresIn'],
    [{ rolle: 'x' }, 'rolle'],
    [[], '/'],
  ])('is refused for %j', async (body, place) => {
    await using world = await start();
    const answer = await world.control.ask('CreateToken', 'POST', 'tokens', { body });
    expect(answer.status).toBe(400);
    expect(JSON.stringify(answer.body)).toContain(place);
  });
});

describe('a request with a token of the emulator', () => {
  test('belongs to the sandbox of the token, unless its path or header say otherwise', async () => {
    await using world = await start();
    const token = await world.tokenOf('mine');
    const partner = world.with(token);
    const reportId = await createReport(partner, scheduled());
    expect((await world.partner.getReports()).body.value).toEqual([]);
    const mine = new Partner(`${world.url}/sandbox/mine${SURFACE}`);
    expect((await mine.getReports()).body.value).toMatchObject([{ reportId }]);
    const ticket = partner.as({ 'X-AadUserTicket': token });
    expect((await ticket.getReports()).body.totalCount).toBe(1);
    const named = world.with(token, { 'X-Emulator-Sandbox': 'other' });
    expect((await named.getReports()).body.totalCount).toBe(0);
    const prefixed = new Partner(`${world.url}/sandbox/third${SURFACE}`, {
      Authorization: `Bearer ${token}`,
    });
    expect((await prefixed.getReports()).body.totalCount).toBe(0);
    const clock = await world.control.getClock({ headers: { Authorization: `Bearer ${token}` } });
    expect(clock.status).toBe(200);
    expect(world.emulator.sandboxes().map(({ name }) => name)).toEqual(['default', 'mine', 'other', 'third']);
  });

  test('also when the token has expired: that is no matter of whose it is', async () => {
    await using world = await start();
    const token = await world.tokenOf('mine', { expiresIn: 0 });
    await createReport(world.with(token), scheduled());
    expect(world.emulator.sandboxes()).toMatchObject([
      { name: 'default', reports: 0 },
      { name: 'mine', reports: 1 },
    ]);
  });

  test('selects nothing when the token is unsigned, forged or of another emulator', async () => {
    await using world = await start();
    await using elsewhere = await start();
    const real = await world.tokenOf('mine');
    const [header = '', claims = '', signature = ''] = real.split('.');
    const forged = Buffer.from(JSON.stringify({ ...claimsOf(real), emulator_sandbox: 'other' })).toString(
      'base64url',
    );
    const strangers = [
      withClaims(claimsOf(real)).Authorization.slice('Bearer '.length),
      `${header}.${forged}.${signature}`,
      `${header}.${claims}.${signature.slice(0, -4)}AAAA`,
      `${header}.${claims}.`,
      await elsewhere.tokenOf('mine'),
      'eyJhbGciOiJub25lIn0.e30.x',
      'any-token',
    ];
    for (const token of [...strangers, ...strangers]) {
      expect((await world.with(token).getReports()).status).toBe(200);
    }
    expect(world.emulator.sandboxes().map(({ name }) => name)).toEqual(['default', 'mine']);
    expect(world.sandbox.requests()).toHaveLength(2 * strangers.length);
  });
});
