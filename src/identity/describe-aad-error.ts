import type { components } from '../generated/api-types.ts';
import { formatInstant } from '../primitives/instant.ts';
import type { AadErrorRow } from './aad-errors.ts';

export interface Occasion {
  /** On the sandbox's clock. */
  readonly now: number;
  readonly traceId: string;
  readonly correlationId: string;
}

/** A refusal in the form of the service. */
export function describeAadError(
  { number, error, text }: AadErrorRow,
  { now, traceId, correlationId }: Occasion,
): components['schemas']['AadError'] {
  const timestamp = formatInstant(now).replace('T', ' ');
  const ids = `Trace ID: ${traceId} Correlation ID: ${correlationId} Timestamp: ${timestamp}`;
  return {
    error,
    error_description: `AADSTS${number}: ${text} ${ids}`,
    error_codes: [number],
    timestamp,
    trace_id: traceId,
    correlation_id: correlationId,
    error_uri: `https://login.microsoftonline.com/error?code=${number}`,
  };
}
