import { version } from '../version.ts';
import { complain } from './complain.ts';
import { execute } from './exec.ts';
import { exportCa } from './ca-export.ts';
import { exportData } from './data-export.ts';
import { listData } from './data-list.ts';
import { helpText } from './help.ts';
import { readArguments } from './read-arguments.ts';
import { readSettings } from './read-settings.ts';
import { serve } from './serve.ts';

void main();

async function main(): Promise<void> {
  const given = readArguments(process.argv.slice(2));
  const { command } = given;
  if (command === 'help') return void process.stdout.write(helpText());
  if (command === 'version') return void process.stdout.write(`${version}\n`);
  const settings = readSettings(given, process.env);
  const problems = [...given.problems, ...settings.problems];
  if (settings.normalized === null || problems.length > 0) return refuse(problems);
  switch (command) {
    case 'serve':
      return serve(settings, settings.normalized);
    case 'exec':
      return execute(given.toRun, settings, settings.normalized);
    case 'data list':
      return listData();
    case 'data export':
      return exportData(given, settings.normalized, settings);
    case 'ca export':
      return exportCa(settings.normalized, settings);
  }
}

function refuse(problems: readonly string[]): void {
  for (const problem of problems) complain(problem);
  process.exitCode = 2;
}
