import { createHash } from 'node:crypto';

/** HTML that is safe to be put into a page: made by `html`, never from a text that came from outside. */
export class Html {
  readonly text: string;
  constructor(text: string) {
    this.text = text;
  }
}

type Part = string | Html | readonly Html[];

/** Texts put into it are escaped, for between tags and within quoted attributes alike. */
export function html(strings: TemplateStringsArray, ...parts: readonly Part[]): Html {
  const texts = parts.map((part) => {
    if (typeof part === 'string') return escape(part);
    return part instanceof Html ? part.text : part.map(({ text }) => text).join('');
  });
  return new Html(strings.map((text, at) => text + (texts[at] ?? '')).join(''));
}

/** A page of its own, without a script and without anything from elsewhere. */
export function page(title: string, body: Html): string {
  return html`<!DOCTYPE html>
    <html lang="en">
      <head>
        <meta charset="utf-8" />
        <meta name="viewport" content="width=device-width, initial-scale=1" />
        <meta name="robots" content="noindex" />
        <title>${title}</title>
        ${STYLE_ELEMENT}
      </head>
      <body>
        <main>
          <p class="brand"><span class="mark" aria-hidden="true"></span>Insights emulator</p>
          ${body}
          <p class="note">
            This page belongs to an emulator on this machine. It asks for no password, and knows none of
            yours.
          </p>
        </main>
      </body>
    </html> `.text;
}

const STYLES = `
:root { color-scheme: light dark; --ground: #f3f2f1; --card: #fff; --text: #1b1a19; --soft: #5b5957; --line: #8a8886; --faint: #e1dfdd; --accent: #0f6cbd; --on-accent: #fff; --bad: #b10e1c; }
@media (prefers-color-scheme: dark) { :root { --ground: #141414; --card: #242424; --text: #f5f5f5; --soft: #bdbdbd; --line: #8a8a8a; --faint: #444; --accent: #62abf5; --on-accent: #0a1a2b; --bad: #ff99a4; } }
* { box-sizing: border-box; }
body { margin: 0; min-height: 100vh; display: grid; place-items: center; padding: 1rem; background: var(--ground); color: var(--text); font: 1rem/1.5 'Segoe UI', system-ui, sans-serif; }
main { width: 100%; max-width: 27rem; padding: 2rem; background: var(--card); border-radius: 0.5rem; box-shadow: 0 2px 12px rgb(0 0 0 / 18%); overflow-wrap: anywhere; }
h1 { margin: 0 0 0.75rem; font-size: 1.5rem; line-height: 1.25; font-weight: 600; }
p { margin: 0 0 1rem; }
.brand { display: flex; align-items: center; gap: 0.5rem; margin-bottom: 1.25rem; color: var(--soft); font-weight: 600; }
.mark { width: 1.1rem; height: 1.1rem; border-radius: 0.2rem; background: var(--accent); }
ul { margin: 0 0 1rem; padding-left: 1.25rem; color: var(--soft); }
label { display: block; margin-bottom: 1rem; font-weight: 600; }
input, select { display: block; width: 100%; margin-top: 0.25rem; padding: 0.5rem 0.6rem; border: 1px solid var(--line); border-radius: 0.25rem; background: var(--card); color: inherit; font: inherit; font-weight: 400; }
input.code { font-family: ui-monospace, monospace; letter-spacing: 0.15em; text-transform: uppercase; }
.choices { display: flex; flex-flow: row-reverse wrap; gap: 0.5rem; margin: 1.5rem 0 1rem; }
button { min-width: 6.5rem; padding: 0.5rem 1rem; border: 1px solid var(--line); border-radius: 0.25rem; background: transparent; color: inherit; font: inherit; cursor: pointer; }
button.first { border-color: var(--accent); background: var(--accent); color: var(--on-accent); font-weight: 600; }
:focus-visible { outline: 2px solid var(--accent); outline-offset: 2px; }
.bad { color: var(--bad); }
.note { margin: 1.25rem 0 0; padding-top: 0.75rem; border-top: 1px solid var(--faint); }
.note, .soft { color: var(--soft); font-size: 0.85rem; }
.soft { margin: 0 0 0.25rem; }
code { font-family: ui-monospace, monospace; font-size: 0.9em; }
`;
/** Its content is hashed for the policy: not a letter more. */
const STYLE_ELEMENT = new Html(`<style>${STYLES}</style>`);

/**
 * Nothing but its own styles. Where a form leads is not held to one origin: a browser applies the rule to each redirect that follows,
 * and what an app does once it has its code is its own business.
 */
export function contentSecurityPolicy(formsMayGoTo: readonly string[] = []): string {
  return [
    "default-src 'none'",
    `style-src 'sha256-${createHash('sha256').update(STYLES).digest('base64')}'`,
    `form-action ${["'self'", ...formsMayGoTo].join(' ')}`,
    "base-uri 'none'",
    "frame-ancestors 'none'",
  ].join('; ');
}

const ENTITIES: Readonly<Record<string, string>> = {
  '&': '&amp;',
  '<': '&lt;',
  '>': '&gt;',
  '"': '&quot;',
  "'": '&#39;',
};

function escape(text: string): string {
  return text.replace(/[&<>"']/g, (character) => ENTITIES[character] ?? '');
}
