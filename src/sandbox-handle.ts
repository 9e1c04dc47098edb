import type { Delivery } from './callbacks/delivery.ts';
import {
  changeClock,
  letTimePass,
  showClock,
  type ClockAdvanced,
  type ClockSetting,
  type ClockState,
} from './control/clock.ts';
import { makeFault, type FaultRule, type FaultState } from './control/faults.ts';
import type { Duration } from './options/emulator-options.ts';
import { formatInstant } from './primitives/instant.ts';
import type { Sandboxes } from './sandbox/sandboxes.ts';

/** One sandbox, for the program that started the emulator: what `/_emulator` offers, without HTTP. */
export interface SandboxHandle {
  readonly name: string;
  /** Base address of everything in this sandbox: append `/insights/v1/mpn/…`. */
  readonly url: string;
  readonly clock: SandboxClock;
  readonly faults: SandboxFaults;
  /** Every callback delivery so far with its attempts, oldest first. */
  callbacks(): readonly Delivery[];
  /** Makes the sandbox as it started. */
  reset(): void;
}

export interface SandboxClock {
  now(): Date;
  get(): ClockState;
  /** Sets what is given and keeps the rest; a later `now` is an advance. */
  set(setting: ClockSetting): Promise<ClockState>;
  /** Lets time pass; answers when everything due on the way has happened and its callbacks have settled. */
  advance(by: Duration): Promise<ClockAdvanced>;
  advanceTo(moment: string | Date): Promise<ClockAdvanced>;
}

/** What goes wrong on purpose. */
export interface SandboxFaults {
  /** Adds a rule, and gives its id. */
  add(rule: FaultRule): string;
  /** In the order in which they were added, with what has come of them. */
  list(): readonly FaultState[];
  /** False when there is none of that id. */
  remove(id: string): boolean;
  clear(): void;
}

/** Looks the sandbox up anew at each call: a reset replaces it. */
export function sandboxHandle(sandboxes: Sandboxes, name: string, emulatorUrl: string): SandboxHandle {
  sandboxes.find(name);
  const sandbox = () => sandboxes.find(name);
  return {
    name,
    url: `${emulatorUrl}/sandbox/${name}`,
    clock: {
      now: () => new Date(sandbox().clock.now()),
      get: () => showClock(sandbox()),
      set: async (setting) => changeClock(sandbox(), setting),
      advance: async (by) => letTimePass(sandbox(), { by }),
      advanceTo: async (moment) => letTimePass(sandbox(), { to: asText(moment) }),
    },
    faults: {
      add: (rule) => makeFault(sandbox(), rule).id,
      list: () => sandbox().faults.list(),
      remove: (id) => sandbox().faults.remove(id),
      clear: () => sandbox().faults.clear(),
    },
    callbacks: () => sandbox().callbacks.deliveries(),
    reset: () => sandboxes.reset(sandbox()),
  };
}

function asText(moment: string | Date): string {
  return typeof moment === 'string' ? moment : formatInstant(moment.getTime());
}
