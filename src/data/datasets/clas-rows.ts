import { below, chance, draw, label } from '../../primitives/seeded-random.ts';
import type { Rows } from '../view.ts';
import { Product } from '../world/catalog.ts';
import { State } from '../world/subscription-life.ts';
import { of } from '../world/succession.ts';
import type { World } from '../world/world.ts';

const AGREEMENT = label('agreement');
const AGREEMENT_END = label('agreement end');
const PROGRAM = label('license program');
const SURFACE = label('scored for Surface');
const SURFACE_PER_THOUSAND = 700;
const AGREEMENT_YEARS = 3;
/** Renewals are scored when they are at most so far off. */
const RENEWAL_HORIZON_MONTHS = 18;

/** Customers as they are scored in the month. */
export interface ScoredRows extends Rows {
  readonly customer: Int32Array;
}

/** Everyone who is a customer in the month. */
export function scoredCustomers({ customers }: World, month: number): ScoredRows {
  const customer = Int32Array.from({ length: customers.slotCount }, (_, slot) => customers.at(slot, month));
  return { month, count: customer.length, bytes: customer.byteLength, customer };
}

/** Customers who may want devices. */
export function surfaceCustomers(world: World, month: number): ScoredRows {
  return keepCustomers(world, month, (one) =>
    chance(draw(customerKey(world.customers, one), SURFACE), SURFACE_PER_THOUSAND),
  );
}

/** Customers whose agreement is up for renewal. */
export function renewingCustomers(world: World, month: number): ScoredRows {
  return keepCustomers(
    world,
    month,
    (one) => hasAgreement(world, one) && agreementEnd(world, one, month) - month <= RENEWAL_HORIZON_MONTHS,
  );
}

/** Flagships are kept in any case, so that the smallest world has some. */
function keepCustomers(world: World, month: number, keep: (customer: number) => boolean): ScoredRows {
  const customer = scoredCustomers(world, month).customer.filter(
    (one) => world.customers.isFlagship(one) || keep(one),
  );
  return { month, count: customer.length, bytes: customer.byteLength, customer };
}

export function hasAgreement({ customers }: World, customer: number): boolean {
  return customers.isFlagship(customer) || chance(draw(customerKey(customers, customer), AGREEMENT), 550);
}

/** The month in which the agreement that runs in `month` ends; it is renewed every three years. */
export function agreementEnd({ customers }: World, customer: number, month: number): number {
  const cycle = AGREEMENT_YEARS * 12;
  const phase = below(draw(customerKey(customers, customer), AGREEMENT_END), cycle);
  return month + ((((phase - month) % cycle) + cycle) % cycle);
}

/** An index into the license programs; -1 without an agreement. */
export function licenseProgram(world: World, customer: number): number {
  if (!hasAgreement(world, customer)) return -1;
  const key = customerKey(world.customers, customer);
  return below(draw(key, PROGRAM), world.words.partners.licensePrograms.length);
}

/** Whether the customer has a live subscription to the product. */
export function has(world: World, customer: number, product: number, month: number): boolean {
  return liveSubscriptions(world, customer, month).some(
    (one) => world.subscriptions.productOf(one) === product,
  );
}

/** The pillars of Azure that the customer uses, as bits in the order of `pillars`. */
export function azurePillars(
  world: World,
  customer: number,
  month: number,
  pillars: readonly string[],
): number {
  let bits = 0;
  for (const subscription of liveSubscriptions(world, customer, month)) {
    if (world.subscriptions.productOf(subscription) !== Product.azure) continue;
    for (let n = 0; n < world.meters.countOf(subscription); n++) {
      const pillar = world.meters.list[world.meters.meterOf(subscription, n)]?.level1 ?? '';
      bits |= 1 << pillars.indexOf(pillar);
    }
  }
  return bits;
}

function liveSubscriptions({ subscriptions, life }: World, customer: number, month: number): number[] {
  const live: number[] = [];
  const end = subscriptions.endOf(customer);
  for (let subscription = subscriptions.firstOf(customer); subscription < end; subscription++) {
    if (life.state(subscription, month) === State.live) live.push(subscription);
  }
  return live;
}

function customerKey(customers: World['customers'], customer: number): number {
  return of(customers.members.key, customer);
}
