import { shorten } from '../../describe.ts';
import { shortNumber, wholeNumber, type Point } from './chart-points.ts';

interface Props {
  /** The greatest first. */
  readonly points: readonly Point[];
  readonly label: string;
  readonly width: number;
}

const ROW = 26;
/** For the names: as much as a name takes, and less on a phone. */
const LONGEST_NAME = 210;
const RIGHT = 64;
/** About as wide as a letter is. */
const LETTER = 7.2;
const MOST_BARS = 20;

export function BarChart({ points, label, width }: Props) {
  const left = Math.min(LONGEST_NAME, width * 0.4);
  const shown = points.slice(0, MOST_BARS);
  const greatest = Math.max(...shown.map(({ value }) => Math.abs(value)), 1e-9);
  const described = shown.map(({ name, value }) => `${shorten(name, 60)} ${wholeNumber(value)}`).join(', ');
  return (
    <>
      <svg width={width} height={shown.length * ROW} role="img" aria-label={`${label}: ${described}`}>
        {shown.map(({ name, value }, at) => {
          const length = (Math.abs(value) / greatest) * (width - left - RIGHT);
          const middle = at * ROW + ROW / 2;
          return (
            <g key={name}>
              <title>{`${shorten(name, 200)}: ${wholeNumber(value)}`}</title>
              <text class="chart-name" x={left - 10} y={middle} text-anchor="end" dominant-baseline="middle">
                {shorten(name, Math.floor((left - 10) / LETTER))}
              </text>
              <rect
                class={value < 0 ? 'chart-bar below' : 'chart-bar'}
                x={left}
                y={at * ROW + 5}
                width={Math.max(length, 1)}
                height={ROW - 10}
                rx={3}
              />
              <text class="chart-scale" x={left + length + 6} y={middle} dominant-baseline="middle">
                {shortNumber(value)}
              </text>
            </g>
          );
        })}
      </svg>
      {points.length > MOST_BARS && (
        <p class="soft">
          The greatest {MOST_BARS} of {points.length}.
        </p>
      )}
    </>
  );
}
