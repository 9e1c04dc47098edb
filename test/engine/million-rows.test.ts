import { execFile } from 'node:child_process';
import { createHash } from 'node:crypto';
import { join } from 'node:path';
import { promisify } from 'node:util';
import type { Column } from '../../src/data/table.ts';
import { surfaceNamed } from '../../src/surfaces/all-surfaces.ts';
import { createWorlds } from '../../src/worlds.ts';
import { buildPackage } from '../support/built-package.ts';

/** The twelve of bench/export.mjs, of the dataset that makes the largest file. */
const COLUMNS = [
  'CustomerName',
  'CustomerTenantId',
  'CustomerMarket',
  'SubscriptionId',
  'Product',
  'SKU',
  'Month',
  'SubscriptionState',
  'PartnerAttributionType',
  'SubscriptionStartDate',
  'SubscriptionEndDate',
  'AvailableSeats',
];
const QUERY = `SELECT ${COLUMNS.join(', ')} FROM SeatsSubscriptionsAndRevenue TIMESPAN LIFETIME`;
const NOW = '2026-01-15T00:00:00Z';
const MIB_AT_MOST = 400;

test('10,000 customers give a file of over a million rows, whole and right, within its memory', async () => {
  buildPackage();
  const args = [join(__dirname, 'million-rows.cjs'), QUERY, NOW];
  const exporting = promisify(execFile)(process.execPath, args);
  const expected = expectedFile();
  const { stdout } = await exporting;
  expect(expected.lines).toBeGreaterThan(1_000_001);
  // It is the script beside this file that prints it.
  const { grownMib, ...file } = JSON.parse(stdout) as { lines: number; hash: string; grownMib: number };
  expect(file).toEqual(expected);
  expect(grownMib).toBeLessThan(MIB_AT_MOST);
}, 120_000);

/** Told from the rows of the table, one after another, in the plainest way. */
function expectedFile(): { lines: number; hash: string } {
  const dataset = surfaceNamed('mpn').datasets.find('SeatsSubscriptionsAndRevenue');
  if (dataset === null) throw new Error('There is no such dataset');
  const everything = { fromDay: -Infinity, toDay: Infinity };
  const table = createWorlds()(1, 10_000).table(dataset, everything, Date.parse(NOW));
  const cells = COLUMNS.map((name) => spelling(table.column(name)));
  const hash = createHash('sha256').update(`${COLUMNS.join()}\r\n`);
  let text = '';
  for (let row = 0; row < table.rowCount; row++) {
    text += `${cells.map((cell) => cell(row)).join()}\r\n`;
    if (row % 10_000 > 0 && row < table.rowCount - 1) continue;
    hash.update(text);
    text = '';
  }
  return { lines: table.rowCount + 1, hash: hash.digest('hex') };
}

/** What each row has in the column; a value that comes again was spelled before. */
function spelling(column: Column): (row: number) => string {
  const known = new Map<number, string>();
  const keys = 'codes' in column ? column.codes : column.values;
  return (row) => {
    const key = keys[row] ?? 0;
    const cell = known.get(key) ?? spell(column, key);
    known.set(key, cell);
    return cell;
  };
}

function spell(column: Column, key: number): string {
  if (column.type === 'date') return new Date(key * 86_400_000).toISOString().slice(0, 10);
  if ('values' in column) return String(key);
  const text = column.dictionary[key] ?? '';
  return /[",]/.test(text) ? `"${text.replaceAll('"', '""')}"` : text;
}
