import { describePlace, quoteText } from '../query-error.ts';
import { isGrouped } from '../scope.ts';
import type { Check } from './problem.ts';

/** Where rows are merged, what is not selected has no one value left to sort by. */
export const orderSelected: Check = (tree, scope) => {
  if (!tree.distinct && !isGrouped(tree, scope)) return [];
  const selected = new Set(tree.columns.map((name) => scope.find(name)));
  return tree.order
    .filter(({ name }) => scope.find(name)?.kind === 'attribute' && !selected.has(scope.find(name)))
    .map(({ name }) => ({
      rule: 'query.order',
      place: name.place,
      describe: () =>
        `expected a selected column or a metric but found ${quoteText(name.text)} ${describePlace(name.place)}` +
        ` - a query with metrics or DISTINCT sorts only by these`,
    }));
};
