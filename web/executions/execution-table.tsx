import { useState } from 'preact/hooks';
import { describeBytes, describeDuration, describeInstant, describeTime } from '../describe.ts';
import { StatusBadge } from '../parts/badge.tsx';
import { Button } from '../parts/button.tsx';
import { Table } from '../parts/table.tsx';
import type { Execution, Report } from '../wire.ts';
import type { DatedExecution } from './read-executions.ts';
import { PreviewDialog } from './preview-dialog.tsx';
import { addressOfFile, seenFiles, type SeenFile } from './read-preview.ts';

interface Props {
  readonly report: Report;
  readonly executions: readonly DatedExecution[];
}

export function ExecutionTable({ report, executions }: Props) {
  const [shown, setShown] = useState<Execution | null>(null);
  const link = shown?.reportAccessSecureLink ?? null;
  return (
    <>
      <Table
        label={`Executions of ${report.reportName}`}
        rows={executions}
        keyOf={({ executionId }) => executionId}
        columns={[
          {
            title: 'Status',
            look: 'narrow',
            cell: ({ executionStatus }) => <StatusBadge status={executionStatus} />,
          },
          { title: 'Requested', cell: ({ dueAt }) => (dueAt === null ? '' : describeInstant(dueAt)) },
          { title: 'Generated', cell: ({ reportGeneratedTime }) => describeTime(reportGeneratedTime) },
          {
            title: 'File',
            look: 'narrow',
            cell: (execution) => <File execution={execution} onShow={setShown} />,
          },
          { title: 'Took', look: 'number', cell: describeRunTime },
          { title: 'Link expires', cell: ({ reportExpiryTime }) => describeTime(reportExpiryTime) },
          { title: 'Format', look: 'narrow', cell: ({ format }) => format.toUpperCase() },
          {
            title: 'Size',
            look: 'number',
            cell: ({ executionId }) => describeSize(seenFiles.value.get(executionId)),
          },
          { title: 'Execution', look: 'code', cell: ({ executionId }) => executionId },
        ]}
      />
      {shown !== null && link !== null && (
        <PreviewDialog
          execution={shown}
          link={link}
          title={`${report.reportName}, ${describeTime(shown.reportGeneratedTime)}`}
          onClose={() => setShown(null)}
        />
      )}
    </>
  );
}

function describeRunTime({ dueAt, reportGeneratedTime }: DatedExecution): string {
  if (dueAt === null || reportGeneratedTime === null) return '';
  return describeDuration(Date.parse(reportGeneratedTime) - dueAt);
}

/** Known once the file has been looked at: it is made only when it is asked for. */
function describeSize(file: SeenFile | undefined): string {
  if (file === undefined) return '';
  const took = `in ${describeDuration(file.ms)}`;
  return file.bytes === null ? took : `${describeBytes(file.bytes)} ${took}`;
}

interface FileProps {
  readonly execution: Execution;
  readonly onShow: (execution: Execution) => void;
}

function File({ execution, onShow }: FileProps) {
  const { reportAccessSecureLink: link, reportGeneratedTime: time } = execution;
  if (link === null) return null;
  return (
    <>
      <Button label={`Preview the file of ${describeTime(time)}`} onClick={() => onShow(execution)}>
        Preview
      </Button>
      <a
        class="button"
        href={addressOfFile(link)}
        download
        aria-label={`Download the file of ${describeTime(time)}`}
      >
        Download
      </a>
    </>
  );
}
