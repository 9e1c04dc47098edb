import { useState } from 'preact/hooks';
import { operations } from '../../../src/generated/request-inputs.ts';
import { control, type Failure, type HttpRequest } from '../../api.ts';
import { Button } from '../../parts/button.tsx';
import { CopyAsCurl } from '../../parts/copy-as-curl.tsx';
import { FailureNote } from '../../parts/failure-note.tsx';
import { Field } from '../../parts/field.tsx';
import { toast } from '../../parts/toast.tsx';
import type { Fault } from '../../wire.ts';
import { BLANK_RULE, EFFECTS, ruleOf, type EffectName, type WrittenRule } from './written-rule.ts';

/** Any rule that the emulator takes. */
export function FaultForm() {
  const [written, setWritten] = useState(BLANK_RULE);
  const [failure, setFailure] = useState<Failure | null>(null);
  const field = (name: Exclude<keyof WrittenRule, 'effect'>) => ({
    value: written[name],
    onInput: (value: string) => setWritten({ ...written, [name]: value }),
    problem: failure?.details.find(({ at }) => at.endsWith(name))?.problem,
  });
  const { amount } = EFFECTS[written.effect];
  const request: HttpRequest = { method: 'POST', path: '/_emulator/faults', body: ruleOf(written) };
  return (
    <form
      class="card stack"
      aria-label="A rule of your own"
      onSubmit={(event) => {
        event.preventDefault();
        void add(request.body).then(setFailure);
      }}
    >
      <div class="fields">
        <Field label="Operation" {...field('operation')} options={OPERATIONS} />
        <Field label="Method" {...field('method')} placeholder="any" />
        <Field label="Path" {...field('path')} placeholder="any" hint="* stands for any run of characters" />
      </div>
      <div class="fields">
        <Field label="Let pass first" {...field('after')} placeholder="0" />
        <Field label="How often" {...field('times')} placeholder="for ever" />
        <Field label="Probability" {...field('probability')} placeholder="1" />
      </div>
      <div class="fields">
        <Field
          label="Effect"
          value={written.effect}
          onInput={(value) => {
            if (isEffect(value)) setWritten({ ...written, effect: value, amount: EFFECTS[value].usual });
          }}
          options={EFFECT_OPTIONS}
          problem={failure?.details.find(({ at }) => at.includes('effect'))?.problem}
        />
        {amount !== null && <Field label={amount} {...field('amount')} />}
      </div>
      <FailureNote failure={failure} />
      <div class="row">
        <Button type="submit" look="primary">
          Add the rule
        </Button>
        <CopyAsCurl request={request} />
      </div>
    </form>
  );
}

/** HEAD of a file is struck as its GET is. */
const STRUCK = operations.filter(({ area, method }) => area !== 'control' && method !== 'HEAD');
const OPERATIONS = [
  { value: '', text: 'any' },
  ...[...STRUCK.map(({ operationId }) => operationId), 'ReportReadyCallback'].map((name) => ({
    value: name,
    text: name,
  })),
];
const EFFECT_OPTIONS = Object.entries(EFFECTS).map(([value, { text }]) => ({ value, text }));

function isEffect(name: string): name is EffectName {
  return Object.hasOwn(EFFECTS, name);
}

async function add(rule: unknown): Promise<Failure | null> {
  const answer = await control<Fault>('POST', '/faults', rule);
  if (!answer.ok) return answer.failure;
  toast(`${answer.value.id} is in force.`);
  return null;
}
