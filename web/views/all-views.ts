import { Callbacks } from './callbacks/callbacks.tsx';
import { Data } from './data/data.tsx';
import { Executions } from './executions.tsx';
import { Faults } from './faults/faults.tsx';
import { Playground } from './playground/playground.tsx';
import { Reports } from './reports.tsx';
import { Requests } from './requests/requests.tsx';
import { State } from './state/state.tsx';
import { Timeline } from './timeline.tsx';
import type { View } from './view.ts';

/** In the order of the navigation; the first is where one arrives. */
export const allViews: readonly View[] = [
  { id: 'timeline', title: 'Timeline', component: Timeline },
  { id: 'reports', title: 'Reports', component: Reports },
  { id: 'executions', title: 'Executions', component: Executions },
  { id: 'playground', title: 'Playground', component: Playground },
  { id: 'data', title: 'Data', component: Data },
  { id: 'requests', title: 'Requests', component: Requests },
  { id: 'callbacks', title: 'Callbacks', component: Callbacks },
  { id: 'faults', title: 'Faults', component: Faults },
  { id: 'state', title: 'State', component: State },
];
