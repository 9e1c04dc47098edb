import { refuseToken } from './aad-errors.ts';
import type { Form } from './form.ts';
import type { Granted, TokenVersion } from './grants/grant.ts';
import { requireShort } from './require-short.ts';

/** What a token is for. */
export interface TokenTarget {
  readonly audience: string;
  /** As they were asked for; in v1 at most those of OpenID. */
  readonly scopes: readonly string[];
}

/** What the service takes a request for that names no resource: the older graph in v1, Microsoft Graph in v2. */
const OLDER_GRAPH = '00000002-0000-0000-c000-000000000000';
const GRAPH = '00000003-0000-0000-c000-000000000000';
const OF_OPENID: ReadonlySet<string> = new Set(['openid', 'profile', 'email', 'offline_access']);
/** They go into tokens, and are kept for each device that waits. */
const LONGEST = 4096;
/** Visible ASCII without quotes and backslash, as OAuth has it. */
const SCOPE = /^[!#-[\]-~]+$/;

/** @throws AadError for scopes that are none, or of several resources. */
export function readTokenTarget(form: Form, version: TokenVersion): TokenTarget {
  if (version === 'v2') return targetOfScopes(scopesIn(form.require('scope')));
  return { audience: resourceIn(form) ?? OLDER_GRAPH, scopes: scopesIn(form.get('scope') ?? '') };
}

/** What a token was for before, unless another wish is told. @throws AadError for scopes that are none, or of several resources. */
export function readTargetAgain(form: Form, kept: TokenTarget, version: TokenVersion): TokenTarget {
  const scope = form.get('scope');
  const scopes = scope === null ? kept.scopes : scopesIn(scope);
  if (version === 'v1') return { audience: resourceIn(form) ?? kept.audience, scopes };
  return scope === null ? { audience: kept.audience, scopes } : targetOfScopes(scopes);
}

/** @throws AadError for scopes of several resources. */
function targetOfScopes(scopes: readonly string[]): TokenTarget {
  const resources = scopes.filter((scope) => !OF_OPENID.has(scope.toLowerCase())).map(resourceOf);
  const [first = GRAPH, ...others] = new Set(resources);
  if (others.length > 0) throw refuseToken('scope.several-resources', { scope: scopes.join(' ') });
  return { audience: first, scopes };
}

/** The sample of the service sends a blank before it. */
function resourceIn(form: Form): string | null {
  const resource = form.get('resource');
  return resource === null ? null : requireShort('resource', resource.trim(), LONGEST);
}

/** @throws AadError for one that has letters no scope may have, and for too many. */
function scopesIn(text: string): readonly string[] {
  const scopes = [
    ...new Set(
      requireShort('scope', text, LONGEST)
        .split(/\s+/)
        .filter((scope) => scope !== ''),
    ),
  ];
  const bad = scopes.find((scope) => !SCOPE.test(scope));
  if (bad !== undefined) throw refuseToken('scope.invalid', { scope: bad });
  return scopes;
}

/** What a user's token comes with: always in v1, in v2 what was asked for. */
export function comesWith(
  target: TokenTarget,
  version: TokenVersion,
): Pick<Granted, 'refreshable' | 'withIdToken'> {
  const isOlder = version === 'v1';
  return {
    refreshable: isOlder || hasScope(target, 'offline_access'),
    withIdToken: isOlder || hasScope(target, 'openid'),
  };
}

function hasScope({ scopes }: TokenTarget, name: string): boolean {
  return scopes.some((scope) => scope.toLowerCase() === name);
}

/** `https://api.example//.default` is for `https://api.example/`: all before the last slash. A bare word is a permission of Microsoft Graph. */
function resourceOf(scope: string): string {
  const at = scope.lastIndexOf('/');
  return at < 0 ? GRAPH : scope.slice(0, at);
}
