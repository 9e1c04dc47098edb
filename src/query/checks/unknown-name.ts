import { nearestName } from '../../primitives/nearest-name.ts';
import { describePlace, quoteText } from '../query-error.ts';
import type { Name } from '../syntax/query-tree.ts';

/** `'CustomerNme' at line 1, column 24 - did you mean 'CustomerName'?` */
export function describeUnknown({ text, place }: Name, known: readonly string[]): string {
  const nearest = nearestName(text, known) ?? nearestBeginning(text, known);
  const where = `${quoteText(text)} ${describePlace(place)}`;
  return nearest === null ? where : `${where} - did you mean '${nearest}'?`;
}

/** Who writes `Custmers` may well mean `CustomersAndTenants`. */
function nearestBeginning(text: string, known: readonly string[]): string | null {
  if (text.length < 4) return null;
  const beginnings = new Map<string, string>();
  for (const name of known) {
    for (const length of [text.length - 1, text.length, text.length + 1]) {
      if (name.length > length) beginnings.set(name.slice(0, length), name);
    }
  }
  const nearest = nearestName(text, beginnings.keys());
  return nearest === null ? null : (beginnings.get(nearest) ?? null);
}
