import { createHash } from 'node:crypto';

export const APP = '0f1c6e9c-0d5c-4b1e-9d6f-9a3a3c1b2d4e';
export const REDIRECT = 'http://localhost:3000/redirect';
export const SCOPE = 'openid profile offline_access https://api.partnercenter.microsoft.com/.default';
/** With the challenge that is its hash (RFC 7636). */
export const VERIFIER = 'dBjftJeZ4CVP-mB92K27uhbUJU1p1r_wW1gFWFOEjXk';
export const CHALLENGE = createHash('sha256').update(VERIFIER).digest('base64url');

export type Fields = Readonly<Record<string, string>>;

export const ASKED: Fields = {
  client_id: APP,
  response_type: 'code',
  redirect_uri: REDIRECT,
  scope: SCOPE,
  state: 'a state & more',
  code_challenge: CHALLENGE,
  code_challenge_method: 'S256',
};

/** What a browser does at `authorize`, `deviceauth` and `logout`, below `base`: the address of the emulator, with the sandbox if there is one. */
export class Browser {
  readonly #base: string;

  constructor(base: string) {
    this.#base = base;
  }

  show(path: string, fields: Fields = {}, headers: Fields = {}): Promise<Response> {
    return fetch(`${this.#base}${path}?${new URLSearchParams(fields).toString()}`, {
      redirect: 'manual',
      headers,
    });
  }

  /** Sends the form of a page. */
  submit(path: string, fields: Fields, form: Fields, headers: Fields = {}): Promise<Response> {
    return fetch(`${this.#base}${path}?${new URLSearchParams(fields).toString()}`, {
      method: 'POST',
      redirect: 'manual',
      headers,
      body: new URLSearchParams(form),
    });
  }

  /** What a program sends to `token` or `devicecode`. */
  post(path: string, form: Fields): Promise<Response> {
    return this.submit(path, {}, form);
  }
}

/** What an app gets at its redirect URI. */
export function answerAt(response: Response): Record<string, string> {
  const url = new URL(response.headers.get('location') ?? '');
  return Object.fromEntries(new URLSearchParams(url.hash === '' ? url.search : url.hash.slice(1)));
}
