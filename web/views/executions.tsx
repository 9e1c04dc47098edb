import { useState } from 'preact/hooks';
import { SURFACE } from '../api.ts';
import { ExecutionTable } from '../executions/execution-table.tsx';
import { pathOf, readExecutions } from '../executions/read-executions.ts';
import { useResource } from '../live-resource.ts';
import { CopyAsCurl } from '../parts/copy-as-curl.tsx';
import { Empty } from '../parts/empty.tsx';
import { FailureNote } from '../parts/failure-note.tsx';
import { Field } from '../parts/field.tsx';
import { hrefOf } from '../route.ts';
import { reports } from '../sandbox.ts';
import type { Report } from '../wire.ts';

/** A report's executions and their files; `rest` is the report's id. */
export function Executions({ rest }: { readonly rest: string }) {
  const all = reports.value.value;
  const report = all?.find(({ reportId }) => reportId === rest) ?? all?.[0];
  return (
    <>
      <div class="view-head">
        <h1>Executions</h1>
      </div>
      <FailureNote failure={reports.failure.value} />
      {all?.length === 0 && (
        <Empty title="No executions yet">
          <p>
            Every run of a report is an execution with a file. <a href={hrefOf('reports')}>Create a report</a>{' '}
            first.
          </p>
        </Empty>
      )}
      {all !== null && report !== undefined && <OfReport key={report.reportId} report={report} all={all} />}
    </>
  );
}

const STATUSES = ['Pending', 'Running', 'Paused', 'Completed'];

interface OfReportProps {
  readonly report: Report;
  readonly all: readonly Report[];
}

function OfReport({ report, all }: OfReportProps) {
  const [status, setStatus] = useState('');
  const asked = status === '' ? STATUSES : [status];
  const { value, failure } = useResource(
    () => readExecutions(report.reportId, asked),
    ['execution', 'report'],
    [report.reportId, status],
  );
  const rows = value.value;
  return (
    <>
      <div class="fields">
        <Field
          label="Report"
          value={report.reportId}
          onInput={(id) => location.assign(hrefOf('executions', id))}
          options={all.map(({ reportId, reportName }) => ({ value: reportId, text: reportName }))}
        />
        <Field
          label="Status"
          value={status}
          onInput={setStatus}
          options={[{ value: '', text: 'Any' }, ...STATUSES.map((one) => ({ value: one, text: one }))]}
        />
      </div>
      <FailureNote failure={failure.value} />
      {rows?.length === 0 && (
        <Empty title={status === '' ? 'No executions' : `None is ${status}`}>
          <p>
            {status === ''
              ? 'Move the clock to what happens next.'
              : 'Executions of another status may be there.'}
          </p>
        </Empty>
      )}
      {rows !== null && rows.length > 0 && <ExecutionTable report={report} executions={rows} />}
      <CopyAsCurl request={{ method: 'GET', path: `${SURFACE}${pathOf(report.reportId, asked)}` }} isShown />
    </>
  );
}
