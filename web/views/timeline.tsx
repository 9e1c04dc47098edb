import { effect, signal } from '@preact/signals';
import { useEffect, useMemo } from 'preact/hooks';
import { nowMs } from '../clock.ts';
import { createResource } from '../live-resource.ts';
import { Button } from '../parts/button.tsx';
import { Empty } from '../parts/empty.tsx';
import { FailureNote } from '../parts/failure-note.tsx';
import { LoadDemo } from '../reports/load-demo.tsx';
import { hrefOf } from '../route.ts';
import { DueNext } from '../timeline/due-next.tsx';
import { Legend } from '../timeline/legend.tsx';
import { TimelineChart } from '../timeline/timeline-chart.tsx';
import { around, shifted, spanOf, SPANS, zoomed, type TimeWindow } from '../timeline/time-window.ts';
import { readTimeline } from '../timeline/timeline-data.ts';

const DAYS = 86_400_000;

/** Reports as rows and executions as bars on the time of the sandbox; it goes along with the clock until it is moved by hand. */
export function Timeline() {
  const { window, isFollowing, data } = useTimeline();
  const read = data.value.value;
  const move = useMemo(
    () => (moved: TimeWindow) => {
      isFollowing.value = false;
      window.value = moved;
    },
    [],
  );
  return (
    <>
      <div class="view-head">
        <h1>Timeline</h1>
        <div class="row" role="group" aria-label="What is in sight">
          {SPANS.map(({ text, ms }) => (
            <Button
              key={text}
              isPressed={Math.abs(spanOf(window.value) - ms) < ms / 100}
              onClick={() => (window.value = centred(window.value, ms))}
            >
              {text}
            </Button>
          ))}
          <Button label="Earlier" onClick={() => move(shifted(window.value, -spanOf(window.value) / 2))}>
            ‹
          </Button>
          <Button isPressed={isFollowing.value} onClick={() => (isFollowing.value = !isFollowing.value)}>
            Follow now
          </Button>
          <Button label="Later" onClick={() => move(shifted(window.value, spanOf(window.value) / 2))}>
            ›
          </Button>
        </div>
      </div>
      <FailureNote failure={data.failure.value} />
      {read?.reports.length === 0 && <Nothing />}
      {read !== null && read.reports.length > 0 && (
        <>
          <Legend />
          <TimelineChart rows={read.reports} window={window} onMove={move} />
          {read.isCut && (
            <p class="note" role="status">
              There are more executions in sight than can be shown: zoom in to see all of them.
            </p>
          )}
          <DueNext moments={read.next} rows={read.reports} />
        </>
      )}
    </>
  );
}

function Nothing() {
  return (
    <Empty title="Nothing is scheduled yet">
      <p>
        Reports appear here as rows, and their executions as bars on the time of the sandbox.{' '}
        <a href={hrefOf('reports')}>Create a report</a>, then move the clock.
      </p>
      <LoadDemo />
    </Empty>
  );
}

/** The window in sight, and what has been read of it and of as much on either side. */
function useTimeline() {
  const timeline = useMemo(() => {
    const window = signal<TimeWindow>(around(nowMs.peek() ?? 0, 7 * DAYS));
    const isFollowing = signal(true);
    let loaded: TimeWindow | null = null;
    const data = createResource(() => {
      loaded = zoomed(window.peek(), 3, (window.peek().from + window.peek().to) / 2);
      return readTimeline(loaded);
    }, ['report', 'execution']);
    const start = (): (() => void) => {
      const stops = [
        data.start(),
        effect(() => {
          if (isFollowing.value && nowMs.value !== null)
            window.value = around(nowMs.value, spanOf(window.peek()));
        }),
        effect(() => {
          const { from, to } = window.value;
          if (loaded !== null && (from < loaded.from || to > loaded.to || spanOf(loaded) > 9 * (to - from)))
            data.reload();
        }),
      ];
      return () => {
        for (const stop of stops) stop();
      };
    };
    return { window, isFollowing, data, start };
  }, []);
  useEffect(timeline.start, []);
  return timeline;
}

function centred(window: TimeWindow, span: number): TimeWindow {
  return zoomed(window, span / spanOf(window), nowIn(window));
}

/** Now where it is in sight, else the middle. */
function nowIn({ from, to }: TimeWindow): number {
  const now = nowMs.value;
  return now !== null && now >= from && now <= to ? now : (from + to) / 2;
}
