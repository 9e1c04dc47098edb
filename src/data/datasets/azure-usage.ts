import { firstDayOf } from '../../primitives/month.ts';
import { between, below, draw, label } from '../../primitives/seeded-random.ts';
import { rememberMonths } from '../month-memory.ts';
import { textsOf } from '../texts.ts';
import { viewOf, type RowColumn, type Rows, type View } from '../view.ts';
import { Product } from '../world/catalog.ts';
import { Attribution, Channel } from '../world/sales.ts';
import { State } from '../world/subscription-life.ts';
import { of } from '../world/succession.ts';
import type { Meter } from '../world/words.ts';
import type { World } from '../world/world.ts';
import { CHANNEL_NAMES } from './channel-names.ts';
import { customerColumns } from './customer-columns.ts';
import { partnerColumns } from './partner-columns.ts';

const FIRST_USE = label('first use');
const ADMIN = label('admin type');

/** A row for each meter that an Azure subscription uses in a month, and its duplicate. */
interface AzureMonth extends Rows {
  readonly subscription: Int32Array;
  /** An index into the world's meters. */
  readonly meter: Uint8Array;
  readonly duplicate: Uint8Array;
}

type MeterText = { [Name in keyof Meter]: Meter[Name] extends string | null ? Name : never }[keyof Meter];

/** Azure consumption by subscription and meter. */
export function azureUsage(world: World): View {
  const { subscriptions, life, sales, meters, resellers } = world;
  const subscription = (rows: AzureMonth, row: number) => of(rows.subscription, row);
  const isDuplicate = (rows: AzureMonth, row: number) => of(rows.duplicate, row) === 1;
  const customer = (rows: AzureMonth, row: number) => of(subscriptions.customer, subscription(rows, row));
  const location = (rows: AzureMonth, row: number) =>
    sales.location(subscription(rows, row), isDuplicate(rows, row));
  const attribution = (rows: AzureMonth, row: number) =>
    sales.attribution(subscription(rows, row), isDuplicate(rows, row));
  const reseller = (rows: AzureMonth, row: number) => sales.reseller(subscription(rows, row));
  const meterText = (field: MeterText): RowColumn<AzureMonth> => ({
    type: 'text',
    texts: textsOf(meters.list.map((meter) => meter[field])),
    entity: (rows, row) => of(rows.meter, row),
  });
  const revenue: RowColumn<AzureMonth> = {
    type: 'decimal',
    value: (rows, row) => meters.consumedRevenue(subscription(rows, row), of(rows.meter, row), rows.month),
  };
  const linked = (names: readonly string[]): RowColumn<AzureMonth> => ({
    type: 'text',
    texts: textsOf(names),
    // Only an admin link has a role.
    entity: (rows, row) =>
      attribution(rows, row) === Attribution.pal
        ? below(draw(of(subscriptions.key, subscription(rows, row)), ADMIN), names.length)
        : -1,
  });
  return viewOf(
    rememberMonths((month) => azureMonth(world, month), world.budget),
    {
      ...customerColumns(world, customer),
      ...partnerColumns(world, location),
      SubscriptionId: { type: 'text', texts: subscriptions.ids, entity: subscription },
      SubscriptionStartDate: { type: 'date', value: (rows, row) => life.startDay(subscription(rows, row)) },
      SubscriptionEndDate: {
        type: 'date',
        value: (rows, row) => life.endDay(subscription(rows, row), rows.month),
      },
      FirstUseDate: {
        type: 'date',
        value: (rows, row) => {
          const used = subscription(rows, row);
          return life.startDay(used) + between(draw(of(subscriptions.key, used), FIRST_USE), 0, 2);
        },
      },
      SubscriptionState: {
        type: 'text',
        texts: textsOf(['Active', 'Open', 'In Grace Period', 'Closed']),
        entity: (rows, row) => azureState(world, subscription(rows, row), rows.month),
      },
      Month: { type: 'date', value: (rows) => firstDayOf(rows.month) },
      ServiceLevel1: meterText('level1'),
      ServiceLevel2: meterText('level2'),
      ServiceLevel3: meterText('level3'),
      ServiceLevel4: meterText('level4'),
      ServiceGroup2: meterText('group2'),
      ServiceGroup3: meterText('group3'),
      ServiceInfluencer: meterText('influencer'),
      ServiceName: meterText('level3'),
      MeterCategory: meterText('meterCategory'),
      ComputeOS: meterText('computeOs'),
      ComputeCoreSoftware: meterText('coreSoftware'),
      UsageUnits: meterText('unit'),
      UsageQuantity: {
        type: 'decimal',
        value: (rows, row) => meters.quantity(subscription(rows, row), of(rows.meter, row), rows.month),
      },
      PartnerAttributionType: {
        type: 'text',
        texts: textsOf(['CSP T1', 'DPOR', 'Partner Admin Link (PAL)', 'CPOR']),
        entity: attribution,
      },
      SalesChannel: {
        type: 'text',
        texts: CHANNEL_NAMES,
        entity: (rows, row) => sales.channel(subscription(rows, row)),
      },
      EnrollmentNumber: { type: 'text', texts: sales.enrollments, entity: subscription },
      IsACRDuplicateAtPGALevel: { type: 'integer', value: (rows, row) => of(rows.duplicate, row) },
      ResellerID: { type: 'text', texts: resellers.mpnIds, entity: reseller },
      ResellerName: { type: 'text', texts: resellers.names, entity: reseller },
      AdminType: linked(['Owner', 'Contributor', 'Support Request Contributor']),
      AssociationType: linked(['User', 'Service Principal']),
      ACR_USD: revenue,
      // Summed over the meters of a subscription this is the subscription's revenue of the month.
      MonthlySubscriptionLevelACR: revenue,
    },
  );
}

function azureMonth(world: World, month: number): AzureMonth {
  const { subscriptions, meters, life } = world;
  const source = world.subscriptionMonth(month);
  const [subscription, meter, duplicate]: [number[], number[], number[]] = [[], [], []];
  for (let row = 0; row < source.count; row++) {
    const used = of(source.subscription, row);
    if (life.daysOf(used, month) === 0 || subscriptions.productOf(used) !== Product.azure) continue;
    for (let n = 0; n < meters.countOf(used); n++) {
      subscription.push(used);
      meter.push(meters.meterOf(used, n));
      duplicate.push(of(source.duplicate, row));
    }
  }
  return {
    month,
    count: meter.length,
    bytes: meter.length * 6,
    subscription: new Int32Array(subscription),
    meter: new Uint8Array(meter),
    duplicate: new Uint8Array(duplicate),
  };
}

/** As it stands at the end of the month; in its last one, a subscription is already closed or in grace. */
function azureState({ life, sales }: World, subscription: number, month: number): number {
  const state = life.state(subscription, month);
  if (state === State.churned) return 3;
  if (state === State.grace) return 2;
  return sales.channel(subscription) === Channel.direct ? 1 : 0;
}
