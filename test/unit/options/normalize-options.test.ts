import fc from 'fast-check';
import type { EmulatorOptions, SandboxSettings } from '../../../src/options/emulator-options.ts';
import {
  normalizeOptions,
  normalizeSandboxOptions,
  SANDBOX_DEFAULTS,
} from '../../../src/options/normalize-options.ts';
import { OptionsError } from '../../../src/options/options-error.ts';
import { LATEST } from '../../../src/primitives/instant.ts';

const HOUR = 3_600_000;

/** Reads options as untyped callers and files give them. */
function read(options: unknown): ReturnType<typeof normalizeOptions> {
  return normalizeOptions(options as EmulatorOptions); // on purpose: callers without types send anything
}

function problemsOf(options: unknown): readonly string[] {
  try {
    read(options);
  } catch (error) {
    if (error instanceof OptionsError) return error.problems;
    throw error;
  }
  return [];
}

describe('reading options', () => {
  test('takes a certificate with its key only, and only for HTTPS', () => {
    expect(read({ https: true, cert: 'a.pem', key: 'b.pem' }).certificate).toEqual({
      certFile: 'a.pem',
      keyFile: 'b.pem',
    });
    expect(problemsOf({ https: true, cert: 'a.pem' })).toEqual(['cert: is of no use without key']);
    expect(problemsOf({ https: true, key: 'b.pem' })).toEqual(['key: is of no use without cert']);
    expect(problemsOf({ proxy: true, cert: 'a.pem', key: 'b.pem' })).toEqual([
      'cert: is of no use without https',
      'key: is of no use without https',
    ]);
    expect(problemsOf({ key: 'b.pem' })).toEqual([
      'key: is of no use without cert',
      'key: is of no use without https',
    ]);
  });

  test('gives every option its default when nothing is said', () => {
    expect(normalizeOptions()).toEqual({
      port: 4620,
      host: '127.0.0.1',
      https: false,
      httpsPort: 4621,
      caDir: null,
      certificate: null,
      proxy: false,
      proxyPort: 4622,
      proxyPassthrough: [],
      linkHost: null,
      seed: 1,
      customers: 200,
      fixtures: null,
      state: null,
      identities: null,
      keyFile: null,
      tokenTime: 'sandbox',
      clock: { mode: 'running', now: null, rate: 1 },
      queueTimeMs: 1000,
      runTimeMs: 2000,
      minStartLeadMs: 4 * HOUR,
      linkTtlMs: 24 * HOUR,
      auth: 'lax',
      quotas: false,
      executionDefault: 'completed',
      reportLocation: false,
      compressReports: true,
      stories: true,
      callbackTimeoutMs: 10_000,
      callbackRetry: { delaysMs: [10_000, 60_000] },
      callbackHosts: [],
      publicUrl: null,
      trustProxy: false,
      autoCreateSandboxes: true,
      adminKey: null,
      allowedHosts: [],
      cors: false,
      logLevel: 'silent',
    });
  });

  test('takes null and undefined for not given', () => {
    expect(read({ port: null, clock: null, callbackHosts: undefined, publicUrl: null })).toEqual(
      normalizeOptions(),
    );
    expect(read(null)).toEqual(normalizeOptions());
  });

  test.each<[EmulatorOptions, object]>([
    [{ port: 0 }, { port: 0 }],
    [{ port: 65_535 }, { port: 65_535 }],
    [{ host: '0.0.0.0' }, { host: '0.0.0.0' }],
    [{ host: '::1' }, { host: '::1' }],
    [{ host: '[::1]' }, { host: '::1' }],
    [{ host: 'LocalHost' }, { host: 'localhost' }],
    [{ seed: 0 }, { seed: 0 }],
    [{ seed: Number.MAX_SAFE_INTEGER }, { seed: Number.MAX_SAFE_INTEGER }],
    [{ customers: 1 }, { customers: 1 }],
    [{ customers: 100_000 }, { customers: 100_000 }],
    [{ clock: { mode: 'frozen' } }, { clock: { mode: 'frozen', now: null, rate: 1 } }],
    [
      { clock: { mode: 'onPoll', now: '2026-01-15T00:00:00Z' } },
      { clock: { mode: 'onPoll', now: Date.UTC(2026, 0, 15), rate: 1 } },
    ],
    [
      { clock: { now: '2000-01-01', rate: 0.001 } },
      { clock: { mode: 'running', now: Date.UTC(2000, 0, 1), rate: 0.001 } },
    ],
    [
      { clock: { now: new Date('2100-12-31T23:59:59.999Z'), rate: 1e6 } },
      { clock: { mode: 'running', now: Date.UTC(2101, 0, 1) - 1, rate: 1e6 } },
    ],
    [
      { clock: { mode: 'frozen', now: '2100-12-31T23:59:59.999Z' } },
      { clock: { mode: 'frozen', now: LATEST, rate: 1 } },
    ],
    [{ queueTime: 0 }, { queueTimeMs: 0 }],
    [{ queueTime: 'PT1M' }, { queueTimeMs: 60_000 }],
    [{ runTime: 0.25 }, { runTimeMs: 250 }],
    [{ minStartLead: 'P1W' }, { minStartLeadMs: 7 * 24 * HOUR }],
    [{ linkTtl: 1 }, { linkTtlMs: 1000 }],
    [{ auth: 'off' }, { auth: 'off' }],
    [{ quotas: true }, { quotas: true }],
    [{ executionDefault: 'any' }, { executionDefault: 'any' }],
    [{ reportLocation: true }, { reportLocation: true }],
    [{ compressReports: false }, { compressReports: false }],
    [{ callbackTimeout: 'P1D' }, { callbackTimeoutMs: 24 * HOUR }],
    [{ callbackRetry: [] }, { callbackRetry: { delaysMs: [] } }],
    [{ callbackRetry: [1, 'PT2S'] }, { callbackRetry: { delaysMs: [1000, 2000] } }],
    [{ callbackHosts: ['Receiver.Local', '[::1]'] }, { callbackHosts: ['receiver.local', '::1'] }],
    [{ publicUrl: 'https://insights.example:8443/' }, { publicUrl: 'https://insights.example:8443' }],
    [{ publicUrl: 'http://gateway.example/emulator/' }, { publicUrl: 'http://gateway.example/emulator' }],
    [{ trustProxy: true }, { trustProxy: true }],
    [{ autoCreateSandboxes: false }, { autoCreateSandboxes: false }],
    [{ adminKey: 'only-we-know' }, { adminKey: 'only-we-know' }],
    [{ allowedHosts: ['Insights.Local'] }, { allowedHosts: ['insights.local'] }],
    [{ cors: true }, { cors: true }],
    [{ logLevel: 'debug' }, { logLevel: 'debug' }],
  ])('reads %j', (given, expected) => {
    expect(normalizeOptions(given)).toEqual({ ...normalizeOptions(), ...expected });
  });

  test.each<[object, string]>([
    [{ port: 65_536 }, 'port: must be a whole number from 0 to 65535, not 65536'],
    [{ port: -1 }, 'port: must be a whole number from 0 to 65535, not -1'],
    [{ port: 1.5 }, 'port: must be a whole number from 0 to 65535, not 1.5'],
    [{ port: '4620' }, 'port: must be a whole number from 0 to 65535, not "4620"'],
    [{ port: 1n }, 'port: must be a whole number from 0 to 65535, not 1'],
    [{ host: '' }, 'host: must be a host name or an IP address, without a port, not ""'],
    [
      { host: 'localhost:80' },
      'host: must be a host name or an IP address, without a port, not "localhost:80"',
    ],
    [{ seed: -1 }, 'seed: must be a whole number from 0'],
    [{ seed: NaN }, 'seed: must be a whole number from 0 to 9007199254740991, not NaN'],
    [{ customers: 0 }, 'customers: must be a whole number from 1 to 100000, not 0'],
    [{ customers: 100_001 }, 'customers: must be a whole number from 1 to 100000, not 100001'],
    [{ clock: 'frozen' }, 'clock: options must be an object, not "frozen"'],
    [{ clock: { mode: 'still' } }, 'clock.mode: must be one of running, frozen, onPoll, not "still"'],
    [
      { clock: { now: 'yesterday' } },
      'clock.now: must be a UTC time such as 2026-01-15T00:00:00Z, not "yesterday"',
    ],
    [{ clock: { now: '2026-02-30T00:00:00Z' } }, 'clock.now: must be a UTC time'],
    [{ clock: { now: '2026-01-15T00:00:00' } }, 'clock.now: must be a UTC time'],
    [{ clock: { now: new Date('nonsense') } }, 'clock.now: must be a UTC time'],
    [{ clock: { now: '1999-12-31T23:59:59Z' } }, 'clock.now: must be in the years 2000 to 2100'],
    [{ clock: { now: '2101-01-01T00:00:00Z' } }, 'clock.now: must be in the years 2000 to 2100'],
    [{ clock: { rate: 0 } }, 'clock.rate: must be a number from 0.001 to 1000000, not 0'],
    [{ clock: { rate: Infinity } }, 'clock.rate: must be a number from 0.001 to 1000000, not Infinity'],
    [{ clock: { mod: 'frozen' } }, "clock.mod: there is no such option - did you mean 'clock.mode'?"],
    [
      { queueTime: -1 },
      'queueTime: must be a number of seconds or an ISO 8601 duration such as PT4H, not -1',
    ],
    [{ queueTime: true }, 'queueTime: must be a number of seconds'],
    [{ runTime: 'P1M' }, 'runTime: must be a number of seconds or an ISO 8601 duration'],
    [{ minStartLead: 'four hours' }, 'minStartLead: must be a number of seconds'],
    [{ linkTtl: 0 }, 'linkTtl: must be at least 1 s, not 0'],
    [{ auth: 'none' }, 'auth: must be one of lax, strict, off, not "none"'],
    [{ quotas: 'yes' }, 'quotas: must be true or false, not "yes"'],
    [{ executionDefault: 'all' }, 'executionDefault: must be one of completed, any, not "all"'],
    [{ reportLocation: 1 }, 'reportLocation: must be true or false, not 1'],
    [{ compressReports: {} }, 'compressReports: must be true or false, not an object'],
    [{ callbackTimeout: 0 }, 'callbackTimeout: must be at least 0.001 s and at most 86400 s, not 0'],
    [{ callbackTimeout: 'P2D' }, 'callbackTimeout: must be at least 0.001 s and at most 86400 s, not "P2D"'],
    [{ callbackRetry: 'PT10S' }, 'callbackRetry: must be a list, not "PT10S"'],
    [{ callbackRetry: [1, 'soon'] }, 'callbackRetry: must be a number of seconds'],
    [{ callbackRetry: Array(101).fill(1) }, 'callbackRetry: must not have more than 100 items'],
    [{ callbackHosts: ['http://receiver.local'] }, 'callbackHosts: must be a host name'],
    [{ publicUrl: 'insights.example' }, 'publicUrl: must be an absolute http or https URL'],
    [{ publicUrl: 'ftp://insights.example' }, 'publicUrl: must be an absolute http or https URL'],
    [{ publicUrl: 'http://a.example/?x=1' }, 'publicUrl: must be a URL without user, query and fragment'],
    [{ publicUrl: 'http://a.example/#top' }, 'publicUrl: must be a URL without user, query and fragment'],
    [{ trustProxy: 'loopback' }, 'trustProxy: must be true or false'],
    [{ autoCreateSandboxes: 0 }, 'autoCreateSandboxes: must be true or false'],
    [{ adminKey: '' }, 'adminKey: must be 1 to 256 visible ASCII characters'],
    [{ allowedHosts: [''] }, 'allowedHosts: must be a host name'],
    [{ cors: '*' }, 'cors: must be true or false'],
    [{ logLevel: 'verbose' }, 'logLevel: must be one of silent, error, warn, info, debug, not "verbose"'],
    [{ sead: 1 }, "sead: there is no such option - did you mean 'seed'?"],
    [{ somethingElse: 1 }, 'somethingElse: there is no such option'],
  ])('refuses %p', (given, problem) => {
    expect(problemsOf(given)).toEqual([expect.stringContaining(problem)]);
  });

  test('tells everything that is wrong at once', () => {
    expect(problemsOf({ port: 'x', clock: { mode: 'x', rate: -1 }, cors: 'x', custommers: 3 })).toEqual([
      expect.stringMatching(/^port: /),
      expect.stringMatching(/^clock\.mode: /),
      expect.stringMatching(/^clock\.rate: /),
      expect.stringMatching(/^cors: /),
      expect.stringMatching(/^custommers: .*'customers'/),
    ]);
  });

  test('never repeats the admin key', () => {
    expect(problemsOf({ adminKey: 'my secret' }).join()).not.toContain('my secret');
  });

  test('refuses options that are no object', () => {
    expect(problemsOf([])).toEqual(['options must be an object, not a list']);
    expect(problemsOf('port=1')).toEqual(['options must be an object, not "port=1"']);
  });

  test('reads or refuses whatever it is given, and never fails otherwise', () => {
    const names = Object.keys(normalizeOptions());
    const options = fc.dictionary(
      fc.oneof(fc.constantFrom(...names, 'queueTime', 'linkTtl'), fc.string()),
      fc.anything(),
    );
    fc.assert(fc.property(options, (given) => Array.isArray(problemsOf(given))));
  });
});

describe('reading the options of a sandbox', () => {
  test('keeps what is not given as the emulator was started', () => {
    const base = { ...SANDBOX_DEFAULTS, seed: 7, clock: { mode: 'frozen', now: 5, rate: 3 } as const };
    expect(normalizeSandboxOptions({ customers: 9, clock: { rate: 2 } }, base)).toEqual({
      ...base,
      customers: 9,
      clock: { mode: 'frozen', now: 5, rate: 2 },
    });
  });

  test('refuses the options of the server', () => {
    const settings = { port: 1, seed: 'x' } as unknown as SandboxSettings; // on purpose: a body from outside
    expect(() => normalizeSandboxOptions(settings, SANDBOX_DEFAULTS)).toThrow(
      /^seed: must be .*\nport: there is no such option/,
    );
  });
});
