import { readFileSync, statSync } from 'node:fs';
import { OptionsError } from '../options/options-error.ts';
import { errorCode, messageOf } from '../primitives/error-code.ts';
import {
  gatherJson,
  listOf,
  object,
  optional,
  textThat,
  type Gatherer,
  type Tell,
} from '../primitives/gather-json.ts';
import { isGuid } from '../primitives/is-guid.ts';
import { DEFAULT_ROLE, ROLES, type Role } from './access.ts';
import type { Identities, ListedApp, ListedTenant, ListedUser } from './identities.ts';
import { isRedirectUri } from './redirect-uri.ts';

const MOST_BYTES = 4 * 1024 * 1024;
const PROBLEMS_TOLD = 50;

/**
 * Reads the file that the option `identities` names.
 * @throws OptionsError with everything that is wrong with it.
 */
export function readIdentities(file: string): Identities {
  const { value, problems } = gatherJson(parse(file, readText(file)), identities);
  if (value !== null && problems.length === 0) return value;
  const lines = problems
    .slice(0, PROBLEMS_TOLD)
    .map(({ place, problem }) => (place === '' ? problem : `${place} ${problem}`));
  const more = problems.length - PROBLEMS_TOLD;
  throw bad(file, more > 0 ? [...lines, `and ${more} more`] : lines);
}

function readText(file: string): string {
  try {
    const stats = statSync(file);
    if (!stats.isFile()) throw bad(file, ['is not a file']);
    if (stats.size > MOST_BYTES) throw bad(file, [`is over ${MOST_BYTES} bytes`]);
    return readFileSync(file, 'utf8').replace(/^\uFEFF/, '');
  } catch (error) {
    const code = errorCode(error);
    if (code === null) throw error;
    throw bad(file, [code === 'ENOENT' ? 'does not exist' : `cannot be read: ${code}`]);
  }
}

function parse(file: string, text: string): unknown {
  try {
    return JSON.parse(text);
  } catch (error) {
    throw bad(file, [`is not JSON: ${messageOf(error)}`]);
  }
}

function bad(file: string, problems: readonly string[]): OptionsError {
  return new OptionsError(
    problems.map((problem) => ({ option: 'identities', problem: `${file}: ${problem}` })),
  );
}

const name = textThat(
  (text) => /^[^\p{Cc}\p{Zl}\p{Zp}]{1,256}$/u.test(text) && text.trim() === text,
  'a text of 1 to 256 characters, without blanks around it',
);
/** The value is not repeated: it is a secret. */
const password = textThat((text) => text !== '' && text.length <= 1024, 'a text of 1 to 1024 characters');
const role: Gatherer<Role> = (value, tell) => {
  const known = ROLES.find((one) => one === value);
  if (known === undefined) tell(`must be one of ${ROLES.join(', ')}`);
  return known ?? null;
};
const redirectUri = textThat(
  isRedirectUri,
  'an absolute URL without user, password and fragment that a browser may be sent to',
);
const guid = textThat(isGuid, 'a GUID such as 3f2504e0-4f89-41d3-9a0c-0305e82c3301');
const domain = textThat(
  (text) => /^[a-z\d-]{1,63}(\.[a-z\d-]{1,63})+$/i.test(text),
  'a domain such as contoso.example',
);
const sandbox = textThat(
  (text) => /^[A-Za-z0-9][A-Za-z0-9._-]{0,63}$/.test(text),
  "1 to 64 letters, digits, '.', '_' or '-', the first a letter or a digit",
);

const user: Gatherer<ListedUser> = object({
  userName: name,
  password: optional<string | null>(password, null),
  roles: optional(allOf(role), [DEFAULT_ROLE]),
  displayName: optional<string | null>(name, null),
});

const app: Gatherer<ListedApp> = object({
  clientId: name,
  secret: optional<string | null>(password, null),
  redirectUris: optional<readonly string[] | null>(some(redirectUri), null),
  roles: optional(allOf(role), [DEFAULT_ROLE]),
  name: optional<string | null>(name, null),
});

const tenantMembers = object({
  id: optional<string | null>(guid, null),
  domain: optional<string | null>(domain, null),
  sandbox: optional<string | null>(sandbox, null),
});
const tenant: Gatherer<ListedTenant> = (value, tell) => {
  const read = tenantMembers(value, tell);
  const isNamed = read === null || Object.values(read).some((one) => one !== null);
  if (!isNamed) tell('must have at least one of id, domain and sandbox');
  return read;
};

const identities: Gatherer<Identities> = object({
  users: optional<readonly ListedUser[] | null>(some(user, ['userName']), null),
  apps: optional<readonly ListedApp[] | null>(some(app, ['clientId']), null),
  tenants: optional<readonly ListedTenant[] | null>(some(tenant, ['id', 'domain']), null),
});

function allOf<T>(read: Gatherer<T>): Gatherer<readonly T[]> {
  const list = listOf(read);
  return (value, tell) => list(value, tell)?.filter((item) => item !== null) ?? null;
}

/** At least one, as an empty list reads like everybody to one and nobody to another; no two may have the same name, in any case. */
function some<T>(read: Gatherer<T>, names: readonly (keyof T & string)[] = []): Gatherer<readonly T[]> {
  const list = listOf(read);
  return (value, tell) => {
    const items = list(value, tell);
    if (items?.length === 0) tell('must not be empty: leave it out where anything goes');
    for (const one of names) tellTwins(items?.map((item) => item?.[one] ?? null) ?? [], one, tell);
    return items?.filter((item) => item !== null) ?? null;
  };
}

function tellTwins(values: readonly unknown[], member: string, tell: Tell): void {
  const seen = new Map<string, number>();
  values.forEach((value, at) => {
    if (typeof value !== 'string') return;
    const first = seen.get(value.toLowerCase());
    if (first === undefined) seen.set(value.toLowerCase(), at);
    else tell(`is that of [${first}] too`, `[${at}].${member}`);
  });
}
