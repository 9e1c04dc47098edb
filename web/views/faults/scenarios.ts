import type { FaultRule } from '../../wire.ts';

/** A way for things to go wrong that has a name. */
export interface Scenario {
  readonly name: string;
  /** What a client notices. */
  readonly effect: string;
  readonly rule: FaultRule;
}

export const SCENARIOS: readonly Scenario[] = [
  {
    name: 'Throttled',
    effect: 'The next five calls get 429 and are told to wait ten seconds.',
    rule: {
      times: 5,
      effect: { status: 429, message: 'Too many requests', headers: { 'Retry-After': '10' } },
    },
  },
  {
    name: 'Flaky',
    effect: 'One call in four gets 503.',
    rule: { probability: 0.25, effect: { status: 503 } },
  },
  {
    name: 'Slow answers',
    effect: 'Every call takes two seconds more.',
    rule: { effect: { delay: 2000 } },
  },
  {
    name: 'Broken connection',
    effect: 'The next two calls end without an answer.',
    rule: { times: 2, effect: { reset: true } },
  },
  {
    name: 'Stuck execution',
    effect: 'Whatever begins to run stays Running for ever.',
    rule: { effect: { stuckRunning: true } },
  },
  {
    name: 'Slow download',
    effect: 'Files come with 20 kB in a second.',
    rule: { match: { operation: 'DownloadReport' }, effect: { slow: 20_000 } },
  },
  {
    name: 'Truncated file',
    effect: 'The next download breaks after 1,000 bytes.',
    rule: { match: { operation: 'DownloadReport' }, times: 1, effect: { truncate: 1000 } },
  },
  {
    name: 'Expired link',
    effect: 'Links have expired when they are given out, and when they are used.',
    rule: { effect: { expiredLink: true } },
  },
  {
    name: 'Failing callbacks',
    effect: 'The next two attempts at a callback get 500.',
    rule: { match: { operation: 'ReportReadyCallback' }, times: 2, effect: { status: 500 } },
  },
];
