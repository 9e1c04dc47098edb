/** What failed only because the client went away: nobody's fault, and nobody is there to be told. */
export class ClientLeft extends Error {
  constructor() {
    super('The client went away');
  }
}

const BROKEN_CONNECTION = /^(?:ERR_STREAM_(?:PREMATURE_CLOSE|UNABLE_TO_PIPE|DESTROYED)|ECONNRESET|EPIPE)$/;

/** Whether a stream to the client ended with this because there is nobody at its end any more. */
export function isBrokenConnection(error: unknown): boolean {
  // Not `instanceof Error`: Node's own errors are of another realm in a test runner such as Jest.
  return (
    typeof error === 'object' &&
    error !== null &&
    'code' in error &&
    BROKEN_CONNECTION.test(String(error.code))
  );
}
