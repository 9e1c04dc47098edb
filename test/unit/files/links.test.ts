import fc from 'fast-check';
import { buildFilePath, parseFilePath } from '../../../src/files/file-path.ts';
import {
  checkSignedLink,
  linkExpiry,
  signFilePath,
  type LinkVerdict,
} from '../../../src/files/signed-link.ts';

const secret = Buffer.from('a secret of this emulator');
const now = Date.UTC(2026, 0, 15);
const HOUR = 3_600_000;
const path = buildFilePath({
  sandbox: 'my-test.1',
  reportId: '2ba4b4a5-7b1a-4c8f-9a53-8df0d0a1a111',
  executionId: 'a0a4b4a5-7b1a-4c8f-9a53-8df0d0a1a222',
  format: 'csv',
});

function split(link: string): { path: string; query: string } {
  const at = link.indexOf('?');
  return { path: link.slice(0, at), query: link.slice(at + 1) };
}

function check(link: string, at = now): LinkVerdict {
  return checkSignedLink({ ...split(link), secret, now: at });
}

describe('a signed link', () => {
  const link = signFilePath({ path, expiresAt: now + HOUR, secret });

  test('looks like a shared access signature', () => {
    expect(link).toMatch(
      /^\/reports\/my-test\.1\/[0-9a-f-]{36}\/[0-9a-f-]{36}\.csv\?sv=2021-08-06&sr=b&sp=r&se=2026-01-15T01%3A00%3A00Z&sig=[A-Za-z0-9%]+%3D$/,
    );
  });

  test('is valid until the second it names', () => {
    expect(check(link)).toBe('valid');
    expect(check(link, now + HOUR - 1)).toBe('valid');
    expect(check(link, now + HOUR)).toBe('expired');
    expect(linkExpiry(split(link).query)).toBe(now + HOUR);
  });

  test('may have its parameters in any order, and others among them', () => {
    const parameters = split(link).query.split('&');
    fc.assert(
      fc.property(fc.shuffledSubarray(parameters, { minLength: 5 }), (shuffled) => {
        expect(check(`${path}?comp=x&${shuffled.join('&')}&timeout=30`)).toBe('valid');
      }),
    );
  });

  test('without any signature is unsigned', () => {
    expect(check(`${path}?`)).toBe('unsigned');
    expect(check(`${path}?sv=2021-08-06&sr=b&sp=r&se=2030-01-01T00:00:00Z`)).toBe('unsigned');
  });

  test('is tampered with when a parameter is missing or comes twice', () => {
    for (const name of ['sv', 'sr', 'sp', 'se']) {
      const query = new URLSearchParams(split(link).query);
      const value = query.get(name) ?? '';
      query.append(name, value);
      expect(check(`${path}?${query.toString()}`)).toBe('tampered');
      query.delete(name);
      expect(check(`${path}?${query.toString()}`)).toBe('tampered');
    }
    expect(check(`${link}&sig=x`)).toBe('tampered');
  });

  test('is tampered with when it was expired and says otherwise now', () => {
    const expired = signFilePath({ path, expiresAt: now - HOUR, secret });
    expect(check(expired)).toBe('expired');
    expect(check(expired.replace('se=2026-01-14T23', 'se=2027-01-14T23'))).toBe('tampered');
  });

  test('is not valid with another secret', () => {
    expect(checkSignedLink({ ...split(link), secret: Buffer.from('other'), now })).toBe('tampered');
  });

  test('is not valid after any change of one character of the path or a parameter', () => {
    const query = new URLSearchParams(split(link).query);
    const part = fc.constantFrom('path', 'sv', 'sr', 'sp', 'se', 'sig');
    const change = fc.constantFrom<'replace' | 'insert' | 'remove'>('replace', 'insert', 'remove');
    fc.assert(
      fc.property(
        part,
        change,
        fc.nat(),
        fc.string({ minLength: 1, maxLength: 1 }),
        (name, kind, where, char) => {
          const value = name === 'path' ? path : (query.get(name) ?? '');
          const at = where % value.length;
          const rest = value.slice(kind === 'insert' ? at : at + 1);
          const changed = value.slice(0, at) + (kind === 'remove' ? '' : char) + rest;
          fc.pre(changed !== value);
          const other = new URLSearchParams(query);
          if (name !== 'path') other.set(name, changed);
          const verdict = checkSignedLink({
            path: name === 'path' ? changed : path,
            query: other.toString(),
            secret,
            now,
          });
          expect(['tampered', 'unsigned', 'expired']).toContain(verdict);
        },
      ),
      { numRuns: 500 },
    );
  });

  test('never throws on whatever is sent', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'binary' }), fc.string({ unit: 'binary' }), (anyPath, query) => {
        expect(checkSignedLink({ path: anyPath, query: `${query}&sig=é`, secret, now })).not.toBe('valid');
      }),
    );
  });
});

describe('the path of a file', () => {
  test('tells sandbox, report, execution and format', () => {
    expect(parseFilePath(path)).toEqual({
      sandbox: 'my-test.1',
      reportId: '2ba4b4a5-7b1a-4c8f-9a53-8df0d0a1a111',
      executionId: 'a0a4b4a5-7b1a-4c8f-9a53-8df0d0a1a222',
      format: 'csv',
    });
    expect(parseFilePath(path.replace('.csv', '.tsv'))?.format).toBe('tsv');
  });

  test.each([
    '/reports',
    `${path}x`,
    path.replace('csv', 'xlsx'),
    path.replace('my-test', '.my'),
    `/x${path}`,
  ])('is not %s', (other) => expect(parseFilePath(other)).toBeNull());
});
