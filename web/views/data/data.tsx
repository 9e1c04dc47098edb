import { useEffect, useState } from 'preact/hooks';
import { datasets } from '../../datasets.ts';
import { Empty } from '../../parts/empty.tsx';
import { FailureNote } from '../../parts/failure-note.tsx';
import { Field } from '../../parts/field.tsx';
import { hrefOf } from '../../route.ts';
import type { DatasetFacts } from '../../wire.ts';
import { DatasetPage } from './dataset-page.tsx';

/** The datasets, and what is in each. `rest` of the address names one. */
export function Data({ rest }: { readonly rest: string }) {
  useEffect(datasets.start, []);
  const [text, setText] = useState('');
  const all = datasets.value.value;
  const found = (all ?? []).filter((dataset) => holds(dataset, text.trim().toLowerCase()));
  const shown = all?.find(({ name }) => name === rest) ?? (rest === '' ? found[0] : undefined);
  return (
    <>
      <h1>Data</h1>
      <FailureNote failure={datasets.failure.value} />
      <div class="browser">
        <aside class="stack" aria-label="Datasets">
          <Field
            label="Find"
            type="search"
            value={text}
            onInput={setText}
            placeholder="a dataset or a column"
          />
          <ul class="picks">
            {found.map(({ name }) => (
              <li key={name}>
                <a href={hrefOf('data', name)} {...(name === shown?.name ? { 'aria-current': 'true' } : {})}>
                  {name}
                </a>
              </li>
            ))}
          </ul>
          {all !== null && found.length === 0 && <p class="soft">No dataset has that in it.</p>}
        </aside>
        {shown !== undefined && <DatasetPage key={shown.name} dataset={shown} />}
        {shown === undefined && rest !== '' && all !== null && (
          <Empty title="There is no such dataset">
            <p>Choose one of the list.</p>
          </Empty>
        )}
      </div>
    </>
  );
}

function holds({ name, columns, metrics }: DatasetFacts, text: string): boolean {
  return [name, ...columns.map((one) => one.name), ...metrics.map((one) => one.name)].some((word) =>
    word.toLowerCase().includes(text),
  );
}
