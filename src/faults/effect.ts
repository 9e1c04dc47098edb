import type { components } from '../generated/api-types.ts';

/** What a rule asks for, as it is sent. */
export type FaultEffect = components['schemas']['FaultEffect'];

export type EffectName = 'delay' | 'reset' | 'status' | 'truncate' | 'slow' | 'stuckRunning' | 'expiredLink';

/** One way in which things go wrong. To add one: a file in effects/, a line in all-effects.ts, a property in openapi.yaml. */
export interface EffectKind {
  /** The property that asks for it. */
  readonly name: EffectName;
  readonly actsOn: EffectScope;
  /** Null when something else is asked for. */
  read(asked: FaultEffect): Effect | null;
}

/** What an effect can act on at all; a rule that looks for anything else can never come true. */
export interface EffectScope {
  /** What it does something to: a request or a callback, or an execution when it begins to run. */
  readonly subject: 'exchange' | 'execution';
  /** Null: all. */
  readonly operations: readonly string[] | null;
  /** Null: all. */
  readonly methods: readonly string[] | null;
}

/** An effect that has struck. Those without a function are looked for by name where they matter. */
export interface Effect {
  readonly name: EffectName;
  /** Gets in the way of a request before it is routed, or of a callback before it is sent. */
  meet?(exchange: StruckExchange): void | Promise<void>;
  /** What becomes of the bytes of a file on their way. */
  send?(bytes: AsyncIterable<Uint8Array>, wait: Wait): AsyncIterable<Uint8Array>;
}

/** Lets real time pass. */
export type Wait = (ms: number) => Promise<void>;

/** A request or a callback, as far as an effect can touch it. */
export interface StruckExchange {
  readonly wait: Wait;
  /** @param message null: the usual one. */
  answer(status: number, message: string | null, headers: Readonly<Record<string, string>>): void;
  /** Breaks the connection. */
  breakOff(): void;
  /** Whether it has been answered or broken off: then nothing more happens to it. */
  readonly ended: boolean;
}

/** Thrown out of the bytes of a file where the connection is to break. */
export class CutOff extends Error {
  override readonly name = 'CutOff';
}

export const EVERY_EXCHANGE: EffectScope = { subject: 'exchange', operations: null, methods: null };
