import { computed, signal } from '@preact/signals';

/** `#/reports/5f3a…` is the view `reports` with the rest `5f3a…`. */
export interface Route {
  readonly view: string;
  readonly rest: string;
}

const hash = signal(location.hash);
addEventListener('hashchange', () => {
  hash.value = location.hash;
});

export const route = computed<Route>(() => readRoute(hash.value));

export function readRoute(text: string): Route {
  const [view = '', ...rest] = text.replace(/^#\/?/, '').split('/');
  return { view, rest: decode(rest.join('/')) };
}

export function hrefOf(view: string, rest = ''): string {
  return rest === '' ? `#/${view}` : `#/${view}/${encodeURIComponent(rest)}`;
}

/** A hash typed by hand may hold anything. */
function decode(text: string): string {
  try {
    return decodeURIComponent(text);
  } catch {
    return text;
  }
}
