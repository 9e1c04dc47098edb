import { useState } from 'preact/hooks';
import { service } from '../api.ts';
import { nowMs } from '../clock.ts';
import { Button } from '../parts/button.tsx';
import { toast } from '../parts/toast.tsx';
import { queries, reports } from '../sandbox.ts';
import type { Query } from '../wire.ts';
import { newReport } from './report-form.ts';

const DEMO_QUERY = {
  Name: 'Customers by market',
  Query:
    'SELECT CustomerName, CustomerMarket, CustomerSegment FROM CustomersAndTenants ORDER BY CustomerName ASC TIMESPAN LAST_MONTH',
};

const DEMO_REPORTS = [
  { ReportName: 'Every six hours', RecurrenceInterval: 6 },
  { ReportName: 'Nightly export', RecurrenceInterval: 24, Format: 'TSV' },
  { ReportName: 'Weekly, four times', RecurrenceInterval: 168, RecurrenceCount: 4 },
  { ReportName: 'Once, now', ExecuteNow: true },
];

export function LoadDemo() {
  const [isLoading, setLoading] = useState(false);
  const load = async (): Promise<void> => {
    setLoading(true);
    await loadDemo();
    setLoading(false);
  };
  return (
    <Button isDisabled={isLoading} onClick={() => void load()}>
      Load a demo
    </Button>
  );
}

/** A query and a report of each kind, made with the same requests a client would send. */
async function loadDemo(): Promise<void> {
  const query = await service<Query>('POST', '/ScheduledQueries', DEMO_QUERY);
  if (!query.ok) return toast(query.failure.message, 'bad');
  const QueryId = query.value[0]?.queryId;
  const { StartTime } = newReport(nowMs.value ?? 0);
  for (const demo of DEMO_REPORTS) {
    const made = await service('POST', '/ScheduledReport', { QueryId, StartTime, ...demo });
    if (!made.ok) return toast(made.failure.message, 'bad');
  }
  queries.reload();
  reports.reload();
  toast('Four reports are there. Now move the clock.');
}
