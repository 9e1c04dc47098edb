/** A partner's ordinary week: nightly and hourly reports, one that is stuck, a receiver that was down, a client that was throttled. */
export async function playDemoWeek(sandbox) {
  const { clock, faults, url } = sandbox;
  const partner = clientOf(url);
  const inbox = (path) => `${url}/_emulator/inbox/${path}`;

  const seats = await partner.createQuery(
    'Seats by product',
    'SELECT CustomerName, Product, AvailableSeats FROM CustomersAndTenants TIMESPAN LAST_3_MONTHS',
  );
  const revenue = await partner.createQuery(
    'Top customers by revenue',
    'SELECT CustomerName, BilledRevenueUSD FROM CustomersAndTenants ORDER BY BilledRevenueUSD LIMIT 100 TIMESPAN LAST_MONTH',
  );
  const usage = await partner.createQuery(
    'Active users, month by month',
    'SELECT Month, TotalMonthlyActiveUsers FROM OfficeUsage ORDER BY Month ASC TIMESPAN LAST_1_YEAR',
  );

  const daily = { RecurrenceInterval: 24, CallbackMethod: 'POST' };
  await partner.createReport(revenue, {
    ...daily,
    ReportName: 'Nightly revenue',
    StartTime: '2026-03-09T02:00:00Z',
    CallbackUrl: inbox('revenue-ready'),
  });
  await partner.createReport(seats, {
    ...daily,
    ReportName: 'Seats for the CRM',
    StartTime: '2026-03-09T05:30:00Z',
    Format: 'TSV',
    CallbackUrl: inbox('crm/seats'),
  });
  const hourly = await partner.createReport(usage, {
    ReportName: 'Usage dashboard feed',
    StartTime: '2026-03-09T04:00:00Z',
    RecurrenceInterval: 8,
    CallbackUrl: inbox('usage'),
    CallbackMethod: 'GET',
  });
  await partner.createReport(seats, {
    ...daily,
    ReportName: 'Data lake export',
    Description: 'A million rows, which take their time [emulator:slow]',
    StartTime: '2026-03-09T19:00:00Z',
  });
  await partner.createReport(revenue, {
    ReportName: 'Partner scorecard',
    StartTime: '2026-03-10T09:00:00Z',
    RecurrenceInterval: 48,
    RecurrenceCount: 3,
  });
  const paused = await partner.createReport(usage, {
    ...daily,
    ReportName: 'Incentives reconciliation',
    StartTime: '2026-03-09T14:00:00Z',
  });
  await partner.createReport(seats, {
    ReportName: 'Month-end close',
    Description: 'Never comes to an end [emulator:stuck]',
    StartTime: '2026-03-11T12:00:00Z',
    RecurrenceInterval: 168,
  });

  await clock.advanceTo('2026-03-10T01:50:00Z');
  faults.add({ match: { operation: 'ReportReadyCallback' }, effect: { status: 503 }, times: 2 });
  await clock.advanceTo('2026-03-11T08:00:00Z');
  await partner.call('PUT', `ScheduledReport/pause/${paused}`);
  await clock.advanceTo('2026-03-12T12:15:00Z');

  faults.add({
    match: { operation: 'GetReportExecutions' },
    effect: { status: 429, headers: { 'Retry-After': '5' } },
    times: 5,
  });
  faults.add({ match: { operation: 'DownloadReport' }, effect: { slow: 20_000 }, probability: 0.25 });
  await partner.call('GET', 'ScheduledDataset?datasetName=OfficeUsage');
  await partner.call('GET', `ScheduledReport/execution/${hourly}?getLatestExecution=true`);
  await partner.call('GET', `ScheduledReport/execution/${hourly}?getLatestExecution=true`);
  await partner.call('GET', `ScheduledReprot/execution/${hourly}`);
  await partner.call('POST', 'ScheduledQueries', {
    Name: 'Typo',
    Query: 'SELECT CustomerNme FROM CustomersAndTenants',
  });
  await partner.createReport(revenue, { ReportName: 'Board meeting, once', ExecuteNow: true });
  await clock.advance('PT15M');
}

function clientOf(url) {
  async function call(method, path, body) {
    const answer = await fetch(`${url}/insights/v1/mpn/${path}`, {
      method,
      headers: { Authorization: 'Bearer demo', 'Content-Type': 'application/json' },
      ...(body === undefined ? {} : { body: JSON.stringify(body) }),
    });
    return answer.json();
  }
  async function create(path, body, id) {
    const { value, message } = await call('POST', path, body);
    if (value.length === 0) throw new Error(message);
    return value[0][id];
  }
  return {
    call,
    createQuery: (Name, Query) => create('ScheduledQueries', { Name, Query }, 'queryId'),
    createReport: (QueryId, settings) => create('ScheduledReport', { QueryId, ...settings }, 'reportId'),
  };
}
