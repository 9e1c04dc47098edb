import { namesIn } from '../scope.ts';
import type { Check } from './problem.ts';
import { describeUnknown } from './unknown-name.ts';

/** Every name is a column or a metric of the dataset. */
export const columnsExist: Check = (tree, scope) =>
  namesIn(tree)
    .filter((name) => scope.find(name) === null)
    .map((name) => ({
      rule: 'query.column',
      place: name.place,
      describe: () => describeUnknown(name, scope.names()),
    }));
