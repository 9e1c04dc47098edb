/** What a reader of Swagger UI would copy into its forms, by the name of the field. */
export type Fields = Readonly<Record<string, string>>;

export interface Trial {
  /** Of the operation's element. */
  readonly id: string;
  readonly method: string;
  readonly fields: Fields;
}

/**
 * A script of the page, for it alone: tries an operation out, once for each example of its body, and tells the answers it then shows.
 * With a round trip for each click, the sixty operations would take minutes.
 */
export function scriptOf(trial: Trial): string {
  return `(${TRY_OUT})(${JSON.stringify(trial)})`;
}

const TRY_OUT = `async ({ id, method, fields }) => {
  const all = (selector) => [...(document.getElementById(id)?.querySelectorAll(selector) ?? [])];
  const drawn = () => new Promise((resolve) => requestAnimationFrame(() => setTimeout(resolve, 0)));
  const shown = async (selector) => {
    for (const startedAt = performance.now(); performance.now() - startedAt < 20_000; ) {
      const [found] = all(selector);
      await drawn();
      if (found?.isConnected) return found;
    }
    throw new Error(id + ' shows no ' + selector);
  };
  const press = async (selector) => (await shown(selector)).click();
  const setValue = Object.getOwnPropertyDescriptor(HTMLInputElement.prototype, 'value').set;
  const type = (input, value) => {
    // Past React, which else takes the change for its own.
    setValue.call(input, value);
    input.dispatchEvent(new InputEvent('input', { bubbles: true }));
    // Until then the page waits for more.
    input.dispatchEvent(new FocusEvent('focusout', { bubbles: true }));
  };
  const isFilter = ({ paramIn, paramName }) =>
    paramIn === 'query' && !['sv', 'sr', 'sp', 'se', 'sig'].includes(paramName);

  await press('.opblock-summary-control');
  await shown('.execute');
  const way = ['paths', all('.opblock-summary-path')[0].dataset.path, method.toLowerCase()];
  // What is executed before the page has put references in their place is lost. It names itself in swagger-initializer.js.
  while (page.specSelectors.specResolvedSubtree(way) === undefined) await drawn();
  for (const row of all('tr[data-param-name], tr[data-property-name]')) {
    const value = fields[row.dataset.paramName ?? row.dataset.propertyName];
    const input = row.querySelector('input');
    if (value !== undefined && input !== null && !isFilter(row.dataset)) type(input, value);
  }
  const answers = [];
  const examples = '.opblock-section-request-body .examples-select-element';
  const count = Math.max(1, all(examples + ' option').length);
  for (let at = 0; at < count; at++) {
    if (at > 0) {
      await press('.btn-clear');
      const select = await shown(examples);
      select.selectedIndex = at;
      select.dispatchEvent(new Event('change', { bubbles: true }));
    }
    await press('.execute');
    answers.push((await shown('.live-responses-table .response')).innerText);
  }
  await press('.opblock-summary-control');
  return answers;
}`;
