import type { ClockMode } from '../../clock/clock.ts';
import type { DeliveryState } from '../../callbacks/delivery.ts';
import type { ExecutionStatus } from '../../schedule/execution.ts';

/** One change of a sandbox, just enough to know what to look at again. Moments are those of the sandbox. */
export type SandboxEvent =
  | {
      readonly kind: 'clock';
      readonly now: string;
      readonly mode: ClockMode;
      readonly rate: number;
      /** Whether an advance is under way. */
      readonly advancing: boolean;
    }
  | { readonly kind: 'query'; readonly id: string; readonly change: QueryChange }
  | { readonly kind: 'report'; readonly id: string; readonly change: ReportChange }
  | {
      readonly kind: 'execution';
      readonly reportId: string;
      readonly executionId: string;
      readonly status: ExecutionStatus;
      readonly at: string;
    }
  | {
      readonly kind: 'request';
      /** Its number in the journal. */
      readonly number: number;
      readonly method: string;
      readonly path: string;
      readonly operation: string;
      readonly status: number | null;
    }
  | {
      readonly kind: 'callback';
      readonly id: string;
      readonly reportId: string;
      /** How many attempts there have been. */
      readonly attempt: number;
      readonly state: DeliveryState;
      /** The answer to the last attempt. */
      readonly status: number | null;
    }
  | { readonly kind: 'fault'; readonly id: string; readonly change: FaultChange; readonly hits: number }
  /** Its number in the inbox: the newest, of several at once. */
  | { readonly kind: 'inbox'; readonly number: number }
  | { readonly kind: 'cleared'; readonly what: 'requests' | 'inbox' | 'faults' }
  /** More of them at once than are told one by one. */
  | { readonly kind: Plural; readonly count: number }
  /** The sandbox is as it started, holds what a state document told, or is gone: then nothing follows. */
  | { readonly kind: 'reset' | 'imported' | 'removed' };

export type QueryChange = 'created' | 'deleted';
export type ReportChange = 'created' | 'updated' | 'paused' | 'resumed' | 'ended' | 'deleted';
export type FaultChange = 'added' | 'hit' | 'removed';
export type Plural = 'queries' | 'reports' | 'executions' | 'requests' | 'callbacks' | 'faults';

/** What a listener is told about the telling itself: that it is up to date from here on, or that something was lost. */
export type FeedEvent = SandboxEvent | { readonly kind: 'ready' | 'missed' };

/** An event and the name by which a listener that comes back says how far it got. */
export interface ToldEvent {
  readonly id: string;
  readonly event: FeedEvent;
}
