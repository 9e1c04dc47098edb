import { spawnSync } from 'node:child_process';
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { REPOSITORY, RunningCli } from '../cli/run-cli.ts';
import type { CodeBlock } from './code-blocks.ts';
import { playWorkflow } from './play-workflow.ts';
import { run, type Ended } from './run.ts';

/** Where the documents have an emulator stand; the blocks are run against one on a free port. */
export const DOCUMENTED_ADDRESS = 'http://127.0.0.1:4620';

/** What becomes of a block of code that stands by itself, by its language; the folder has the package installed. */
export const RUN_BLOCK: Readonly<
  Record<string, { readonly title: string; run(block: CodeBlock, folder: string): Promise<Ended> }>
> = {
  js: { title: 'its JavaScript runs', run: runJavaScript },
  ts: { title: 'its TypeScript has the right types and runs', run: runTypeScript },
  python: { title: 'its Python runs', run: runPython },
  json: { title: 'its file of JSON is taken', run: startWithFile },
  yaml: {
    title: 'its workflow runs, but for its actions',
    run: ({ code }, folder) => playWorkflow(code, folder),
  },
};

export const hasPython = spawnSync('python3', ['--version']).status === 0;

function runJavaScript({ line, code }: CodeBlock, folder: string): Promise<Ended> {
  const file = join(folder, `block-${line}.mjs`);
  writeFileSync(file, code);
  return run(process.execPath, [file], folder);
}

async function runTypeScript({ line, code }: CodeBlock, folder: string): Promise<Ended> {
  writeFileSync(join(folder, `block-${line}.mts`), code);
  const compilerOptions = {
    strict: true,
    module: 'nodenext',
    target: 'es2022',
    lib: ['es2023', 'esnext.disposable'],
    typeRoots: [join(REPOSITORY, 'node_modules/@types')],
    types: ['node'],
    noEmitOnError: true,
  };
  writeFileSync(
    join(folder, 'tsconfig.json'),
    JSON.stringify({ compilerOptions, files: [`block-${line}.mts`] }),
  );
  const compiler = join(REPOSITORY, 'node_modules/typescript/bin/tsc');
  const compiled = await run(process.execPath, [compiler, '-p', folder], folder);
  return compiled.code === 0
    ? await run(process.execPath, [join(folder, `block-${line}.mjs`)], folder)
    : compiled;
}

async function runPython({ line, code }: CodeBlock, folder: string): Promise<Ended> {
  await using cli = new RunningCli(['--port', '0']);
  const file = join(folder, `block-${line}.py`);
  writeFileSync(file, code.replaceAll(DOCUMENTED_ADDRESS, await cli.url()));
  return await run('python3', [file], folder);
}

/** A config file, or one of identities, which no config has. */
async function startWithFile({ code }: CodeBlock, folder: string): Promise<Ended> {
  const file = join(folder, 'emulator.json');
  writeFileSync(file, code);
  const isOfIdentities = code.includes('"users":');
  const cli = new RunningCli(isOfIdentities ? ['--port', '0', '--identities', file] : ['--config', file]);
  await cli.url(); // rejects with what it complains of
  cli.child.kill('SIGTERM');
  return cli.ended;
}
