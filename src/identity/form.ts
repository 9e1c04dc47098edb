import { isUtf8 } from 'node:buffer';
import { refuseToken } from './aad-errors.ts';

const FORM = /^\s*application\/x-www-form-urlencoded\s*(?:;|$)/i;

/** The parameters of a request, from a form or an address. Names are read without regard to case, and an empty value is as good as none. */
export class Form {
  readonly #values = new Map<string, string>();

  /** @throws AadError when a parameter comes twice. */
  constructor(text: string) {
    for (const [name, value] of new URLSearchParams(text)) {
      const known = name.toLowerCase();
      if (this.#values.has(known)) throw refuseToken('parameter.duplicate', { name });
      this.#values.set(known, value);
    }
  }

  get(name: string): string | null {
    return this.#values.get(name)?.trim() ? (this.#values.get(name) ?? null) : null;
  }

  /** @throws AadError when it is not there. */
  require(name: string): string {
    const value = this.get(name);
    if (value === null) throw refuseToken('parameter.missing', { name });
    return value;
  }

  get names(): readonly string[] {
    return [...this.#values.keys()];
  }
}

/** A body of another kind is an empty form to the service, which then misses a parameter. */
export function readForm(bytes: Buffer, contentType: string | undefined): Form {
  if (!isForm(contentType)) return new Form('');
  if (!isUtf8(bytes)) throw refuseToken('request.malformed');
  return new Form(bytes.toString('utf8'));
}

export function isForm(contentType: string | undefined): boolean {
  return FORM.test(contentType ?? '');
}
