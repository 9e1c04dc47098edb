import { useState } from 'preact/hooks';
import { SURFACE } from '../api.ts';
import { describeTime, quoteName } from '../describe.ts';
import { Badge } from '../parts/badge.tsx';
import { Button } from '../parts/button.tsx';
import { ConfirmDialog } from '../parts/confirm-dialog.tsx';
import { Checkbox } from '../parts/field.tsx';
import { Table } from '../parts/table.tsx';
import { queries as followed } from '../sandbox.ts';
import type { Query } from '../wire.ts';

/** A user's own, and below them those that every sandbox has when they are asked for. */
export function QueryTable({ queries }: { readonly queries: readonly Query[] }) {
  const [withSystem, setWithSystem] = useState(false);
  const [deleting, setDeleting] = useState<Query | null>(null);
  const own = queries.filter(({ type }) => type === 'userDefined');
  const rows = withSystem ? [...own, ...queries.filter(({ type }) => type === 'system')] : own;
  return (
    <>
      <div class="row">
        <Checkbox label="Show the system queries, too" isChecked={withSystem} onChange={setWithSystem} />
      </div>
      {rows.length === 0 && <p class="soft">None of your own yet. Reports can run a system query as well.</p>}
      {rows.length > 0 && (
        <Table
          label="Queries"
          rows={rows}
          keyOf={({ queryId }) => queryId}
          columns={[
            { title: 'Name', cell: ({ name }) => name },
            { title: 'Query', look: 'code', cell: ({ query }) => query },
            {
              title: 'Created',
              look: 'narrow',
              cell: ({ type, createdTime }) =>
                type === 'system' ? <Badge text="System" tone="neutral" /> : describeTime(createdTime),
            },
            {
              title: 'Actions',
              look: 'actions',
              cell: (query) =>
                query.type === 'userDefined' && (
                  <Button label={`Delete ${query.name}`} onClick={() => setDeleting(query)}>
                    Delete
                  </Button>
                ),
            },
          ]}
        />
      )}
      {deleting !== null && (
        <ConfirmDialog
          title="Delete query"
          text={`Reports that run ${quoteName(deleting.name)} go on: they keep its text.`}
          action="Delete"
          request={{ method: 'DELETE', path: `${SURFACE}/ScheduledQueries/${deleting.queryId}` }}
          onDone={followed.reload}
          onClose={() => setDeleting(null)}
        />
      )}
    </>
  );
}
