import type { IncomingMessage } from 'node:http';

/** Where somebody's own Express app has mounted the emulator; empty when it stands by itself. */
export function mountPathOf(request: IncomingMessage): string {
  return 'baseUrl' in request && typeof request.baseUrl === 'string' ? request.baseUrl : '';
}

/** Whether a request names that place without a slash behind it; what it asks for is `/` all the same. */
export function isBareMountPath(request: IncomingMessage): boolean {
  const sent = 'originalUrl' in request && typeof request.originalUrl === 'string' ? request.originalUrl : '';
  return sent !== '' && sent.split('?', 1)[0] === mountPathOf(request);
}
