import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { environmentName, FLAGS } from '../../../src/cli/flags.ts';
import { helpText } from '../../../src/cli/help.ts';
import { readArguments } from '../../../src/cli/read-arguments.ts';
import { readSettings } from '../../../src/cli/read-settings.ts';
import { normalizeOptions } from '../../../src/options/normalize-options.ts';

let folder = '';
beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), 'settings-'));
});
afterAll(() => {
  rmSync(folder, { recursive: true });
});

function file(content: string): string {
  const path = join(folder, 'emulator.json');
  writeFileSync(path, content);
  return path;
}

function settings(words: string, environment: Record<string, string> = {}) {
  return readSettings(readArguments(words.split(' ').filter(Boolean)), environment);
}

describe('the words after the name', () => {
  test('mean serve when there are none', () => {
    expect(readArguments([])).toEqual({
      command: 'serve',
      flags: new Map(),
      configFile: null,
      toRun: [],
      problems: [],
    });
    expect(readArguments(['serve']).problems).toEqual([]);
  });

  test.each([
    [['--help'], 'help'],
    [['-h'], 'help'],
    [['serve', '--port', '1', '--help'], 'help'],
    [['--version'], 'version'],
    [['-v'], 'version'],
  ])('%j ask for %s', (words, command) => {
    expect(readArguments(words).command).toBe(command);
  });

  test.each([
    [['srve'], ["unknown command 'srve' - did you mean 'serve'?"]],
    [['serve', 'now'], ["unexpected argument 'now'"]],
    [['--prot', '1'], ["unknown flag '--prot' - did you mean '--port'?"]],
    [['--no-such-thing'], ["unknown flag '--no-such-thing'"]],
    [['-x'], ["unknown flag '-x'"]],
    [['--port'], ['--port needs a value']],
    [['--no-quotas=1'], ['--no-quotas takes no value']],
    [
      ['--prot=1', '-q', 'start', '--seed'],
      ["unknown flag '--prot' - did you mean '--port'?", "unknown flag '-q'", '--seed needs a value'],
    ],
  ])('%j are wrong', (words, problems) => {
    expect(readArguments(words).problems).toEqual(problems);
  });
});

