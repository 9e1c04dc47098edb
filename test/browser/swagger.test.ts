import type { Page } from 'playwright-core';
import { entriesOf, propertyOf, valueAt } from '../support/openapi-document.ts';
import { createReport, executeNow, QUERY, scheduled } from '../support/payloads.ts';
import { Partner } from '../support/partner.ts';
import { startForTest, SURFACE, type World } from '../support/start-for-test.ts';
import { buildPackage } from '../support/built-package.ts';
import { describeInBrowser } from './browser.ts';
import { scriptOf, type Fields } from './try-out.ts';

// The files of Swagger UI are put beside the bundle by the build.
beforeAll(buildPackage, 120_000);

describeInBrowser('Swagger UI', (open) => {
  test('tries out every operation with what stands in its form, each example of a body, and ids where it wants some', async () => {
    await using world = await startForTest();
    const known = await prepare(world);
    await using tab = await open(`${world.emulator.url}${SURFACE}/swagger/index.html`);
    // Or the page would lay out what nobody looks at.
    await tab.page.addStyleTag({
      content: '.responses-table:not(.live-responses-table), .models { display: none }',
    });
    const operations = await operationsOn(tab.page);
    expect(operations.map(({ id }) => id).sort()).toEqual(
      described()
        .map(({ id }) => id)
        .sort(),
    );

    const answers = new Map<string, readonly string[]>();
    // What is open is drawn anew at each change: one tag and one operation at a time.
    const tags = [...new Set(operations.map(({ tag }) => tag))];
    const toggle = (tag: string): Promise<void> =>
      tab.page.locator(`[id="operations-tag-${tag}"]`).dispatchEvent('click');
    for (const tag of tags) await toggle(tag);
    for (const tag of tags) {
      await toggle(tag);
      for (const { id, method, elementId } of inTurn(operations.filter((one) => one.tag === tag))) {
        const fields = await known.in(`for-${id}`);
        const script = scriptOf({ id: elementId, method, fields });
        answers.set(id, await tab.page.evaluate<readonly string[]>(script));
      }
      await toggle(tag);
    }
    const refused = described().flatMap(({ id, successes }) =>
      (answers.get(id) ?? ['not tried'])
        .filter((answer) => !successes.includes(answer.slice(0, 3)))
        .map((answer) => `${id}: ${answer}`),
    );
    expect(refused).toEqual([]);
    expect(answers.get('CreateReport')).toHaveLength(3);
    expect(tab.mishaps).toEqual([]);
  }, 120_000);

  test('keeps a token of the reader’s own, and stays in the sandbox of its address', async () => {
    await using world = await startForTest({ auth: 'strict' });
    const sandbox = world.emulator.sandbox('tried');
    await using tab = await open(`${sandbox.url}${SURFACE}/swagger/index.html`);
    const { page } = tab;
    const schema = { type: 'http', scheme: 'bearer' };
    // As its dialog "Authorize" keeps it.
    const kept = { bearer: { name: 'bearer', schema, value: await sandbox.token() } };
    await page.evaluate(`localStorage.setItem('authorized', JSON.stringify(${JSON.stringify(kept)}))`);
    await page.reload();
    const operation = page.locator('#operations-Datasets-GetAllDatasets');
    await operation.locator('.opblock-summary-control').click();
    await operation.locator('.execute').click();
    expect(await operation.locator('.live-responses-table .response').first().innerText()).toContain(
      '"statusCode": 200',
    );
    expect(sandbox.requests()).toMatchObject([{ operation: 'GetAllDatasets', status: 200 }]);
    expect(tab.mishaps).toEqual([]);
  });
});

interface ListedOperation {
  readonly id: string;
  readonly method: string;
  readonly tag: string;
  /** Of its element. */
  readonly elementId: string;
}

async function operationsOn(page: Page): Promise<readonly ListedOperation[]> {
  await page.locator('.opblock').first().waitFor();
  return page.evaluate<readonly ListedOperation[]>(LISTED);
}

const LISTED = `[...document.querySelectorAll('.opblock')].map((one) => ({
  id: one.id.split('-').at(-1),
  tag: one.id.split('-')[1],
  method: one.querySelector('.opblock-summary-method').textContent,
  elementId: one.id,
}))`;

/** The operations of openapi.yaml, with the statuses that say that one went well. */
function described(): readonly { readonly id: string; readonly successes: readonly string[] }[] {
  return entriesOf(valueAt(['paths'])).flatMap(([, item]) =>
    entriesOf(item).flatMap(([, operation]) => {
      const id = propertyOf(operation, 'operationId');
      const statuses = entriesOf(propertyOf(operation, 'responses')).map(([status]) => status);
      return typeof id === 'string' ? [{ id, successes: statuses.filter((one) => one.startsWith('2')) }] : [];
    }),
  );
}

/** What makes things goes before what removes them. */
function inTurn(operations: readonly ListedOperation[]): readonly ListedOperation[] {
  return ['POST', 'PUT', 'GET', 'HEAD', 'DELETE'].flatMap((method) =>
    operations.filter((one) => one.method === method),
  );
}

/** A sandbox in which there is one of everything, and sandboxes with the same in them, so that no operation meets what another has done. */
async function prepare({ emulator }: World): Promise<{ in(sandbox: string): Promise<Fields> }> {
  const sandbox = emulator.sandbox('prepared');
  const partner = new Partner(`${sandbox.url}${SURFACE}`);
  const few = QUERY.replace('TIMESPAN', 'LIMIT 3 TIMESPAN');
  const query = await partner.createQuery({ Name: 'Revenue', Query: few });
  const queryId = query.body.value[0]?.queryId ?? '';
  const reportId = await createReport(partner, scheduled({ QueryId: queryId }));
  await createReport(partner, executeNow({ CallbackUrl: `${sandbox.url}/_emulator/inbox/ready` }));
  const faultId = sandbox.faults.add({ probability: 0, effect: { status: 500 } });
  await sandbox.clock.advance('P2D');
  const [execution] = (await partner.getExecutions(reportId)).body.value;
  const link = new URL(execution?.reportAccessSecureLink ?? '');
  const [callback] = sandbox.callbacks();
  const state = sandbox.state();
  const fields = {
    ...Object.fromEntries(link.searchParams),
    sandbox: sandbox.name,
    queryId,
    reportId,
    executionId: execution?.executionId ?? '',
    faultId,
    id: callback?.id ?? '',
  };
  return {
    async in(name) {
      const own = emulator.sandbox(name);
      own.restore(state);
      return { ...fields, 'X-Emulator-Sandbox': name, user_code: await waitingDevice(own.url) };
    },
  };
}

/** The code that a device shows. */
async function waitingDevice(url: string): Promise<string> {
  const body = new URLSearchParams({ client_id: 'tv' });
  const answer: unknown = await (
    await fetch(`${url}/common/oauth2/devicecode`, { method: 'POST', body })
  ).json();
  return String(propertyOf(answer, 'user_code'));
}
