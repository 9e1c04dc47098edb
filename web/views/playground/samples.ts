/** One for each thing that the language can do. */
export const SAMPLES: readonly { readonly name: string; readonly query: string }[] = [
  {
    name: 'Active users by month',
    query: 'SELECT Month, TotalMonthlyActiveUsers FROM OfficeUsage ORDER BY Month ASC TIMESPAN LAST_6_MONTHS',
  },
  {
    name: 'Markets by active users',
    query:
      'SELECT CustomerMarket, CustomerCount, TotalMonthlyActiveUsers FROM OfficeUsage ORDER BY TotalMonthlyActiveUsers LIMIT 15 TIMESPAN LAST_MONTH',
  },
  {
    name: 'Top resellers by revenue',
    query:
      'SELECT ResellerMpnId, ResellerName, TotalRevenue FROM ResellerPerformance ORDER BY TotalRevenue LIMIT 10 TIMESPAN LAST_MONTH',
  },
  {
    name: 'Customers with most seats',
    query:
      'SELECT CustomerName, CustomerTpid, Product, AvailableSeats FROM CustomersAndTenants ORDER BY AvailableSeats DESC LIMIT 10 TIMESPAN LAST_MONTH',
  },
  {
    name: 'Customers of two markets',
    query:
      "SELECT DISTINCT CustomerName, CustomerMarket FROM CustomersAndTenants WHERE CustomerMarket IN ('Germany', 'France') AND CustomerName NOT LIKE '%GmbH'",
  },
  {
    name: 'Azure use by service',
    query: 'SELECT ServiceName, TotalACR FROM AzureUsage ORDER BY TotalACR LIMIT 12 TIMESPAN LAST_6_MONTHS',
  },
];
