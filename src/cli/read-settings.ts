import { readFileSync } from 'node:fs';
import type { EmulatorOptions } from '../options/emulator-options.ts';
import { normalizeOptions } from '../options/normalize-options.ts';
import type { NormalizedOptions } from '../options/normalized-options.ts';
import { OptionsError } from '../options/options-error.ts';
import { messageOf } from '../primitives/error-code.ts';
import { isRecord } from '../primitives/read-json.ts';
import { COMMANDS } from './commands.ts';
import type { Arguments } from './read-arguments.ts';
import { environmentName, FLAGS, readFlagValue } from './flags.ts';

export type Environment = Readonly<Record<string, string | undefined>>;

export interface Settings {
  /** As the library takes them. */
  readonly options: EmulatorOptions;
  /** The same, read; null when something is wrong. */
  readonly normalized: NormalizedOptions | null;
  /** Everything that is wrong, a line each, beginning with where it was said. */
  readonly problems: readonly string[];
  /** A later complaint about the options in the same form. */
  readonly describe: (error: OptionsError) => readonly string[];
}

/** Puts together what flags, environment and config file say, in this order of precedence, before what the command has initially. */
export function readSettings(given: Arguments, environment: Environment): Settings {
  const sources = new Map<string, string>();
  const configFile = given.configFile ?? environment[environmentName('config')];
  const file = configFile === undefined || configFile === '' ? NO_FILE : readConfigFile(configFile);
  const merged: Record<string, unknown> = {
    ...COMMANDS.find(({ name }) => name === given.command)?.initially,
  };
  for (const [name, value] of Object.entries(file.options)) {
    const option = optionNamed(name, value);
    put(merged, option, value);
    sources.set(option, `${configFile}: ${name}`);
  }
  for (const { name, option, kind } of FLAGS) {
    const fromEnvironment = environment[environmentName(name)];
    const fromFlag = given.flags.get(name);
    if (fromFlag !== undefined) {
      put(merged, option, readFlagValue(kind, fromFlag));
      sources.set(option, `--${name}`);
    } else if (fromEnvironment !== undefined && fromEnvironment !== '') {
      put(merged, option, readFlagValue(kind, [fromEnvironment]));
      sources.set(option, environmentName(name));
    }
  }
  const options: EmulatorOptions = merged; // its values are unknown still: normalizeOptions looks at each
  const describe = ({ details }: OptionsError): readonly string[] =>
    details.map(({ option, problem }) => `${sources.get(option) ?? `${configFile}: ${option}`}: ${problem}`);
  const { normalized, problems } = check(options, describe);
  return { options, normalized, problems: [...file.problems, ...problems], describe };
}

/** A config file may use the library's names, and those of the flags where they differ: `{"clock": "frozen", "now": "…"}`. */
function optionNamed(name: string, value: unknown): string {
  const flag = FLAGS.find(({ name: flagName }) => flagName === name);
  return flag === undefined || isRecord(value) ? name : flag.option;
}

interface ConfigFile {
  readonly options: Readonly<Record<string, unknown>>;
  readonly problems: readonly string[];
}

const NO_FILE: ConfigFile = { options: {}, problems: [] };

function readConfigFile(path: string): ConfigFile {
  try {
    const value: unknown = JSON.parse(readFileSync(path, 'utf8').replace(/^\uFEFF/, ''));
    if (isRecord(value)) return { options: value, problems: [] };
    return { options: {}, problems: [`${path}: must hold a JSON object`] };
  } catch (error) {
    return { options: {}, problems: [`${path}: cannot be read as JSON: ${messageOf(error)}`] };
  }
}

/** `clock.now` goes into `clock`, of which a copy is made: the rest of it may have been told elsewhere. */
function put(options: Record<string, unknown>, path: string, value: unknown): void {
  const [name = '', inner] = path.split('.');
  const before = isRecord(options[name]) ? options[name] : {};
  if (inner !== undefined) options[name] = { ...before, [inner]: value };
  else options[name] = isRecord(value) ? { ...before, ...value } : value;
}

function check(
  options: EmulatorOptions,
  describe: Settings['describe'],
): { normalized: NormalizedOptions | null; problems: readonly string[] } {
  try {
    return { normalized: normalizeOptions(options), problems: [] };
  } catch (error) {
    if (!(error instanceof OptionsError)) throw error;
    return { normalized: null, problems: describe(error) };
  }
}
