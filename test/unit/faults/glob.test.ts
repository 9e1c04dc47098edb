import fc from 'fast-check';
import { globPattern } from '../../../src/primitives/glob.ts';

test('a glob finds what the same regular expression does', () => {
  const letters = fc.string({ unit: fc.constantFrom('a', 'b', 'A', '/', '*', '.'), maxLength: 12 });
  fc.assert(
    fc.property(letters, letters, (glob, text) => {
      const parts = glob.split('*').map((part) => part.replace(/[.*]/g, '\\$&'));
      expect(globPattern(glob)(text)).toBe(new RegExp(`^${parts.join('[^]*')}$`, 'i').test(text));
    }),
    { numRuns: 2000 },
  );
});

test('a hostile glob costs no more than a plain one', () => {
  const startedMs = performance.now();
  expect(globPattern('*a'.repeat(500) + 'b')('a'.repeat(30_000))).toBe(false);
  expect(performance.now() - startedMs).toBeLessThan(500);
});
