import { useEffect, useState } from 'preact/hooks';
import { describeBytes, describeDuration } from '../describe.ts';
import { Dialog } from '../parts/dialog.tsx';
import { Table } from '../parts/table.tsx';
import type { Execution } from '../wire.ts';
import { addressOfFile, readPreview, type Preview } from './read-preview.ts';

interface Props {
  readonly execution: Execution;
  readonly link: string;
  readonly title: string;
  readonly onClose: () => void;
}

/** The first rows of a file. Every value is text, whatever it looks like. */
export function PreviewDialog({ execution, link, title, onClose }: Props) {
  const [preview, setPreview] = useState<Preview | null>(null);
  const [problem, setProblem] = useState<string | null>(null);
  useEffect(() => {
    readPreview(execution, link).then(setPreview, (error: unknown) => {
      setProblem(error instanceof Error ? error.message : String(error));
    });
  }, [execution.executionId]);
  return (
    <Dialog title={title} onClose={onClose} isWide>
      {problem !== null && (
        <div class="failure" role="alert">
          <p>{problem}</p>
        </div>
      )}
      {preview === null && problem === null && <p role="status">Reading the file…</p>}
      {preview !== null && <Rows preview={preview} />}
      <footer>
        {preview !== null && <span class="note">{describeFile(preview)}</span>}
        <a class="button primary" href={addressOfFile(link)} download>
          Download
        </a>
      </footer>
    </Dialog>
  );
}

function Rows({ preview: { header, rows } }: { readonly preview: Preview }) {
  if (rows.length === 0) return <p>The file has a header and no rows: {header.join(', ')}</p>;
  return (
    <Table
      label="First rows"
      rows={rows}
      keyOf={(_, index) => index}
      columns={header.map((title, at) => ({ title, cell: (row: readonly string[]) => row[at] ?? '' }))}
    />
  );
}

function describeFile({ rows, isCut, bytes, isCompressed, ms }: Preview): string {
  const parts = [isCut ? `The first ${rows.length} rows` : `All ${rows.length} rows`];
  if (bytes !== null) parts.push(`${describeBytes(bytes)}${isCompressed ? ' compressed' : ''}`);
  parts.push(`answered after ${describeDuration(ms)}`);
  return parts.join(' · ');
}
