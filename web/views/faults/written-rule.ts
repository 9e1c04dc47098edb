/** What the form for a rule holds: text, as it was typed. */
export interface WrittenRule {
  readonly operation: string;
  readonly method: string;
  readonly path: string;
  readonly after: string;
  readonly times: string;
  readonly probability: string;
  readonly effect: EffectName;
  /** Of an effect that has one. */
  readonly amount: string;
}

export const BLANK_RULE: WrittenRule = {
  operation: '',
  method: '',
  path: '',
  after: '',
  times: '',
  probability: '',
  effect: 'status',
  amount: '503',
};

export type EffectName = keyof typeof EFFECTS;

/** What each effect does, and what its amount is called; null where it has none. */
export const EFFECTS = {
  status: { text: 'Refuse', amount: 'Status', usual: '503' },
  delay: { text: 'Delay', amount: 'Milliseconds', usual: '2000' },
  reset: { text: 'Break the connection', amount: null, usual: '' },
  truncate: { text: 'Break a download off', amount: 'After so many bytes', usual: '1000' },
  slow: { text: 'Slow downloads down', amount: 'Bytes per second', usual: '20000' },
  stuckRunning: { text: 'Keep executions Running', amount: null, usual: '' },
  expiredLink: { text: 'Let links expire', amount: null, usual: '' },
} as const;

/** The rule to be sent. Nothing is checked here: what is wrong is for the emulator to say. */
export function ruleOf(written: WrittenRule): Readonly<Record<string, unknown>> {
  const { operation, method, path, after, times, probability, effect, amount } = written;
  return {
    match: present({ operation, method, path }),
    ...numbers({ after, times, probability }),
    effect: { [effect]: EFFECTS[effect].amount === null ? true : numberOr(amount) },
  };
}

function present(texts: Readonly<Record<string, string>>): Record<string, string> {
  return Object.fromEntries(Object.entries(texts).filter(([, text]) => text.trim() !== ''));
}

function numbers(texts: Readonly<Record<string, string>>): Record<string, number | string> {
  return Object.fromEntries(Object.entries(present(texts)).map(([name, text]) => [name, numberOr(text)]));
}

/** What is no number is sent as it is, and refused with its place. */
function numberOr(text: string): number | string {
  return text.trim() === '' || Number.isNaN(Number(text)) ? text : Number(text);
}
