import { useEffect, useId } from 'preact/hooks';

interface Common {
  readonly label: string;
  readonly value: string;
  readonly onInput: (value: string) => void;
  /** Stands below while there is no problem. */
  readonly hint?: string | undefined;
  /** Mostly the server's own words. */
  readonly problem?: string | undefined;
  readonly isRequired?: boolean;
  readonly isDisabled?: boolean;
}

interface Props extends Common {
  /** Numbers and addresses are text, too: whether they are good is for the server to say. */
  readonly type?: 'text' | 'password' | 'search';
  readonly placeholder?: string;
  /** As many lines; a single one when absent. */
  readonly lines?: number;
  /** A choice instead of text. */
  readonly options?: readonly { readonly value: string; readonly text: string }[];
  readonly isCode?: boolean;
}

/** A labelled input with its hint or problem. What is wrong is announced and gets the focus, and is for the server to say. */
export function Field(props: Props) {
  const { label, hint, problem, isRequired } = props;
  const id = useId();
  const note = problem ?? hint;
  useEffect(() => {
    if (problem !== undefined) document.getElementById(id)?.focus();
  }, [problem]);
  return (
    <div class={problem === undefined ? 'field' : 'field wrong'}>
      <label for={id}>
        {label}
        {isRequired === true && <span aria-hidden="true"> *</span>}
      </label>
      <Input {...props} id={id} noteId={note === undefined ? null : `${id}-note`} />
      {note !== undefined && (
        <p id={`${id}-note`} class="note" role={problem === undefined ? undefined : 'alert'}>
          {note}
        </p>
      )}
    </div>
  );
}

function Input(props: Props & { readonly id: string; readonly noteId: string | null }) {
  const { id, value, onInput, noteId, problem, isRequired, isDisabled, isCode, placeholder, lines, options } =
    props;
  const common = {
    id,
    value,
    class: isCode === true ? 'code' : '',
    disabled: isDisabled === true,
    'aria-required': isRequired === true,
    'aria-invalid': problem !== undefined,
    ...(noteId === null ? {} : { 'aria-describedby': noteId }),
  };
  const take = (event: { readonly currentTarget: { readonly value: string } }): void => {
    onInput(event.currentTarget.value);
  };
  if (options !== undefined) {
    return (
      <select {...common} onChange={take}>
        {options.map((option) => (
          <option key={option.value} value={option.value}>
            {option.text}
          </option>
        ))}
      </select>
    );
  }
  const written = { ...common, onInput: take, spellcheck: false, placeholder: placeholder ?? '' };
  if (lines !== undefined) return <textarea {...written} rows={lines} />;
  if (props.type === 'password') return <input {...written} type="password" autocomplete="off" />;
  if (props.type === 'search') return <input {...written} type="search" autocomplete="off" />;
  return <input {...written} type="text" autocomplete="off" />;
}

interface CheckboxProps {
  readonly label: string;
  readonly isChecked: boolean;
  readonly onChange: (isChecked: boolean) => void;
}

export function Checkbox({ label, isChecked, onChange }: CheckboxProps) {
  return (
    <label class="checkbox">
      <input
        type="checkbox"
        checked={isChecked}
        onChange={(event) => onChange(event.currentTarget.checked)}
      />
      {label}
    </label>
  );
}
