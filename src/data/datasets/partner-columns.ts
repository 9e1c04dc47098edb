import { textsOf } from '../texts.ts';
import type { RowColumn, Rows } from '../view.ts';
import type { World } from '../world/world.ts';

/** The columns about the partner location of a row, under the names that most datasets use. */
export function partnerColumns<R extends Rows>(world: World, location: (rows: R, row: number) => number) {
  const { partner } = world;
  return {
    PGAMpnId: globalColumn(partner.globalMpnId),
    MpnId: { type: 'text', texts: partner.mpnIds, entity: location },
    PartnerName: { type: 'text', texts: partner.names, entity: location },
    PartnerLocation: { type: 'text', texts: partner.countryNames, entity: location },
  } satisfies Record<string, RowColumn<R>>;
}

/** A text that is the same on every row. */
export function globalColumn<R extends Rows>(text: string): RowColumn<R> {
  return { type: 'text', texts: textsOf([text]), entity: () => 0 };
}
