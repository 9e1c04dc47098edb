export type Tone = 'neutral' | 'paused' | 'good' | 'busy' | 'waiting' | 'bad';

/** The sign stands for the tone where colours can't be told apart. */
const SIGNS: Readonly<Record<Tone, string>> = {
  neutral: '',
  paused: '‖',
  good: '●',
  busy: '◐',
  waiting: '○',
  bad: '▲',
};

export function Badge({ text, tone }: { readonly text: string; readonly tone: Tone }) {
  return (
    <span class={`badge ${tone}`}>
      {SIGNS[tone] !== '' && <span aria-hidden="true">{SIGNS[tone]}</span>} {text}
    </span>
  );
}

const TONES: Readonly<Record<string, Tone>> = {
  Active: 'good',
  Completed: 'good',
  Running: 'busy',
  Pending: 'waiting',
  Paused: 'paused',
};

/** The status of a report or of an execution. */
export function StatusBadge({ status }: { readonly status: string }) {
  return <Badge text={status} tone={TONES[status] ?? 'neutral'} />;
}
