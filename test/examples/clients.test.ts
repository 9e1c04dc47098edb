import { spawnSync } from 'node:child_process';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { RunningCli } from '../cli/run-cli.ts';
import { buildPackage } from '../support/built-package.ts';

let caFolder = '';

beforeAll(() => {
  buildPackage();
  caFolder = mkdtempSync(join(tmpdir(), 'clients-'));
}, 120_000);

afterAll(() => rmSync(caFolder, { recursive: true, force: true }));

function isInstalled([program]: readonly [string, string]): boolean {
  return spawnSync(program, ['--version']).status === 0;
}

describe('a client of the real service, unchanged, writes the first lines of its report', () => {
  const clients = [
    ['in Python', ['python3', 'insights.py']],
    ['with the fetch of Node', [process.execPath, 'insights-fetch.mjs']],
    ['with axios', [process.execPath, 'insights-axios.mjs']],
    ['with curl', ['bash', 'insights.sh']],
    ['in Java', ['java', 'Insights.java']],
  ] as const;
  const [here, missing] = [
    clients.filter(([, words]) => isInstalled(words)),
    clients.filter(([, words]) => !isInstalled(words)),
  ];
  if (missing.length > 0) test.skip.each(missing)('%s (skipped: it is not installed)', () => {});
  if (here.length > 0)
    test.each(here)('%s', async (_how, [program, file]) => {
      const flags = ['--queue-time', '0', '--run-time', '0', '--ca-dir', caFolder];
      const account = { TENANT_ID: 'contoso.example', CLIENT_ID: CLIENT, CLIENT_SECRET: 'any secret & more' };
      const home = { HOME: process.env['HOME'] ?? caFolder };
      await using cli = new RunningCli(['exec', ...flags, '--', program, `examples/clients/${file}`], {
        ...account,
        ...home,
      });
      const { code, stdout, stderr } = await cli.ended;
      expect({ code, stderr: stderr.replace(/^Picked up JAVA_TOOL_OPTIONS: .*\n/, '') }).toEqual({
        code: 0,
        stderr: '',
      });
      const [query, report, header, ...rows] = stdout.trimEnd().split('\n');
      expect([query, report]).toEqual([
        expect.stringMatching(/^query [0-9a-f-]{36}$/),
        expect.stringMatching(/^report [0-9a-f-]{36}$/),
      ]);
      expect(header).toBe('CustomerName,Product,BilledRevenueUSD');
      expect(rows).toHaveLength(4);
    });
});

const CLIENT = '11111111-2222-4333-8444-555555555555';
