import { DEFAULT_ROLE, ROLES, SOMEBODY } from '../../identity/access.ts';
import { ACCEPT, CANCEL } from './decision.ts';
import { html, page, type Html } from './page.ts';

export interface ConsentAsked {
  readonly app: string;
  readonly sandbox: string;
  /** Where the browser goes from here. */
  readonly redirectUri: string;
  readonly scopes: readonly string[];
  readonly whom: WhoSignsIn;
  /** What was wrong with the last try. */
  readonly problem: string | null;
}

export interface WhoSignsIn {
  /** Empty when nobody was proposed. */
  readonly proposed: string;
  /** Those there are; null when anybody goes, and may choose a role. */
  readonly listed: readonly string[] | null;
}

/** Asks once who signs in and whether the app may act for them. Its form goes to the address of the page. */
export function consentPage(asked: ConsentAsked): string {
  const { app, sandbox, redirectUri, scopes, whom, problem } = asked;
  return page(
    'Sign in to your account',
    html`<h1>Permissions requested</h1>
      ${problemLine(problem)}
      <p><strong>${app}</strong> would like to sign you in to sandbox <code>${sandbox}</code>, and to:</p>
      <ul>
        ${scopes.map((scope) => html`<li>${MEANINGS.get(scope) ?? `use ${scope}`}</li>`)}
      </ul>
      <form method="post">
        ${whoFields(whom)}
        <p class="soft">You go back to <code>${redirectUri}</code>.</p>
        ${choices('Accept')}
      </form>`,
  );
}

/** The Enter key presses the first. */
export function choices(first: string): Html {
  return html`<div class="choices">
    <button class="first" type="submit" name="decision" value="${ACCEPT}">${first}</button>
    <button type="submit" name="decision" value="${CANCEL}" formnovalidate>Cancel</button>
  </div>`;
}

export function problemLine(problem: string | null): readonly Html[] {
  return problem === null ? [] : [html`<p class="bad" role="alert">${problem}</p>`];
}

const MEANINGS: ReadonlyMap<string, string> = new Map([
  ['openid', 'sign you in'],
  ['profile', 'see your name'],
  ['email', 'see your address'],
  ['offline_access', 'keep the access it has been given'],
]);

/** So many are proposed; a name that is not among them can still be typed. */
const PROPOSED_AT_MOST = 100;

export function whoFields({ proposed, listed }: WhoSignsIn): Html {
  const name = proposed === '' ? (listed?.[0] ?? SOMEBODY) : proposed;
  return html`<label>
      User
      <input name="username" value="${name}" list="users" maxlength="256" autocomplete="off" required />
    </label>
    <datalist id="users">
      ${(listed ?? []).slice(0, PROPOSED_AT_MOST).map((one) => html`<option value="${one}"></option>`)}
    </datalist>
    ${listed === null ? roleField() : []}`;
}

/** The word for no role at all, which the service refuses. */
export const NO_ROLE = 'none';

function roleField(): Html {
  const option = (role: string): Html =>
    role === DEFAULT_ROLE
      ? html`<option value="${role}" selected>${role}</option>`
      : html`<option value="${role}">${role}</option>`;
  return html`<label>
    Role
    <select name="role">
      ${[...ROLES, NO_ROLE].map(option)}
    </select>
  </label>`;
}
