import { pick } from '../../primitives/seeded-random.ts';

/** Finds members of a list by country: those of the country asked for, or all where it has none. */
export class Nearby {
  readonly #all: readonly number[];
  readonly #byCountry = new Map<number, number[]>();

  constructor(countries: readonly number[]) {
    this.#all = countries.map((_, index) => index);
    countries.forEach((country, index) => {
      const there = this.#byCountry.get(country);
      if (there === undefined) this.#byCountry.set(country, [index]);
      else there.push(index);
    });
  }

  pick(drawn: number, country: number): number {
    return pick(drawn, this.#byCountry.get(country) ?? this.#all);
  }
}
