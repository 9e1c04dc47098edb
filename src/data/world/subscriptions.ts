import { drawnGuid } from '../../primitives/drawn-guid.ts';
import { between, below, chance, draw, label, weighted } from '../../primitives/seeded-random.ts';
import { Texts } from '../texts.ts';
import { Product, type Catalog } from './catalog.ts';
import type { Customers } from './customers.ts';
import { of } from './succession.ts';

const LINES = label('line count');
const LINE = label('line');
const OFFSET = label('line offset');
const PRODUCT = label('line product');
const WITHOUT_OFFICE = label('without Microsoft 365');
const YEARS = label('subscription years');
const GAP = label('gap');
const BASE = label('base seats');
const SUBSCRIPTION = label('subscription');

const lineCountOf = weighted([8, 22, 28, 22, 13, 7]);
/** Of a thousand customers, how many begin with something else than a Microsoft 365 plan. */
const WITHOUT_OFFICE_PER_THOUSAND = 150;
/** What customers buy beside what they begin with, by product. */
const furtherProductOf = weighted([20, 19, 17, 18, 26]);
const FLAGSHIP_LINES = [
  Product.microsoft365,
  Product.dynamics365,
  Product.ems,
  Product.powerBi,
  Product.azure,
  Product.dynamics365,
];
/** How long an ended subscription is still reported. */
export const TAIL_MONTHS = 4;

/**
 * What customers bought. A customer has lines, each for one SKU; a line holds one subscription after another.
 * Subscriptions are numbered as their customers are met; those of one customer are next to each other.
 */
export class Subscriptions {
  readonly customer: number[] = [];
  readonly line: number[] = [];
  readonly sku: number[] = [];
  readonly key: number[] = [];
  readonly startMonth: number[] = [];
  /** Months from start to end, renewals included; whole years. */
  readonly months: number[] = [];
  readonly baseSeats: number[] = [];
  readonly ids: Texts;
  readonly customers: Customers;
  readonly catalog: Catalog;
  /** By customer; one more than there are customers. */
  readonly #first: number[] = [0];

  constructor(customers: Customers, catalog: Catalog) {
    this.customers = customers;
    this.catalog = catalog;
    this.ids = new Texts((subscription) => drawnGuid(of(this.key, subscription)), 'unique');
  }

  /** The customer's first subscription. */
  firstOf(customer: number): number {
    this.#knowUpTo(customer);
    return of(this.#first, customer);
  }

  /** One past the customer's last subscription. */
  endOf(customer: number): number {
    this.#knowUpTo(customer);
    return of(this.#first, customer + 1);
  }

  productOf(subscription: number): number {
    return of(this.catalog.product, of(this.sku, subscription));
  }

  #knowUpTo(customer: number): void {
    for (let next = this.#first.length - 1; next <= customer; next++) {
      this.#addLines(next);
      this.#first.push(this.key.length);
    }
  }

  #addLines(customer: number): void {
    const customerKey = of(this.customers.members.key, customer);
    const isFlagship = this.customers.isFlagship(customer);
    const lines = isFlagship ? FLAGSHIP_LINES.length : 1 + lineCountOf(draw(customerKey, LINES));
    const taken: number[] = [];
    for (let line = 0; line < lines; line++) {
      const key = draw(draw(customerKey, LINE), line);
      const sku = this.#skuOf(line, customer, key, taken);
      if (sku < 0) continue;
      taken.push(sku);
      // The first line lasts as long as the customer does, so that everyone has something in every month.
      if (line === 0 || isFlagship)
        this.#add(customer, line, sku, key, this.#firstMonth(customer), this.#tenure(customer));
      else this.#addSuccession(customer, line, sku, key);
    }
  }

  #skuOf(line: number, customer: number, key: number, taken: readonly number[]): number {
    const isFlagship = this.customers.isFlagship(customer);
    if (isFlagship && line === 0) return this.catalog.first(Product.microsoft365);
    const further = isFlagship ? FLAGSHIP_LINES[line] : furtherProductOf(draw(key, PRODUCT));
    const isFirstPlan = line === 0 && !chance(draw(key, WITHOUT_OFFICE), WITHOUT_OFFICE_PER_THOUSAND);
    const product = isFirstPlan ? Product.microsoft365 : (further ?? Product.microsoft365);
    return this.catalog.choose(product, of(this.customers.employees, customer), taken, key);
  }

  #addSuccession(customer: number, line: number, sku: number, key: number): void {
    const end = this.#firstMonth(customer) + this.#tenure(customer);
    let start = this.#firstMonth(customer) + below(draw(key, OFFSET), 10);
    for (let number = 0; ; number++) {
      const own = draw(key, number);
      const years = Math.min(between(draw(own, YEARS), 1, 4), Math.floor((end - start) / 12));
      if (years < 1) return;
      this.#add(customer, line, sku, own, start, years * 12);
      start += years * 12 + TAIL_MONTHS + below(draw(own, GAP), 4);
    }
  }

  #add(customer: number, line: number, sku: number, key: number, startMonth: number, months: number): void {
    const own = draw(key, SUBSCRIPTION);
    const { reachPercent, product } = this.catalog.at(sku);
    const furtherOffice = line > 0 && product === 'Microsoft 365' ? 3 : 1;
    const seats = of(this.customers.employees, customer) * reachPercent * between(draw(own, BASE), 70, 125);
    this.customer.push(customer);
    this.line.push(line);
    this.sku.push(sku);
    this.key.push(own);
    this.startMonth.push(startMonth);
    this.months.push(months);
    this.baseSeats.push(Math.max(1, Math.floor(seats / (10_000 * furtherOffice))));
  }

  #firstMonth(customer: number): number {
    return of(this.customers.members.firstMonth, customer);
  }

  #tenure(customer: number): number {
    return of(this.customers.members.lastMonth, customer) + 1 - this.#firstMonth(customer);
  }
}
