import { advanceClock, clock, isAdvancing, nowMs, setClock } from '../clock.ts';
import { describeInstant } from '../describe.ts';
import { Button } from '../parts/button.tsx';
import { toast } from '../parts/toast.tsx';
import { readNextDue } from '../timeline/timeline-data.ts';
import type { Answer } from '../api.ts';
import type { Clock, ClockAdvanced } from '../wire.ts';

const STEPS = [
  { text: '+1 h', by: 'PT1H', label: '+1 h: advance by one hour' },
  { text: '+4 h', by: 'PT4H', label: '+4 h: advance by four hours' },
  { text: '+1 day', by: 'P1D', label: '+1 day: advance by one day' },
];
const RATES = [1, 10, 60, 600, 3600, 86_400];

/** Always in sight: the time of the sandbox and what moves it. */
export function ClockBar() {
  const isBusy = isAdvancing.value;
  return (
    <section class="clock-bar" aria-label="Clock">
      <div class="clock-time">
        <time>{nowMs.value === null ? '…' : describeInstant(nowMs.value)}</time>
        <span class="clock-zone">UTC</span>
        <span class={isBusy ? 'clock-state busy' : 'clock-state'} role="status">
          {isBusy ? 'Advancing…' : describeMode(clock.value)}
        </span>
      </div>
      <div class="clock-controls" role="group" aria-label="Move the clock">
        <span class="together">
          <Modes />
          <Rate />
        </span>
        <span class="together">
          {STEPS.map(({ text, by, label }) => (
            <Button key={by} isDisabled={isBusy} label={label} onClick={() => void advanceAndTell({ by })}>
              {text}
            </Button>
          ))}
          <ToNextEvent />
        </span>
      </div>
    </section>
  );
}

function ToNextEvent() {
  const go = async (): Promise<void> => {
    const next = await readNextDue();
    if (!next.ok) toast(next.failure.message, 'bad');
    else if (next.value === null) toast('Nothing is due: create a report first.');
    else await advanceAndTell({ to: momentAtOrAfter(next.value.at) });
  };
  return (
    <Button isDisabled={isAdvancing.value} label="Advance to the next event" onClick={() => void go()}>
      Next event
    </Button>
  );
}

/** The wire has no fractions of a second. */
export function momentAtOrAfter(ms: number): string {
  return `${new Date(Math.ceil(ms / 1000) * 1000).toISOString().slice(0, 19)}Z`;
}

function Modes() {
  const mode = clock.value?.mode;
  return (
    <>
      <Button
        look={mode === 'running' ? 'plain' : 'primary'}
        isDisabled={mode === undefined}
        onClick={() => void set({ mode: mode === 'running' ? 'frozen' : 'running' })}
      >
        {mode === 'running' ? '❚❚ Freeze' : '▶ Run'}
      </Button>
      <Button
        isPressed={mode === 'onPoll'}
        label="On poll: move when a client polls for executions that are not completed"
        onClick={() => void set({ mode: mode === 'onPoll' ? 'frozen' : 'onPoll' })}
      >
        On poll
      </Button>
    </>
  );
}

function Rate() {
  const rate = clock.value?.rate ?? 1;
  const choices = RATES.includes(rate) ? RATES : [...RATES, rate].sort((a, b) => a - b);
  return (
    <label class="clock-rate">
      <span>Rate</span>
      <select
        value={String(rate)}
        onChange={(event) => void set({ rate: Number(event.currentTarget.value) })}
      >
        {choices.map((choice) => (
          <option key={choice} value={String(choice)}>
            × {choice}
          </option>
        ))}
      </select>
    </label>
  );
}

export async function advanceAndTell(by: { by: string } | { to: string }): Promise<void> {
  const answer = await advanceClock(by);
  if (!answer.ok) return toast(answer.failure.message, 'bad');
  toast(describeAdvance(answer.value));
}

async function set(setting: Partial<Clock>): Promise<void> {
  tellFailure(await setClock(setting));
}

function tellFailure(answer: Answer<unknown>): void {
  if (!answer.ok) toast(answer.failure.message, 'bad');
}

function describeMode(told: Clock | null): string {
  if (told === null) return '';
  if (told.mode === 'frozen') return 'Frozen';
  if (told.mode === 'onPoll') return 'Moves on poll';
  return told.rate === 1 ? 'Running' : `Running × ${told.rate}`;
}

export function describeAdvance({ to, completed, callbacks }: ClockAdvanced): string {
  const calls = callbacks.delivered + callbacks.failed;
  const files = completed === 1 ? '1 execution completed' : `${completed} executions completed`;
  const called = calls === 0 ? '' : `, ${callbacks.delivered} of ${calls} callbacks delivered`;
  return `${describeInstant(Date.parse(to))}: ${files}${called}.`;
}
