import { render } from 'preact';
import { followClock } from './clock.ts';
import { followEvents } from './live.ts';
import { queries, reports, sandboxes } from './sandbox.ts';
import { Shell } from './shell/shell.tsx';

followClock();
for (const resource of [reports, queries, sandboxes]) resource.start();
void followEvents();

const app = document.getElementById('app');
if (app !== null) render(<Shell />, app);
