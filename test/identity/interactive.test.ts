import { createHash } from 'node:crypto';
import fc from 'fast-check';
import { openDirectory } from '../../src/identity/directory.ts';
import { SignIns } from '../../src/identity/sign-ins/sign-ins.ts';
import { startForTest, type World } from '../support/start-for-test.ts';
import { answerAt, APP, ASKED, Browser, REDIRECT, SCOPE, VERIFIER, type Fields } from '../support/sign-in.ts';

const AUTHORIZE = '/common/oauth2/v2.0/authorize';
const TOKEN = '/common/oauth2/v2.0/token';
const DEVICE_CODE = '/common/oauth2/v2.0/devicecode';
const DEVICE_PAGE = '/common/oauth2/deviceauth';

const accept = { decision: 'accept' };

function browserOf({ emulator }: World, prefix = ''): Browser {
  return new Browser(`${emulator.url}${prefix}`);
}

async function codeFor(browser: Browser, asked: Fields = ASKED, form: Fields = {}): Promise<string> {
  const response = await browser.submit(AUTHORIZE, asked, { decision: 'accept', ...form });
  return answerAt(response)['code'] ?? '';
}

function redeeming(code: string, more: Fields = {}): Fields {
  return {
    grant_type: 'authorization_code',
    client_id: APP,
    redirect_uri: REDIRECT,
    code,
    code_verifier: VERIFIER,
    ...more,
  };
}

async function json(response: Response): Promise<Readonly<Record<string, unknown>>> {
  const read: unknown = await response.json();
  return Object.fromEntries(Object.entries(read ?? {}));
}

async function refusal(answer: Promise<Response>): Promise<unknown> {
  const response = await answer;
  const { error, error_codes: codes } = await json(response);
  return [response.status, error, ...(Array.isArray(codes) ? codes : [])];
}

function claimsOf(token: unknown): Readonly<Record<string, unknown>> {
  const payload = Buffer.from(String(token).split('.')[1] ?? '', 'base64url').toString();
  return Object.fromEntries(Object.entries(JSON.parse(payload) as object));
}

