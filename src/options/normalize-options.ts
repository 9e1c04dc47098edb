import { DAY, HOUR, SECOND } from '../primitives/instant.ts';
import type { EmulatorOptions, SandboxSettings } from './emulator-options.ts';
import { GivenOptions } from './given-options.ts';
import type { NormalizedOptions, SandboxOptions } from './normalized-options.ts';
import type { Reader } from './readers.ts';
import {
  baseUrl,
  duration,
  filePath,
  flag,
  folderPath,
  hostName,
  listOf,
  moment,
  numberBetween,
  oneOf,
  secret,
  wholeNumber,
} from './readers.ts';

/** The sandbox options when nobody says otherwise. */
export const SANDBOX_DEFAULTS: SandboxOptions = {
  seed: 1,
  customers: 200,
  clock: { mode: 'running', now: null, rate: 1 },
  queueTimeMs: SECOND,
  runTimeMs: 2 * SECOND,
  minStartLeadMs: 4 * HOUR,
  linkTtlMs: DAY,
  auth: 'lax',
  quotas: false,
  executionDefault: 'completed',
  reportLocation: false,
  compressReports: true,
  stories: true,
  callbackTimeoutMs: 10 * SECOND,
  callbackRetry: { delaysMs: [10 * SECOND, 60 * SECOND] },
};

/** Reads the options an emulator is started with. Throws one `OptionsError` that tells everything that is wrong. */
export function normalizeOptions(options: EmulatorOptions = {}): NormalizedOptions {
  const given = new GivenOptions(options);
  const https = given.read('https', flag, false);
  const normalized = {
    port: given.read('port', wholeNumber(0, 65_535), 4620),
    host: given.read('host', hostName, '127.0.0.1'),
    https,
    httpsPort: given.read('httpsPort', wholeNumber(0, 65_535), 4621),
    caDir: given.read<string | null>('caDir', folderPath, null),
    certificate: readCertificate(given, https),
    proxy: given.read('proxy', flag, false),
    proxyPort: given.read('proxyPort', wholeNumber(0, 65_535), 4622),
    proxyPassthrough: given.read('proxyPassthrough', listOf(hostName, 1000), []),
    linkHost: given.read<string | null>('linkHost', hostName, null),
    ...readSandboxOptions(given, SANDBOX_DEFAULTS),
    fixtures: given.read<string | null>('fixtures', folderPath, null),
    state: given.read<string | null>('state', filePath, null),
    identities: given.read<string | null>('identities', filePath, null),
    keyFile: given.read<string | null>('keyFile', filePath, null),
    tokenTime: given.read('tokenTime', oneOf('sandbox', 'wall'), 'sandbox'),
    callbackHosts: given.read('callbackHosts', listOf(hostName, 1000), []),
    publicUrl: given.read<string | null>('publicUrl', baseUrl, null),
    trustProxy: given.read('trustProxy', flag, false),
    autoCreateSandboxes: given.read('autoCreateSandboxes', flag, true),
    adminKey: given.read<string | null>('adminKey', secret, null),
    allowedHosts: given.read('allowedHosts', listOf(hostName, 1000), []),
    cors: given.read('cors', flag, false),
    logLevel: given.read('logLevel', oneOf('silent', 'error', 'warn', 'info', 'debug'), 'silent'),
  };
  given.finish();
  return normalized;
}

/** What is in the files is looked at when HTTPS is served. The proxy shows certificates of the local authority only. */
function readCertificate(given: GivenOptions, https: boolean): NormalizedOptions['certificate'] {
  const certFile = given.read<string | null>('cert', filePath, null);
  const keyFile = given.read<string | null>('key', filePath, null);
  if (certFile !== null && keyFile === null) given.complain('cert', 'is of no use without key');
  if (keyFile !== null && certFile === null) given.complain('key', 'is of no use without cert');
  if (certFile !== null && !https) given.complain('cert', 'is of no use without https');
  if (keyFile !== null && !https) given.complain('key', 'is of no use without https');
  return certFile === null || keyFile === null ? null : { certFile, keyFile };
}

/** Reads the options of one sandbox; what is not given is as in `base`. Throws one `OptionsError`. */
export function normalizeSandboxOptions(settings: SandboxSettings, base: SandboxOptions): SandboxOptions {
  const given = new GivenOptions(settings);
  const options = readSandboxOptions(given, base);
  given.finish();
  return options;
}

function readSandboxOptions(given: GivenOptions, base: SandboxOptions): SandboxOptions {
  const clock = given.inside('clock');
  return {
    seed: given.read('seed', wholeNumber(0, Number.MAX_SAFE_INTEGER), base.seed),
    customers: given.read('customers', wholeNumber(1, 100_000), base.customers),
    clock: {
      mode: clock.read('mode', oneOf('running', 'frozen', 'onPoll'), base.clock.mode),
      now: clock.read<number | null>('now', moment, base.clock.now),
      rate: clock.read('rate', numberBetween(0.001, 1_000_000), base.clock.rate),
    },
    queueTimeMs: given.read('queueTime', duration(), base.queueTimeMs),
    runTimeMs: given.read('runTime', duration(), base.runTimeMs),
    minStartLeadMs: given.read('minStartLead', duration(), base.minStartLeadMs),
    // A link says when it expires in whole seconds.
    linkTtlMs: given.read('linkTtl', duration(SECOND), base.linkTtlMs),
    auth: given.read('auth', oneOf('lax', 'strict', 'off'), base.auth),
    quotas: given.read('quotas', flag, base.quotas),
    executionDefault: given.read('executionDefault', oneOf('completed', 'any'), base.executionDefault),
    reportLocation: given.read('reportLocation', flag, base.reportLocation),
    compressReports: given.read('compressReports', flag, base.compressReports),
    stories: given.read('stories', flag, base.stories),
    callbackTimeoutMs: given.read('callbackTimeout', duration(1, DAY), base.callbackTimeoutMs),
    callbackRetry: given.read('callbackRetry', retryDelays, base.callbackRetry),
  };
}

const retryDelays: Reader<SandboxOptions['callbackRetry']> = (value) => ({
  delaysMs: listOf(duration(), 100)(value),
});
