/** `2026-01-15 04:00:00`; always UTC, as all times of the service are. */
export function describeInstant(ms: number): string {
  return new Date(ms).toISOString().slice(0, 19).replace('T', ' ');
}

/** A time of the wire; blank for none. */
export function describeTime(time: string | null): string {
  return time === null ? '' : describeInstant(Date.parse(time));
}

const UNITS: readonly (readonly [string, number])[] = [
  ['day', 86_400_000],
  ['h', 3_600_000],
  ['min', 60_000],
  ['s', 1000],
];

/** Two units at most: `2 days 4 h`, `35 s`, `12 ms`, `0.4 ms`. */
export function describeDuration(ms: number): string {
  if (ms < 1000) return `${ms < 10 ? Math.round(ms * 10) / 10 : Math.round(ms)} ms`;
  const parts: string[] = [];
  let rest = ms;
  for (const [unit, unitMs] of UNITS) {
    const count = Math.floor(rest / unitMs);
    rest -= count * unitMs;
    if (count > 0) parts.push(`${count} ${unit === 'day' && count > 1 ? 'days' : unit}`);
  }
  return parts.slice(0, 2).join(' ');
}

export function describeBytes(bytes: number): string {
  if (bytes < 1000) return `${bytes} B`;
  if (bytes < 1_000_000) return `${(bytes / 1000).toFixed(1)} kB`;
  return `${(bytes / 1_000_000).toFixed(1)} MB`;
}

/** A name within a sentence. Isolated by U+2068 and U+2069: one that goes from right to left leaves the rest as it is. */
export function quoteName(name: string): string {
  return `“\u2068${name}\u2069”`;
}

/** For what would fill the screen. */
export function shorten(text: string, length: number): string {
  return text.length <= length ? text : `${text.slice(0, length - 1)}…`;
}
