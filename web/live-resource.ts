import { signal, type ReadonlySignal } from '@preact/signals';
import { useEffect, useMemo } from 'preact/hooks';
import type { Answer, Failure } from './api.ts';
import { era, onEvent, topicOf } from './live.ts';

/** Something read from the emulator, and read again when an event says that it has changed. */
export interface Resource<Value> {
  /** Null until it has been read. */
  readonly value: ReadonlySignal<Value | null>;
  readonly failure: ReadonlySignal<Failure | null>;
  readonly reload: () => void;
}

/** Reading again at once for every event of a busy minute would keep the emulator busy. */
const LEAST_GAP_MS = 300;

/**
 * A resource that is followed while `start` is in force.
 * @param topics what it is about: `report`, `execution`, `request`…
 */
export function createResource<Value>(
  load: () => Promise<Answer<Value>>,
  topics: readonly string[],
): Resource<Value> & { readonly start: () => () => void } {
  const value = signal<Value | null>(null);
  const failure = signal<Failure | null>(null);
  let isLoading = false;
  let isStale = false;

  const reload = (): void => {
    if (isLoading) isStale = true;
    else void read();
  };
  const read = async (): Promise<void> => {
    isLoading = true;
    isStale = false;
    const answer = await load();
    failure.value = answer.ok ? null : answer.failure;
    if (answer.ok) value.value = answer.value;
    setTimeout(() => {
      isLoading = false;
      if (isStale) reload();
    }, LEAST_GAP_MS);
  };
  const start = (): (() => void) => {
    const forget = onEvent((event) => {
      if (topics.includes(topicOf(event))) reload();
    });
    // Reads at the start, too.
    const rest = era.subscribe(reload);
    return () => {
      forget();
      rest();
    };
  };
  return { value, failure, reload, start };
}

/** Follows while the component stands; reads anew when one of `inputs` changes. */
export function useResource<Value>(
  load: () => Promise<Answer<Value>>,
  topics: readonly string[],
  inputs: readonly unknown[] = [],
): Resource<Value> {
  const resource = useMemo(() => createResource(load, topics), inputs);
  useEffect(resource.start, [resource]);
  return resource;
}
