import { signal } from '@preact/signals';
import { Button } from './button.tsx';

interface Message {
  readonly number: number;
  readonly text: string;
  readonly tone: 'good' | 'bad';
}

const messages = signal<readonly Message[]>([]);
let count = 0;
const MOST = 4;
const SHOWN_MS = 6000;

/** Says for a moment what has come of something; a failure stays until it is closed. */
export function toast(text: string, tone: Message['tone'] = 'good'): void {
  const number = ++count;
  messages.value = [...messages.value, { number, text, tone }].slice(-MOST);
  if (tone === 'good') setTimeout(() => close(number), SHOWN_MS);
}

export function Toasts() {
  return (
    <div class="toasts" role="status" aria-live="polite">
      {messages.value.map(({ number, text, tone }) => (
        <div key={number} class={`toast ${tone}`}>
          <p>{text}</p>
          <Button look="quiet" label="Dismiss" onClick={() => close(number)}>
            ✕
          </Button>
        </div>
      ))}
    </div>
  );
}

function close(number: number): void {
  messages.value = messages.value.filter((message) => message.number !== number);
}
