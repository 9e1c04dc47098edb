import { v5 as uuidV5 } from 'uuid';

/** Namespace of every id the emulator makes up; any fixed uuid would do. */
const NAMESPACE = '7d1f3b0e-5c0a-4a57-9f0b-2f4f7c1e6a10';

/** Ids of queries and reports: from the seed and a counter each, whatever the sandbox is called, so that a run can be repeated. */
export interface Identifiers {
  query(number: number): string;
  report(number: number): string;
}

export function createIdentifiers(seed: number): Identifiers {
  const ofSeed = uuidV5(`seed:${seed}`, NAMESPACE);
  return {
    query: (number) => uuidV5(`query:${number}`, ofSeed),
    report: (number) => uuidV5(`report:${number}`, ofSeed),
  };
}
