import { wallClock } from '../clock/wall-clock.ts';
import type { Emulator, LongWork } from '../emulator.ts';
import type { NormalizedOptions } from '../options/normalized-options.ts';
import { isOptionsError } from '../options/options-error.ts';
import { errorCode } from '../primitives/error-code.ts';
import { isLoopbackAddress } from '../primitives/loopback.ts';
import { complain } from './complain.ts';
import { Progress, tellRows } from './progress.ts';
import type { Settings } from './read-settings.ts';

/** An emulator that serves. When it can't, that is told in a line for each reason, and the process ends. */
export async function startOrExit(
  { options, describe }: Settings,
  normalized: NormalizedOptions,
  watchers: Pick<LongWork, 'reportWatcher'> = {},
): Promise<Emulator> {
  const { host, adminKey } = normalized;
  if (!isLoopbackAddress(host) && adminKey === null) {
    complain(`warning: --host ${host} lets other machines in; guard /_emulator with --admin-key`);
  }
  try {
    // Loaded here: help and complaints about flags need none of it.
    const { startEmulator } = await import('../emulator.ts');
    const reading = new Progress(wallClock, process.stderr);
    const longWork = { tellRows: tellRows(reading), ...watchers };
    return await startEmulator(options, longWork).finally(() => reading.end());
  } catch (error) {
    // What options name may be wrong too: it is looked at when it is used.
    if (isOptionsError(error)) {
      for (const problem of describe(error)) complain(problem);
      process.exit(2);
    }
    complain(whyNotListening(error, normalized));
    process.exit(1);
  }
}

function whyNotListening(error: unknown, options: NormalizedOptions): string {
  const { host } = options;
  const code = errorCode(error);
  const { port, flag } = portOf(error, options);
  if (code === 'EADDRINUSE') {
    return `port ${port} on ${host} is in use; choose another with ${flag}, or any free one with ${flag} 0`;
  }
  if (code === 'EACCES') return `port ${port} on ${host} may not be used; choose one from 1024 with ${flag}`;
  if (code === 'EADDRNOTAVAIL' || code === 'ENOTFOUND')
    return `this machine has no address '${host}' (--host)`;
  return `could not start: ${error instanceof Error ? error.message : String(error)}`;
}

/** Of the ports that were asked for the one which Node's error is about. */
function portOf(
  error: unknown,
  { port, https, httpsPort, proxy, proxyPort }: NormalizedOptions,
): { readonly port: number; readonly flag: string } {
  const failed = typeof error === 'object' && error !== null && 'port' in error ? error.port : port;
  if (failed === port) return { port, flag: '--port' };
  if (https && failed === httpsPort) return { port: httpsPort, flag: '--https-port' };
  return proxy && failed === proxyPort ? { port: proxyPort, flag: '--proxy-port' } : { port, flag: '--port' };
}
