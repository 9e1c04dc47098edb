import type { AuthMode } from '../options/emulator-options.ts';
import { refuse } from '../errors/api-errors.ts';
import { isRecord } from '../primitives/read-json.ts';

/** Who calls, as the operations need to know it. */
export interface Caller {
  readonly user: string;
  /** Null: a token with roles, none of which the service knows. */
  readonly role: Role | null;
}

export const ROLES = ['ExecutiveReportViewer', 'ReportViewer'] as const;
export type Role = (typeof ROLES)[number];
export const DEFAULT_ROLE: Role = 'ExecutiveReportViewer';

/** The user of a token that names none. */
export const SOMEBODY = 'partner@contoso.example';
const EXECUTIVE: Caller = { user: SOMEBODY, role: DEFAULT_ROLE };

export interface Credentials {
  readonly authorization: string | undefined;
  /** `X-AadUserTicket`: a public Python client sends the bare token there. */
  readonly ticket: string | undefined;
}

/** Turns the headers of a request into a caller. Lax: any token does, but one must be there. */
export function readCaller(credentials: Credentials, mode: Exclude<AuthMode, 'strict'>): Caller {
  if (mode === 'lax') return callerOf(readClaims(requireToken(credentials)));
  const token = tokenOf(credentials);
  return token === null ? EXECUTIVE : { user: userOf(readClaims(token)), role: DEFAULT_ROLE };
}

/** What a token says, whoever made it. */
export type Claims = Readonly<Record<string, unknown>>;

export function callerOf(claims: Claims): Caller {
  return { user: userOf(claims), role: roleOf(claims) };
}

export function requireToken(credentials: Credentials): string {
  const token = tokenOf(credentials);
  if (token === null) throw refuse('auth.missing', 'send a token as Authorization: Bearer <token>');
  return token;
}

/** The last check before anything is done: whoever may not do it is told first what else is wrong. */
export function requireRole(caller: Caller): void {
  if (caller.role === null)
    throw refuse('auth.role', `the token's roles hold neither ${ROLES.join(' nor ')}`);
}

/** A Report viewer sees revenue and personal columns blanked. */
export function seesRedacted(caller: Caller): boolean {
  return caller.role !== 'ExecutiveReportViewer';
}

/** Null when there is none. */
export function tokenOf({ authorization, ticket }: Credentials): string | null {
  const bearer = /^\s*bearer\s+(\S.*)$/i.exec(authorization ?? '')?.[1]?.trim();
  return bearer ?? (ticket?.trim() || null);
}

/** The payload of a JWT, not verified; anything else has no claims. */
function readClaims(token: string): Claims {
  const payload = token.split('.', 3)[1];
  if (payload === undefined) return {};
  try {
    const claims: unknown = JSON.parse(Buffer.from(payload, 'base64url').toString('utf8'));
    return isRecord(claims) ? claims : {};
  } catch {
    return {};
  }
}

function userOf(claims: Claims): string {
  const names = [claims['upn'], claims['preferred_username'], claims['appid'], claims['azp']];
  return names.find((name): name is string => typeof name === 'string' && name.trim() !== '') ?? SOMEBODY;
}

/** A token that says nothing of roles is as good as the best one; one that has roles is taken at its word, an empty list too. */
function roleOf(claims: Claims): Role | null {
  const roles = claims['roles'] ?? null;
  if (roles === null) return 'ExecutiveReportViewer';
  return ROLES.find((role) => (Array.isArray(roles) ? roles.includes(role) : roles === role)) ?? null;
}
