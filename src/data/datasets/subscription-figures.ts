import { Product } from '../world/catalog.ts';
import { adjusted, seatRevenue } from '../world/revenue.ts';
import { Attribution } from '../world/sales.ts';
import { activeSeats, assignedSeats } from '../world/seat-use.ts';
import { State } from '../world/subscription-life.ts';
import type { SubscriptionMonth } from '../world/subscription-months.ts';
import { of } from '../world/succession.ts';
import type { World } from '../world/world.ts';

export type Figure = (rows: SubscriptionMonth, row: number) => number;

/** What a row of a subscription month says, in numbers that columns are made from; money in cents. */
export class SubscriptionFigures {
  readonly subscription: Figure = (rows, row) => of(rows.subscription, row);

  readonly customer: Figure = (rows, row) =>
    of(this.#world.subscriptions.customer, of(rows.subscription, row));

  readonly sku: Figure = (rows, row) => of(this.#world.subscriptions.sku, of(rows.subscription, row));

  readonly product: Figure = (rows, row) => this.#world.subscriptions.productOf(of(rows.subscription, row));

  readonly channel: Figure = (rows, row) => this.#world.sales.channel(of(rows.subscription, row));

  readonly reseller: Figure = (rows, row) => this.#world.sales.reseller(of(rows.subscription, row));

  readonly location: Figure = (rows, row) =>
    this.#world.sales.location(of(rows.subscription, row), of(rows.duplicate, row) === 1);

  readonly attribution: Figure = (rows, row) =>
    this.#world.sales.attribution(of(rows.subscription, row), of(rows.duplicate, row) === 1);

  readonly duplicate: Figure = (rows, row) => of(rows.duplicate, row);

  readonly seats: Figure = (rows, row) => of(rows.seats, row);

  /** The change since the month before. */
  readonly seatsAdded: Figure = (rows, row) =>
    of(rows.seats, row) - this.#world.life.seats(of(rows.subscription, row), rows.month - 1);

  readonly assigned: Figure = (rows, row) => {
    const age = this.#world.life.age(of(rows.subscription, row), rows.month);
    return assignedSeats(this.#key(rows, row), age, of(rows.seats, row));
  };

  readonly active: Figure = (rows, row) =>
    activeSeats(this.#key(rows, row), rows.month, this.assigned(rows, row));

  /** Azure consumed revenue. */
  readonly consumed: Figure = (rows, row) =>
    this.product(rows, row) === Product.azure
      ? this.#world.meters.subscriptionRevenue(of(rows.subscription, row), rows.month)
      : 0;

  readonly billed: Figure = (rows, row) =>
    this.product(rows, row) === Product.azure
      ? adjusted(this.consumed(rows, row), this.#key(rows, row), rows.month)
      : seatRevenue(
          this.#world,
          of(rows.subscription, row),
          rows.month,
          of(rows.state, row),
          of(rows.seats, row),
        );

  readonly claimedRevenue: Figure = (rows, row) => (this.#isClaimed(rows, row) ? this.billed(rows, row) : 0);

  readonly claimedSeats: Figure = (rows, row) =>
    this.#isClaimed(rows, row) && of(rows.state, row) !== State.trial ? of(rows.seats, row) : 0;

  readonly claimedUsers: Figure = (rows, row) => (this.#isClaimed(rows, row) ? this.active(rows, row) : 0);

  readonly #world: World;

  constructor(world: World) {
    this.#world = world;
  }

  #isClaimed(rows: SubscriptionMonth, row: number): boolean {
    return this.attribution(rows, row) === Attribution.cpor;
  }

  #key(rows: SubscriptionMonth, row: number): number {
    return of(this.#world.subscriptions.key, of(rows.subscription, row));
  }
}
