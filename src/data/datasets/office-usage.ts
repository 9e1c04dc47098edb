import { firstDayOf } from '../../primitives/month.ts';
import { textsOf } from '../texts.ts';
import { viewOf, type View } from '../view.ts';
import type { OfficeMonth } from '../world/office-months.ts';
import { of } from '../world/succession.ts';
import type { World } from '../world/world.ts';
import { customerColumns } from './customer-columns.ts';
import { globalColumn, partnerColumns } from './partner-columns.ts';
import { ATTRIBUTION_NAMES } from './subscription-columns.ts';

/** Paid units and active users by customer, workload and month. */
export function officeUsage(world: World): View {
  const { sales } = world;
  const isDuplicate = (rows: OfficeMonth, row: number) => of(rows.duplicate, row) === 1;
  return viewOf(world.officeMonth, {
    ...customerColumns<OfficeMonth>(world, (rows, row) => of(rows.customer, row)),
    ...partnerColumns<OfficeMonth>(world, (rows, row) =>
      sales.location(of(rows.subscription, row), isDuplicate(rows, row)),
    ),
    PGAPartnerID: globalColumn(world.partner.globalMpnId),
    WorkloadName: {
      type: 'text',
      texts: textsOf(world.catalog.workloads),
      entity: (rows, row) => of(rows.workload, row),
    },
    Month: { type: 'date', value: (rows) => firstDayOf(rows.month) },
    PaidAvailableUnits: { type: 'integer', value: (rows, row) => of(rows.paid, row) },
    MonthlyActiveUsers: { type: 'integer', value: (rows, row) => of(rows.active, row) },
    PartnerAttributionType: {
      type: 'text',
      texts: ATTRIBUTION_NAMES,
      entity: (rows, row) => sales.attribution(of(rows.subscription, row), isDuplicate(rows, row)),
    },
    IsDuplicateRowForPGA: { type: 'integer', value: (rows, row) => of(rows.duplicate, row) },
  });
}
