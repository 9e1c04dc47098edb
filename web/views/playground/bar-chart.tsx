import { shorten } from '../../describe.ts';
import { shortNumber, wholeNumber, type Point } from './chart-points.ts';

interface Props {
  /** The greatest first. */
  readonly points: readonly Point[];
  readonly label: string;
}

const WIDTH = 720;
const ROW = 26;
const LEFT = 210;
const RIGHT = 64;
const MOST_BARS = 20;

export function BarChart({ points, label }: Props) {
  const shown = points.slice(0, MOST_BARS);
  const greatest = Math.max(...shown.map(({ value }) => Math.abs(value)), 1e-9);
  const described = shown.map(({ name, value }) => `${shorten(name, 60)} ${wholeNumber(value)}`).join(', ');
  return (
    <>
      <svg viewBox={`0 0 ${WIDTH} ${shown.length * ROW}`} role="img" aria-label={`${label}: ${described}`}>
        {shown.map(({ name, value }, at) => {
          const width = (Math.abs(value) / greatest) * (WIDTH - LEFT - RIGHT);
          const middle = at * ROW + ROW / 2;
          return (
            <g key={name}>
              <title>{`${shorten(name, 200)}: ${wholeNumber(value)}`}</title>
              <text class="chart-name" x={LEFT - 10} y={middle} text-anchor="end" dominant-baseline="middle">
                {shorten(name, 28)}
              </text>
              <rect
                class={value < 0 ? 'chart-bar below' : 'chart-bar'}
                x={LEFT}
                y={at * ROW + 5}
                width={Math.max(width, 1)}
                height={ROW - 10}
                rx={3}
              />
              <text class="chart-scale" x={LEFT + width + 6} y={middle} dominant-baseline="middle">
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
