import { PublicClientApplication, type INetworkModule, type NetworkResponse } from '@azure/msal-node';
import { startForTest, type World } from '../support/start-for-test.ts';
import { answerAt, APP, Browser, CHALLENGE, REDIRECT, VERIFIER } from '../support/sign-in.ts';

const SCOPES = ['https://api.partnercenter.microsoft.com/.default'];

/** MSAL speaks to https only: this carries what it sends to the emulator's http, and says so as a proxy in between does. */
class Carrier implements INetworkModule {
  readonly #url: string;
  /** Done before a token is asked for. */
  before: (form: string) => Promise<void> = () => Promise.resolve();

  constructor(url: string) {
    this.#url = url;
  }

  sendGetRequestAsync<T>(url: string): Promise<NetworkResponse<T>> {
    return this.#send<T>(url, {});
  }

  async sendPostRequestAsync<T>(
    url: string,
    options?: { body?: string; headers?: Record<string, string> },
  ): Promise<NetworkResponse<T>> {
    await this.before(options?.body ?? '');
    return this.#send<T>(url, { method: 'POST', ...options });
  }

  async #send<T>(url: string, init: RequestInit): Promise<NetworkResponse<T>> {
    const headers = { ...Object.fromEntries(new Headers(init.headers)), 'X-Forwarded-Proto': 'https' };
    const response = await fetch(url.replace(/^https:\/\/[^/]+/, this.#url), { ...init, headers });
    // MSAL says what it expects, and looks at it itself.
    const body = (await response.json()) as T;
    return { headers: Object.fromEntries(response.headers), body, status: response.status };
  }
}

function appIn({ emulator }: World): { app: PublicClientApplication; carrier: Carrier } {
  const carrier = new Carrier(emulator.url);
  const host = new URL(emulator.url).host;
  const app = new PublicClientApplication({
    auth: { clientId: APP, authority: `https://${host}/common`, knownAuthorities: [host] },
    system: { networkClient: carrier },
  });
  return { app, carrier };
}

test('msal-node signs a user in by a code with PKCE, and then silently', async () => {
  await using world = await startForTest({ auth: 'strict', trustProxy: true, tokenTime: 'wall' });
  const { app } = appIn(world);
  const url = await app.getAuthCodeUrl({
    scopes: SCOPES,
    redirectUri: REDIRECT,
    codeChallenge: CHALLENGE,
    codeChallengeMethod: 'S256',
    state: 'some state',
    nonce: 'some nonce',
  });
  const { pathname, searchParams } = new URL(url);
  const form = { username: 'ann@contoso.example', decision: 'accept' };
  const browser = new Browser(world.emulator.url);
  const { code = '', state } = answerAt(
    await browser.submit(pathname, Object.fromEntries(searchParams), form),
  );
  expect(state).toBe('some state');
  const got = await app.acquireTokenByCode({
    code,
    scopes: SCOPES,
    redirectUri: REDIRECT,
    codeVerifier: VERIFIER,
    nonce: 'some nonce',
  });
  expect(got.account?.username).toBe('ann@contoso.example');
  if (got.account === null) throw new Error('no account');
  const silent = await app.acquireTokenSilent({ scopes: SCOPES, account: got.account });
  expect([silent.fromCache, silent.accessToken]).toEqual([true, got.accessToken]);
  const renewed = await app.acquireTokenSilent({ scopes: SCOPES, account: got.account, forceRefresh: true });
  expect([renewed.fromCache, renewed.accessToken === got.accessToken]).toEqual([false, false]);
});

test('msal-node signs a device in', async () => {
  await using world = await startForTest({ trustProxy: true, tokenTime: 'wall' });
  const { app, carrier } = appIn(world);
  const browser = new Browser(world.emulator.url);
  let done: Promise<Response> | null = null;
  carrier.before = async (form) => {
    if (form.includes('device_code')) expect((await done)?.status).toBe(200);
  };
  const got = await app.acquireTokenByDeviceCode({
    scopes: SCOPES,
    deviceCodeCallback: ({ userCode, verificationUri, message }) => {
      expect(message).toContain(verificationUri);
      const { pathname } = new URL(verificationUri);
      done = browser.submit(
        pathname,
        {},
        {
          user_code: userCode,
          username: 'dan@contoso.example',
          decision: 'accept',
        },
      );
    },
  });
  expect(got?.account?.username).toBe('dan@contoso.example');
});
