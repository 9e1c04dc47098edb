import { COMMAND_FLAGS, COMMANDS } from './commands.ts';
import type { Flag } from './flags.ts';
import { FLAGS } from './flags.ts';

/** What `--help` prints. */
export function helpText(): string {
  return `Usage: insights-emulator [serve] [flags]
       insights-emulator exec [flags] -- COMMAND...

Serves an emulated Microsoft Partner Center Insights API until it is stopped,
or until a command has ended that is run against it.

${table(COMMANDS.map(({ name, help }) => [name, help]))}

${table([
  ...FLAGS.map((flag): [string, string] => [usage(flag), `${flag.help} [${flag.initially}]`]),
  ...COMMAND_FLAGS.map(({ name, value, help }): [string, string] => [`--${name} ${value}`, help]),
  ['--config FILE', 'JSON file of the same options, named as in the library'],
  ['-h, --help', 'print this'],
  ['-v, --version', 'print the version'],
])}

A DURATION is a number of seconds or ISO 8601, such as PT4H. --[no-]NAME means --NAME for on and --no-NAME for off.
Every flag is also an environment variable: --min-start-lead is INSIGHTS_EMULATOR_MIN_START_LEAD.
A flag goes before the environment, the environment before the file.
exec takes any free ports, turns HTTPS and the proxy on, and logs warnings only, unless told otherwise.
`;
}

/** Both ways are shown, so that help and default fit either. */
function usage({ name, kind, value }: Flag): string {
  return kind === 'boolean' ? `--[no-]${name}` : `--${name} ${value}`;
}

function table(rows: readonly [string, string][]): string {
  const width = Math.max(...rows.map(([left]) => left.length).filter((length) => length < 34));
  return rows
    .map(([left, right]) =>
      left.length > width
        ? `  ${left}\n  ${' '.repeat(width)}  ${right}`
        : `  ${left.padEnd(width)}  ${right}`,
    )
    .join('\n');
}
