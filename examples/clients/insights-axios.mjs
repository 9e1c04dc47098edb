/**
 * A report of the Partner Center Insights API, with axios:
 *
 *     TENANT_ID=… CLIENT_ID=… CLIENT_SECRET=… node insights-axios.mjs
 *
 * It knows nothing of an emulator. To run it against one:
 *
 *     insights-emulator exec -- node insights-axios.mjs
 */
import { setTimeout as sleep } from 'node:timers/promises';
import axios from 'axios';

const { TENANT_ID, CLIENT_ID, CLIENT_SECRET } = process.env;
const QUERY =
  'SELECT CustomerName, Product, BilledRevenueUSD FROM CustomersAndTenants ORDER BY BilledRevenueUSD LIMIT 20';

const login = await axios.post(
  `https://login.microsoftonline.com/${TENANT_ID}/oauth2/token`,
  new URLSearchParams({
    grant_type: 'client_credentials',
    resource: 'https://api.partnercenter.microsoft.com',
    client_id: CLIENT_ID,
    client_secret: CLIENT_SECRET,
  }),
);
const api = axios.create({
  baseURL: 'https://api.partnercenter.microsoft.com/insights/v1/mpn',
  headers: { Authorization: `Bearer ${login.data.access_token}` },
});

const query = await api.post('/ScheduledQueries', { Name: 'Top customers', Query: QUERY });
const [{ queryId }] = query.data.value;
console.log('query', queryId);
const report = await api.post('/ScheduledReport', {
  ReportName: 'Top customers',
  QueryId: queryId,
  ExecuteNow: true,
});
const [{ reportId }] = report.data.value;
console.log('report', reportId);
const file = await axios.get(await waitForLink());
console.log(file.data.split('\r\n').slice(0, 5).join('\n'));

/** The service says 404 until there is a completed execution. */
async function waitForLink() {
  const validateStatus = (status) => status === 200 || status === 404;
  for (;;) {
    const answer = await api.get(`/ScheduledReport/execution/${reportId}`, { validateStatus });
    if (answer.status === 200) return answer.data.value[0].reportAccessSecureLink;
    await sleep(60_000);
  }
}
