import type { Row } from './timeline-data.ts';
import { spanOf, ticksOf, type TimeWindow } from './time-window.ts';

/** As the legend has them: the theme is told in CSS. */
export interface Palette {
  readonly completed: string;
  readonly running: string;
  readonly pending: string;
  readonly paused: string;
  readonly line: string;
  readonly ink: string;
  readonly now: string;
}

export interface Scene {
  readonly window: TimeWindow;
  readonly now: number;
  /** Only those in sight. */
  readonly rows: readonly Row[];
  /** Where the first of them begins, below the axis. */
  readonly top: number;
  readonly width: number;
  readonly height: number;
  readonly palette: Palette;
}

export const AXIS_HEIGHT = 28;
export const ROW_HEIGHT = 32;
const BAR_HEIGHT = 14;
/** A run of seconds on an axis of days is seen all the same. */
const LEAST_WIDTH = 6;

/** Draws what is in sight, and nothing else. */
export function drawTimeline(context: CanvasRenderingContext2D, scene: Scene): void {
  const { width, height, rows, top, palette } = scene;
  context.clearRect(0, 0, width, height);
  drawGrid(context, scene);
  context.save();
  context.beginPath();
  context.rect(0, AXIS_HEIGHT, width, height - AXIS_HEIGHT);
  context.clip();
  rows.forEach((row, index) => {
    const middle = AXIS_HEIGHT + top + index * ROW_HEIGHT + ROW_HEIGHT / 2;
    drawBars(context, scene, row, middle);
    context.fillStyle = palette.line;
    context.fillRect(0, Math.round(middle + ROW_HEIGHT / 2) - 1, width, 1);
  });
  context.restore();
  drawNow(context, scene);
}

function drawGrid(context: CanvasRenderingContext2D, scene: Scene): void {
  const { window, width, height, palette } = scene;
  context.font = '12px system-ui, sans-serif';
  context.textBaseline = 'middle';
  for (const { at, text } of ticksOf(window, width)) {
    const x = Math.round(xOf(at, scene));
    context.fillStyle = palette.line;
    context.fillRect(x, AXIS_HEIGHT - 6, 1, height);
    context.fillStyle = palette.ink;
    // Half of it at the edge might be read as another one.
    if (x + 5 + context.measureText(text).width <= width) context.fillText(text, x + 5, AXIS_HEIGHT / 2);
  }
}

function drawNow(context: CanvasRenderingContext2D, scene: Scene): void {
  const x = Math.round(xOf(scene.now, scene));
  if (x < -6 || x > scene.width + 6) return;
  context.fillStyle = scene.palette.now;
  context.fillRect(x - 1, AXIS_HEIGHT - 8, 2, scene.height);
  context.beginPath();
  context.moveTo(x - 6, AXIS_HEIGHT - 9);
  context.lineTo(x + 6, AXIS_HEIGHT - 9);
  context.lineTo(x, AXIS_HEIGHT - 1);
  context.fill();
}

function drawBars(context: CanvasRenderingContext2D, scene: Scene, row: Row, middle: number): void {
  drawCompleted(context, scene, row, middle);
  const shapes = { running: drawRunning, pending: drawPending, paused: drawPaused };
  for (const status of ['running', 'pending', 'paused'] as const) {
    for (const [, dueAt] of row[status]) {
      const x = xOf(dueAt ?? 0, scene);
      const isInSight = x <= scene.width + 20 && (x >= -20 || status === 'running');
      if (isInSight) shapes[status](context, scene, x, middle);
    }
  }
}

/** Filled bars. Those that would overlap become one: there are never more than there are pixels. */
function drawCompleted(
  context: CanvasRenderingContext2D,
  scene: Scene,
  { completed }: Row,
  middle: number,
): void {
  const { window, width, palette } = scene;
  context.fillStyle = palette.completed;
  let left = -Infinity;
  let right = -Infinity;
  const flush = (): void => {
    if (right > 0) roundedBar(context, left, right - left, middle);
  };
  for (let at = firstFrom(completed, window.from - spanOf(window)); at < completed.length; at++) {
    const [, dueAt = 0, completedAt = 0] = completed[at] ?? [];
    const from = xOf(dueAt, scene);
    if (from > width) break;
    const to = Math.max(from + LEAST_WIDTH, xOf(completedAt, scene));
    if (from <= right + 1) {
      right = Math.max(right, to);
      continue;
    }
    flush();
    [left, right] = [from, to];
  }
  flush();
}

function roundedBar(context: CanvasRenderingContext2D, x: number, width: number, middle: number): void {
  context.beginPath();
  context.roundRect(x, middle - BAR_HEIGHT / 2, width, BAR_HEIGHT, 3);
  context.fill();
}

/** An outlined bar with stripes, up to now. */
function drawRunning(context: CanvasRenderingContext2D, scene: Scene, x: number, middle: number): void {
  const left = Math.max(-10, x);
  const right = Math.min(scene.width + 10, Math.max(x + BAR_HEIGHT, xOf(scene.now, scene)));
  if (right < 0) return;
  context.save();
  context.beginPath();
  context.roundRect(left, middle - BAR_HEIGHT / 2, right - left, BAR_HEIGHT, 3);
  context.strokeStyle = scene.palette.running;
  context.lineWidth = 2;
  context.stroke();
  context.clip();
  context.beginPath();
  for (let at = left - BAR_HEIGHT; at < right; at += 6) {
    context.moveTo(at, middle + BAR_HEIGHT / 2);
    context.lineTo(at + BAR_HEIGHT, middle - BAR_HEIGHT / 2);
  }
  context.stroke();
  context.restore();
}

/** A hollow diamond. */
function drawPending(context: CanvasRenderingContext2D, { palette }: Scene, x: number, middle: number): void {
  const half = BAR_HEIGHT / 2;
  context.beginPath();
  context.moveTo(x, middle - half);
  context.lineTo(x + half, middle);
  context.lineTo(x, middle + half);
  context.lineTo(x - half, middle);
  context.closePath();
  context.strokeStyle = palette.pending;
  context.lineWidth = 2;
  context.stroke();
}

/** Two strokes. */
function drawPaused(context: CanvasRenderingContext2D, { palette }: Scene, x: number, middle: number): void {
  context.fillStyle = palette.paused;
  context.fillRect(x - 5, middle - BAR_HEIGHT / 2, 4, BAR_HEIGHT);
  context.fillRect(x + 1, middle - BAR_HEIGHT / 2, 4, BAR_HEIGHT);
}

function xOf(at: number, { window, width }: Scene): number {
  return ((at - window.from) / spanOf(window)) * width;
}

/** The index of the first execution that is due at or after a moment; they are in the order of time. */
export function firstFrom(completed: Row['completed'], moment: number): number {
  let low = 0;
  let high = completed.length;
  while (low < high) {
    const middle = (low + high) >> 1;
    if ((completed[middle]?.[1] ?? 0) < moment) low = middle + 1;
    else high = middle;
  }
  return low;
}
