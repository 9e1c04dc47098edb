import { useState } from 'preact/hooks';
import { send, type Failure } from '../api.ts';
import { nowMs } from '../clock.ts';
import { quoteName } from '../describe.ts';
import { Button } from '../parts/button.tsx';
import { CopyAsCurl } from '../parts/copy-as-curl.tsx';
import { Dialog } from '../parts/dialog.tsx';
import { FailureNote } from '../parts/failure-note.tsx';
import { Checkbox, Field } from '../parts/field.tsx';
import { toast } from '../parts/toast.tsx';
import { queries, reports } from '../sandbox.ts';
import type { Report } from '../wire.ts';
import { fieldOf, formOf, newReport, requestOf, type FieldName, type ReportForm } from './report-form.ts';

interface Props {
  /** The one to be updated; null for a new one. */
  readonly report: Report | null;
  readonly onClose: () => void;
}

/** Sends what is filled in as it is: the service's own checks speak at the fields. */
export function ReportDialog({ report, onClose }: Props) {
  const [form, setForm] = useState(() => (report === null ? newReport(nowMs.value ?? 0) : formOf(report)));
  const [failure, setFailure] = useState<Failure | null>(null);
  const [isSending, setSending] = useState(false);
  const chosen = withFirstQuery(form, report);
  const request = requestOf(chosen, report?.reportId ?? null);
  const save = async (): Promise<void> => {
    setSending(true);
    const answer = await send(request);
    setSending(false);
    if (!answer.ok) return setFailure(answer.failure);
    toast(`${report === null ? 'Created' : 'Updated'} ${quoteName(chosen.ReportName)}.`);
    reports.reload();
    onClose();
  };
  const wrongField = failure === null ? null : fieldOf(failure, form);
  const fieldProps = (name: Exclude<FieldName, 'ExecuteNow'>) => ({
    value: chosen[name],
    onInput: (value: string) => setForm({ ...chosen, [name]: value }),
    problem: name === wrongField ? describeProblem(failure) : undefined,
  });
  return (
    <Dialog title={report === null ? 'New report' : 'Update report'} onClose={onClose}>
      <form
        noValidate
        onSubmit={(event) => {
          event.preventDefault();
          void save();
        }}
      >
        <FailureNote failure={wrongField === null ? failure : null} />
        <Field label="Name" isRequired {...fieldProps('ReportName')} />
        <Field
          label="Description"
          hint="[emulator:stuck] or another story tells how the report fares."
          {...fieldProps('Description')}
        />
        {report === null && (
          <Field label="Query" isRequired options={queryOptions()} {...fieldProps('QueryId')} />
        )}
        {report === null && (
          <Checkbox
            label="Run once, now"
            isChecked={form.ExecuteNow}
            onChange={(ExecuteNow) => setForm({ ...chosen, ExecuteNow })}
          />
        )}
        {form.ExecuteNow ? <WindowFields of={fieldProps} /> : <ScheduleFields of={fieldProps} />}
        <CallbackFields of={fieldProps} />
        <CopyAsCurl request={request} isShown />
        <footer>
          <Button onClick={onClose}>Cancel</Button>
          <Button type="submit" look="primary" isDisabled={isSending}>
            {report === null ? 'Create report' : 'Update report'}
          </Button>
        </footer>
      </form>
    </Dialog>
  );
}

interface FieldProps {
  readonly value: string;
  readonly onInput: (value: string) => void;
  readonly problem: string | undefined;
}

interface PartProps {
  readonly of: (name: Exclude<FieldName, 'ExecuteNow'>) => FieldProps;
}

function ScheduleFields({ of }: PartProps) {
  return (
    <div class="fields lead">
      <Field label="Start" isRequired hint="UTC; at least 4 hours ahead" {...of('StartTime')} />
      <Field label="Every … hours" isRequired hint="4 to 2160" {...of('RecurrenceInterval')} />
      <Field label="So many times" hint="Blank is for ever" {...of('RecurrenceCount')} />
    </div>
  );
}

function WindowFields({ of }: PartProps) {
  return (
    <div class="fields">
      <Field
        label="Data from"
        hint="In place of the query's TIMESPAN"
        {...of('QueryStartTime')}
        placeholder="2025-10-01T00:00:00Z"
      />
      <Field label="Data to" {...of('QueryEndTime')} placeholder="2025-12-31T00:00:00Z" />
    </div>
  );
}

function CallbackFields({ of }: PartProps) {
  return (
    <div class="fields lead">
      <Field label="Callback URL" {...of('CallbackUrl')} placeholder="http://127.0.0.1:…" />
      <Field label="Callback method" options={choices('POST', 'GET')} {...of('CallbackMethod')} />
      <Field label="Format" options={choices('CSV', 'TSV')} {...of('Format')} />
    </div>
  );
}

function choices(...values: readonly string[]) {
  return values.map((value) => ({ value, text: value }));
}

/** A user's own first. */
function queryOptions() {
  const all = queries.value.value ?? [];
  const own = all.filter(({ type }) => type === 'userDefined');
  const system = all.filter(({ type }) => type === 'system');
  return [...own, ...system].map(({ queryId, name, type }) => ({
    value: queryId,
    text: type === 'system' ? `${name} (system)` : name,
  }));
}

function withFirstQuery(form: ReportForm, report: Report | null): ReportForm {
  if (form.QueryId !== '' || report !== null) return form;
  return { ...form, QueryId: queryOptions()[0]?.value ?? '' };
}

function describeProblem(failure: Failure | null): string | undefined {
  if (failure === null) return undefined;
  return failure.hint === null ? failure.message : `${failure.message} (${failure.hint})`;
}
