import fc from 'fast-check';
import { TextShelf, textOnShelf } from '../../../src/primitives/text-shelf.ts';

test('texts come back as they were put, whatever is put after them', () => {
  const text = fc.oneof(
    fc.string({ unit: 'binary' }),
    fc.constantFrom('', '\ud800', '\udc00x', 'long'.repeat(20_000)),
  );
  fc.assert(
    fc.property(fc.array(text, { maxLength: 30 }), (texts) => {
      const shelf = new TextShelf();
      const put = texts.map((one) => shelf.put(one));
      expect(put.map(textOnShelf)).toEqual(texts);
    }),
  );
});

test('many short texts share a page, and few take little', () => {
  const shelf = new TextShelf();
  expect(shelf.put('a').page.length).toBeLessThanOrEqual(4096);
  const pages = new Set(Array.from({ length: 10_000 }, () => shelf.put('a text of some length').page));
  expect(pages.size).toBeLessThan(20);
});
