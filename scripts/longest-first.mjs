/**
 * Begins with the suites that take long. Jest knows them by its cache; in a fresh clone it goes by the size of files, which says little,
 * and one core may wait at the end for what the other began last.
 */
import Sequencer from '@jest/test-sequencer';

const LONG = [
  'model/stress',
  'model/lives',
  'engine/million-rows',
  'package/install',
  'unit/data/world',
  'unit/data/own-rows',
  'isolation/forty-sandboxes',
  'engine/engine',
  'engine/differential',
  'engine/strict-reader',
  'model/virtual-year',
  'control/every-fault',
  'control/clock',
  'api/hostile-requests',
  'api/queries',
];
const ENDS = LONG.map((name) => `/test/${name}.test.ts`);

export default class LongestFirst extends Sequencer {
  sort(tests) {
    const inOrder = super.sort(tests);
    const isLong = ({ path }) => ENDS.some((end) => path.replaceAll('\\', '/').endsWith(end));
    return [...inOrder.filter(isLong), ...inOrder.filter((test) => !isLong(test))];
  }
}
