import { timingSafeEqual } from 'node:crypto';
import type { IncomingMessage } from 'node:http';
import { ControlError } from '../errors/control-errors.ts';
import { header } from './exchange.ts';
import { isLoopbackName } from '../primitives/loopback.ts';
import { parseHost } from './host.ts';

export interface ControlGuard {
  readonly adminKey: string | null;
  /** Whether only this machine can reach the emulator. */
  readonly onLoopback: boolean;
  /** In lower case: further names by which it may be addressed. */
  readonly allowedHosts: readonly string[];
  readonly publicUrl: string | null;
}

/**
 * Keeps pages of other sites, and whoever has no key, from the control plane.
 * @throws ControlError
 */
export function guardControl(request: IncomingMessage, path: string, guard: ControlGuard): void {
  if (guard.onLoopback) refuseRebinding(request, guard);
  if (guard.onLoopback && CHANGES.has(request.method ?? '')) refuseOtherSites(request);
  if (guard.adminKey !== null && !OPEN_TO_ALL.test(path)) requireKey(request, guard.adminKey);
}

const CHANGES: ReadonlySet<string> = new Set(['POST', 'PUT', 'DELETE', 'PATCH']);
/** What the dashboard is made of: the page asks for the key. */
export const DASHBOARD = '/_emulator/dashboard';
const OPEN_TO_ALL = /^\/_emulator\/(health$|dashboard$|inbox\/.)/i;

/** A page that has its own name resolve to this machine still says that name in Host. */
function refuseRebinding(request: IncomingMessage, { allowedHosts, publicUrl }: ControlGuard): void {
  const sent = header(request, 'host');
  const host = parseHost(sent)?.host;
  const known = [...allowedHosts, ...(publicUrl === null ? [] : [new URL(publicUrl).hostname.toLowerCase()])];
  const localAddress = request.socket.localAddress?.replace(/^::ffff:/, '');
  if (host !== undefined && (isLoopbackName(host) || known.includes(host) || host === localAddress)) return;
  throw new ControlError(
    'Forbidden',
    `The Host '${sent?.slice(0, 100) ?? ''}' is not known here; name it with --allowed-host`,
  );
}

/** A browser says with Origin which page a request comes from, and can't send JSON to another site unasked. */
function refuseOtherSites(request: IncomingMessage): void {
  const origin = header(request, 'origin');
  if (origin !== undefined && !isSameSite(origin, header(request, 'host'))) {
    throw new ControlError('Forbidden', `Pages of ${origin.slice(0, 100)} may not change the emulator`);
  }
}

function isSameSite(origin: string, host: string | undefined): boolean {
  return origin.toLowerCase().replace(/^https?:\/\//, '') === host?.toLowerCase();
}

function requireKey(request: IncomingMessage, adminKey: string): void {
  const sent = Buffer.from(header(request, 'x-emulator-key') ?? '');
  const key = Buffer.from(adminKey);
  if (sent.length === key.length && timingSafeEqual(sent, key)) return;
  throw new ControlError('AdminKeyRequired', 'Send the admin key as X-Emulator-Key');
}
