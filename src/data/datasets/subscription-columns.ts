import { firstDayOf } from '../../primitives/month.ts';
import { textsOf } from '../texts.ts';
import type { RowColumns } from '../view.ts';
import { PRODUCTS, Product } from '../world/catalog.ts';
import { adjusted, seatRevenue } from '../world/revenue.ts';
import { activeSeats, assignedSeats } from '../world/seat-use.ts';
import { State } from '../world/subscription-life.ts';
import type { SubscriptionMonth } from '../world/subscription-months.ts';
import { of } from '../world/succession.ts';
import { Attribution } from '../world/sales.ts';
import type { World } from '../world/world.ts';
import { customerColumns } from './customer-columns.ts';
import { partnerColumns } from './partner-columns.ts';

type Figure = (rows: SubscriptionMonth, row: number) => number;

/** Names of attributions, in their order. */
export const ATTRIBUTION_NAMES = textsOf(['CSP T1', 'DPOR', 'PAL', 'CPOR']);

/** What a row of a subscription month says, as figures that columns are made from. */
export function subscriptionFigures(world: World) {
  const { subscriptions, life, sales, meters } = world;
  const subscription: Figure = (rows, row) => of(rows.subscription, row);
  const isDuplicate = (rows: SubscriptionMonth, row: number) => of(rows.duplicate, row) === 1;
  const key: Figure = (rows, row) => of(subscriptions.key, of(rows.subscription, row));
  const seats: Figure = (rows, row) => of(rows.seats, row);
  const assigned: Figure = (rows, row) => {
    const age = life.age(of(rows.subscription, row), rows.month);
    return assignedSeats(key(rows, row), age, of(rows.seats, row));
  };
  const active: Figure = (rows, row) => activeSeats(key(rows, row), rows.month, assigned(rows, row));
  const consumed: Figure = (rows, row) => meters.subscriptionRevenue(of(rows.subscription, row), rows.month);
  const isAzure = (rows: SubscriptionMonth, row: number) =>
    subscriptions.productOf(of(rows.subscription, row)) === Product.azure;
  const attribution: Figure = (rows, row) =>
    sales.attribution(of(rows.subscription, row), isDuplicate(rows, row));
  const claimed =
    (figure: Figure): Figure =>
    (rows, row) =>
      attribution(rows, row) === Attribution.cpor ? figure(rows, row) : 0;
  const billed: Figure = (rows, row) =>
    isAzure(rows, row)
      ? adjusted(consumed(rows, row), key(rows, row), rows.month)
      : seatRevenue(world, of(rows.subscription, row), rows.month, of(rows.state, row), of(rows.seats, row));
  return {
    subscription,
    customer: ((rows, row) => of(subscriptions.customer, of(rows.subscription, row))) satisfies Figure,
    location: ((rows, row) =>
      sales.location(of(rows.subscription, row), isDuplicate(rows, row))) satisfies Figure,
    sku: ((rows, row) => of(subscriptions.sku, of(rows.subscription, row))) satisfies Figure,
    attribution,
    seats,
    seatsAdded: ((rows, row) =>
      of(rows.seats, row) - life.seats(of(rows.subscription, row), rows.month - 1)) satisfies Figure,
    assigned,
    active,
    billed,
    consumed: ((rows, row) => (isAzure(rows, row) ? consumed(rows, row) : 0)) satisfies Figure,
    claimedRevenue: claimed(billed),
    claimedSeats: claimed((rows, row) => (of(rows.state, row) === State.trial ? 0 : of(rows.seats, row))),
    claimedUsers: claimed(active),
  };
}

/** The columns that datasets about subscriptions share; each picks those it documents. */
export function subscriptionColumns(world: World) {
  const { subscriptions, life, sales, catalog } = world;
  const figures = subscriptionFigures(world);
  const { subscription, customer, location, sku } = figures;
  const skuColumn = (field: Parameters<typeof catalog.texts>[0]) =>
    ({ type: 'text', texts: catalog.texts(field), entity: sku }) as const;
  return {
    ...customerColumns(world, customer),
    ...partnerColumns(world, location),
    SubscriptionId: { type: 'text', texts: subscriptions.ids, entity: subscription },
    SubscriptionStartDate: { type: 'date', value: (rows, row) => life.startDay(of(rows.subscription, row)) },
    SubscriptionEndDate: {
      type: 'date',
      value: (rows, row) => life.endDay(of(rows.subscription, row), rows.month),
    },
    Month: { type: 'date', value: (rows) => firstDayOf(rows.month) },
    Product: {
      type: 'text',
      texts: textsOf(PRODUCTS),
      entity: (rows, row) => subscriptions.productOf(of(rows.subscription, row)),
    },
    ProductFamily: skuColumn('family'),
    ReportingProductName: skuColumn('reportingName'),
    RawProductName: skuColumn('rawName'),
    ProductPartNumber: skuColumn('partNumber'),
    SKU: skuColumn('sku'),
    SKUId: { type: 'text', texts: catalog.skuIds, entity: sku },
    RevSumDivisionName: skuColumn('division'),
    RevSumCategoryName: skuColumn('category'),
    SolutionArea: skuColumn('solutionArea'),
    PartnerAttributionType: { type: 'text', texts: ATTRIBUTION_NAMES, entity: figures.attribution },
    PartnerAttachType: { type: 'text', texts: ATTRIBUTION_NAMES, entity: figures.attribution },
    EnrollmentNumber: { type: 'text', texts: sales.enrollments, entity: subscription },
    IsDuplicateRowForPGA: { type: 'integer', value: (rows, row) => of(rows.duplicate, row) },
    ResellerID: {
      type: 'text',
      texts: world.resellers.mpnIds,
      entity: (rows, row) => sales.reseller(of(rows.subscription, row)),
    },
    ResellerName: {
      type: 'text',
      texts: world.resellers.names,
      entity: (rows, row) => sales.reseller(of(rows.subscription, row)),
    },
    AzureConsumedRevenueUSD: { type: 'decimal', value: figures.consumed },
    BilledRevenueUSD: { type: 'decimal', value: figures.billed },
    CPORRevenue: { type: 'decimal', value: figures.claimedRevenue },
    CPORPaidSeats: { type: 'integer', value: figures.claimedSeats },
    CPORActiveUsers: { type: 'integer', value: figures.claimedUsers },
  } satisfies RowColumns<SubscriptionMonth>;
}
