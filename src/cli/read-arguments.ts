import { parseArgs } from 'node:util';
import { meantHint } from '../primitives/nearest-name.ts';
import { COMMAND_FLAGS, COMMANDS, type Command, type CommandName } from './commands.ts';
import { FLAGS } from './flags.ts';

export interface Arguments {
  readonly command: CommandName | 'help' | 'version';
  /** The texts given for each flag, in order; a boolean flag has `true` or `false`. */
  readonly flags: ReadonlyMap<string, readonly string[]>;
  readonly configFile: string | null;
  /** What stands behind `--`: the command to run. */
  readonly toRun: readonly string[];
  /** A clear line each. */
  readonly problems: readonly string[];
}

const SWITCHES: readonly string[] = FLAGS.filter((flag) => flag.kind === 'boolean').map((flag) => flag.name);
const NAMES = [
  ...FLAGS.map((flag) => flag.name),
  ...SWITCHES.map((name) => `no-${name}`),
  ...COMMAND_FLAGS.map((flag) => flag.name),
  'config',
  'help',
  'version',
];

/** Reads the words after the program's name. */
export function readArguments(words: readonly string[]): Arguments {
  const flags = new Map<string, string[]>();
  const problems: string[] = [];
  const commands: string[] = [];
  let unknownAt = -2;
  const [before, toRun] = splitAtDashes(words);
  for (const token of tokensOf(before)) {
    // The word after an unknown flag is most likely its value.
    if (token.kind === 'positional' && token.index !== unknownAt + 1) commands.push(token.value);
    if (token.kind !== 'option') continue;
    const problem = takeFlag(token, flags);
    if (problem !== null) problems.push(problem);
    if (!NAMES.includes(token.name)) unknownAt = token.index;
  }
  const { command, rest } = commandOf(commands, problems);
  const takesCommand = command?.name === 'exec';
  if (takesCommand) problems.push(...problemsOfExec(rest, toRun));
  for (const word of takesCommand ? [] : [...rest, ...toRun]) problems.push(`unexpected argument '${word}'`);
  for (const name of flags.keys()) {
    const isMeant = command === null || [...command.flags, ...EVERYWHERE].includes(name);
    if (!isMeant) problems.push(`${command.name} has no flag '--${name}'`);
  }
  return {
    command: flags.has('help') ? 'help' : flags.has('version') ? 'version' : (command ?? COMMANDS[0]).name,
    flags,
    configFile: flags.get('config')?.at(-1) ?? null,
    toRun,
    problems,
  };
}

function splitAtDashes(words: readonly string[]): readonly [readonly string[], readonly string[]] {
  const at = words.indexOf('--');
  return at < 0 ? [words, []] : [words.slice(0, at), words.slice(at + 1)];
}

function problemsOfExec(rest: readonly string[], toRun: readonly string[]): readonly string[] {
  if (rest.length > 0)
    return [`the command to run goes behind '--': insights-emulator exec [flags] -- ${rest.join(' ')}`];
  return toRun.length > 0
    ? []
    : ["exec needs a command behind '--': insights-emulator exec [flags] -- COMMAND"];
}

const EVERYWHERE: readonly string[] = ['config', 'help', 'version'];

/** The command that the words name, one or two of them, and the words behind it; null when they name none. */
function commandOf(
  words: readonly string[],
  problems: string[],
): { readonly command: Command | null; readonly rest: readonly string[] } {
  if (words.length === 0) return { command: COMMANDS[0], rest: [] };
  const isFirstOf = ({ name }: Command, length: number): boolean => name === words.slice(0, length).join(' ');
  for (const length of [1, 2]) {
    const command = COMMANDS.find((one) => isFirstOf(one, length));
    if (command !== undefined) return { command, rest: words.slice(length) };
  }
  const names = COMMANDS.map(({ name }) => name);
  const belonging = names.filter((name) => name.startsWith(`${words[0] ?? ''} `));
  const length = belonging.length > 0 ? 2 : 1;
  const given = words.slice(0, length).join(' ');
  const isHalf = words.length < length;
  problems.push(
    isHalf ? `'${given}' is half a command: ${belonging.join(' or ')}` : unknownWord('command', given, names),
  );
  return { command: null, rest: words.slice(length) };
}

function tokensOf(words: readonly string[]) {
  const switches = [...SWITCHES, ...SWITCHES.map((name) => `no-${name}`)];
  const { tokens } = parseArgs({
    args: [...words],
    // Not strict: parseArgs would stop at the first mistake, and all of them are to be told.
    strict: false,
    allowPositionals: true,
    tokens: true,
    options: {
      ...Object.fromEntries(NAMES.map((name) => [name, { type: 'string' as const }])),
      ...Object.fromEntries(switches.map((name) => [name, { type: 'boolean' as const }])),
      help: { type: 'boolean', short: 'h' },
      version: { type: 'boolean', short: 'v' },
    },
  });
  return tokens;
}

type OptionToken = Extract<ReturnType<typeof tokensOf>[number], { kind: 'option' }>;

/** Adds what a flag says to the others; the answer is what is wrong with it. */
function takeFlag(token: OptionToken, flags: Map<string, string[]>): string | null {
  const { name, rawName, value, inlineValue } = token;
  if (!NAMES.includes(name))
    return unknownWord(
      'flag',
      rawName,
      NAMES.map((one) => `--${one}`),
    );
  const negated = name.startsWith('no-') && SWITCHES.includes(name.slice(3));
  if (negated || name === 'help' || name === 'version') {
    if (value !== undefined) return `${rawName} takes no value`;
    flags.set(negated ? name.slice(3) : name, [negated ? 'false' : 'true']);
    return null;
  }
  if (SWITCHES.includes(name)) {
    flags.set(name, [value ?? 'true']);
    return null;
  }
  // `--port --host x`: the value was forgotten.
  if (value === undefined || (!inlineValue && value.startsWith('--'))) return `${rawName} needs a value`;
  flags.set(name, [...(flags.get(name) ?? []), value]);
  return null;
}

function unknownWord(kind: string, word: string, known: readonly string[]): string {
  return `unknown ${kind} '${word}'${meantHint(word, known)}`;
}
