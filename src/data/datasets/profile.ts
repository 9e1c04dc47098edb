import { textsOf } from '../texts.ts';
import { viewOf, type Rows, type View } from '../view.ts';
import type { World } from '../world/world.ts';
import { globalColumn } from './partner-columns.ts';

/** The global account, and below it its locations. */
export function profile(world: World): View {
  const { partner } = world;
  // Row 0 is the global account, which sits where its headquarters, location 0, does.
  const location = (_: Rows, row: number) => Math.max(0, row - 1);
  const globalOr = (global: string, text: (location: number) => string | undefined) =>
    textsOf([global, ...partner.country.map((_, index) => text(index) ?? null)]);
  return viewOf((month) => ({ month, count: 1 + partner.locationCount, bytes: 0 }), {
    MpnId: {
      type: 'text',
      texts: globalOr(partner.globalMpnId, (index) => partner.mpnIds.dictionary[partner.mpnIds.code(index)]),
      entity: (_, row) => row,
    },
    PartnerName: { type: 'text', texts: partner.names, entity: location },
    PGA_MPNId: globalColumn(partner.globalMpnId),
    PGA_PartnerName: globalColumn(partner.globalName),
    City: { type: 'text', texts: partner.cities, entity: location },
    Country: { type: 'text', texts: partner.countryNames, entity: location },
    HierarchyLevel: {
      type: 'text',
      texts: textsOf(['Global ID', 'Location ID']),
      entity: (_, row) => (row === 0 ? 0 : 1),
    },
  });
}
