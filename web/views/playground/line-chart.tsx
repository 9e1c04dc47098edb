import { roundedUp, shortNumber, wholeNumber, type Point } from './chart-points.ts';

interface Props {
  /** In the order of time. */
  readonly points: readonly Point[];
  readonly label: string;
  readonly width: number;
}

const HEIGHT = 260;
const LEFT = 56;
/** Half the name of the last month. */
const RIGHT = 28;
const TOP = 12;
const BOTTOM = 30;
const NAME = 72;

export function LineChart({ points, label, width }: Props) {
  const top = roundedUp(Math.max(...points.map(({ value }) => value)));
  const low = Math.min(0, ...points.map(({ value }) => value));
  const x = (at: number): number =>
    LEFT + (points.length === 1 ? 0.5 : at / (points.length - 1)) * (width - LEFT - RIGHT);
  const y = (value: number): number => TOP + ((top - value) / (top - low)) * (HEIGHT - TOP - BOTTOM);
  const line = points.map(({ value }, at) => `${x(at)},${y(value)}`).join(' ');
  const each = Math.ceil(points.length / Math.max(1, Math.floor((width - LEFT) / NAME)));
  return (
    <svg width={width} height={HEIGHT} role="img" aria-label={describe(points, label)}>
      {[0, 0.25, 0.5, 0.75, 1].map((share) => {
        const value = low + (top - low) * share;
        return (
          <g key={share}>
            <line class="chart-grid" x1={LEFT} x2={width - RIGHT} y1={y(value)} y2={y(value)} />
            <text class="chart-scale" x={LEFT - 8} y={y(value)} text-anchor="end" dominant-baseline="middle">
              {shortNumber(value)}
            </text>
          </g>
        );
      })}
      <polyline class="chart-line" points={line} />
      {points.map(({ name, value }, at) => (
        <g key={name}>
          <circle class="chart-point" cx={x(at)} cy={y(value)} r={points.length > 60 ? 2 : 4}>
            <title>{`${monthOf(name)}: ${wholeNumber(value)}`}</title>
          </circle>
          {at % each === 0 && (
            <text class="chart-scale" x={x(at)} y={HEIGHT - 8} text-anchor="middle">
              {monthOf(name)}
            </text>
          )}
        </g>
      ))}
    </svg>
  );
}

/** The first day of a month stands for the month. */
function monthOf(date: string): string {
  return date.replace(/^(\d{4}-\d\d)-01(T00:00:00Z?)?$/, '$1').slice(0, 10);
}

function describe(points: readonly Point[], label: string): string {
  const told = points.slice(0, 24).map(({ name, value }) => `${monthOf(name)} ${wholeNumber(value)}`);
  return `${label}: ${told.join(', ')}`;
}
