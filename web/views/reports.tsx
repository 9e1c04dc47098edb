import { useState } from 'preact/hooks';
import { Button } from '../parts/button.tsx';
import { Empty } from '../parts/empty.tsx';
import { FailureNote } from '../parts/failure-note.tsx';
import { LoadDemo } from '../reports/load-demo.tsx';
import { QueryDialog } from '../reports/query-dialog.tsx';
import { QueryTable } from '../reports/query-table.tsx';
import { ReportDialog } from '../reports/report-dialog.tsx';
import { ReportTable } from '../reports/report-table.tsx';
import { queries, reports } from '../sandbox.ts';
import type { Report } from '../wire.ts';

/** What is on the schedule, and the queries it runs. */
export function Reports() {
  const [editing, setEditing] = useState<Report | 'new' | null>(null);
  const [isQueryNew, setQueryNew] = useState(false);
  const rows = reports.value.value;
  return (
    <>
      <div class="view-head">
        <h1>Reports</h1>
        <Button look="primary" onClick={() => setEditing('new')}>
          New report
        </Button>
      </div>
      <FailureNote failure={reports.failure.value} />
      {rows?.length === 0 && <NoReports onNew={() => setEditing('new')} />}
      {rows !== null && rows.length > 0 && <ReportTable reports={rows} onEdit={setEditing} />}
      <div class="view-head">
        <h2>Queries</h2>
        <Button onClick={() => setQueryNew(true)}>New query</Button>
      </div>
      <FailureNote failure={queries.failure.value} />
      <QueryTable queries={queries.value.value ?? []} />
      {editing !== null && (
        <ReportDialog report={editing === 'new' ? null : editing} onClose={() => setEditing(null)} />
      )}
      {isQueryNew && <QueryDialog onClose={() => setQueryNew(false)} />}
    </>
  );
}

function NoReports({ onNew }: { readonly onNew: () => void }) {
  return (
    <Empty title="No reports yet">
      <p>
        A report runs a query once or on a schedule. Create one here or with your client, then move the clock.
      </p>
      <div class="row">
        <Button look="primary" onClick={onNew}>
          New report
        </Button>
        <LoadDemo />
      </div>
    </Empty>
  );
}
