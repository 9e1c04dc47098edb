import { useMemo } from 'preact/hooks';
import { nowMs } from '../clock.ts';
import { describeDuration, describeInstant } from '../describe.ts';
import { Button } from '../parts/button.tsx';
import { advanceAndTell, momentAtOrAfter } from '../shell/clock-bar.tsx';
import type { DueMoment, Row } from './timeline-data.ts';

interface Props {
  readonly moments: readonly DueMoment[];
  readonly rows: readonly Row[];
}

/** What the clock comes to next, each to be gone to. */
export function DueNext({ moments, rows }: Props) {
  const names = useMemo(() => new Map(rows.map(({ reportId, name }) => [reportId, name])), [rows]);
  return (
    <section class="due" aria-label="Next due moments">
      <h2>Due next</h2>
      {moments.length === 0 && <p class="soft">Nothing is due: all reports are paused or have ended.</p>}
      <ol>
        {moments.slice(0, MOST).map(({ at, kind, reportId }, index) => (
          <li key={index}>
            <time>{describeInstant(at)}</time>
            <span class="soft">{describeWait(at - (nowMs.value ?? at))}</span>
            <span class="due-what" title={names.get(reportId)}>
              <strong class="name">{names.get(reportId) ?? reportId}</strong> {WHAT_HAPPENS[kind]}
            </span>
            <Button
              label={`Advance to ${describeInstant(at)}`}
              onClick={() => void advanceAndTell({ to: momentAtOrAfter(at) })}
            >
              Go there
            </Button>
          </li>
        ))}
      </ol>
    </section>
  );
}

const MOST = 12;
const WHAT_HAPPENS: Readonly<Record<DueMoment['kind'], string>> = {
  runs: 'begins to run',
  completes: 'completes',
  callback: '– its callback is tried again',
};

function describeWait(ms: number): string {
  return ms < 1 ? 'now' : `in ${describeDuration(ms)}`;
}
