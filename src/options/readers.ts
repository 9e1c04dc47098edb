import { EARLIEST, LATEST } from '../primitives/instant.ts';
import { parseDuration } from '../primitives/duration.ts';
import { parseUrl } from '../primitives/parse-url.ts';

/** Turns what somebody gave for an option into its value, or throws a `BadValue`. */
export type Reader<T> = (value: unknown) => T;

/** Says what a value should have been. */
export class BadValue extends Error {}

export const flag: Reader<boolean> = (value) => {
  if (typeof value !== 'boolean') throw notThis('true or false', value);
  return value;
};

export function wholeNumber(least: number, most: number): Reader<number> {
  return (value) => {
    if (typeof value !== 'number' || !Number.isInteger(value) || value < least || value > most) {
      throw notThis(`a whole number from ${least} to ${most}`, value);
    }
    return value;
  };
}

export function numberBetween(least: number, most: number): Reader<number> {
  return (value) => {
    if (typeof value !== 'number' || !(value >= least && value <= most)) {
      throw notThis(`a number from ${least} to ${most}`, value);
    }
    return value;
  };
}

export function oneOf<T extends string>(...words: readonly T[]): Reader<T> {
  return (value) => {
    const word = words.find((one) => one === value);
    if (word === undefined) throw notThis(`one of ${words.join(', ')}`, value);
    return word;
  };
}

/** A duration between the bounds, in milliseconds. */
export function duration(leastMs = 0, mostMs = Infinity): Reader<number> {
  return (value) => {
    const ms = typeof value === 'number' || typeof value === 'string' ? parseDuration(value) : null;
    if (ms === null) throw notThis('a number of seconds or an ISO 8601 duration such as PT4H', value);
    if (ms < leastMs || ms > mostMs) {
      const bounds = `at least ${leastMs / 1000} s${mostMs === Infinity ? '' : ` and at most ${mostMs / 1000} s`}`;
      throw notThis(bounds, value);
    }
    return ms;
  };
}

export function listOf<T>(item: Reader<T>, most: number): Reader<readonly T[]> {
  return (value) => {
    if (!Array.isArray(value)) throw notThis('a list', value);
    if (value.length > most) throw new BadValue(`must not have more than ${most} items`);
    return value.map((one: unknown) => item(one));
  };
}

const TIME = /^\d{4}-\d{2}-\d{2}(T\d{2}:\d{2}:\d{2}(\.\d{1,3})?Z)?$/;

/** A moment from the years 2000 to 2100, in milliseconds since 1970. */
export const moment: Reader<number> = (value) => {
  const at = value instanceof Date ? value.getTime() : typeof value === 'string' ? readTime(value) : NaN;
  if (Number.isNaN(at)) throw notThis('a UTC time such as 2026-01-15T00:00:00Z', value);
  if (at < EARLIEST || at > LATEST) throw notThis('in the years 2000 to 2100', value);
  return at;
};

function readTime(text: string): number {
  const at = TIME.test(text) ? Date.parse(text) : NaN;
  // Date.parse rolls 30 February over in some forms; the day that comes back then differs.
  const rolledOver = !Number.isNaN(at) && !new Date(at).toISOString().startsWith(text.slice(0, 10));
  return rolledOver ? NaN : at;
}

/** A host name or address without a port; brackets around an IPv6 address are taken off. */
export const hostName: Reader<string> = (value) => {
  const name = typeof value === 'string' ? value.replace(/^\[(.*)\]$/, '$1') : '';
  const isHost = /^[a-z0-9._-]{1,255}$/i.test(name) || /^[0-9a-f]*:[0-9a-f:.]*(%\w+)?$/i.test(name);
  if (!isHost) throw notThis('a host name or an IP address, without a port', value);
  return name.toLowerCase();
};

/** An absolute http or https URL that paths can be put behind; the slash at its end is taken off. */
export const baseUrl: Reader<string> = (value) => {
  const url = typeof value === 'string' ? parseUrl(value) : null;
  if (url === null || !/^https?:$/.test(url.protocol)) throw notThis('an absolute http or https URL', value);
  if (/[?#]/.test(url.href) || url.username !== '' || url.password !== '') {
    throw notThis('a URL without user, query and fragment', value);
  }
  return url.href.replace(/\/+$/, '');
};

/** What is there is looked at when it is read. */
export const folderPath = pathOf('a folder');
export const filePath = pathOf('a file');

function pathOf(what: string): Reader<string> {
  return (value) => {
    if (typeof value !== 'string' || value.trim() === '' || value.includes('\0')) {
      throw notThis(`the path of ${what}`, value);
    }
    return value;
  };
}

/** The value is not repeated in the complaint: it is a secret. */
export const secret: Reader<string> = (value) => {
  if (typeof value !== 'string' || !/^[\x21-\x7e]{1,256}$/.test(value)) {
    throw new BadValue('must be 1 to 256 visible ASCII characters');
  }
  return value;
};

export function notThis(should: string, value: unknown): BadValue {
  return new BadValue(`must be ${should}, not ${describe(value)}`);
}

/** A value on one line, short enough to read. */
export function describe(value: unknown): string {
  if (Array.isArray(value)) return 'a list';
  if (value instanceof Date) return 'this date';
  if (typeof value === 'object' && value !== null) return 'an object';
  const text = typeof value === 'string' ? JSON.stringify(value) : String(value);
  return text.length > 80 ? `${text.slice(0, 77)}...` : text;
}
