import { FLAGS } from './flags.ts';

export type CommandName = 'serve' | 'exec' | 'data list' | 'data export' | 'ca export';

export interface Command {
  readonly name: CommandName;
  /** Those it takes, without the dashes. */
  readonly flags: readonly string[];
  readonly help: string;
  /** Options whose defaults are others than the library's. */
  readonly initially?: Readonly<Record<string, unknown>>;
}

const ALL_FLAGS = FLAGS.map(({ name }) => name);

/** What the command line can be told to do; the first is meant when no command is given. */
export const COMMANDS: readonly [Command, ...Command[]] = [
  { name: 'serve', flags: ALL_FLAGS, help: 'serve until it is stopped', initially: { logLevel: 'info' } },
  {
    name: 'exec',
    flags: ALL_FLAGS,
    help: 'run the command behind -- with an emulator in the place of the service',
    // Several at a time, for a client that knows nothing of them, and quiet beside what it says.
    initially: {
      port: 0,
      https: true,
      httpsPort: 0,
      proxy: true,
      proxyPort: 0,
      linkHost: 'insightsemulator.blob.core.windows.net',
      logLevel: 'warn',
    },
  },
  { name: 'data list', flags: [], help: 'list the datasets' },
  {
    name: 'data export',
    flags: ['dataset', 'format', 'seed', 'customers', 'now', 'fixtures'],
    help: 'write a dataset to stdout, as --fixtures reads it',
  },
  {
    name: 'ca export',
    flags: ['ca-dir'],
    help: 'write the certificate that clients are to trust to stdout, as PEM',
  },
];

/** Flags that say what a command works on. They are no options of the emulator: no environment and no file has them. */
export const COMMAND_FLAGS: readonly {
  readonly name: string;
  readonly value: string;
  readonly help: string;
}[] = [
  { name: 'dataset', value: 'NAME', help: 'data export: the dataset to write' },
  { name: 'format', value: 'csv|tsv|json', help: 'data export: the form to write it in [csv]' },
];
