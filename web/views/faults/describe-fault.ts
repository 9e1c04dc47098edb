import type { Fault, FaultRule } from '../../wire.ts';

/** `GetReports GET /insights/*`. */
export function describeMatch({ match }: Pick<Fault, 'match'>): string {
  const parts = [match.operation, match.method, match.path].filter((part) => part !== undefined);
  return parts.length === 0 ? 'everything' : parts.join(' ');
}

export function describeEffect({
  status,
  delay,
  reset,
  truncate,
  slow,
  stuckRunning,
}: FaultRule['effect']): string {
  if (status !== undefined) return `answers ${status}`;
  if (delay !== undefined) return `waits ${delay} ms`;
  if (reset === true) return 'breaks the connection';
  if (truncate !== undefined) return `breaks off after ${counted(truncate)} bytes`;
  if (slow !== undefined) return `sends ${counted(slow)} bytes a second`;
  return stuckRunning === true ? 'stays Running' : 'gives expired links';
}

function counted(bytes: number): string {
  return bytes.toLocaleString('en');
}

/** When it strikes: `after 2, 5 times, one in four`. */
export function describeTurn({ after, times, probability }: Fault): string {
  const parts: string[] = [];
  if (after > 0) parts.push(`after ${after}`);
  if (times !== null) parts.push(times === 1 ? 'once' : `${times} times`);
  if (probability < 1) parts.push(`${Math.round(probability * 1000) / 10} %`);
  return parts.length === 0 ? 'always' : parts.join(', ');
}
