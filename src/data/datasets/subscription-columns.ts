import { firstDayOf } from '../../primitives/month.ts';
import { textsOf } from '../texts.ts';
import type { RowColumns } from '../view.ts';
import { PRODUCTS } from '../world/catalog.ts';
import type { SubscriptionMonth } from '../world/subscription-months.ts';
import { of } from '../world/succession.ts';
import type { World } from '../world/world.ts';
import { customerColumns } from './customer-columns.ts';
import { partnerColumns } from './partner-columns.ts';
import { SubscriptionFigures } from './subscription-figures.ts';

/** Names of attributions, in their order. */
export const ATTRIBUTION_NAMES = textsOf(['CSP T1', 'DPOR', 'PAL', 'CPOR']);

/** The columns that datasets about subscriptions share; each picks those it documents. */
export function subscriptionColumns(world: World) {
  const { subscriptions, life, sales, catalog } = world;
  const figures = new SubscriptionFigures(world);
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
      entity: figures.product,
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
    IsDuplicateRowForPGA: { type: 'integer', value: figures.duplicate },
    ResellerID: { type: 'text', texts: world.resellers.mpnIds, entity: figures.reseller },
    ResellerName: { type: 'text', texts: world.resellers.names, entity: figures.reseller },
    AzureConsumedRevenueUSD: { type: 'decimal', value: figures.consumed },
    BilledRevenueUSD: { type: 'decimal', value: figures.billed },
    CPORRevenue: { type: 'decimal', value: figures.claimedRevenue },
    CPORPaidSeats: { type: 'integer', value: figures.claimedSeats },
    CPORActiveUsers: { type: 'integer', value: figures.claimedUsers },
  } satisfies RowColumns<SubscriptionMonth>;
}
