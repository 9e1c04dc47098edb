import type { IncomingMessage } from 'node:http';

/** Where somebody's own Express app has mounted the emulator; empty when it stands by itself. */
export function mountPathOf(request: IncomingMessage): string {
  return 'baseUrl' in request && typeof request.baseUrl === 'string' ? request.baseUrl : '';
}
