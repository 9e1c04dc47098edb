import { useState } from 'preact/hooks';
import { describeBytes, describeDuration, describeInstant, describeTime } from '../describe.ts';
import { StatusBadge } from '../parts/badge.tsx';
import { Button } from '../parts/button.tsx';
import { Table } from '../parts/table.tsx';
import { toast } from '../parts/toast.tsx';
import type { Execution, Report } from '../wire.ts';
import type { DatedExecution } from './read-executions.ts';
import { PreviewDialog } from './preview-dialog.tsx';
import { addressOfFile, readPreview, seenFiles, type SeenFile } from './read-preview.ts';

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
          {
            title: 'File',
            look: 'narrow',
            cell: (execution) => <File execution={execution} onShow={setShown} />,
          },
          {
            title: 'Requested',
            look: 'narrow',
            cell: ({ dueAt }) => (dueAt === null ? '' : describeInstant(dueAt)),
          },
          {
            title: 'Generated',
            look: 'narrow',
            cell: ({ reportGeneratedTime }) => describeTime(reportGeneratedTime),
          },
          { title: 'Took', look: 'number', cell: describeRunTime },
          { title: 'Size', look: 'number', cell: (execution) => <Size execution={execution} /> },
          {
            title: 'Link expires',
            look: 'narrow',
            cell: ({ reportExpiryTime }) => describeTime(reportExpiryTime),
          },
          { title: 'Format', look: 'narrow', cell: ({ format }) => format.toUpperCase() },
          { title: 'Execution', look: 'id', cell: ({ executionId }) => executionId },
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
function Size({ execution }: { readonly execution: Execution }) {
  const { executionId, reportAccessSecureLink: link, reportGeneratedTime: time } = execution;
  const file = seenFiles.value.get(executionId);
  if (link === null) return null;
  if (file !== undefined) return <>{describeSize(file)}</>;
  const measure = (): void => {
    readPreview(execution, link).catch((error: unknown) =>
      toast(error instanceof Error ? error.message : String(error), 'bad'),
    );
  };
  return (
    <Button label={`Measure the file of ${describeTime(time)}`} onClick={measure}>
      Measure
    </Button>
  );
}

function describeSize({ bytes, ms }: SeenFile): string {
  const took = `in ${describeDuration(ms)}`;
  return bytes === null ? took : `${describeBytes(bytes)} ${took}`;
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
