import type { ComponentChildren } from 'preact';

interface Props {
  readonly children: ComponentChildren;
  readonly onClick?: () => void;
  readonly look?: 'plain' | 'primary' | 'quiet' | 'danger';
  readonly type?: 'button' | 'submit';
  readonly isDisabled?: boolean;
  /** For a button whose text is a sign; shown as its tooltip, too. */
  readonly label?: string;
  /** For a button that is on or off. */
  readonly isPressed?: boolean;
}

export function Button({
  children,
  onClick,
  look = 'plain',
  type = 'button',
  isDisabled,
  label,
  isPressed,
}: Props) {
  return (
    <button
      type={type}
      class={`button ${look}`}
      disabled={isDisabled === true}
      onClick={onClick}
      {...(label === undefined ? {} : { 'aria-label': label, title: label })}
      {...(isPressed === undefined ? {} : { 'aria-pressed': isPressed })}
    >
      {children}
    </button>
  );
}
