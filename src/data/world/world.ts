import type { ByteBudget } from '../../primitives/byte-budget.ts';
import { draw, label } from '../../primitives/seeded-random.ts';
import { rememberMonths } from '../month-memory.ts';
import { AzureMeters } from './azure-meters.ts';
import { Catalog } from './catalog.ts';
import { CustomerTexts } from './customer-texts.ts';
import { Customers } from './customers.ts';
import { officeMonth, type OfficeMonth } from './office-months.ts';
import { Partner } from './partner.ts';
import { People } from './people.ts';
import { Resellers } from './resellers.ts';
import { Sales } from './sales.ts';
import { SubscriptionLife } from './subscription-life.ts';
import { subscriptionMonth, type SubscriptionMonth } from './subscription-months.ts';
import { Subscriptions } from './subscriptions.ts';
import type { Words } from './words.ts';

const SEED = label('world');

/** One truth behind all datasets: the partner, whom it sells to and through, what was bought, and its people. */
export class World {
  /** What everything else is drawn from. */
  readonly key: number;
  readonly size: number;
  readonly words: Words;
  readonly budget: ByteBudget;
  readonly partner: Partner;
  readonly resellers: Resellers;
  readonly people: People;
  readonly catalog: Catalog;
  readonly customers: Customers;
  readonly customerTexts: CustomerTexts;
  readonly subscriptions: Subscriptions;
  readonly life: SubscriptionLife;
  readonly sales: Sales;
  readonly meters: AzureMeters;
  readonly subscriptionMonth: (month: number) => SubscriptionMonth;
  readonly officeMonth: (month: number) => OfficeMonth;

  /** @param size how many customers there are in every month. */
  constructor(seed: number, size: number, words: Words, budget: ByteBudget) {
    this.key = draw(draw(SEED, seed), Math.floor(seed / 4_294_967_296));
    this.size = size;
    this.words = words;
    this.budget = budget;
    this.partner = new Partner(this.key, size, words);
    this.resellers = new Resellers(this.key, size, words);
    this.people = new People(this.key, size, words, this.partner);
    this.catalog = new Catalog(words);
    this.customers = new Customers(this.key, size, words);
    this.customerTexts = new CustomerTexts(this.key, this.customers, words);
    this.subscriptions = new Subscriptions(this.customers, this.catalog);
    this.life = new SubscriptionLife(this.subscriptions);
    this.sales = new Sales(this.subscriptions, this.partner, this.resellers);
    this.meters = new AzureMeters(words.azure.meters, this.subscriptions, this.life);
    this.subscriptionMonth = rememberMonths((month) => subscriptionMonth(this, month), budget);
    this.officeMonth = rememberMonths((month) => officeMonth(this, month), budget);
  }
}
