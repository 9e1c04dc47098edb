import { Badge } from '../../parts/badge.tsx';
import { Facts } from '../../parts/facts.tsx';
import { Table, type Column } from '../../parts/table.tsx';
import { hrefOf } from '../../route.ts';
import type { DatasetFacts } from '../../wire.ts';
import { Sample } from './sample.tsx';

/** All there is to know about one dataset. */
export function DatasetPage({ dataset }: { readonly dataset: DatasetFacts }) {
  const { name, description, columns, metrics, availableDateRanges } = dataset;
  return (
    <article class="stack dataset" aria-label={name}>
      <div class="view-head">
        <h2>{name}</h2>
        <a class="button primary" href={hrefOf('playground', firstQuery(dataset))}>
          Query it
        </a>
      </div>
      <p>{description}</p>
      <Facts facts={factsOf(dataset)} />
      <h3>
        Columns <span class="soft">{columns.length}</span>
      </h3>
      <Table
        label="Columns"
        columns={columnsFor(COLUMNS, columns)}
        rows={columns}
        keyOf={(column) => column.name}
      />
      {metrics.length > 0 && (
        <>
          <h3>
            Metrics <span class="soft">{metrics.length}</span>
          </h3>
          <Table
            label="Metrics"
            columns={columnsFor(METRICS, metrics)}
            rows={metrics}
            keyOf={(metric) => metric.name}
          />
        </>
      )}
      <h3>Date ranges</h3>
      <p class="row chips">
        {availableDateRanges.map((range) => (
          <code key={range}>{range}</code>
        ))}
      </p>
      <Sample name={name} isMonthly={dataset.dateColumn !== null} />
    </article>
  );
}

type ColumnOf = DatasetFacts['columns'][number];
type MetricOf = DatasetFacts['metrics'][number];

const COLUMNS: readonly Column<ColumnOf>[] = [
  { title: 'Name', look: 'narrow', cell: ({ name }) => <code>{name}</code> },
  { title: 'Type', look: 'narrow', cell: ({ type }) => type },
  { title: 'Sensitivity', look: 'narrow', cell: SensitivityOf },
  { title: 'Meaning', look: 'prose', cell: ({ meaning }) => meaning },
  { title: 'Values', look: 'prose', cell: ValuesOf },
];

const METRICS: readonly Column<MetricOf>[] = [
  { title: 'Name', look: 'narrow', cell: ({ name }) => <code>{name}</code> },
  { title: 'Type', look: 'narrow', cell: ({ type }) => type },
  { title: 'Sensitivity', look: 'narrow', cell: SensitivityOf },
  { title: 'Meaning', look: 'prose', cell: ({ meaning }) => meaning },
];

/** Where nothing is sensitive there is no need to say so in each row. */
function columnsFor<Row extends { readonly sensitive: string | null }>(
  columns: readonly Column<Row>[],
  rows: readonly Row[],
): readonly Column<Row>[] {
  if (rows.some(({ sensitive }) => sensitive !== null)) return columns;
  return columns.filter(({ title }) => title !== 'Sensitivity');
}

/** Why a report viewer sees it blank. */
function SensitivityOf({ sensitive }: { readonly sensitive: string | null }) {
  return sensitive === null ? null : <Badge text={sensitive} tone="neutral" />;
}

function ValuesOf({ allowedValues, exampleValues }: ColumnOf): string {
  const text = (allowedValues ?? exampleValues ?? []).join(', ');
  return allowedValues === null && text !== '' ? `such as ${text}` : text;
}

function factsOf({ dateColumn, refreshDays }: DatasetFacts): [string, string][] {
  if (dateColumn === null) return [['Time', 'It has no date column: a query reads all of it.']];
  return [
    ['Date column', dateColumn],
    ['A month is in', refreshDays === 0 ? 'when it is over' : `${refreshDays} days after its end`],
  ];
}

/** Something to begin with: the first few columns. */
function firstQuery({ name, columns }: DatasetFacts): string {
  const names = columns.slice(0, 6).map((column) => column.name);
  return `SELECT ${names.join(', ')}\nFROM ${name}\nLIMIT 100`;
}
