/**
 * A report of the Partner Center Insights API, with the fetch of Node:
 *
 *     TENANT_ID=… CLIENT_ID=… CLIENT_SECRET=… node insights-fetch.mjs
 *
 * It knows nothing of an emulator. To run it against one:
 *
 *     insights-emulator exec -- node insights-fetch.mjs
 */
import { setTimeout as sleep } from 'node:timers/promises';

const { TENANT_ID, CLIENT_ID, CLIENT_SECRET } = process.env;
const API = 'https://api.partnercenter.microsoft.com/insights/v1/mpn';
const QUERY =
  'SELECT CustomerName, Product, BilledRevenueUSD FROM CustomersAndTenants ORDER BY BilledRevenueUSD LIMIT 20';

const token = await getToken();
const [{ queryId }] = await call('POST', '/ScheduledQueries', { Name: 'Top customers', Query: QUERY });
console.log('query', queryId);
const report = { ReportName: 'Top customers', QueryId: queryId, ExecuteNow: true };
const [{ reportId }] = await call('POST', '/ScheduledReport', report);
console.log('report', reportId);
const file = await fetch(await waitForLink(reportId));
console.log((await file.text()).split('\r\n').slice(0, 5).join('\n'));

async function getToken() {
  const answer = await fetch(`https://login.microsoftonline.com/${TENANT_ID}/oauth2/v2.0/token`, {
    method: 'POST',
    body: new URLSearchParams({
      grant_type: 'client_credentials',
      scope: 'https://api.partnercenter.microsoft.com/.default',
      client_id: CLIENT_ID,
      client_secret: CLIENT_SECRET,
    }),
  });
  const body = await answer.json();
  if (!answer.ok) throw new Error(body.error_description);
  return body.access_token;
}

/** The `value` of the answer; null for 404. */
async function call(method, path, body) {
  const answer = await fetch(API + path, {
    method,
    headers: { Authorization: `Bearer ${token}`, 'Content-Type': 'application/json' },
    body: JSON.stringify(body),
  });
  if (answer.status === 404) return null;
  const { value, message } = await answer.json();
  if (!answer.ok) throw new Error(`${method} ${path}: ${answer.status} ${message}`);
  return value;
}

/** The service says 404 until there is a completed execution. */
async function waitForLink(reportId) {
  for (;;) {
    const executions = await call('GET', `/ScheduledReport/execution/${reportId}`);
    if (executions !== null) return executions[0].reportAccessSecureLink;
    await sleep(60_000);
  }
}
