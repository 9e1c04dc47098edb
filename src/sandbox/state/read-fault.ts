import { ControlError } from '../../errors/control-errors.ts';
import { Fault, type FaultState } from '../../faults/fault.ts';
import { controlBodies } from '../../generated/request-inputs.ts';
import { BadJson, isRecord, textLike, under, whole } from '../../primitives/read-json.ts';

const readId = textLike(/^fault-[1-9]\d{0,14}$/, 'fault- and a number');
const readCount = whole(0, Number.MAX_SAFE_INTEGER);
/** Reckoned from the others. */
const DERIVED = 'remaining';

/** A rule as it is listed, counts included, checked as one that is added. */
export function readFault(value: unknown): FaultState {
  if (!isRecord(value)) throw new BadJson('must be an object');
  const { id, matches, hits, times, ...rest } = value;
  const counts = {
    matches: under('matches', () => readCount(matches)),
    hits: under('hits', () => readCount(hits)),
  };
  const rule = {
    ...Object.fromEntries(Object.entries(rest).filter(([name]) => name !== DERIVED)),
    ...(times === null ? {} : { times }),
  };
  const validate = controlBodies.AddFault;
  if (!validate(rule)) {
    const [first] = validate.errors ?? [];
    throw badAt(first?.instancePath ?? '', first?.message ?? 'is no rule');
  }
  try {
    return new Fault(
      under('id', () => readId(id)),
      rule,
      0,
      counts,
    ).state();
  } catch (error) {
    const first = error instanceof ControlError ? error.details[0] : undefined;
    throw first === undefined ? error : badAt(first.at, first.problem);
  }
}

function badAt(pointer: string, problem: string): BadJson {
  const bad = new BadJson(problem);
  for (const key of pointer.split('/').slice(1).reverse()) bad.below(key);
  return bad;
}
