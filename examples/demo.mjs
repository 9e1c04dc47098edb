/**
 * The seven steps of Microsoft's page "Programmatic access paradigm", played against an emulator on a free port, with a receiver for
 * the callback. The report is due tomorrow: the emulator's clock is told that it is tomorrow.
 *
 *     npm run demo
 */
import { createServer } from 'node:http';
import { startEmulator } from 'partner-center-insights-emulator';

const receiver = await receiveCallbacks();
// The moment at which the page's own example was played.
const emulator = await startEmulator({ port: 0, clock: { mode: 'frozen', now: '2021-03-30T12:52:39Z' } });
const { clock } = emulator.sandbox('default');
const api = `${emulator.url}/insights/v1/mpn`;

try {
  await play();
} finally {
  await emulator.close();
  receiver.close();
}

async function play() {
  say(`Emulator on ${emulator.url}, where it is ${clock.get().now}. Receiver on ${receiver.url}.`);

  step(1, 'Say which columns the report is to have');
  const query = await call('POST', '/ScheduledQueries', {
    Name: 'CustomersRevenueQuery',
    Description: 'Query to get top 10 customers by revenue for last month',
    Query:
      'SELECT CustomerName, Product, BilledRevenueUSD FROM CustomersAndTenants ORDER BY BilledRevenueUSD LIMIT 10 TIMESPAN LAST_MONTH',
  });

  step(2, 'The answer has the id of the query');
  show(query, ['queryId', 'type', 'createdTime']);

  step(3, 'Have it run every day from tomorrow on, and be called when a file is ready');
  const report = await call('POST', '/ScheduledReport', {
    ReportName: 'Top10_CustomersReport',
    Description: 'Top 10 customers by revenue for last month',
    QueryId: query.queryId,
    StartTime: '2021-03-31T18:41:00Z',
    RecurrenceInterval: 24,
    RecurrenceCount: 100,
    Format: 'CSV',
    CallbackUrl: `${receiver.url}/callback`,
    CallbackMethod: 'GET',
  });

  step(4, 'The answer has the id of the report');
  show(report, ['reportId', 'reportStatus', 'startTime']);

  step(5, 'Be called when the file is ready');
  say('(The clock is moved to a few seconds after the start time.)');
  await clock.advanceTo('2021-03-31T18:41:05Z');
  const [callback] = receiver.received;
  if (callback === undefined) throw new Error('No callback has come');
  say(`<- ${callback}`);

  step(6, 'Ask for the execution');
  const execution = await call('GET', `/ScheduledReport/execution/${report.reportId}`);

  step(7, 'Download the file by the link in the answer');
  show(execution, ['executionStatus', 'reportGeneratedTime', 'reportExpiryTime', 'reportAccessSecureLink']);
  const file = await fetch(execution.reportAccessSecureLink);
  say(`-> GET ${new URL(file.url).pathname}`);
  say(`<- ${file.status} ${file.headers.get('content-type')}, ${file.headers.get('content-length')} bytes`);
  say('');
  for (const line of tableOf(readCsv(await file.text()))) say(line);
}

/** Calls the service and answers with the first item of its answer. */
async function call(method, path, body) {
  say(`-> ${method} ${path}`);
  if (body !== undefined) show(body, Object.keys(body));
  const answer = await fetch(api + path, {
    method,
    headers: { Authorization: 'Bearer any-token-will-do', 'Content-Type': 'application/json' },
    ...(body === undefined ? {} : { body: JSON.stringify(body) }),
  });
  const { value, message, totalCount } = await answer.json();
  say(`<- ${answer.status} ${message ?? ''}`.trimEnd());
  if (!answer.ok || totalCount === 0) throw new Error(`${method} ${path}: ${message}`);
  return value[0];
}

/** A partner's own web server, to which the service sends word. */
async function receiveCallbacks() {
  const received = [];
  const server = createServer((request, response) => {
    received.push(`${request.method} ${request.url}`);
    response.end();
  });
  await new Promise((resolve) => server.listen(0, '127.0.0.1', resolve));
  return {
    url: `http://127.0.0.1:${server.address().port}`,
    received,
    close: () => server.close().closeAllConnections(),
  };
}

/** Rows of fields: quoted ones may hold commas, line ends and doubled quotes. */
function readCsv(text) {
  const rows = [[]];
  for (const [, quoted, plain, end] of text.matchAll(/(?:"((?:[^"]|"")*)"|([^",\r\n]*))(,|\r\n|$)/g)) {
    rows.at(-1).push(quoted?.replaceAll('""', '"') ?? plain);
    if (end === '\r\n') rows.push([]);
  }
  return rows.filter((row) => row.length > 1);
}

function tableOf([header, ...rows]) {
  const cells = [header, ...rows.map(([name, product, revenue]) => [name, product, dollars(revenue)])];
  const width = (column) => Math.max(...cells.map((row) => [...row[column]].length));
  const line = ([name, product, revenue]) =>
    `${name.padEnd(width(0))}  ${product.padEnd(width(1))}  ${revenue.padStart(width(2))}`;
  const rule = `${[0, 1, 2].map((column) => '-'.repeat(width(column))).join('  ')}`;
  return [line(cells[0]), rule, ...cells.slice(1).map(line)];
}

function dollars(text) {
  return Number(text).toLocaleString('en-US', { minimumFractionDigits: 2 });
}

function step(number, title) {
  console.log(`\n${number}. ${title}`);
}

function say(text) {
  console.log(text === '' ? '' : `   ${text}`);
}

function show(item, names) {
  for (const name of names) say(`     ${name}: ${item[name]}`);
}
