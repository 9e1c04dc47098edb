import { label } from '../../primitives/seeded-random.ts';
import { viewOf, type RowColumn, type View } from '../view.ts';
import { Product } from '../world/catalog.ts';
import { shareOf } from '../world/seat-use.ts';
import { State } from '../world/subscription-life.ts';
import type { SubscriptionMonth } from '../world/subscription-months.ts';
import { of } from '../world/succession.ts';
import type { World } from '../world/world.ts';
import { licenseColumns, usableMonths } from './license-usage.ts';
import { SubscriptionFigures } from './subscription-figures.ts';

/** Which services a SKU brings, by its category in the words. */
const SERVICES: Readonly<Record<string, readonly Service[]>> = {
  'EMS Suite': ['identity', 'devices', 'information', 'threats'],
  Intune: ['devices'],
  Identity: ['identity'],
  'Information Protection': ['information'],
};
type Service = 'identity' | 'devices' | 'information' | 'threats';

/** Enterprise Mobility + Security: who has it and which of its services are used. */
export function emsUsage(world: World): View {
  const figures = new SubscriptionFigures(world);
  const { catalog, subscriptions } = world;
  const brings = (service: Service, rows: SubscriptionMonth, row: number) =>
    SERVICES[catalog.at(figures.sku(rows, row)).category]?.includes(service) === true;
  const units = (service: Service): RowColumn<SubscriptionMonth> => ({
    type: 'integer',
    value: (rows, row) =>
      brings(service, rows, row) && of(rows.state, row) !== State.trial ? of(rows.seats, row) : 0,
  });
  const users = (service: Service, name: string, from: number, to: number): RowColumn<SubscriptionMonth> => {
    const name32 = label(name);
    return {
      type: 'integer',
      value: (rows, row) => {
        if (!brings(service, rows, row)) return 0;
        const key = of(subscriptions.key, of(rows.subscription, row)) ^ name32;
        return shareOf(figures.active(rows, row), key, rows.month, from, to);
      },
    };
  };
  return viewOf(usableMonths(world, Product.ems), {
    ...licenseColumns(world, 'Open'),
    MonthlyActiveUsers: { type: 'integer', value: figures.active },
    AADPPaidAvailableUnits: units('identity'),
    IntunePaidAvailableUnits: units('devices'),
    AzipPaidAvailableUnits: units('information'),
    AADPMonthlyActiveUsers: users('identity', 'AADP', 70, 100),
    IntuneMonthlyActiveUsers: users('devices', 'Intune', 50, 95),
    AzipMonthlyActiveUsers: users('information', 'Azip', 10, 60),
    AATPActiveUsage: users('threats', 'AATP', 10, 70),
    MCASActiveUsage: users('threats', 'MCAS', 5, 50),
    MDM: users('devices', 'MDM', 30, 80),
    MAM: users('devices', 'MAM', 10, 60),
    SSPR: users('identity', 'SSPR', 2, 25),
  });
}
