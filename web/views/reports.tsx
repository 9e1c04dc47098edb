import { describeTime } from '../describe.ts';
import { StatusBadge } from '../parts/badge.tsx';
import { Empty } from '../parts/empty.tsx';
import { FailureNote } from '../parts/failure-note.tsx';
import { Table } from '../parts/table.tsx';
import { reports } from '../sandbox.ts';

export function Reports() {
  const rows = reports.value.value;
  return (
    <>
      <h1>Reports</h1>
      <FailureNote failure={reports.failure.value} />
      {rows?.length === 0 && <Empty title="There are no reports yet" />}
      {rows !== null && rows.length > 0 && (
        <Table
          label="Reports"
          rows={rows}
          keyOf={({ reportId }) => reportId}
          columns={[
            { title: 'Name', cell: ({ reportName }) => reportName },
            { title: 'Status', cell: ({ reportStatus }) => <StatusBadge status={reportStatus} /> },
            { title: 'Start', cell: ({ startTime }) => describeTime(startTime) },
          ]}
        />
      )}
    </>
  );
}
