import { control } from '../../api.ts';
import { useResource } from '../../live-resource.ts';
import { FailureNote } from '../../parts/failure-note.tsx';
import { Table } from '../../parts/table.tsx';
import type { Excerpt } from '../../wire.ts';

type Row = Excerpt['rows'][number];

/** The first rows of the newest month; another month comes with the clock. */
export function Sample({ name, isMonthly }: { readonly name: string; readonly isMonthly: boolean }) {
  const sample = useResource(
    () => control<Excerpt>('GET', `/datasets/${encodeURIComponent(name)}/sample`),
    ['clock'],
    [name],
  );
  const value = sample.value.value;
  return (
    <>
      <h3>Sample</h3>
      <FailureNote failure={sample.failure.value} />
      {value !== null && value.rowCount > 0 && (
        <p class="soft">
          The first {value.rows.length} of {value.rowCount.toLocaleString('en')} rows
          {isMonthly ? ' of the newest month that is in.' : '.'}
        </p>
      )}
      {value?.rows.length === 0 && <p class="soft">No month of it is in yet.</p>}
      {value !== null && value.rows.length > 0 && (
        <Table
          label={`Sample of ${name}`}
          rows={value.rows}
          keyOf={(_, index) => index}
          columns={value.columns.map(({ name: title, type }, at) => ({
            title,
            cell: (row: Row) => String(row[at] ?? ''),
            ...(type === 'integer' || type === 'decimal' ? { look: 'number' as const } : {}),
          }))}
        />
      )}
    </>
  );
}
