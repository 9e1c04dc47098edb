import { shifted, spanOf, zoomed, type TimeWindow } from './time-window.ts';

export interface Gestured {
  readonly element: HTMLElement;
  readonly window: () => TimeWindow;
  readonly change: (window: TimeWindow) => void;
}

const WHEEL_ZOOM = 1.0015;

/**
 * Mouse and touch: dragging moves the time, pinching or the wheel with Ctrl zooms, a wheel that goes sideways moves. An upright
 * wheel scrolls the rows, as everywhere. The answer ends that.
 */
export function followGestures({ element, window, change }: Gestured): () => void {
  const pointers = new Map<number, number>();
  const xIn = (clientX: number): number => clientX - element.getBoundingClientRect().left;
  const timeAt = (x: number): number => window().from + (x / element.clientWidth) * spanOf(window());
  const msPerPixel = (): number => spanOf(window()) / element.clientWidth;

  const wheel = (event: WheelEvent): void => {
    const sideways = event.shiftKey && event.deltaX === 0 ? event.deltaY : event.deltaX;
    if (event.ctrlKey || event.metaKey)
      change(zoomed(window(), WHEEL_ZOOM ** event.deltaY, timeAt(xIn(event.clientX))));
    else if (Math.abs(sideways) > Math.abs(event.shiftKey ? 0 : event.deltaY))
      change(shifted(window(), sideways * msPerPixel()));
    else return;
    event.preventDefault();
  };
  const down = (event: PointerEvent): void => {
    pointers.set(event.pointerId, event.clientX);
    element.setPointerCapture(event.pointerId);
  };
  const move = (event: PointerEvent): void => {
    const before = pointers.get(event.pointerId);
    if (before === undefined) return;
    const other = [...pointers].find(([id]) => id !== event.pointerId)?.[1];
    if (other === undefined) change(shifted(window(), (before - event.clientX) * msPerPixel()));
    else pinch(other, before, event.clientX);
    pointers.set(event.pointerId, event.clientX);
  };
  const pinch = (other: number, before: number, after: number): void => {
    const [was, is] = [Math.abs(other - before), Math.abs(other - after)];
    if (was > 10 && is > 10) change(zoomed(window(), was / is, timeAt(xIn((other + after) / 2))));
  };
  const up = (event: PointerEvent): void => {
    pointers.delete(event.pointerId);
  };

  element.addEventListener('wheel', wheel, { passive: false });
  element.addEventListener('pointerdown', down);
  element.addEventListener('pointermove', move);
  element.addEventListener('pointerup', up);
  element.addEventListener('pointercancel', up);
  return () => {
    element.removeEventListener('wheel', wheel);
    element.removeEventListener('pointerdown', down);
    element.removeEventListener('pointermove', move);
    element.removeEventListener('pointerup', up);
    element.removeEventListener('pointercancel', up);
  };
}

/** Null for a key that is none of the chart's. */
export function windowAfterKey(key: string, window: TimeWindow, now: number): TimeWindow | null {
  const step = spanOf(window) / 8;
  const middle = (window.from + window.to) / 2;
  if (key === 'ArrowLeft') return shifted(window, -step);
  if (key === 'ArrowRight') return shifted(window, step);
  if (key === '+' || key === '=') return zoomed(window, 0.5, middle);
  if (key === '-') return zoomed(window, 2, middle);
  if (key === 'Home') return shifted(window, now - middle);
  return null;
}