describe('the page of consent', () => {
  test('says who wants what, and has no script', async () => {
    await using world = await startForTest();
    const response = await browserOf(world).show(AUTHORIZE, { ...ASKED, login_hint: 'ann@contoso.example' });
    const page = await response.text();
    expect(response.status).toBe(200);
    expect(response.headers.get('content-type')).toBe('text/html; charset=utf-8');
    expect(response.headers.get('cache-control')).toBe('no-store');
    expect(page).toContain(APP);
    expect(page).toContain(REDIRECT);
    expect(page).toContain('value="ann@contoso.example"');
    expect(page).not.toContain('<script');
    const style = /<style>([^]*)<\/style>/.exec(page)?.[1] ?? '';
    const policy = response.headers.get('content-security-policy');
    expect(policy).toContain(`style-src 'sha256-${createHash('sha256').update(style).digest('base64')}'`);
    expect(policy).toContain("default-src 'none'");
    expect(policy).toContain("frame-ancestors 'none'");
    expect(policy).not.toContain('unsafe');
  });

  test('gives the app a code and its state, in the way it asked for', async () => {
    await using world = await startForTest();
    const browser = browserOf(world);
    for (const mode of ['query', 'fragment']) {
      const response = await browser.submit(
        AUTHORIZE,
        { ...ASKED, response_mode: mode },
        { decision: 'accept' },
      );
      expect(response.status).toBe(302);
      expect(response.headers.get('location')).toMatch(
        mode === 'query' ? /redirect\?code=/ : /redirect#code=/,
      );
      expect(answerAt(response)).toEqual({
        code: expect.stringMatching(/^[\w-]{64}$/),
        session_state: expect.stringMatching(/^[\da-f-]{36}$/),
        state: ASKED['state'],
      });
    }
    const posted = await browser.submit(
      AUTHORIZE,
      { ...ASKED, response_mode: 'form_post' },
      { decision: 'accept' },
    );
    const page = await posted.text();
    expect(page).toContain(`<form method="post" action="${REDIRECT}">`);
    expect(page).toMatch(/<input type="hidden" name="code" value="[\w-]{64}"/);
    expect(page).toContain('name="state" value="a state &amp; more"');
    expect(page).toContain('<h1>You are signed in</h1>');
    const again = await browser.submit(
      AUTHORIZE,
      { ...ASKED, redirect_uri: `${REDIRECT}?keep=1` },
      { decision: 'accept' },
    );
    expect(answerAt(again)).toMatchObject({ keep: '1', state: ASKED['state'] });
  });

  test('tells the app when the user would not', async () => {
    await using world = await startForTest();
    const response = await browserOf(world).submit(AUTHORIZE, ASKED, { decision: 'cancel' });
    expect(answerAt(response)).toEqual({
      error: 'access_denied',
      error_subcode: 'cancel',
      error_description: expect.stringMatching(/^AADSTS65004: User declined .*Correlation ID: /),
      error_uri: 'https://login.microsoftonline.com/error?code=65004',
      state: ASKED['state'],
    });
  });

  test('does not say to who would not that they were signed in', async () => {
    await using world = await startForTest();
    const asked = { ...ASKED, response_mode: 'form_post' };
    const response = await browserOf(world).submit(AUTHORIZE, asked, { decision: 'cancel' });
    const page = await response.text();
    expect(page).toContain('<h1>You are not signed in</h1>');
    expect(page).toContain('name="error" value="access_denied"');
  });

  const TOLD: readonly (readonly [string, Fields, string, number])[] = [
    ['no response_type', { response_type: '' }, 'invalid_request', 900144],
    ['a token by the address', { response_type: 'token' }, 'unsupported_response_type', 700051],
    ['an id token by the address', { response_type: 'code id_token' }, 'unsupported_response_type', 700054],
    ['another response_type', { response_type: 'x' }, 'unsupported_response_type', 70005],
    ['another response_mode', { response_mode: 'x' }, 'invalid_request', 70007],
    ['no scope', { scope: ' ' }, 'invalid_request', 900144],
    ['a scope of odd letters', { scope: 'a"b' }, 'invalid_scope', 70011],
    ['prompt=none, as nobody is signed in', { prompt: 'none' }, 'login_required', 50058],
    ['another prompt', { prompt: 'x' }, 'invalid_request', 90023],
    ['a challenge with padding', { code_challenge: `${VERIFIER}=` }, 'invalid_request', 501491],
    ['a challenge of another kind', { code_challenge_method: 'S512' }, 'invalid_request', 9002313],
    ['a challenge that is none', { code_challenge: '' }, 'invalid_request', 501491],
  ];
  test.each(TOLD)('tells the app of %s', async (_what, change, error, number) => {
    await using world = await startForTest();
    const response = await browserOf(world).show(AUTHORIZE, { ...ASKED, ...change });
    expect(response.status).toBe(302);
    expect(answerAt(response)).toMatchObject({
      error,
      error_description: expect.stringMatching(new RegExp(`^AADSTS${number}: `)),
      state: ASKED['state'],
    });
  });

  const SHOWN: readonly (readonly [string, Fields, number])[] = [
    ['no client_id', { client_id: '' }, 900144],
    ['no redirect_uri', { redirect_uri: '' }, 500113],
    ...[
      'javascript:alert(1)',
      'data:text/html,x',
      'JavaScript:alert(1)',
      'vbscript:x',
      'file:///etc/passwd',
      'about:blank',
      '/relative',
      '//other.example/x',
      'https://other.example/\r\nSet-Cookie:a=b',
      'https://user:password@other.example/',
      'https://other.example/#fragment',
      ' https://other.example/',
      'java\tscript:alert(1)',
    ].map((uri) => [`a redirect_uri of ${JSON.stringify(uri)}`, { redirect_uri: uri }, 50011] as const),
  ];
  test.each(SHOWN)('shows a page, and goes nowhere, for %s', async (_what, change, number) => {
    await using world = await startForTest();
    for (const path of [AUTHORIZE, '/common/oauth2/authorize']) {
      const response = await browserOf(world).show(path, { ...ASKED, ...change });
      expect(response.status).toBe(400);
      expect(response.headers.get('location')).toBeNull();
      expect(await response.text()).toContain(`AADSTS${number}: `);
    }
  });

  test('has a page for a parameter that comes twice, a form too large, a bad sandbox, and no decision', async () => {
    await using world = await startForTest();
    const twice = await fetch(`${world.emulator.url}${AUTHORIZE}?client_id=a&client_id=b`);
    const large = await browserOf(world).submit(AUTHORIZE, ASKED, { username: 'x'.repeat(70_000) });
    const nowhere = await browserOf(world, '/sandbox/-').show(AUTHORIZE, ASKED);
    const put = await fetch(`${world.emulator.url}${AUTHORIZE}`, { method: 'PUT' });
    for (const [answer, status, number] of [
      [twice, 400, 9000411],
      [large, 413, 90023],
      [nowhere, 400, 90023],
      [await browserOf(world).submit(AUTHORIZE, ASKED, { decision: 'maybe' }), 400, 90023],
      [await browserOf(world).submit(AUTHORIZE, ASKED, {}), 400, 900144],
    ] as const) {
      expect([answer.status, answer.headers.get('content-type')]).toEqual([
        status,
        'text/html; charset=utf-8',
      ]);
      expect(await answer.text()).toContain(`<p class="bad">AADSTS${number}: `);
    }
    expect(await refusal(Promise.resolve(put))).toEqual([400, 'invalid_request', 900561]);
  });

  test('takes no yes from the page of another site', async () => {
    await using world = await startForTest();
    const browser = browserOf(world);
    for (const origin of ['https://evil.example', 'null', 'http://127.0.0.1:1']) {
      const response = await browser.submit(AUTHORIZE, ASKED, { decision: 'accept' }, { Origin: origin });
      expect([response.status, response.headers.get('location')]).toEqual([400, null]);
      const device = await browser.submit(DEVICE_PAGE, {}, { ...accept, user_code: 'x' }, { Origin: origin });
      expect(await device.text()).toContain('a page of another site has sent it');
    }
    const own = await browser.submit(
      AUTHORIZE,
      ASKED,
      { decision: 'accept' },
      { Origin: world.emulator.url },
    );
    expect(own.status).toBe(302);
  });

  test('escapes whatever it is given, and never goes where it should not', async () => {
    await using world = await startForTest();
    const browser = browserOf(world);
    const hostile = fc.oneof(
      fc.string({ maxLength: 60 }),
      fc.string({ unit: 'binary', maxLength: 40 }),
      fc.constantFrom(
        '"><script>alert(1)</script>',
        "' onfocus='alert(1)",
        '<img src=x onerror=alert(1)>',
        '</style><script>1</script>',
        'javascript:alert(1)',
        '&lt;script&gt;',
        '\r\nSet-Cookie: a=b',
        '${7*7}',
      ),
    );
    const names = [
      ...Object.keys(ASKED),
      'login_hint',
      'nonce',
      'prompt',
      'response_mode',
      'resource',
      'domain_hint',
    ];
    await fc.assert(
      fc.asyncProperty(
        fc.dictionary(fc.constantFrom(...names), hostile),
        fc.record({ username: hostile, role: hostile, decision: fc.constantFrom('accept', 'cancel', '') }),
        fc.boolean(),
        async (change, form, isPost) => {
          const asked = { ...ASKED, ...change };
          const response = await (isPost
            ? browser.submit(AUTHORIZE, asked, form)
            : browser.show(AUTHORIZE, asked));
          expect([200, 302, 400]).toContain(response.status);
          expect(response.headers.get('set-cookie')).toBeNull();
          const page = await response.text();
          expect(page).not.toMatch(/<script|<img|(?:href|action)="javascript|\son\w+='/i);
          const location = response.headers.get('location');
          if (location !== null) expect(location.startsWith(asked['redirect_uri'] ?? '')).toBe(true);
        },
      ),
      { numRuns: 100 },
    );
  });
});

describe('a code', () => {
  test('brings tokens of the user and the role that were chosen, in v1 and v2', async () => {
    await using world = await startForTest({ auth: 'strict' });
    const browser = browserOf(world);
    const code = await codeFor(
      browser,
      { ...ASKED, nonce: 'n-1' },
      { username: 'bob@contoso.example', role: 'ReportViewer' },
    );
    const tokens = await json(await browser.post(TOKEN, redeeming(code, { scope: SCOPE })));
    expect(claimsOf(tokens['id_token'])).toMatchObject({
      aud: APP,
      nonce: 'n-1',
      preferred_username: 'bob@contoso.example',
    });
    expect(claimsOf(tokens['access_token'])['roles']).toEqual(['ReportViewer']);
    expect(tokens['refresh_token']).toEqual(expect.any(String));
    const asked = {
      client_id: APP,
      response_type: 'code',
      redirect_uri: REDIRECT,
      resource: 'https://api.partnercenter.microsoft.com',
    };
    const older = await browser.submit('/common/oauth2/authorize', asked, {
      decision: 'accept',
      role: 'none',
    });
    const v1 = await json(
      await browser.post('/common/oauth2/token', {
        grant_type: 'authorization_code',
        client_id: APP,
        redirect_uri: REDIRECT,
        code: answerAt(older)['code'] ?? '',
      }),
    );
    expect(v1).toMatchObject({ expires_in: '3599', resource: asked.resource });
    const get = (token: unknown) =>
      world.partner.as({ Authorization: `Bearer ${String(token)}` }).getReports();
    expect((await get(tokens['access_token'])).status).toBe(200);
    expect(await get(v1['access_token'])).toBeRefused(403, '', 'auth.role');
  });

  test('is good once, for ten minutes, in its sandbox, for its app, address and verifier', async () => {
    await using world = await startForTest();
    const browser = browserOf(world);
    const redeem = (code: string, more: Fields = {}) => refusal(browser.post(TOKEN, redeeming(code, more)));
    const code = await codeFor(browser);
    expect(await redeem(code, { code_verifier: 'x'.repeat(43) })).toEqual([400, 'invalid_grant', 501481]);
    expect(await redeem(code, { code_verifier: '' })).toEqual([400, 'invalid_grant', 50148]);
    expect(await redeem(code, { client_id: 'another' })).toEqual([400, 'invalid_grant', 70000]);
    expect(await redeem(code, { redirect_uri: `${REDIRECT}/x` })).toEqual([400, 'invalid_grant', 500112]);
    expect(await redeem(code, { redirect_uri: '' })).toEqual([400, 'invalid_request', 900144]);
    expect(await redeem('')).toEqual([400, 'invalid_request', 900144]);
    expect(await redeem('guessed')).toEqual([400, 'invalid_grant', 9002313]);
    const elsewhere = browserOf(world, '/sandbox/other');
    expect(await refusal(elsewhere.post(TOKEN, redeeming(code)))).toEqual([400, 'invalid_grant', 9002313]);
    expect((await browser.post(TOKEN, redeeming(code))).status).toBe(200);
    expect(await redeem(code)).toEqual([400, 'invalid_grant', 54005]);
    const late = await codeFor(browser);
    await world.sandbox.clock.advance('PT10M');
    expect(await redeem(late)).toEqual([400, 'invalid_grant', 70008]);
    const plain = { ...ASKED, code_challenge: VERIFIER, code_challenge_method: 'plain' };
    expect((await browser.post(TOKEN, redeeming(await codeFor(browser, plain)))).status).toBe(200);
    const open = { ...ASKED, code_challenge: '', code_challenge_method: '' };
    expect(await redeem(await codeFor(browser, open))).toEqual([400, 'invalid_grant', 501481]);
  });

  test('goes with a reset', async () => {
    await using world = await startForTest();
    const code = await codeFor(browserOf(world));
    world.sandbox.reset();
    expect(await refusal(browserOf(world).post(TOKEN, redeeming(code)))).toEqual([
      400,
      'invalid_grant',
      9002313,
    ]);
  });
});

describe('a device without a browser', () => {
  const POLL = { grant_type: 'urn:ietf:params:oauth:grant-type:device_code', client_id: APP };
  const poll = (browser: Browser, code: unknown): Promise<Response> =>
    browser.post(TOKEN, { ...POLL, device_code: String(code) });

  test('waits until its user has entered the code', async () => {
    await using world = await startForTest();
    const browser = browserOf(world);
    const begun = await json(await browser.post(DEVICE_CODE, { client_id: APP, scope: SCOPE }));
    const { user_code: userCode, device_code: code, verification_uri: uri } = begun;
    expect(begun).toMatchObject({
      expires_in: 900,
      interval: 5,
      message: expect.stringContaining(String(userCode)),
    });
    expect(uri).toBe(`${world.emulator.url}${DEVICE_PAGE}`);
    expect(await refusal(poll(browser, code))).toEqual([400, 'authorization_pending', 70016]);
    const page = await (await browser.show(DEVICE_PAGE, { user_code: String(userCode) })).text();
    expect(page).toContain(`${APP} would like`);
    const typed = ` ${String(userCode).toLowerCase().slice(0, 4)}-${String(userCode).slice(4)}`;
    const done = await browser.submit(
      DEVICE_PAGE,
      {},
      { ...accept, user_code: typed, username: 'dan@contoso.example' },
    );
    expect([done.status, await done.text()]).toEqual([200, expect.stringContaining('You are signed in')]);
    const tokens = await json(await poll(browser, code));
    expect(claimsOf(tokens['id_token'])['preferred_username']).toBe('dan@contoso.example');
    expect(await refusal(poll(browser, code))).toEqual([400, 'invalid_grant', 54005]);
    const again = await browser.submit(DEVICE_PAGE, {}, { ...accept, user_code: typed });
    expect([again.status, await again.text()]).toEqual([400, expect.stringContaining('AADSTS70018')]);
  });

  test('is told when its user would not, when it took too long, and when it makes a code up', async () => {
    await using world = await startForTest();
    const browser = browserOf(world);
    const begin = async () => json(await browser.post(DEVICE_CODE, { client_id: APP, scope: SCOPE }));
    const declined = await begin();
    await browser.submit(DEVICE_PAGE, {}, { user_code: String(declined['user_code']), decision: 'cancel' });
    const code = declined['device_code'];
    expect(await refusal(poll(browser, code))).toEqual([400, 'authorization_declined', 70018]);
    const late = await begin();
    await world.sandbox.clock.advance('PT15M');
    expect(await refusal(poll(browser, late['device_code']))).toEqual([400, 'expired_token', 70020]);
    expect(await refusal(poll(browser, 'x'))).toEqual([400, 'bad_verification_code', 70000]);
    expect(await refusal(browser.post(TOKEN, POLL))).toEqual([400, 'invalid_request', 900144]);
    expect(await refusal(browser.post(DEVICE_CODE, { scope: SCOPE }))).toEqual([
      400,
      'invalid_request',
      900144,
    ]);
    const unknown = await browser.submit(DEVICE_PAGE, {}, { ...accept, user_code: 'WRONG"><b>' });
    const page = await unknown.text();
    expect([unknown.status, page]).toEqual([400, expect.stringContaining('WRONG&quot;&gt;&lt;b&gt;')]);
  });

  test('asks in v1 with the words of v1, and its page leads to its sandbox', async () => {
    await using world = await startForTest();
    const browser = browserOf(world);
    const resource = 'https://api.partnercenter.microsoft.com';
    const asked = new URLSearchParams({ client_id: APP, resource });
    const response = await fetch(`${world.emulator.url}/common/oauth2/devicecode`, {
      method: 'POST',
      headers: { 'X-Emulator-Sandbox': 'mine' },
      body: asked,
    });
    const begun = await json(response);
    expect(begun).toMatchObject({ expires_in: '900', interval: '5' });
    const page = new URL(String(begun['verification_url']));
    const done = await browser.submit(
      page.pathname,
      {},
      { ...accept, user_code: String(begun['user_code']) },
    );
    expect(await done.text()).toContain('You are signed in');
    const form = { grant_type: 'device_code', client_id: APP, resource, code: String(begun['device_code']) };
    const tokens = await json(await browserOf(world, '/sandbox/mine').post('/common/oauth2/token', form));
    expect(claimsOf(tokens['access_token'])).toMatchObject({ emulator_sandbox: 'mine', aud: resource });
  });
});

describe('logging out', () => {
  test.each(['/common/oauth2/logout', '/common/oauth2/v2.0/logout'])(
    'at %s goes back to the app with its state, but only where a browser may go',
    async (path) => {
      await using world = await startForTest();
      const browser = browserOf(world);
      const back = await browser.show(path, { post_logout_redirect_uri: REDIRECT, state: 'a b' });
      expect([back.status, back.headers.get('location')]).toEqual([302, `${REDIRECT}?state=a+b`]);
      for (const uri of ['', 'javascript:alert(1)', '//other.example']) {
        const shown = await browser.show(path, { post_logout_redirect_uri: uri });
        expect([shown.status, shown.headers.get('location')]).toEqual([200, null]);
        expect(await shown.text()).toContain('You have signed out');
      }
    },
  );
});

test('a sandbox holds ten thousand device codes, and makes room when they have expired or been used', () => {
  const signIns = new SignIns();
  const asked = { clientId: APP, appName: APP, target: { audience: 'any', scopes: [] } };
  const begun = Array.from({ length: 10_000 }, () => signIns.begin(asked, 0));
  expect(() => signIns.begin(asked, 0)).toThrow('a sandbox holds at most 10000 device codes');
  const { deviceCode = '', userCode = '' } = begun[0] ?? {};
  const user = openDirectory.user('ann');
  if (user === null) throw new Error('anybody goes');
  signIns.decide(userCode, { user, roles: [] }, 0);
  signIns.poll(deviceCode, APP, 0);
  expect(() => signIns.poll(deviceCode, APP, 0)).toThrow('already redeemed');
  signIns.begin(asked, 0);
  expect(() => signIns.begin(asked, 0)).toThrow('a sandbox holds at most 10000 device codes');
  expect(signIns.begin(asked, 15 * 60_000).userCode).toMatch(/^[A-Z2-9]{9}$/);
});

test('the journal tells of each step, without the codes', async () => {
  await using world = await startForTest();
  const browser = browserOf(world);
  const code = await codeFor(browser);
  await browser.post(TOKEN, redeeming(code));
  await browser.submit(AUTHORIZE, { ...ASKED, response_mode: 'form_post' }, { decision: 'accept' });
  const begun = await json(await browser.post(DEVICE_CODE, { client_id: APP, scope: SCOPE }));
  const deviceCode = String(begun['device_code']);
  const sent = { ...accept, user_code: String(begun['user_code']), username: 'dan@contoso.example' };
  await browser.show(DEVICE_PAGE, { user_code: sent.user_code });
  await browser.submit(DEVICE_PAGE, {}, sent);
  await browser.post(TOKEN, { grant_type: 'device_code', client_id: APP, device_code: deviceCode });
  await browser.post('/common/oauth2/token', { grant_type: 'device_code', client_id: APP, code: deviceCode });
  await browser.show('/common/oauth2/v2.0/logout');
  const requests = world.sandbox.requests();
  expect(requests.map(({ operation }) => operation)).toEqual([
    'AcceptAuthorizationV2',
    'GetTokenV2',
    'AcceptAuthorizationV2',
    'GetDeviceCodeV2',
    'ShowDeviceSignIn',
    'SignInDevice',
    'GetTokenV2',
    'GetToken',
    'LogOutV2',
  ]);
  const told = JSON.stringify(requests);
  expect(told).toContain('dan%40contoso.example');
  for (const secret of [code, deviceCode, VERIFIER]) expect(told).not.toContain(secret);
});
