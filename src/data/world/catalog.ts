import { drawnGuid } from '../../primitives/drawn-guid.ts';
import { draw, label, weighted } from '../../primitives/seeded-random.ts';
import { Texts, textsOf } from '../texts.ts';
import type { Sku, Words } from './words.ts';

/** The products as the datasets name them; a SKU's product is an index into this list. */
export const PRODUCTS = [
  'Microsoft 365',
  'Dynamics 365',
  'Enterprise Mobility + Security',
  'Power BI',
  'Microsoft Azure',
];
export const Product = { microsoft365: 0, dynamics365: 1, ems: 2, powerBi: 3, azure: 4 } as const;

type TextOfSku =
  'family' | 'reportingName' | 'rawName' | 'sku' | 'partNumber' | 'division' | 'category' | 'solutionArea';

/** What is for sale. */
export class Catalog {
  readonly skus: readonly Sku[];
  readonly workloads: readonly string[];
  /** By SKU: an index into `PRODUCTS`. */
  readonly product: readonly number[];
  /** By SKU: the workloads it brings, as indexes. */
  readonly workloadsOf: readonly (readonly number[])[];
  readonly productNames = textsOf(PRODUCTS);
  readonly skuIds: Texts;
  readonly #byProduct: readonly (readonly number[])[];
  readonly #choosers: readonly ((drawn: number) => number)[];

  constructor(words: Words) {
    this.skus = words.products.skus;
    this.workloads = words.products.workloads;
    this.product = this.skus.map((sku) => PRODUCTS.indexOf(sku.product));
    this.workloadsOf = this.skus.map((sku) =>
      sku.workloads.map((workload) => this.workloads.indexOf(workload)),
    );
    this.skuIds = new Texts((sku) => drawnGuid(label(this.at(sku).partNumber)), 'unique');
    this.#byProduct = PRODUCTS.map((_, product) =>
      this.product.flatMap((one, sku) => (one === product ? [sku] : [])),
    );
    this.#choosers = this.#byProduct.map((skus) => weighted(skus.map((sku) => this.at(sku).weight)));
  }

  at(sku: number): Sku {
    const found = this.skus[sku];
    if (found === undefined) throw new Error('No such SKU');
    return found;
  }

  texts(field: TextOfSku): Texts {
    return textsOf(this.skus.map((sku) => sku[field]));
  }

  /** The product's plainest SKU, open to all customers. */
  first(product: number): number {
    return this.#byProduct[product]?.[0] ?? 0;
  }

  /** A SKU of the product that fits the customer's size and is none of those taken; -1 when there is none left. */
  choose(product: number, employees: number, taken: readonly number[], key: number): number {
    const skus = this.#byProduct[product] ?? [];
    const fits = (sku: number) => this.at(sku).minEmployees <= employees && !taken.includes(sku);
    for (let attempt = 0; attempt < 4; attempt++) {
      const sku = skus[this.#choosers[product]?.(draw(key, attempt)) ?? 0] ?? -1;
      if (sku >= 0 && fits(sku)) return sku;
    }
    return skus.find(fits) ?? -1;
  }
}
