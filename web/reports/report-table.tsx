import { useState } from 'preact/hooks';
import { control, send, SURFACE, type HttpRequest } from '../api.ts';
import { describeTime, quoteName } from '../describe.ts';
import { StatusBadge } from '../parts/badge.tsx';
import { Button } from '../parts/button.tsx';
import { ConfirmDialog } from '../parts/confirm-dialog.tsx';
import { Table } from '../parts/table.tsx';
import { toast } from '../parts/toast.tsx';
import { withinSandbox } from '../place.ts';
import { hrefOf } from '../route.ts';
import { reports as followed } from '../sandbox.ts';
import type { Report } from '../wire.ts';

interface Props {
  readonly reports: readonly Report[];
  readonly onEdit: (report: Report) => void;
}

export function ReportTable({ reports, onEdit }: Props) {
  const [deleting, setDeleting] = useState<Report | null>(null);
  return (
    <>
      <Table
        label="Reports"
        rows={reports}
        keyOf={({ reportId }) => reportId}
        columns={[
          {
            title: 'Name',
            cell: ({ reportName, reportId }) => (
              <a href={hrefOf('executions', reportId)} title={reportName}>
                {reportName}
              </a>
            ),
          },
          {
            title: 'Status',
            look: 'narrow',
            cell: ({ reportStatus }) => <StatusBadge status={reportStatus} />,
          },
          { title: 'Schedule', look: 'narrow', cell: describeSchedule },
          { title: 'Starts', look: 'narrow', cell: ({ startTime }) => describeTime(startTime) },
          {
            title: 'Callback',
            look: 'short',
            cell: ({ callbackUrl }) => (
              <span title={callbackUrl ?? ''}>{shortAddress(callbackUrl ?? '')}</span>
            ),
          },
          {
            title: 'Actions',
            look: 'actions',
            cell: (report) => <Actions report={report} onEdit={onEdit} onDelete={setDeleting} />,
          },
        ]}
      />
      {deleting !== null && (
        <ConfirmDialog
          title="Delete report"
          text={`${quoteName(deleting.reportName)} goes with its executions and their files.`}
          action="Delete"
          request={reportRequest('DELETE', deleting)}
          onDone={followed.reload}
          onClose={() => setDeleting(null)}
        />
      )}
    </>
  );
}

interface ActionsProps {
  readonly report: Report;
  readonly onEdit: (report: Report) => void;
  readonly onDelete: (report: Report) => void;
}

function Actions({ report, onEdit, onDelete }: ActionsProps) {
  const { reportName, reportStatus, executeNow } = report;
  const isPaused = reportStatus === 'Paused';
  return (
    <>
      <Button label={`Run now: ${reportName}`} onClick={() => void runNow(report)}>
        Run now
      </Button>
      {!executeNow && reportStatus !== 'Inactive' && (
        <Button
          label={`${isPaused ? 'Resume' : 'Pause'} ${reportName}`}
          onClick={() => void change(reportRequest('PUT', report, isPaused ? 'resume/' : 'pause/'))}
        >
          {isPaused ? 'Resume' : 'Pause'}
        </Button>
      )}
      {!executeNow && (
        <Button label={`Update ${reportName}`} onClick={() => onEdit(report)}>
          Update
        </Button>
      )}
      <Button label={`Delete ${reportName}`} onClick={() => onDelete(report)}>
        Delete
      </Button>
    </>
  );
}

function reportRequest(method: string, { reportId }: Report, verb = ''): HttpRequest {
  return { method, path: `${SURFACE}/ScheduledReport/${verb}${reportId}` };
}

async function change(request: HttpRequest): Promise<void> {
  const answer = await send(request);
  if (!answer.ok) toast(answer.failure.message, 'bad');
  followed.reload();
}

async function runNow({ reportId, reportName }: Report): Promise<void> {
  const answer = await control('POST', `/reports/${reportId}/run`);
  if (answer.ok) toast(`${quoteName(reportName)} runs once more. A clock that stands has to be moved.`);
  else toast(answer.failure.message, 'bad');
}

/** There is little room, and most that are shown here begin alike: with the emulator's own receiver. */
function shortAddress(address: string): string {
  return withinSandbox(address).replace(/^\/_emulator\//, '');
}

export function describeSchedule({ executeNow, recurrenceInterval, recurrenceCount }: Report): string {
  if (executeNow) return 'Once';
  const days = recurrenceInterval / 24;
  const every = Number.isInteger(days)
    ? days === 1
      ? 'Daily'
      : `Every ${days} days`
    : `Every ${recurrenceInterval} h`;
  return recurrenceCount === null ? every : `${every}, ${recurrenceCount} times`;
}
