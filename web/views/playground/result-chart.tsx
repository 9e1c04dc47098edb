import { useRef, useState } from 'preact/hooks';
import { Empty } from '../../parts/empty.tsx';
import { Field } from '../../parts/field.tsx';
import { useSize } from '../../parts/use-size.ts';
import type { QueryResult } from '../../wire.ts';
import { BarChart } from './bar-chart.tsx';
import { chartColumns, sumBy, type Point } from './chart-points.ts';
import { LineChart } from './line-chart.tsx';

/** A figure over the months as a line, by anything else as bars. */
export function ResultChart({ result }: { readonly result: QueryResult }) {
  const { figures, axes } = chartColumns(result);
  const [figure, setFigure] = useState('');
  const [axis, setAxis] = useState('');
  const shownFigure = figures.find(({ name }) => name === figure) ?? figures[0];
  const shownAxis = axes.find(({ name }) => name === axis) ?? axes[0];
  if (shownFigure === undefined || shownAxis === undefined) {
    return (
      <Empty title="There is nothing to draw">
        <p>A chart needs a column with numbers, and another one to draw them by: a month, or an attribute.</p>
      </Empty>
    );
  }
  const points = sumBy(result, shownAxis, shownFigure);
  const label = `${shownFigure.name} by ${shownAxis.name}`;
  return (
    <section class="card stack chart" aria-label="Chart">
      <div class="fields">
        <Field label="Figure" value={shownFigure.name} onInput={setFigure} options={figures.map(optionOf)} />
        <Field label="By" value={shownAxis.name} onInput={setAxis} options={axes.map(optionOf)} />
      </div>
      <Drawing points={points} label={label} isOfTime={shownAxis.type === 'date'} />
      {result.isCut && <p class="soft">Of the rows that are shown only.</p>}
    </section>
  );
}

interface DrawingProps {
  readonly points: readonly Point[];
  readonly label: string;
  readonly isOfTime: boolean;
}

/** As wide as there is room: letters are of one size everywhere. */
function Drawing({ points, label, isOfTime }: DrawingProps) {
  const frame = useRef<HTMLDivElement>(null);
  const { width } = useSize(frame);
  const Chart = isOfTime ? LineChart : BarChart;
  return <div ref={frame}>{width > 0 && <Chart points={points} label={label} width={width} />}</div>;
}

function optionOf({ name }: { readonly name: string }): { value: string; text: string } {
  return { value: name, text: name };
}
