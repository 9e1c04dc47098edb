import { below, between, draw, label, weighted } from '../../primitives/seeded-random.ts';
import { firstDayOf } from '../../primitives/month.ts';
import { textsOf } from '../texts.ts';
import { viewOf, type Rows, type View } from '../view.ts';
import { of } from '../world/succession.ts';
import type { World } from '../world/world.ts';

const COMPETENCY = label('competency');
const ANNIVERSARY = label('competency anniversary');
const DAY = label('competency day');
const LEVEL = label('competency level');
const STATUS = label('competency status');
const METRIC = label('competency metric');
const levelOf = weighted([40, 60]);
const statusOf = weighted([80, 8, 12]);

interface SummaryRows extends Rows {
  readonly competency: readonly number[];
}

/** Competencies that the partner attained, each anew every year. Their status is that of the month they were attained in. */
export function competencySummaryHistory(world: World): View {
  const { competencies } = world.words.competencies;
  const key = (rows: SummaryRows, row: number) =>
    draw(competencyKey(world, of(rows.competency, row)), rows.month);
  const startDay = (rows: SummaryRows, row: number) =>
    firstDayOf(rows.month) + below(draw(competencyKey(world, of(rows.competency, row)), DAY), 28);
  const startingIn = (month: number): SummaryRows => {
    const competency = competencies.flatMap((_, index) =>
      anniversary(world, index) === month % 12 ? [index] : [],
    );
    return { month, count: competency.length, bytes: competency.length * 8, competency };
  };
  return viewOf(startingIn, {
    CompetencyName: {
      type: 'text',
      texts: textsOf(competencies.map((competency) => competency.name)),
      entity: (rows, row) => of(rows.competency, row),
    },
    CompetencyLevel: {
      type: 'text',
      texts: textsOf(['Gold', 'Silver']),
      entity: (rows, row) => levelOf(draw(key(rows, row), LEVEL)),
    },
    CompetencyStatus: {
      type: 'text',
      texts: textsOf(['Active', 'In Grace Period', 'Inactive']),
      entity: (rows, row) => statusOf(draw(key(rows, row), STATUS)),
    },
    CompetencyStartDate: { type: 'date', value: startDay },
    CompetencyEndDate: {
      type: 'date',
      // The day before the next anniversary.
      value: (rows, row) => startDay(rows, row) - firstDayOf(rows.month) + firstDayOf(rows.month + 12) - 1,
    },
  });
}

interface RequirementRows extends Rows {
  /** By row: competency, option and metric. */
  readonly competency: readonly number[];
  readonly option: readonly number[];
  readonly metric: readonly number[];
}

/** How far each competency's metrics got, by month. */
export function competencyPerformanceRequirement(world: World): View {
  const { competencies, metrics } = world.words.competencies;
  const options = competencies.flatMap((one, competency) =>
    one.options.map((name) => ({ name, competency })),
  );
  const competency = options.flatMap((option) => metrics.map(() => option.competency));
  const option = options.flatMap((_, index) => metrics.map(() => index));
  const metric = options.flatMap(() => metrics.map((_, index) => index));
  const contribution = (rows: RequirementRows, row: number, month: number) => {
    const key = draw(draw(competencyKey(world, of(rows.competency, row)), METRIC), row);
    return (metrics[of(rows.metric, row)]?.monthly ?? 0) * between(draw(key, month), 0, 200);
  };
  const sum = (rows: RequirementRows, row: number, months: number) => {
    let total = 0;
    for (let back = 0; back < months; back++) total += contribution(rows, row, rows.month - back);
    return total;
  };
  return viewOf(
    (month): RequirementRows => ({ month, count: metric.length, bytes: 0, competency, option, metric }),
    {
      CompetencyName: {
        type: 'text',
        texts: textsOf(competencies.map((one) => one.name)),
        entity: (rows, row) => of(rows.competency, row),
      },
      CompetencyAttainmentOptionName: {
        type: 'text',
        texts: textsOf(options.map((one) => one.name)),
        entity: (rows, row) => of(rows.option, row),
      },
      Month: { type: 'date', value: (rows) => firstDayOf(rows.month) },
      MetricName: {
        type: 'text',
        texts: textsOf(metrics.map((one) => one.name)),
        entity: (rows, row) => of(rows.metric, row),
      },
      MetricMonthlyContribution: {
        type: 'decimal',
        value: (rows, row) => contribution(rows, row, rows.month),
      },
      TTMAggregate: { type: 'decimal', value: (rows, row) => sum(rows, row, 12) },
      AnniversaryYearAggregate: {
        type: 'decimal',
        value: (rows, row) => {
          const sinceAnniversary = (rows.month - anniversary(world, of(rows.competency, row)) + 12) % 12;
          return sum(rows, row, sinceAnniversary + 1);
        },
      },
      GoldThreshold: {
        type: 'decimal',
        value: (rows, row) => (metrics[of(rows.metric, row)]?.gold ?? 0) * 100,
      },
      SilverThreshold: {
        type: 'decimal',
        value: (rows, row) => (metrics[of(rows.metric, row)]?.silver ?? 0) * 100,
      },
    },
  );
}

function competencyKey(world: World, competency: number): number {
  return draw(world.key ^ COMPETENCY, competency);
}

/** The month of the year, 0 to 11, in which the competency is attained anew. */
function anniversary(world: World, competency: number): number {
  return below(draw(competencyKey(world, competency), ANNIVERSARY), 12);
}
