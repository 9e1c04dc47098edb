import { useState } from 'preact/hooks';
import { describeBytes, describeDuration, describeTime } from '../describe.ts';
import { StatusBadge } from '../parts/badge.tsx';
import { Button } from '../parts/button.tsx';
import { Table } from '../parts/table.tsx';
import type { Execution, Report } from '../wire.ts';
import { PreviewDialog } from './preview-dialog.tsx';
import { addressOfFile, seenFiles, type SeenFile } from './read-preview.ts';

interface Props {
  readonly report: Report;
  readonly executions: readonly Execution[];
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
          { title: 'Generated', cell: ({ reportGeneratedTime }) => describeTime(reportGeneratedTime) },
          { title: 'Link expires', cell: ({ reportExpiryTime }) => describeTime(reportExpiryTime) },
          { title: 'Format', look: 'narrow', cell: ({ format }) => format.toUpperCase() },
          {
            title: 'Size',
            look: 'number',
            cell: ({ executionId }) => describeSize(seenFiles.value.get(executionId)),
          },
          { title: 'Execution', look: 'code', cell: ({ executionId }) => executionId },
          {
            title: 'File',
            look: 'actions',
            cell: (execution) => <File execution={execution} onShow={setShown} />,
          },
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
