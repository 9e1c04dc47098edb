import { Field } from '../../parts/field.tsx';
import type { JournalEntry } from '../../wire.ts';
import { statusClass, type RequestFilter } from './request-filter.ts';

interface Props {
  /** What there is to choose from. */
  readonly entries: readonly JournalEntry[];
  readonly filter: RequestFilter;
  readonly onChange: (filter: RequestFilter) => void;
}

export function Filters({ entries, filter, onChange }: Props) {
  const set = (name: keyof RequestFilter) => (value: string) => onChange({ ...filter, [name]: value });
  const choice = (label: string, name: Exclude<keyof RequestFilter, 'text'>, values: readonly string[]) => (
    <Field label={label} value={filter[name]} onInput={set(name)} options={optionsOf(values, filter[name])} />
  );
  return (
    <div class="fields filters" role="search">
      {choice(
        'Operation',
        'operation',
        entries.map(({ operation }) => operation),
      )}
      {choice(
        'Method',
        'method',
        entries.map(({ method }) => method),
      )}
      {choice(
        'Status',
        'status',
        entries.map(({ status }) => statusClass(status)),
      )}
      <Field
        label="Text"
        type="search"
        value={filter.text}
        onInput={set('text')}
        placeholder="path, body or id"
      />
    </div>
  );
}

/** What is chosen stays to be seen, also when the last entry of its kind has gone. */
function optionsOf(values: readonly string[], chosen: string): { value: string; text: string }[] {
  const known = new Set(chosen === '' ? values : [...values, chosen]);
  return [{ value: '', text: 'all' }, ...[...known].toSorted().map((value) => ({ value, text: value }))];
}
