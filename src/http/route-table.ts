/** A route of openapi.yaml, ready to be compared: literals in lower case, `null` for a parameter. */
interface Route<Id> {
  readonly id: Id;
  readonly method: string;
  readonly pattern: readonly (string | null)[];
  readonly path: string;
}

export interface RouteEntry<Id> {
  readonly operationId: Id;
  readonly method: string;
  readonly path: string;
}

export type RouteMatch<Id> =
  /** The parameter as sent, but for blanks around it. */
  | { readonly found: 'operation'; readonly id: Id; readonly parameter: string }
  | { readonly found: 'path'; readonly allow: readonly string[] }
  | { readonly found: 'nothing' };

/** Paths without regard to case, of one parameter at most. A literal segment goes before a parameter. */
export class RouteTable<Id extends string> {
  readonly #routes: readonly Route<Id>[];

  constructor(entries: readonly RouteEntry<Id>[]) {
    this.#routes = entries
      .map(({ operationId, method, path }) => ({ id: operationId, method, path, pattern: patternOf(path) }))
      .sort((a, b) => Number(a.pattern.includes(null)) - Number(b.pattern.includes(null)));
  }

  match(method: string, segments: readonly string[]): RouteMatch<Id> {
    const lower = segments.map((segment) => segment.toLowerCase());
    const allow: string[] = [];
    for (const route of this.#routes) {
      if (!matches(route.pattern, lower)) continue;
      if (route.method === method) {
        const at = route.pattern.indexOf(null);
        return { found: 'operation', id: route.id, parameter: at < 0 ? '' : (segments[at] ?? '').trim() };
      }
      allow.push(route.method);
    }
    return allow.length > 0 ? { found: 'path', allow: [...new Set(allow)] } : { found: 'nothing' };
  }

  /** For hints: `GET /ScheduledQueries` and so on. */
  describe(): readonly string[] {
    return this.#routes.map(({ method, path }) => `${method} ${path}`);
  }
}

function patternOf(path: string): (string | null)[] {
  return path
    .split('/')
    .filter((segment) => segment !== '')
    .map((segment) => (segment.startsWith('{') ? null : segment.toLowerCase()));
}

function matches(pattern: readonly (string | null)[], segments: readonly string[]): boolean {
  return (
    pattern.length === segments.length &&
    pattern.every((literal, i) => literal === null || literal === segments[i])
  );
}
