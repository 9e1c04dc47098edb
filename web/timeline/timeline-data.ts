/** What the chart draws of one report. */
export interface Row {
  readonly reportId: string;
  readonly name: string;
  readonly status: string;
  readonly bars: Bars;
}

export interface Bars {
  /** Due moment and completion of each, alternating, in the order of time. */
  readonly completed: readonly number[];
  readonly others: readonly { readonly status: 'Pending' | 'Running' | 'Paused'; readonly dueAt: number }[];
}

export interface DueMoment {
  readonly at: number;
  readonly kind: string;
  readonly reportId: string | null;
}

export interface TimelineData {
  readonly rows: readonly Row[];
  /** The first ones that are to come. */
  readonly due: readonly DueMoment[];
  /** Whether there are more executions in the window than were answered. */
  readonly isCut: boolean;
}
