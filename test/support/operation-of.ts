import type { Unmatched } from './api-description.ts';
import { apiDescription, entriesOf, propertyOf } from './openapi-document.ts';

/** An operation's id, the side on which nothing matches, or null for another server's. */
export type Asked = string | Unmatched | null;

/** Which operation of openapi.yaml a request asks for, wherever the emulator is mounted. */
export function operationOf(method: string, path: string): Asked {
  const segments = path
    .split('/')
    .filter((segment) => segment !== '')
    .map(decoded);
  let isInSandbox = false;
  for (let at = 0; at < segments.length; at += 1) {
    const below = segments.slice(at);
    if (startsWith(below, ['sandbox', null])) {
      at += 1;
      isInSandbox = true;
    } else if (startsWith(below, ['_emulator']))
      return operationAt(method, below) ?? { unmatched: 'control' };
    // A file's path names its sandbox itself.
    else if (startsWith(below, ['reports']) && !isInSandbox)
      return FILE_OPERATIONS[method] ?? { unmatched: 'file' };
    else if (IDENTITY.some((pattern) => startsWith(below, pattern)))
      return operationAt(method, below) ?? { unmatched: 'identity' };
    else if (startsWith(below, SURFACE)) return onSurface(method, below);
  }
  return null;
}

const FILE_OPERATIONS: Readonly<Record<string, string>> = {
  GET: 'DownloadReport',
  HEAD: 'DownloadReportHead',
};

function decoded(segment: string): string {
  try {
    return decodeURIComponent(segment);
  } catch {
    // Then nothing matches there; but a fetch may send it.
    return '';
  }
}

function onSurface(method: string, segments: readonly string[]): Asked {
  return operationAt(method, segments.slice(SURFACE.length)) ?? { unmatched: 'surface' };
}

function operationAt(method: string, segments: readonly string[]): string | null {
  // The inbox takes any method and any depth.
  if (startsWith(segments, ['_emulator', 'inbox', null])) return 'ReceiveInInbox';
  const candidates = routes().get(`${method} ${segments.length}`) ?? [];
  return candidates.find(({ pattern }) => startsWith(segments, pattern))?.id ?? null;
}

/** Version and name of a surface are its own. */
const SURFACE = ['insights', null, null];

/** What stands below a tenant. */
const IDENTITY = [
  [null, 'oauth2'],
  [null, '.well-known'],
  [null, 'v2.0', '.well-known'],
  [null, 'discovery'],
  [null, 'userrealm'],
];

/** Literals in lower case, null for any segment. */
type Pattern = readonly (string | null)[];

function startsWith(segments: readonly string[], pattern: Pattern): boolean {
  return pattern.every((part, i) =>
    part === null ? segments[i] !== undefined : segments[i]?.toLowerCase() === part,
  );
}

interface Route {
  readonly id: string;
  readonly method: string;
  readonly pattern: Pattern;
}

type RoutesByKind = ReadonlyMap<string, readonly Route[]>;

let cachedRoutes: RoutesByKind | null = null;

/** By method and number of segments: tests ask for one with each answer. Those without a parameter come first. */
function routes(): RoutesByKind {
  cachedRoutes ??= routesByKind();
  return cachedRoutes;
}

function routesByKind(): RoutesByKind {
  const found = new Map<string, Route[]>();
  const routesInOrder = allRoutes().toSorted(
    (a, b) => Number(a.pattern.includes(null)) - Number(b.pattern.includes(null)),
  );
  for (const route of routesInOrder) {
    const kind = `${route.method} ${route.pattern.length}`;
    const alike = found.get(kind) ?? [];
    alike.push(route);
    found.set(kind, alike);
  }
  return found;
}

function allRoutes(): readonly Route[] {
  return entriesOf(propertyOf(apiDescription(), 'paths')).flatMap(([path, item]) =>
    entriesOf(item).flatMap(([method, operation]) => {
      const id = propertyOf(operation, 'operationId');
      return typeof id === 'string' ? [{ id, method: method.toUpperCase(), pattern: patternOf(path) }] : [];
    }),
  );
}

function patternOf(path: string): Pattern {
  return path
    .split('/')
    .filter((part) => part !== '')
    .map((part) => (part.startsWith('{') ? null : part.toLowerCase()));
}
