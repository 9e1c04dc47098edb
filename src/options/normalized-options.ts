import type { AuthMode, ExecutionDefault, LogLevel, TokenTime } from './emulator-options.ts';

/** Options after reading: everything decided, all times in milliseconds. */
export interface NormalizedOptions {
  readonly port: number;
  readonly host: string;
  readonly https: boolean;
  readonly httpsPort: number;
  /** Null for that of the user's configuration. */
  readonly caDir: string | null;
  /** The user's own certificate for HTTPS, as files; null for one of the local authority. */
  readonly certificate: { readonly certFile: string; readonly keyFile: string } | null;
  readonly proxy: boolean;
  readonly proxyPort: number;
  /** In lower case. */
  readonly proxyPassthrough: readonly string[];
  /** In lower case. */
  readonly linkHost: string | null;
  readonly seed: number;
  readonly customers: number;
  /** The folder of own rows, as it was given. */
  readonly fixtures: string | null;
  /** The file that keeps the sandboxes, as it was given. */
  readonly state: string | null;
  /** The file of users, apps and tenants, as it was given. */
  readonly identities: string | null;
  /** The file of keys, as it was given. */
  readonly keyFile: string | null;
  readonly tokenTime: TokenTime;
  readonly clock: {
    readonly mode: 'running' | 'frozen' | 'onPoll';
    /** Null: the machine's time when the sandbox starts. */
    readonly now: number | null;
    readonly rate: number;
  };
  readonly queueTimeMs: number;
  readonly runTimeMs: number;
  readonly minStartLeadMs: number;
  readonly linkTtlMs: number;
  readonly auth: AuthMode;
  readonly quotas: boolean;
  readonly executionDefault: ExecutionDefault;
  readonly reportLocation: boolean;
  readonly compressReports: boolean;
  readonly stories: boolean;
  readonly callbackTimeoutMs: number;
  /** One wait before each further attempt. */
  readonly callbackRetry: { readonly delaysMs: readonly number[] };
  /** In lower case. */
  readonly callbackHosts: readonly string[];
  /** Without a slash at the end. */
  readonly publicUrl: string | null;
  readonly trustProxy: boolean;
  readonly autoCreateSandboxes: boolean;
  readonly adminKey: string | null;
  /** In lower case. */
  readonly allowedHosts: readonly string[];
  readonly cors: boolean;
  readonly logLevel: LogLevel;
}

/** Those that may differ per sandbox. */
export type SandboxOptions = Pick<
  NormalizedOptions,
  | 'seed'
  | 'customers'
  | 'clock'
  | 'queueTimeMs'
  | 'runTimeMs'
  | 'minStartLeadMs'
  | 'linkTtlMs'
  | 'auth'
  | 'quotas'
  | 'executionDefault'
  | 'reportLocation'
  | 'compressReports'
  | 'stories'
  | 'callbackTimeoutMs'
  | 'callbackRetry'
>;