describe('settings', () => {
  test('say nothing but the log level by default', () => {
    expect(settings('').options).toEqual({ logLevel: 'info' });
  });

  test('come from a flag before the environment, from the environment before the file', () => {
    const config = file('{"port": 1, "seed": 1, "customers": 1, "clock": {"mode": "frozen", "rate": 5}}');
    const { options, problems } = settings(`--config ${config} --port 3 --now 2026-01-15T00:00:00Z`, {
      INSIGHTS_EMULATOR_PORT: '2',
      INSIGHTS_EMULATOR_SEED: '2',
      INSIGHTS_EMULATOR_CLOCK: 'onPoll',
      INSIGHTS_EMULATOR_RATE: '',
    });
    expect(problems).toEqual([]);
    expect(options).toEqual({
      logLevel: 'info',
      port: 3,
      seed: 2,
      customers: 1,
      clock: { mode: 'onPoll', rate: 5, now: '2026-01-15T00:00:00Z' },
    });
  });

  test.each<[string, object]>([
    ['--port 0', { port: 0 }],
    ['--port=0', { port: 0 }],
    ['--port 1 --port 2', { port: 2 }],
    ['--host ::1', { host: '::1' }],
    ['--queue-time 90', { queueTimeMs: 90_000 }],
    ['--run-time PT1M', { runTimeMs: 60_000 }],
    ['--min-start-lead 0', { minStartLeadMs: 0 }],
    ['--quotas', { quotas: true }],
    ['--quotas --no-quotas', { quotas: false }],
    ['--quotas=false', { quotas: false }],
    ['--no-compress-reports', { compressReports: false }],
    ['--callback-retry PT1S,2', { callbackRetry: { delaysMs: [1000, 2000] } }],
    ['--callback-retry none', { callbackRetry: { delaysMs: [] } }],
    ['--callback-host a --callback-host b,c', { callbackHosts: ['a', 'b', 'c'] }],
    ['--allowed-host insights.local', { allowedHosts: ['insights.local'] }],
    ['--public-url http://insights.local:8080/', { publicUrl: 'http://insights.local:8080' }],
    ['--admin-key k --log-level silent', { adminKey: 'k', logLevel: 'silent' }],
  ])('%s', (words, expected) => {
    const { normalized, problems } = settings(words);
    expect(problems).toEqual([]);
    expect(normalized).toEqual({ ...normalizeOptions({ logLevel: 'info' }), ...expected });
  });

  test('every flag is in the environment too', () => {
    for (const { name, option, kind } of FLAGS) {
      const given = kind === 'boolean' ? 'true' : 'anything';
      const { options } = settings('', { [environmentName(name)]: given });
      const [outer = '', inner] = option.split('.');
      const value = (options as Record<string, unknown>)[outer];
      expect(inner === undefined ? value : (value as Record<string, unknown>)[inner]).toBeDefined();
    }
    expect(environmentName('callback-host')).toBe('INSIGHTS_EMULATOR_CALLBACK_HOST');
  });

  test('the defaults that help tells are the ones that hold', () => {
    const told = FLAGS.filter(({ initially }) => !/^(any|none|the )/.test(initially));
    const words = told.map(({ name, kind, initially }) =>
      kind === 'boolean' ? `--${initially === 'on' ? '' : 'no-'}${name}` : `--${name} ${initially}`,
    );
    expect(settings(words.join(' ')).normalized).toEqual(normalizeOptions({ logLevel: 'info' }));
  });

  test('every option has a flag', () => {
    const { certificate, ...others } = normalizeOptions();
    expect(certificate).toBeNull(); // of two options: its two files
    const options = ['cert', 'key', ...Object.keys(others).map((name) => name.replace(/Ms$/, ''))];
    expect([...new Set(FLAGS.map(({ option }) => option.split('.')[0]))].sort()).toEqual(options.sort());
  });

  test('tell everything that is wrong, and where it was said', () => {
    const config = file('{"linkTtl": "soon", "prt": 1, "clock": {"rate": 0}}');
    expect(
      settings(`--config ${config} --port abc --now today`, {
        INSIGHTS_EMULATOR_SEED: '-1',
        INSIGHTS_EMULATOR_CORS: 'maybe',
      }).problems,
    ).toEqual([
      '--port: must be a whole number from 0 to 65535, not "abc"',
      'INSIGHTS_EMULATOR_SEED: must be a whole number from 0 to 9007199254740991, not -1',
      '--now: must be a UTC time such as 2026-01-15T00:00:00Z, not "today"',
      `${config}: clock.rate: must be a number from 0.001 to 1000000, not 0`,
      `${config}: linkTtl: must be a number of seconds or an ISO 8601 duration such as PT4H, not "soon"`,
      'INSIGHTS_EMULATOR_CORS: must be true or false, not "maybe"',
      `${config}: prt: there is no such option - did you mean 'port'?`,
    ]);
  });

  test.each<[string, object]>([
    [
      '{"clock": "frozen", "now": "2026-01-15T00:00:00Z"}',
      { mode: 'frozen', now: Date.UTC(2026, 0, 15), rate: 1 },
    ],
    ['{"rate": 2}', { mode: 'running', now: null, rate: 2 }],
    ['{"clock": {"mode": "frozen"}}', { mode: 'frozen', now: null, rate: 1 }],
    ['{"rate": 2, "clock": {"mode": "frozen"}}', { mode: 'frozen', now: null, rate: 2 }],
    ['{"clock": {"rate": 3}, "now": null}', { mode: 'running', now: null, rate: 3 }],
  ])('take the clock from a file that says %s', (content, clock) => {
    const { options } = settings(`--config ${file(content)}`);
    expect(normalizeOptions(options).clock).toEqual(clock);
  });

  test.each([
    ['{"clock": "frozn"}', 'clock: must be one of running, frozen, onPoll, not "frozn"'],
    ['{"now": "today"}', 'now: must be a UTC time'],
    ['{"rate": 0}', 'rate: must be a number'],
    ['{"clock": {"mode": "frozn"}}', 'clock.mode: must be one of'],
    ['{"clock": {"tick": 1}}', 'clock.tick: there is no such option'],
    ['{"clock": [1]}', 'clock: must be one of'],
    ['{"queueTime": "soon"}', 'queueTime: must be'],
    ['{"callback-host": [1]}', 'callback-host: must be'],
  ])('name the key of a file that says %s', (content, problem) => {
    const path = file(content);
    expect(settings(`--config ${path}`).problems).toEqual([expect.stringContaining(`${path}: ${problem}`)]);
  });

  test('let a flag say what is wrong, where the file said it too', () => {
    const path = file('{"now": "today"}');
    expect(settings(`--config ${path} --now tomorrow`).problems).toEqual([
      expect.stringMatching(/^--now: must be a UTC time .*tomorrow/),
    ]);
  });

  test.each([
    ['[1]', 'must hold a JSON object'],
    ['{"port": 1', 'cannot be read as JSON: '],
    ['', 'cannot be read as JSON: '],
  ])('refuse a file of %j', (content, problem) => {
    const path = file(content);
    const { problems } = settings('--seed x', { INSIGHTS_EMULATOR_CONFIG: path });
    expect(problems).toEqual([
      expect.stringContaining(`${path}: ${problem}`),
      expect.stringContaining('--seed: '),
    ]);
  });

  test('refuse a file that is not there', () => {
    expect(settings('--config /no/such.json').problems).toEqual([
      expect.stringMatching(/^\/no\/such\.json: cannot be read as JSON: ENOENT/),
    ]);
  });
});

test('help names every flag and stays within 120 columns', () => {
  const help = helpText();
  for (const { name } of FLAGS) expect(help).toMatch(new RegExp(`--(\\[?no-\\]?)?${name}\\b`));
  expect(Math.max(...help.split('\n').map((line) => line.length))).toBeLessThanOrEqual(120);
});
