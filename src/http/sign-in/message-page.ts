import { html, page } from './page.ts';

/** Says what came of it. */
export function messagePage(title: string, text: string): string {
  return page(
    title,
    html`<h1>${title}</h1>
      <p>${text}</p>`,
  );
}

/** What went wrong where there is nowhere to go back to, as the service shows it. */
export function errorPage(description: string): string {
  const [first = '', ...more] = description.split(/\r?\n/);
  return page(
    'Sign in to your account',
    html`<h1>Sorry, but we’re having trouble signing you in.</h1>
      <p class="bad">${first}</p>
      ${more.map((line) => html`<p class="soft">${line}</p>`)}`,
  );
}

/** Hands an answer over by POST. The service's page sends itself by a script; this one has none, and a button. */
export function formPostPage(action: string, fields: ReadonlyMap<string, string>): string {
  const inputs = [...fields].map(
    ([name, value]) => html`<input type="hidden" name="${name}" value="${value}" />`,
  );
  return page(
    'Continue',
    html`<h1>${fields.has('error') ? 'You are not signed in' : 'You are signed in'}</h1>
      <p>The app at <code>${action}</code> waits for the answer.</p>
      <form method="post" action="${action}">
        ${inputs}
        <div class="choices"><button class="first" type="submit">Continue</button></div>
      </form>`,
  );
}
