import { hrefOf } from '../../route.ts';
import { queries } from '../../sandbox.ts';
import { SAMPLES } from './samples.ts';

/** Queries to start from: samples, those of the system, and one's own. */
export function Starters({ onChoose }: { readonly onChoose: (query: string) => void }) {
  const all = queries.value.value ?? [];
  const own = all.filter(({ type }) => type !== 'system');
  const system = all.filter(({ type }) => type === 'system');
  return (
    <aside class="stack starters" aria-label="Queries to start from">
      <Group title="Samples" queries={SAMPLES} onChoose={onChoose} />
      <Group title="Yours" queries={own} onChoose={onChoose} />
      <Group title="Of the system" queries={system} onChoose={onChoose} />
      <p class="soft">
        What there is to ask for: <a href={hrefOf('data')}>the datasets</a>.
      </p>
    </aside>
  );
}

interface GroupProps {
  readonly title: string;
  readonly queries: readonly { readonly name: string; readonly query: string }[];
  readonly onChoose: (query: string) => void;
}

/** A sandbox may hold 100,000 queries of its own. */
const MOST_LISTED = 50;

function Group({ title, queries: listed, onChoose }: GroupProps) {
  if (listed.length === 0) return null;
  return (
    <section>
      <h2>{title}</h2>
      <ul>
        {listed.slice(-MOST_LISTED).map(({ name, query }, index) => (
          <li key={index}>
            <button type="button" class="starter" title={query} onClick={() => onChoose(query)}>
              {name}
            </button>
          </li>
        ))}
      </ul>
      {listed.length > MOST_LISTED && (
        <p class="soft">
          The last {MOST_LISTED} of {listed.length}.
        </p>
      )}
    </section>
  );
}
