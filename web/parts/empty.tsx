import type { ComponentChildren } from 'preact';

interface Props {
  readonly title: string;
  /** What to do next. */
  readonly children?: ComponentChildren;
}

export function Empty({ title, children }: Props) {
  return (
    <div class="empty">
      <p class="empty-title">{title}</p>
      {children}
    </div>
  );
}
