import { choices, problemLine, whoFields, type WhoSignsIn } from './consent-page.ts';
import { html, page } from './page.ts';

export interface DeviceAsked {
  /** As it came with the address; empty when it is to be typed. */
  readonly userCode: string;
  /** Of the app that asks; null while the code is not known. */
  readonly app: string | null;
  readonly sandbox: string;
  readonly whom: WhoSignsIn;
  readonly problem: string | null;
}

/** Takes the code that a device shows, and whether the app on it may act for whom. */
export function devicePage({ userCode, app, sandbox, whom, problem }: DeviceAsked): string {
  return page(
    'Sign in to your account',
    html`<h1>Enter code</h1>
      ${problemLine(problem)}
      <p>
        ${app ?? 'An app on a device'} would like to sign you in to sandbox
        <code>${sandbox}</code>.
      </p>
      <form method="post">
        <label>
          Code
          <input
            class="code"
            name="user_code"
            value="${userCode}"
            maxlength="20"
            autocomplete="off"
            spellcheck="false"
            required
          />
        </label>
        ${whoFields(whom)} ${choices('Continue')}
      </form>`,
  );
}
