import type { RowColumn, Rows } from '../view.ts';
import { of } from '../world/succession.ts';
import type { World } from '../world/world.ts';

/** The columns about the customer of a row, under the names that most datasets use. */
export function customerColumns<R extends Rows>(world: World, customer: (rows: R, row: number) => number) {
  const { customers } = world;
  return {
    CustomerName: { type: 'text', texts: customers.names, entity: customer },
    CustomerTenantId: { type: 'text', texts: customers.tenantIds, entity: customer },
    CustomerTpid: { type: 'text', texts: customers.tpids, entity: customer },
    DUNSNumber: { type: 'text', texts: customers.dunsNumbers, entity: customer },
    CustomerSegment: segmentColumn(customers.segments),
    TopSegment: segmentColumn(customers.topSegments),
    CustomerMarket: marketColumn(customers.countryNames),
    CustomerTenantName: { type: 'text', texts: customers.tenantNames, entity: customer },
    CustomerTenantCountry: marketColumn(customers.countryNames),
    TenantDomainName: { type: 'text', texts: customers.domains, entity: customer },
    IndustryName: {
      type: 'text',
      texts: customers.industryNames,
      entity: (rows, row) => of(customers.industry, customer(rows, row)),
    },
    VerticalName: { type: 'text', texts: customers.verticals, entity: customer },
    EOU: { type: 'text', texts: customers.units, entity: customer },
    CustomerCountry: marketColumn(customers.countryNames),
    CustomerCountryCode: marketColumn(customers.countryCodes),
  } satisfies Record<string, RowColumn<R>>;

  function segmentColumn(texts: typeof customers.segments): RowColumn<R> {
    return { type: 'text', texts, entity: (rows, row) => of(customers.segment, customer(rows, row)) };
  }

  function marketColumn(texts: typeof customers.countryNames): RowColumn<R> {
    return { type: 'text', texts, entity: (rows, row) => of(customers.country, customer(rows, row)) };
  }
}
