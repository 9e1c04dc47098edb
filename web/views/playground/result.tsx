import { useState } from 'preact/hooks';
import { describeDuration } from '../../describe.ts';
import { Button } from '../../parts/button.tsx';
import { downloadText } from '../../parts/download-text.ts';
import { Empty } from '../../parts/empty.tsx';
import { Table } from '../../parts/table.tsx';
import type { QueryResult } from '../../wire.ts';
import { ResultChart } from './result-chart.tsx';

/** What came of a query, as a table or as a chart. */
export function Result({ result }: { readonly result: QueryResult }) {
  const [look, setLook] = useState<'table' | 'chart'>('table');
  const { rows } = result;
  return (
    <>
      <div class="view-head">
        <p role="status">{describeResult(result)}</p>
        <div class="row">
          <Button isPressed={look === 'table'} onClick={() => setLook('table')}>
            Table
          </Button>
          <Button isPressed={look === 'chart'} onClick={() => setLook('chart')}>
            Chart
          </Button>
          <Button
            isDisabled={rows.length === 0}
            onClick={() => downloadText('result.csv', 'text/csv', csvOf(result))}
          >
            Rows as CSV
          </Button>
        </div>
      </div>
      {rows.length === 0 ? (
        <Empty title="No row fits">
          <p>
            Conditions may be too narrow, or the months of the TIMESPAN not be in yet: a month’s rows come
            some days after its end.
          </p>
        </Empty>
      ) : look === 'table' ? (
        <Rows result={result} />
      ) : (
        <ResultChart result={result} />
      )}
    </>
  );
}

function describeResult({ rows, rowCount, isCut, ms }: QueryResult): string {
  const count = `${rowCount.toLocaleString('en')} ${rowCount === 1 ? 'row' : 'rows'}`;
  return `${isCut ? `The first ${rows.length.toLocaleString('en')} of ${count}` : count} in ${describeDuration(ms)}.`;
}

type Row = QueryResult['rows'][number];

function Rows({ result: { columns, rows } }: { readonly result: QueryResult }) {
  return (
    <Table
      label="Result"
      rows={rows}
      keyOf={(_, index) => index}
      columns={columns.map(({ name, type }, at) => ({
        // A column may be selected twice.
        title: columns.findIndex((other) => other.name === name) === at ? name : `${name} (${at + 1})`,
        cell: (row: Row) => (row[at] === null ? <span class="soft">blank</span> : String(row[at])),
        ...(type === 'integer' || type === 'decimal' ? { look: 'number' as const } : {}),
      }))}
    />
  );
}

/** As the files of the service are written: RFC 4180, CRLF. */
function csvOf({ columns, rows }: QueryResult): string {
  const lines = [
    columns.map(({ name }) => name),
    ...rows.map((row) => row.map((cell) => String(cell ?? ''))),
  ];
  return lines.map((cells) => `${cells.map(quoted).join(',')}\r\n`).join('');
}

function quoted(text: string): string {
  return /[",\r\n]/.test(text) ? `"${text.replaceAll('"', '""')}"` : text;
}
