import { useLayoutEffect, useRef, useState } from 'preact/hooks';
import type { Signal } from '@preact/signals';
import { nowMs } from '../clock.ts';
import { useSize } from '../parts/use-size.ts';
import { hrefOf } from '../route.ts';
import { theme } from '../theme.ts';
import { AXIS_HEIGHT, drawTimeline, ROW_HEIGHT } from './draw-timeline.ts';
import { followGestures, windowAfterKey } from './gestures.ts';
import { readPalette } from './legend.tsx';
import type { TimeWindow } from './time-window.ts';
import type { Row } from './timeline-data.ts';

interface Props {
  readonly rows: readonly Row[];
  readonly window: Signal<TimeWindow>;
  /** The window was moved by hand. */
  readonly onMove: (window: TimeWindow) => void;
}

/** Names on the left, bars on the right; only the rows in sight are there. */
export function TimelineChart({ rows, window, onMove }: Props) {
  const scroller = useRef<HTMLDivElement>(null);
  const pane = useRef<HTMLDivElement>(null);
  const canvas = useRef<HTMLCanvasElement>(null);
  const [scrolled, setScrolled] = useState(0);
  const { width, height } = useSize(pane);
  const first = Math.max(0, Math.min(Math.floor(scrolled / ROW_HEIGHT), rows.length - 1));
  const seen = rows.slice(first, first + Math.ceil(Math.max(0, height - AXIS_HEIGHT) / ROW_HEIGHT) + 1);
  const top = first * ROW_HEIGHT - scrolled;

  useLayoutEffect(() => {
    if (pane.current === null) return;
    return followGestures({ element: pane.current, window: () => window.value, change: onMove });
  }, [onMove]);
  useLayoutEffect(() => {
    let frame = 0;
    const draw = (): void => {
      if (canvas.current === null || width === 0) return;
      const context = prepared(canvas.current, width, height);
      const now = nowMs.peek() ?? 0;
      if (context !== null)
        drawTimeline(context, {
          window: window.peek(),
          now,
          rows: seen,
          top,
          width,
          height,
          palette: readPalette(),
        });
    };
    const drawSoon = (): void => {
      cancelAnimationFrame(frame);
      frame = requestAnimationFrame(draw);
    };
    const stops = [window.subscribe(drawSoon), nowMs.subscribe(drawSoon), theme.subscribe(drawSoon)];
    const dark = matchMedia('(prefers-color-scheme: dark)');
    dark.addEventListener('change', draw);
    return () => {
      for (const stop of stops) stop();
      cancelAnimationFrame(frame);
      dark.removeEventListener('change', draw);
    };
  });

  return (
    <div
      class="timeline"
      ref={scroller}
      tabIndex={0}
      role="group"
      aria-label="Timeline of executions. The arrow keys left and right move it, plus and minus zoom, Home goes to now."
      onScroll={(event) => setScrolled(event.currentTarget.scrollTop)}
      onKeyDown={(event) => {
        if (event.target !== event.currentTarget) return;
        const moved = windowAfterKey(event.key, window.value, nowMs.value ?? 0);
        if (moved === null) return;
        event.preventDefault();
        onMove(moved);
      }}
    >
      <div class="timeline-rows" style={{ height: `${rows.length * ROW_HEIGHT + AXIS_HEIGHT}px` }}>
        <div class="timeline-sight">
          <ul class="timeline-names" aria-label="Reports">
            {seen.map(({ reportId, name, status }, index) => (
              <li key={reportId} style={{ top: `${AXIS_HEIGHT + top + index * ROW_HEIGHT}px` }}>
                <a href={hrefOf('executions', reportId)} title={`${name} (${status})`}>
                  {name}
                </a>
              </li>
            ))}
          </ul>
          <div class="timeline-pane" ref={pane}>
            <canvas ref={canvas} aria-hidden="true" />
          </div>
        </div>
      </div>
    </div>
  );
}

/** Sharp on any screen. */
function prepared(canvas: HTMLCanvasElement, width: number, height: number): CanvasRenderingContext2D | null {
  const ratio = devicePixelRatio;
  const [across, down] = [Math.round(width * ratio), Math.round(height * ratio)];
  if (canvas.width !== across || canvas.height !== down) {
    canvas.width = across;
    canvas.height = down;
    canvas.style.width = `${width}px`;
    canvas.style.height = `${height}px`;
  }
  const context = canvas.getContext('2d');
  context?.setTransform(ratio, 0, 0, ratio, 0, 0);
  return context;
}
