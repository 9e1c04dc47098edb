import { place } from '../../place.ts';
import { sandboxes } from '../../sandbox.ts';
import { ExportPanel } from './export-panel.tsx';
import { ImportPanel } from './import-panel.tsx';
import { ResetPanel } from './reset-panel.tsx';

/** The sandbox as a whole: out as a file, in from one, back to its start. */
export function State() {
  const here = sandboxes.value.value?.find(({ name }) => name === place.sandbox);
  return (
    <>
      <h1>State</h1>
      {here !== undefined && (
        <p class="soft">
          The sandbox <strong class="name">{place.sandbox}</strong> holds{' '}
          {counted(here.queries, 'query', 'queries')} and {counted(here.reports, 'report', 'reports')} of its
          own, over the data of {here.customers} customers with seed {here.seed}.
        </p>
      )}
      <div class="panels">
        <ExportPanel />
        <ImportPanel />
        <ResetPanel />
      </div>
    </>
  );
}

function counted(count: number, one: string, many: string): string {
  return `${count} ${count === 1 ? one : many}`;
}
