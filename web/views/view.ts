import type { ComponentType } from 'preact';

export interface View {
  /** In the address: `#/reports`. */
  readonly id: string;
  readonly title: string;
  /** `rest` is what follows the id in the address. */
  readonly component: ComponentType<{ readonly rest: string }>;
}
