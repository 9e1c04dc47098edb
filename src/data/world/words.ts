import { readShape, type Shaped } from '../../primitives/read-shape.ts';

const SCRIPT = { country: 'text', heads: 'texts', tails: 'texts', joint: 'text' } as const;
const NAMES = {
  heads: 'texts',
  tails: 'texts',
  scripts: [SCRIPT],
  emoji: 'texts',
  longWords: 'texts',
} as const;

const CITY = { name: 'text', state: 'text', postalCode: 'text' } as const;
const COUNTRY = {
  name: 'text',
  code: 'text',
  area: 'text',
  subsidiary: 'text',
  weight: 'number',
  legalForms: 'texts',
  units: 'texts',
  cities: [CITY],
} as const;

const INDUSTRY = {
  name: 'text',
  weight: 'number',
  publicSector: 'flag',
  verticals: 'texts',
  nouns: 'texts',
} as const;

const SKU = {
  product: 'text',
  family: 'text',
  reportingName: 'text',
  rawName: 'text',
  sku: 'text',
  partNumber: 'text',
  priceCents: 'number',
  division: 'text',
  category: 'text',
  solutionArea: 'text',
  weight: 'number',
  minEmployees: 'number',
  reachPercent: 'number',
  free: 'flag',
  workloads: 'texts',
} as const;

const METER = {
  level1: 'text',
  level2: 'text',
  level3: 'text',
  level4: 'text',
  group2: 'text',
  group3: 'text',
  meterCategory: 'text',
  unit: 'text',
  priceMicroDollars: 'number',
  typicalQuantity: 'number',
  influencer: 'textOrNull',
  computeOs: 'textOrNull',
  coreSoftware: 'textOrNull',
} as const;

const LEARN = { name: 'text', type: 'text', products: 'text', roles: 'text' } as const;
const EXAM = { id: 'text', title: 'text', type: 'text' } as const;
const COMPETENCY_METRIC = { name: 'text', monthly: 'number', silver: 'number', gold: 'number' } as const;

/** A file of `fixtures/words/` each, named after it. */
const WORDS = {
  names: NAMES,
  places: { countries: [COUNTRY] },
  industries: { industries: [INDUSTRY] },
  products: { skus: [SKU], workloads: 'texts' },
  azure: { meters: [METER] },
  people: { firstNames: 'texts', lastNames: 'texts' },
  trainings: { learn: [LEARN], exams: [EXAM] },
  competencies: { competencies: [{ name: 'text', options: 'texts' }], metrics: [COMPETENCY_METRIC] },
  partners: {
    globalAccounts: 'texts',
    resellerNouns: 'texts',
    teamsApps: 'texts',
    offers: 'texts',
    licensePrograms: 'texts',
    agreementProducts: 'texts',
    pricingLevels: 'texts',
  },
} as const;

/** The vocabulary a world is told in. */
export type Words = Shaped<typeof WORDS>;
export type Sku = Shaped<typeof SKU>;
export type Meter = Shaped<typeof METER>;
export type Country = Shaped<typeof COUNTRY>;

/** Reads the parsed files of `fixtures/words/`, as one object with a property for each file. */
export function readWords(raw: unknown): Words {
  return readShape(raw, WORDS, 'words');
}
