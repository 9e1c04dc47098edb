import { computed, signal } from '@preact/signals';
import { control, type Answer } from './api.ts';
import { era, onEvent } from './live.ts';
import type { Clock, ClockAdvanced } from './wire.ts';

interface Reading {
  readonly clock: Clock;
  /** `performance.now()` when it was taken. */
  readonly takenAt: number;
}

const reading = signal<Reading | null>(null);
const wallMs = signal(performance.now());

/** Whether time is being let pass, by this page or by anyone else. */
export const isAdvancing = signal(false);
export const clock = computed(() => reading.value?.clock ?? null);

/** The sandbox's time in milliseconds; goes on while the clock runs. Null until it is known. */
export const nowMs = computed(() => {
  if (reading.value === null) return null;
  const { clock, takenAt } = reading.value;
  const readMs = Date.parse(clock.now);
  if (clock.mode !== 'running') return readMs;
  return readMs + Math.max(0, wallMs.value - takenAt) * clock.rate;
});

const TICK_MS = 250;

/** Follows the clock as long as the page is open. */
export function followClock(): void {
  era.subscribe(() => void readClock());
  onEvent(({ type, data }) => {
    if (type !== 'clock') return;
    // An event `clock` is a clock and whether it is being advanced: openapi.yaml has it so.
    const { advancing, ...told } = data as Clock & { readonly advancing?: boolean };
    isAdvancing.value = advancing === true;
    take(told);
  });
  setInterval(() => {
    if (reading.value?.clock.mode === 'running') wallMs.value = performance.now();
  }, TICK_MS);
}

export async function setClock(setting: Partial<Clock>): Promise<Answer<Clock>> {
  return taken(await control<Clock>('PUT', '/clock', setting));
}

export async function advanceClock(advance: { by: string } | { to: string }): Promise<Answer<ClockAdvanced>> {
  isAdvancing.value = true;
  const answer = await control<ClockAdvanced>('POST', '/clock/advance', advance);
  isAdvancing.value = false;
  await readClock();
  return answer;
}

async function readClock(): Promise<void> {
  taken(await control<Clock>('GET', '/clock'));
}

function taken(answer: Answer<Clock>): Answer<Clock> {
  if (answer.ok) take(answer.value);
  return answer;
}

function take(told: Clock): void {
  wallMs.value = performance.now();
  reading.value = { clock: told, takenAt: wallMs.value };
}
