import type { Texts } from '../texts.ts';
import type { RowColumn, Rows } from '../view.ts';
import type { World } from '../world/world.ts';

/** The columns about the customer of a row, under the names that most datasets use. */
export function customerColumns<R extends Rows>(world: World, customer: (rows: R, row: number) => number) {
  const texts = world.customerTexts;
  const column = (of: Texts): RowColumn<R> => ({ type: 'text', texts: of, entity: customer });
  return {
    CustomerName: column(texts.names),
    CustomerTenantId: column(texts.tenantIds),
    CustomerTpid: column(texts.tpids),
    DUNSNumber: column(texts.dunsNumbers),
    CustomerSegment: column(texts.segments),
    TopSegment: column(texts.topSegments),
    CustomerMarket: column(texts.countries),
    CustomerTenantName: column(texts.tenantNames),
    CustomerTenantCountry: column(texts.countries),
    TenantDomainName: column(texts.domains),
    IndustryName: column(texts.industries),
    VerticalName: column(texts.verticals),
    EOU: column(texts.units),
    CustomerCountry: column(texts.countries),
    CustomerCountryCode: column(texts.countryCodes),
  } satisfies Record<string, RowColumn<R>>;
}
