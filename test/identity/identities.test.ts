import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createApp } from '../../src/create-app.ts';
import { OptionsError } from '../../src/options/options-error.ts';

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
