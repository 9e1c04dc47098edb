import fc from 'fast-check';
import { textsOnShelf, TextShelf, type Shelved } from '../../../src/primitives/text-shelf.ts';

test('texts come back as they were put, whatever is put after them', () => {
  const text = fc.oneof(
    fc.string({ unit: 'grapheme' }),
    fc.constantFrom(null, '', '\u0000', 'long'.repeat(20_000)),
  );
  fc.assert(
    fc.property(fc.array(fc.array(text, { maxLength: 4 }), { maxLength: 30 }), (entries) => {
      const shelf = new TextShelf();
      const put = entries.map((texts) => shelf.put(texts));
      expect(put.map(textsOnShelf)).toEqual(entries);
    }),
  );
});

test('many short texts share a page, and few take little', () => {
  const shelf = new TextShelf();
  expect(shelf.put(['a']).page.bytes.length).toBeLessThanOrEqual(4096);
  const pages = new Set(Array.from({ length: 10_000 }, () => shelf.put(['a text of some length']).page));
  expect(pages.size).toBeLessThan(20);
});

test('a page is written on again once its texts are discarded, and those of others stay as they are', () => {
  const shelf = new TextShelf();
  const pages = new Set<object>();
  const kept: [string, Shelved][] = [];
  for (let number = 0; number < 20_000; number++) {
    const text = `text ${number} ${'x'.repeat(number % 200)}`;
    const put = shelf.put([text]);
    pages.add(put.page);
    kept.push([text, put]);
    if (kept.length <= 500) continue;
    const [oldest] = kept.splice(0, 1);
    if (oldest !== undefined) shelf.discard(oldest[1]);
    if (number % 997 === 0) for (const [was, at] of kept) expect(textsOnShelf(at)).toEqual([was]);
  }
  expect(pages.size).toBeLessThan(15);
});
