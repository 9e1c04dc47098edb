import {
  BadJson,
  list,
  numberFrom,
  orNull,
  record,
  text,
  textLike,
  whole,
  word,
  type JsonReader,
  type ReadBy,
} from '../primitives/read-json.ts';
import type { Delivery } from './delivery.ts';

/** A delivery as a state document has it. Instants are milliseconds since 1970. */
export type DescribedDelivery = ReadBy<typeof readShape>;

const UUID = /^[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}$/;
const readUuid = textLike(UUID, 'an id in lower case');
const readInstant = whole(0, 253_402_300_799_999);
const readCount = whole(0, Number.MAX_SAFE_INTEGER);

const readShape = record({
  id: readUuid,
  reportId: readUuid,
  executionId: readUuid,
  method: word('POST', 'GET'),
  address: text,
  createdAt: readInstant,
  /** One in flight does not come along: it is tried again at once. */
  state: word('retrying', 'delivered', 'failed', 'refused', 'dropped'),
  nextAttemptAt: orNull(readInstant),
  attempts: list(
    record({
      at: readInstant,
      durationMs: numberFrom(0, Number.MAX_SAFE_INTEGER),
      status: orNull(whole(100, 999)),
      error: orNull(text),
    }),
  ),
  reportNumber: readCount,
  /** Its place among the deliveries of its report. */
  step: readCount,
  failures: readCount,
});

/** @throws BadJson for what is no delivery. */
export const readDelivery: JsonReader<DescribedDelivery> = (value) => {
  const delivery = readShape(value);
  if ((delivery.state === 'retrying') === (delivery.nextAttemptAt !== null)) return delivery;
  throw new BadJson('is there for a delivery that is retrying, and null for any other').below(
    'nextAttemptAt',
  );
};

/** Where a delivery stands among those of its report, and whether that is gone. */
interface Standing extends Pick<DescribedDelivery, 'reportNumber' | 'step' | 'failures'> {
  readonly delivery: Delivery;
  readonly forgotten: boolean;
}

/** As it would have to go on elsewhere. */
export function describeDelivery(
  { delivery, reportNumber, step, failures, forgotten }: Standing,
  now: number,
): DescribedDelivery {
  const { state, ...facts } = delivery;
  const more = { reportNumber, step, failures };
  if (state !== 'inFlight') return { ...facts, state, ...more };
  return forgotten
    ? { ...facts, state: 'dropped', ...more }
    : { ...facts, state: 'retrying', nextAttemptAt: now, ...more };
}
