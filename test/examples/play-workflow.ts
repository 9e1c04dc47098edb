import { once } from 'node:events';
import { createServer } from 'node:net';
import { parse } from 'yaml';
import { RunningCli } from '../cli/run-cli.ts';
import { runShell } from './shell.ts';
import type { Ended } from './run.ts';

interface Workflow {
  readonly jobs: Readonly<Record<string, Job>>;
}

interface Job {
  readonly services?: Readonly<
    Record<string, { readonly image: string; readonly env?: Readonly<Record<string, string>> }>
  >;
  readonly env?: Readonly<Record<string, string>>;
  readonly steps: readonly { readonly uses?: string; readonly run?: string }[];
}

const DOCUMENTED_PORT = '4620';

/**
 * Runs the steps of a GitHub Actions workflow as far as that can be done here: an action does nothing, the service is an emulator
 * with the environment that its container would have, and a project's `npm test` asks the emulator for its health.
 */
export async function playWorkflow(code: string, folder: string): Promise<Ended> {
  const workflow = parse(code) as Workflow; // our own documents: another shape fails the test, as it should
  const ended: Ended[] = [];
  for (const job of Object.values(workflow.jobs)) ended.push(await playJob(job, folder));
  const failed = ended.find((one) => one.code !== 0);
  return failed ?? { code: ended.length > 0 ? 0 : 1, stdout: '', stderr: 'no job' };
}

async function playJob({ services = {}, env = {}, steps }: Job, folder: string): Promise<Ended> {
  for (const { image } of Object.values(services)) expect(image).toMatch(/\/insights-emulator$/);
  const [service] = Object.values(services);
  await using emulator = service === undefined ? null : new RunningCli(['--port', '0'], service.env);
  const port = emulator === null ? await freePort() : new URL(await emulator.url()).port;
  const variables = Object.entries({ ...env, INSIGHTS_EMULATOR_PORT: port }).map(
    ([name, value]) => `export ${name}='${value.replaceAll(DOCUMENTED_PORT, port)}'`,
  );
  const commands = steps.flatMap(({ run }) => run ?? []);
  expect(commands).toContain('npm test');
  return await runShell([...variables, NPM, ...commands, ''].join('\n'), folder);
}

const NPM = 'npm() { [ "$1" = ci ] || curl -sS "$INSIGHTS_URL/_emulator/health"; }';

async function freePort(): Promise<string> {
  const server = createServer().listen(0, '127.0.0.1');
  await once(server, 'listening');
  const address = server.address();
  server.close();
  await once(server, 'close');
  return address === null || typeof address === 'string' ? '' : String(address.port);
}
