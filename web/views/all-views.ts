import { Executions } from './executions.tsx';
import { Reports } from './reports.tsx';
import type { View } from './view.ts';

/** In the order of the navigation; the first is where one arrives. */
export const allViews: readonly View[] = [
  { id: 'reports', title: 'Reports', component: Reports },
  { id: 'executions', title: 'Executions', component: Executions },
];
