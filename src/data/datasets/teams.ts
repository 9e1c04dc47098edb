import { between, draw, label } from '../../primitives/seeded-random.ts';
import { rememberMonths } from '../month-memory.ts';
import { textsOf } from '../texts.ts';
import { viewOf, type RowColumn, type RowColumns, type View } from '../view.ts';
import { shareOf } from '../world/seat-use.ts';
import { of } from '../world/succession.ts';
import type { World } from '../world/world.ts';
import { customerColumns } from './customer-columns.ts';
import { globalColumn } from './partner-columns.ts';
import { appRows, dailyWorkloadRows, SUB_WORKLOADS, workloadRows, type TeamsRows } from './teams-rows.ts';

const MINUTES = label('meeting minutes');
const MEETINGS = label('meetings');

/** Users of third-party apps by customer and day. */
export function teamsUsage3PApps(world: World): View {
  return viewOf(
    rememberMonths((month) => appRows(world, month), world.budget),
    {
      ...teamsColumns(world),
      DateKey: { type: 'date', value: (rows, row) => of(rows.day, row) },
      AppName: topicColumn(world.words.partners.teamsApps),
      UserCount: { type: 'integer', value: (rows, row) => of(rows.people, row) },
    },
  );
}

/** Users by part of Teams, kind of client and month. */
export function teamsUsageWorkload(world: World): View {
  const on = (client: string, from: number, to: number): RowColumn<TeamsRows> => {
    const client32 = label(client);
    return {
      type: 'integer',
      value: (rows, row) =>
        shareOf(of(rows.people, row), rowKey(world, rows, row) ^ client32, rows.month, from, to),
    };
  };
  return viewOf(
    rememberMonths((month) => workloadRows(world, month), world.budget),
    {
      ...teamsColumns(world),
      MonthKey: { type: 'date', value: (rows, row) => of(rows.day, row) },
      SubWorkload: topicColumn(SUB_WORKLOADS),
      DesktopUsers: on('desktop', 60, 98),
      WebUsers: on('web', 5, 40),
      MobileUsers: on('mobile', 15, 75),
      AllUpParticipants: { type: 'integer', value: (rows, row) => of(rows.people, row) },
    },
  );
}

/** Meetings and the hours spent in them by customer and day. */
export function teamsUsageMeetingsAndCalls(world: World): View {
  const meetings = (rows: TeamsRows, row: number) => {
    const perTen = between(draw(rowKey(world, rows, row) ^ MEETINGS, of(rows.day, row)), 4, 18);
    return 1 + Math.floor((of(rows.people, row) * perTen) / 10);
  };
  return viewOf(
    rememberMonths((month) => dailyWorkloadRows(world, month), world.budget),
    {
      ...teamsColumns(world),
      DateKey: { type: 'date', value: (rows, row) => of(rows.day, row) },
      SubWorkload: topicColumn(SUB_WORKLOADS),
      MeetingCount: { type: 'integer', value: meetings },
      MeetingDuration: {
        type: 'decimal',
        value: (rows, row) => {
          const minutes = between(draw(rowKey(world, rows, row) ^ MINUTES, of(rows.day, row)), 12, 55);
          return Math.floor((meetings(rows, row) * minutes * 100) / 60);
        },
      },
    },
  );
}

function teamsColumns(world: World) {
  const columns = customerColumns<TeamsRows>(world, (rows, row) => of(rows.customer, row));
  return {
    ...columns,
    PGAMpnID: globalColumn(world.partner.globalMpnId),
    // "Id of the customer's top parent": the same number as CustomerTpid elsewhere.
    CustomerId: columns.CustomerTpid,
  } satisfies RowColumns<TeamsRows>;
}

function topicColumn(names: readonly string[]): RowColumn<TeamsRows> {
  return { type: 'text', texts: textsOf(names), entity: (rows, row) => of(rows.topic, row) };
}

function rowKey(world: World, rows: TeamsRows, row: number): number {
  return draw(of(world.customers.members.key, of(rows.customer, row)), of(rows.topic, row));
}
