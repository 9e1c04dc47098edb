/** Seconds as a number, or ISO 8601 from weeks to seconds as text: `90`, `'PT4H'`, `'P1DT12H'`. */
export type Duration = number | string;

export type AuthMode = 'lax' | 'strict' | 'off';
export type TokenTime = 'sandbox' | 'wall';
export type ExecutionDefault = 'completed' | 'any';
export type LogLevel = 'silent' | 'error' | 'warn' | 'info' | 'debug';

export interface ClockOptions {
  /**
   * `running` follows real time, `frozen` moves only when told to, `onPoll` moves to the next change of status after each poll that found
   * nothing completed, so that an unchanged client sees Pending, Running, Completed without waiting.
   * @default 'running'
   * @example 'frozen'
   */
  mode?: 'running' | 'frozen' | 'onPoll';
  /**
   * The time at which the clock starts, in the years 2000 to 2100.
   * @default the machine's time
   * @example '2026-01-15T00:00:00Z'
   */
  now?: string | Date;
  /**
   * How many seconds pass per real second while running: 0.001 to 1,000,000.
   * @default 1
   * @example 3600
   */
  rate?: number;
}

/** What an emulator may be started with. Everything has a default; all but those of the server may differ per sandbox. */
export interface EmulatorOptions {
  /**
   * The port to listen on; 0 takes any free one.
   * @default 4620
   * @example 0
   */
  port?: number;
  /**
   * The address to listen on. Anything but loopback lets other machines in: then set `adminKey`.
   * @default '127.0.0.1'
   * @example '0.0.0.0'
   */
  host?: string;
  /**
   * Whether it listens for HTTPS beside HTTP, with a certificate from a local authority that is made at the first use.
   * @default false
   * @example true
   */
  https?: boolean;
  /**
   * The port for HTTPS; 0 takes any free one.
   * @default 4621
   * @example 0
   */
  httpsPort?: number;
  /**
   * The folder that keeps the local authority: `ca.pem` is what clients are to trust.
   * @default the folder `insights-emulator` where the user's programs keep their configuration
   * @example './ca'
   */
  caDir?: string | null;
  /**
   * A PEM file of your own certificate for HTTPS, with those that lead to its root behind it; `https` and `key` must be given too.
   * @default null
   * @example './insights.pem'
   */
  cert?: string | null;
  /**
   * The PEM file of the private key of `cert`, without a passphrase.
   * @default null
   * @example './insights-key.pem'
   */
  key?: string | null;
  /**
   * Whether a forward proxy is opened: it answers for the service's hosts with the emulator, and lets nothing else through.
   * @default false
   * @example true
   */
  proxy?: boolean;
  /**
   * The port of the proxy; 0 takes any free one.
   * @default 4622
   * @example 0
   */
  proxyPort?: number;
  /**
   * Hosts that the proxy lets through to where they really are, the service's own included.
   * @default []
   * @example ['registry.npmjs.org']
   */
  proxyPassthrough?: readonly string[];
  /**
   * The host that links to files name when a client has come by one of the service's host names; the proxy answers for it.
   * @default null
   * @example 'insightsemulator.blob.core.windows.net'
   */
  linkHost?: string | null;
  /**
   * Where all data and ids come from: the same seed gives the same ones.
   * @default 1
   * @example 42
   */
  seed?: number;
  /**
   * How many customers the partner has, and so how big the datasets are: 1 to 100,000.
   * @default 200
   * @example 10000
   */
  customers?: number;
  /**
   * A folder of rows of your own, which replace the synthetic ones: a file `<DatasetName>.csv`, `.tsv` or `.json` for each dataset.
   * @default null
   * @example './my-rows'
   */
  fixtures?: string | null;
  /**
   * A file that keeps all sandboxes: read at the start if it is there, written at the stop. What it holds goes on where it stood, with
   * the options it had.
   * @default null
   * @example './state.json'
   */
  state?: string | null;
  /**
   * The time of a sandbox: how it moves and where it starts.
   * @default { mode: 'running', rate: 1 }
   * @example { mode: 'frozen', now: '2026-01-15T00:00:00Z' }
   */
  clock?: ClockOptions;
  /**
   * How long a due execution stays Pending.
   * @default 1
   * @example 'PT1M'
   */
  queueTime?: Duration;
  /**
   * How long an execution is Running.
   * @default 2
   * @example 'PT5M'
   */
  runTime?: Duration;
  /**
   * How far ahead of the sandbox's clock a report's StartTime must be, as the service asks; 0 allows any.
   * @default 'PT4H'
   * @example 0
   */
  minStartLead?: Duration;
  /**
   * How long a link to a report file is valid, at least one second.
   * @default 'P1D'
   * @example 'PT1H'
   */
  linkTtl?: Duration;
  /**
   * `lax` takes any token but wants one, `strict` only one that the emulator issued for the sandbox and that is valid, `off` needs none.
   * @default 'lax'
   * @example 'off'
   */
  auth?: AuthMode;
  /**
   * A JSON file of the users, apps and tenants for which the emulator issues tokens. Of what it does not list, anything goes.
   * @default null
   * @example './identities.json'
   */
  identities?: string | null;
  /**
   * A JSON file that keeps what is otherwise random for each emulator, the key of tokens and the secret of links, so that both hold over
   * a restart. Made when it is not there.
   * @default null
   * @example './emulator-keys.json'
   */
  keyFile?: string | null;
  /**
   * By which time tokens are issued and expire: that of the sandbox, or the machine's (`wall`), against which token libraries check.
   * @default 'sandbox'
   * @example 'wall'
   */
  tokenTime?: TokenTime;
  /**
   * Whether the service's quotas on queries and reports are enforced.
   * @default false
   * @example true
   */
  quotas?: boolean;
  /**
   * Which executions are given when a call names no status: `completed` as documented, `any` as two public examples show.
   * @default 'completed'
   * @example 'any'
   */
  executionDefault?: ExecutionDefault;
  /**
   * Whether completed executions carry `reportLocation` too, on which one of Microsoft's samples insists.
   * @default false
   * @example true
   */
  reportLocation?: boolean;
  /**
   * Whether report files are sent with `Content-Encoding: gzip`, as the service always does.
   * @default true
   * @example false
   */
  compressReports?: boolean;
  /**
   * Whether `[emulator:<story>]` in the description of a report tells how it fares.
   * @default true
   * @example false
   */
  stories?: boolean;
  /**
   * How long a callback may take in real time: up to one day.
   * @default 10
   * @example 'PT30S'
   */
  callbackTimeout?: Duration;
  /**
   * The waits before each further attempt at a callback that failed; an empty list means one attempt only.
   * @default ['PT10S', 'PT60S']
   * @example []
   */
  callbackRetry?: readonly Duration[];
  /**
   * The hosts to which callbacks may go, besides loopback and the emulator itself. None named: anywhere when listening on loopback.
   * @default []
   * @example ['receiver.local']
   */
  callbackHosts?: readonly string[];
  /**
   * The address that links to files name, when it is not the one by which the client reached the emulator.
   * @default null
   * @example 'https://insights.example:8443'
   */
  publicUrl?: string | null;
  /**
   * Whether `Forwarded` and `X-Forwarded-*` headers are believed when links are made.
   * @default false
   * @example true
   */
  trustProxy?: boolean;
  /**
   * Whether a sandbox comes to be when it is first named.
   * @default true
   * @example false
   */
  autoCreateSandboxes?: boolean;
  /**
   * The key that calls to `/_emulator` must carry as `X-Emulator-Key`.
   * @default null
   * @example 'only-we-know'
   */
  adminKey?: string | null;
  /**
   * Further host names by which `/_emulator` may be addressed.
   * @default []
   * @example ['insights.local']
   */
  allowedHosts?: readonly string[];
  /**
   * Whether the surfaces answer browsers of other origins.
   * @default false
   * @example true
   */
  cors?: boolean;
  /**
   * What is logged on stderr.
   * @default 'silent' in the library, 'info' on the command line
   * @example 'debug'
   */
  logLevel?: LogLevel;
}

/** What a sandbox may be created with; the rest belongs to the server. */
export type SandboxSettings = Pick<
  EmulatorOptions,
  | 'seed'
  | 'customers'
  | 'clock'
  | 'queueTime'
  | 'runTime'
  | 'minStartLead'
  | 'linkTtl'
  | 'auth'
  | 'quotas'
  | 'executionDefault'
  | 'reportLocation'
  | 'compressReports'
  | 'stories'
  | 'callbackTimeout'
  | 'callbackRetry'
>;
