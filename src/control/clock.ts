import { ControlError } from '../errors/control-errors.ts';
import type { components } from '../generated/api-types.ts';
import { controlBodies } from '../generated/request-inputs.ts';
import { parseDuration } from '../primitives/duration.ts';
import { EARLIEST, formatInstant, LATEST, SECOND } from '../primitives/instant.ts';
import type { Advance, Sandbox } from '../sandbox/sandbox.ts';
import type { Control } from './control.ts';
import { invalidValue, readMoment } from './invalid-value.ts';
import { readControlBody } from './read-control-body.ts';

export type ClockState = components['schemas']['Clock'];
export type ClockSetting = components['schemas']['ClockSetting'];
export type ClockAdvanced = components['schemas']['ClockAdvanced'];

export const getClock: Control = (_input, { sandbox }) => ({ body: showClock(sandbox) });

export const setClock: Control = async ({ body, whileAwaited }, { sandbox }) => ({
  body: await changeClock(sandbox, body, whileAwaited()),
});

export const advanceClock: Control = async ({ body, whileAwaited }, { sandbox }) => ({
  body: await letTimePass(sandbox, body, whileAwaited()),
});

export function showClock({ clock }: Sandbox): ClockState {
  return { now: formatInstant(clock.now()), mode: clock.mode, rate: clock.rate };
}

/** A later time is an advance, an earlier one only for a sandbox that holds nothing which it would contradict. */
export async function changeClock(
  sandbox: Sandbox,
  body: unknown,
  signal?: AbortSignal,
): Promise<ClockState> {
  const setting = readControlBody(controlBodies.SetClock, body);
  const { clock } = sandbox;
  const to = setting.now === undefined ? null : readTime('/now', setting.now);
  const [mode, rate] = [setting.mode ?? clock.mode, setting.rate ?? clock.rate];
  requireNoAdvance(sandbox);
  if (to !== null) {
    const goesBack = to < wholeSeconds(clock.now());
    if (goesBack) requireNothingToContradict(sandbox);
    await standAt(sandbox, to, goesBack, signal);
  }
  clock.set(mode, rate);
  return showClock(sandbox);
}

/** Leaves the clock frozen: a running one would go on between arriving there and its new mode. */
async function standAt(
  sandbox: Sandbox,
  to: number,
  goesBack: boolean,
  signal: AbortSignal | undefined,
): Promise<void> {
  const { clock } = sandbox;
  const { mode, rate } = clock;
  clock.set('frozen', rate);
  try {
    if (goesBack) clock.jumpTo(to);
    // The time it is already is no advance: a client may send back what it read.
    else if (to > clock.now()) await pass(sandbox, to, signal);
  } catch (error) {
    clock.set(mode, rate);
    throw error;
  }
}

/**
 * Runs everything that falls due on the way, and waits for the callbacks sent.
 * @throws the reason of `signal` once that is aborted: time then stands at the moment it has reached.
 */
export async function letTimePass(
  sandbox: Sandbox,
  body: unknown,
  signal?: AbortSignal,
): Promise<ClockAdvanced> {
  const { by, to } = readControlBody(controlBodies.AdvanceClock, body);
  requireNoAdvance(sandbox);
  const { clock } = sandbox;
  const { mode, rate } = clock;
  // A running clock would go on between being read and setting out.
  clock.set('frozen', rate);
  try {
    return await advanceFrom(sandbox, clock.now(), { by, to }, signal);
  } finally {
    clock.set(mode, rate);
  }
}

async function advanceFrom(
  sandbox: Sandbox,
  now: number,
  { by, to }: { readonly by: string | number | undefined; readonly to: string | undefined },
  signal: AbortSignal | undefined,
): Promise<ClockAdvanced> {
  const target = to === undefined ? now + readBy(by ?? 0) : readTime('/to', to);
  if (to !== undefined && target < wholeSeconds(now)) {
    throw new ControlError(
      'Conflict',
      `It is ${formatInstant(now)} in this sandbox already: time does not go back`,
    );
  }
  requireTime('/by', target);
  const { from, to: arrivedAt, ...happened } = await pass(sandbox, Math.max(target, now), signal);
  return { from: formatInstant(from), to: formatInstant(arrivedAt), ...happened };
}

async function pass(sandbox: Sandbox, to: number, signal: AbortSignal | undefined): Promise<Advance> {
  signal?.throwIfAborted();
  const advance = await sandbox.advanceTo(to, signal);
  signal?.throwIfAborted();
  if (advance !== null) return advance;
  throw new ControlError('Conflict', `Sandbox '${sandbox.name}' was reset or closed during the advance`);
}

function requireNothingToContradict({ clock, isEmpty, name }: Sandbox): void {
  if (isEmpty) return;
  throw new ControlError(
    'Conflict',
    `It is ${formatInstant(clock.now())} in sandbox '${name}', which holds queries or reports: reset it before setting its time back`,
  );
}

function readBy(by: string | number): number {
  const ms = parseDuration(by);
  if (ms !== null) return ms;
  throw invalidValue('/by', 'must be seconds or an ISO 8601 duration from weeks to seconds, such as PT4H');
}

function readTime(at: string, text: string): number {
  return requireTime(at, readMoment(at, text));
}

function requireTime(at: string, moment: number): number {
  if (moment >= EARLIEST && moment <= LATEST) return moment;
  throw invalidValue(
    at,
    `must lead to a time between ${formatInstant(EARLIEST)} and ${formatInstant(LATEST)}`,
  );
}

function requireNoAdvance({ clock, name }: Sandbox): void {
  if (clock.advancing) throw new ControlError('Conflict', `An advance of sandbox '${name}' is under way`);
}

/** What is told in whole seconds is compared so: a client may well send back the time it read. */
function wholeSeconds(at: number): number {
  return Math.floor(at / SECOND) * SECOND;
}
