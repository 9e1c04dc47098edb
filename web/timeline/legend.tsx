import type { ComponentChildren } from 'preact';
import type { Palette } from './draw-timeline.ts';

/** What each shape means. The chart takes its colours from here, since only CSS knows the theme. */
export function Legend() {
  return (
    <ul class="legend" id={ID} aria-label="What the shapes mean">
      <Item name="completed" text="Completed">
        <rect x="1" y="2" width="14" height="10" rx="2.5" fill="currentColor" />
      </Item>
      <Item name="running" text="Running">
        <rect
          x="1.5"
          y="2"
          width="13"
          height="10"
          rx="2.5"
          fill="none"
          stroke="currentColor"
          stroke-width="1.6"
        />
        <path d="M3 12 10 2M7 12 14 2" stroke="currentColor" stroke-width="1.6" />
      </Item>
      <Item name="pending" text="Pending">
        <path d="M8 1 14 7 8 13 2 7Z" fill="none" stroke="currentColor" stroke-width="1.8" />
      </Item>
      <Item name="paused" text="Paused">
        <path d="M5 1.5v11M11 1.5v11" stroke="currentColor" stroke-width="3.4" />
      </Item>
      <Item name="now" text="Now">
        <path d="M3 1h10L8 7ZM8 6v8" fill="currentColor" stroke="currentColor" stroke-width="1.6" />
      </Item>
    </ul>
  );
}

const ID = 'timeline-legend';

interface ItemProps {
  readonly name: string;
  readonly text: string;
  readonly children: ComponentChildren;
}

function Item({ name, text, children }: ItemProps) {
  return (
    <li>
      <svg class={`legend-${name}`} width="16" height="14" viewBox="0 0 16 14" aria-hidden="true">
        {children}
      </svg>
      {text}
    </li>
  );
}

/** As the theme that is in force has it. */
export function readPalette(): Palette {
  const legend = document.getElementById(ID);
  const colourOf = (name: string): string => {
    const item = legend?.querySelector(`.legend-${name}`);
    return item ? getComputedStyle(item).color : 'gray';
  };
  const own = legend === null ? null : getComputedStyle(legend);
  return {
    completed: colourOf('completed'),
    running: colourOf('running'),
    pending: colourOf('pending'),
    paused: colourOf('paused'),
    now: colourOf('now'),
    line: own?.borderTopColor ?? 'gray',
    ink: own?.color ?? 'gray',
  };
}
