import { signal } from '@preact/signals';

/** The query in the editor: still there when one comes back from another view. */
export const draft = signal(
  'SELECT Month, TotalMonthlyActiveUsers\nFROM OfficeUsage\nORDER BY Month ASC\nTIMESPAN LAST_6_MONTHS',
);
