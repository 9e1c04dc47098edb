import { version } from '../version.ts';
import { helpText } from './help.ts';
import type { Arguments } from './read-arguments.ts';
import { readArguments } from './read-arguments.ts';
import { readSettings } from './read-settings.ts';
import { complain, serve } from './serve.ts';

void main();

async function main(): Promise<void> {
  const given = readArguments(process.argv.slice(2));
  if (given.command === 'help') process.stdout.write(helpText());
  else if (given.command === 'version') process.stdout.write(`${version}\n`);
  else await serveAsAsked(given);
}

async function serveAsAsked(given: Arguments): Promise<void> {
  const { options, normalized, problems } = readSettings(given, process.env);
  const all = [...given.problems, ...problems];
  if (normalized !== null && all.length === 0) return serve(options, normalized);
  for (const problem of all) complain(problem);
  process.exitCode = 2;
}
