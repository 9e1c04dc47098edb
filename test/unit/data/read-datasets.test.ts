import { readFileSync } from 'node:fs';
import { readDatasets } from '../../../src/data/read-datasets.ts';

const read = (file: string): unknown => JSON.parse(readFileSync(`fixtures/mpn/${file}`, 'utf8'));
const datasets = readDatasets(read('datasets.json'), read('refresh.json'));

function dataset(name: string) {
  const found = datasets.find((one) => one.name === name);
  if (found === undefined) throw new Error(name);
  return found;
}

function metric(datasetName: string, name: string) {
  const found = dataset(datasetName).metrics.find((one) => one.name === name);
  return found && { aggregate: found.aggregate, source: found.source };
}

test('reads all 21 datasets in the order of the fixture', () => {
  expect(datasets).toHaveLength(21);
  expect(datasets[0]?.name).toBe('CustomersAndTenants');
  expect(datasets.at(-1)?.name).toBe('TeamsUsageMeetingsAndCalls');
});

test('gives dated datasets the five usual ranges and undated ones LIFETIME', () => {
  expect(dataset('AzureUsage').availableDateRanges).toEqual(dataset('OfficeUsage').availableDateRanges);
  expect(dataset('Profile').availableDateRanges).toEqual(['LIFETIME']);
  expect(datasets.map((one) => one.minimumRecurrenceInterval)).toEqual(datasets.map(() => 24));
});

test('takes refresh days from the frequency page, also for the misspelt and the missing dataset', () => {
  expect(dataset('AzureUsage').refreshDays).toBe(4);
  expect(dataset('CompetencyPeformanceRequirement').refreshDays).toBe(5);
  expect(dataset('CLASSurfacePropensity').refreshDays).toBe(7);
});

test('counts distinct ids whatever their spelling, and sums everything else', () => {
  expect(metric('ResellerPerformance', 'SubscriptionCount')).toEqual({
    aggregate: 'countDistinct',
    source: 'SubscriptionID',
  });
  expect(metric('ResellerPerformance', 'CustomerCount')).toEqual({
    aggregate: 'countDistinct',
    source: 'CustomerTPid',
  });
  expect(metric('OfficeUsage', 'TotalMonthlyActiveUsers')).toEqual({
    aggregate: 'sum',
    source: 'MonthlyActiveUsers',
  });
  expect(metric('SeatsSubscriptionsAndRevenue', 'TotalSoldSeats')).toEqual({
    aggregate: 'sum',
    source: 'TotalSoldSeats',
  });
  expect(metric('AzureUsage', 'TotalACR')).toEqual({ aggregate: 'sum', source: 'ACR_USD' });
});

test('lets two names of one value share a source', () => {
  const names = dataset('Profile').attributes.filter((one) => one.source === 'PGA_MPNId');
  expect(names.map((one) => one.name)).toEqual(['PGA_MPNId', 'PGAPartnerID', 'PGAMpnID']);
});

test('refuses what is not the shape of the fixture', () => {
  expect(() => readDatasets({}, read('refresh.json'))).toThrow('Expected a list at datasets');
  expect(() => readDatasets([{}], read('refresh.json'))).toThrow('Expected text at datasets[0].datasetName');
  expect(() => readDatasets([], null)).toThrow('Expected an object at refresh');
});
