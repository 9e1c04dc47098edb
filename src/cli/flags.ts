/** How the text of a flag or an environment variable becomes a value. */
export type FlagKind = 'text' | 'number' | 'boolean' | 'list' | 'durations';

export interface Flag {
  /** Without the dashes. */
  readonly name: string;
  /** The option's name in the library and in the config file; `clock.now` is `now` inside `clock`. */
  readonly option: string;
  readonly kind: FlagKind;
  /** What stands for the value in the help. */
  readonly value: string;
  readonly initially: string;
  readonly help: string;
}

/** Every option of the command line: reading, help and docs are made from this table. */
export const FLAGS: readonly Flag[] = [
  row('port', 'port', 'number', 'NUMBER', '4620', 'port to listen on; 0 takes any free one'),
  row('host', 'host', 'text', 'ADDRESS', '127.0.0.1', 'address to listen on'),
  row(
    'https',
    'https',
    'boolean',
    '',
    'off',
    'listen for HTTPS too, with a certificate of a local authority',
  ),
  row('https-port', 'httpsPort', 'number', 'NUMBER', '4621', 'port for HTTPS; 0 takes any free one'),
  row('ca-dir', 'caDir', 'text', 'DIR', "the user's configuration", 'folder that keeps the local authority'),
  row('cert', 'cert', 'text', 'FILE', 'none', 'PEM file of your own certificate for HTTPS'),
  row('key', 'key', 'text', 'FILE', 'none', 'PEM file of its private key'),
  row('proxy', 'proxy', 'boolean', '', 'off', "open a forward proxy that answers for the service's hosts"),
  row('proxy-port', 'proxyPort', 'number', 'NUMBER', '4622', 'port of the proxy; 0 takes any free one'),
  row(
    'proxy-passthrough',
    'proxyPassthrough',
    'list',
    'HOST',
    'none',
    'host the proxy lets through; repeatable',
  ),
  row('link-host', 'linkHost', 'text', 'HOST', 'none', 'host that links to files name behind the proxy'),
  row('seed', 'seed', 'number', 'NUMBER', '1', 'the same seed gives the same data and ids'),
  row('customers', 'customers', 'number', 'NUMBER', '200', 'customers of the partner: 1 to 100000'),
  row('fixtures', 'fixtures', 'text', 'DIR', 'none', 'folder of own rows: <DatasetName>.csv, .tsv or .json'),
  row(
    'state',
    'state',
    'text',
    'FILE',
    'none',
    'file that keeps all sandboxes: read at start, saved at stop',
  ),
  row('clock', 'clock.mode', 'text', 'running|frozen|onPoll', 'running', 'how the time of a sandbox moves'),
  row('now', 'clock.now', 'text', 'TIME', "the machine's", 'time at the start, such as 2026-01-15T00:00:00Z'),
  row('rate', 'clock.rate', 'number', 'NUMBER', '1', 'seconds per real second while running'),
  row('queue-time', 'queueTime', 'text', 'DURATION', 'PT1S', 'how long a due execution stays Pending'),
  row('run-time', 'runTime', 'text', 'DURATION', 'PT2S', 'how long an execution is Running'),
  row('min-start-lead', 'minStartLead', 'text', 'DURATION', 'PT4H', 'how far ahead a StartTime must be'),
  row('link-ttl', 'linkTtl', 'text', 'DURATION', 'P1D', 'how long a link to a report file is valid'),
  row('auth', 'auth', 'text', 'lax|strict|off', 'lax', "strict takes only the emulator's own tokens"),
  row('identities', 'identities', 'text', 'FILE', 'none', 'JSON file of users, apps and tenants'),
  row('key-file', 'keyFile', 'text', 'FILE', 'none', 'file that keeps the keys of tokens and links'),
  row('token-time', 'tokenTime', 'text', 'sandbox|wall', 'sandbox', 'by which time tokens expire'),
  row('quotas', 'quotas', 'boolean', '', 'off', "enforce the service's quotas"),
  row(
    'execution-default',
    'executionDefault',
    'text',
    'completed|any',
    'completed',
    'executions given when no status is named',
  ),
  row('report-location', 'reportLocation', 'boolean', '', 'off', 'completed executions carry reportLocation'),
  row('compress-reports', 'compressReports', 'boolean', '', 'on', 'send report files gzipped'),
  row('stories', 'stories', 'boolean', '', 'on', 'heed [emulator:<story>] in the description of a report'),
  row('callback-timeout', 'callbackTimeout', 'text', 'DURATION', 'PT10S', 'how long a callback may take'),
  row(
    'callback-retry',
    'callbackRetry',
    'durations',
    'DURATION,…|none',
    'PT10S,PT60S',
    'waits before further attempts at a callback',
  ),
  row('callback-host', 'callbackHosts', 'list', 'HOST', 'any', 'host callbacks may go to; repeatable'),
  row('public-url', 'publicUrl', 'text', 'URL', "the client's", 'address that links to files name'),
  row('trust-proxy', 'trustProxy', 'boolean', '', 'off', 'believe X-Forwarded-* when links are made'),
  row(
    'auto-create-sandboxes',
    'autoCreateSandboxes',
    'boolean',
    '',
    'on',
    'make a sandbox when it is first named',
  ),
  row('admin-key', 'adminKey', 'text', 'KEY', 'none', 'key that calls to /_emulator must carry'),
  row('allowed-host', 'allowedHosts', 'list', 'HOST', 'none', 'further name of the emulator; repeatable'),
  row('cors', 'cors', 'boolean', '', 'off', 'let browsers of other origins in'),
  row('log-level', 'logLevel', 'text', 'silent|error|warn|info|debug', 'info', 'what is logged on stderr'),
];

/** `callback-host` is `INSIGHTS_EMULATOR_CALLBACK_HOST` in the environment. */
export function environmentName(flagName: string): string {
  return `INSIGHTS_EMULATOR_${flagName.toUpperCase().replaceAll('-', '_')}`;
}

const NUMBER = /^[+-]?\d+(\.\d+)?(e\d+)?$/i;
const BOOLEANS: ReadonlyMap<string, boolean> = new Map([
  ['true', true],
  ['1', true],
  ['false', false],
  ['0', false],
]);

/**
 * The texts given for a flag as the value the library takes. A text that cannot be converted stays as it is: the library then
 * says what it should have been.
 */
export function readFlagValue(kind: FlagKind, texts: readonly string[]): unknown {
  const last = texts.at(-1) ?? '';
  switch (kind) {
    case 'text':
      return last;
    case 'number':
      return NUMBER.test(last) ? Number(last) : last;
    case 'boolean':
      return BOOLEANS.get(last.toLowerCase()) ?? last;
    case 'list':
      return texts.flatMap(split);
    case 'durations':
      return last.toLowerCase() === 'none' ? [] : split(last);
  }
}

function split(text: string): string[] {
  return text.split(',').map((part) => part.trim());
}

function row(
  name: string,
  option: string,
  kind: FlagKind,
  value: string,
  initially: string,
  help: string,
): Flag {
  return { name, option, kind, value, initially, help };
}
