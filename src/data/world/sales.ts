import { remembered } from '../../primitives/remembered.ts';
import { below, chance, draw, label, weighted } from '../../primitives/seeded-random.ts';
import { Texts } from '../texts.ts';
import { Product } from './catalog.ts';
import type { Partner } from './partner.ts';
import type { Resellers } from './resellers.ts';
import type { Subscriptions } from './subscriptions.ts';
import { of } from './succession.ts';

const CHANNEL = label('channel');
const HOME = label('home location');
const AWAY = label('sold away from home');
const DUPLICATE = label('duplicate');
const SECOND_LOCATION = label('second location');
const ATTRIBUTION = label('attribution');
const RESELLER = label('reseller');
const ENROLLMENT = label('enrollment');
const LEVEL = label('pricing level');

/** How a subscription was sold. */
export const Channel = { directCsp: 0, indirectCsp: 1, direct: 2 } as const;
/** How a partner location is tied to a subscription. */
export const Attribution = { csp: 0, dpor: 1, pal: 2, cpor: 3 } as const;

const smallChannelOf = weighted([48, 52, 0]);
const largeChannelOf = weighted([30, 25, 45]);
const FLAGSHIP_CHANNELS = [Channel.directCsp, Channel.indirectCsp, Channel.direct];
const levelOf = weighted([55, 25, 13, 7]);
/** Of a thousand subscriptions, how many are attributed to two locations of the global account. */
const DUPLICATED_PER_THOUSAND = 60;

/** How what customers bought came to them: channel, partner location, attribution, reseller. Fixed for a subscription's life. */
export class Sales {
  readonly enrollments: Texts;
  /** By subscription: as in `Channel`. */
  readonly channel = remembered((subscription) => this.#channelOf(subscription));
  /** By subscription: the reseller; -1 unless it was sold by way of one. */
  readonly reseller = remembered((subscription) => this.#resellerOf(subscription));
  /** By subscription: an index into the pricing levels. */
  readonly pricingLevel = remembered((subscription) => levelOf(draw(this.#key(subscription), LEVEL)));
  readonly #location = remembered((subscription) => this.#firstLocation(subscription));
  readonly #secondLocation = remembered((subscription) => this.#otherLocation(subscription));
  readonly #attribution = remembered((subscription) => this.#attributionOf(subscription, false));
  readonly #secondAttribution = remembered((subscription) => this.#attributionOf(subscription, true));
  readonly #subscriptions: Subscriptions;
  readonly #partner: Partner;
  readonly #resellers: Resellers;

  constructor(subscriptions: Subscriptions, partner: Partner, resellers: Resellers) {
    this.#subscriptions = subscriptions;
    this.#partner = partner;
    this.#resellers = resellers;
    this.enrollments = new Texts((subscription) => this.#enrollment(subscription));
  }

  /** The location of the global account that the row (the original, or its duplicate) is attributed to. */
  location(subscription: number, isDuplicate: boolean): number {
    return isDuplicate ? this.#secondLocation(subscription) : this.#location(subscription);
  }

  /** As in `Attribution`. */
  attribution(subscription: number, isDuplicate: boolean): number {
    return isDuplicate ? this.#secondAttribution(subscription) : this.#attribution(subscription);
  }

  /** Whether a second location is credited too, so that every row of the subscription appears twice. */
  isDuplicated(subscription: number): boolean {
    return chance(draw(this.#key(subscription), DUPLICATE), DUPLICATED_PER_THOUSAND);
  }

  #channelOf(subscription: number): number {
    const { customers, customer, line } = this.#subscriptions;
    const buyer = of(customer, subscription);
    if (customers.isFlagship(buyer)) return FLAGSHIP_CHANNELS[of(line, subscription) % 3] ?? Channel.direct;
    const drawn = draw(this.#key(subscription), CHANNEL);
    return customers.isEnterprise(buyer) ? largeChannelOf(drawn) : smallChannelOf(drawn);
  }

  #attributionOf(subscription: number, isDuplicate: boolean): number {
    if (!isDuplicate && this.channel(subscription) !== Channel.direct) return Attribution.csp;
    const isAzure = this.#subscriptions.productOf(subscription) === Product.azure;
    const claims = isAzure ? [Attribution.pal, Attribution.dpor] : [Attribution.cpor, Attribution.dpor];
    const first = below(draw(this.#key(subscription), ATTRIBUTION), 2);
    return claims[isDuplicate ? 1 - first : first] ?? Attribution.dpor;
  }

  #resellerOf(subscription: number): number {
    if (this.channel(subscription) !== Channel.indirectCsp) return -1;
    const { customers, customer } = this.#subscriptions;
    const country = of(customers.country, of(customer, subscription));
    return this.#resellers.near.pick(draw(this.#customerKey(subscription), RESELLER), country);
  }

  #otherLocation(subscription: number): number {
    const { locationCount } = this.#partner;
    const step = 1 + below(draw(this.#key(subscription), SECOND_LOCATION), locationCount - 1);
    return (this.#location(subscription) + step) % locationCount;
  }

  #firstLocation(subscription: number): number {
    const { customers, customer } = this.#subscriptions;
    const country = of(customers.country, of(customer, subscription));
    const key = this.#key(subscription);
    if (chance(draw(key, AWAY), 100)) return below(draw(key, HOME), this.#partner.locationCount);
    return this.#partner.near.pick(draw(this.#customerKey(subscription), HOME), country);
  }

  #enrollment(subscription: number): string | null {
    if (this.channel(subscription) !== Channel.direct) return null;
    return String(10_000_000 + below(draw(this.#key(subscription), ENROLLMENT), 89_999_999));
  }

  #key(subscription: number): number {
    return of(this.#subscriptions.key, subscription);
  }

  #customerKey(subscription: number): number {
    return of(this.#subscriptions.customers.members.key, of(this.#subscriptions.customer, subscription));
  }
}
