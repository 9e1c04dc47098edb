import fc from 'fast-check';
import { ByteQueue } from '../../../src/primitives/byte-queue.ts';

function put(queue: ByteQueue, record: Uint8Array, moreRoom = 0): void {
  queue.push(record.length + moreRoom, (bytes, at) => {
    bytes.set(record, at);
    return at + record.length;
  });
}

/** As text: that compares fast. */
function held(queue: ByteQueue): string[] {
  return Array.from(queue, (record) => record.toString('latin1'));
}

test('holds what a list would hold, whatever comes and goes', () => {
  const size = fc.oneof(fc.nat(40), fc.constantFrom(0, 4091, 4092, 4093, 65_531, 65_532, 65_533, 200_000));
  const step = fc.oneof(
    { weight: 6, arbitrary: fc.record({ push: size, moreRoom: fc.nat(100) }) },
    { weight: 4, arbitrary: fc.constant('shift' as const) },
    { weight: 1, arbitrary: fc.constant('clear' as const) },
  );
  fc.assert(
    fc.property(fc.array(step, { maxLength: 120 }), (steps) => {
      const queue = new ByteQueue();
      const list: Uint8Array[] = [];
      let letter = 0;
      for (const step of steps) {
        if (step === 'clear') list.length = 0;
        else if (step === 'shift') list.shift();
        else list.push(new Uint8Array(step.push).fill(++letter));
        if (step === 'clear') queue.clear();
        else if (step === 'shift') queue.shift();
        else put(queue, new Uint8Array(step.push).fill(letter), step.moreRoom);
        expect(queue.size).toBe(list.length);
      }
      expect(held(queue)).toEqual(list.map((record) => Buffer.from(record).toString('latin1')));
    }),
  );
});

test('takes little for a few records, and no more when thousands have come and gone', () => {
  const queue = new ByteQueue();
  const memory = new Set<ArrayBufferLike>();
  for (let number = 0; number < 20_000; number++) {
    queue.push(600, (bytes, at) => {
      memory.add(bytes.buffer);
      return bytes.write(`record ${number} ${'x'.repeat(number % 200)}`, at) + at;
    });
    if (number === 2) expect([...memory].map(({ byteLength }) => byteLength)).toEqual([4096]);
    if (queue.size > 500) queue.shift();
  }
  expect(memory.size).toBeLessThan(10);
});
