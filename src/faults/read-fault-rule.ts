import { ControlError, type ControlErrorDetail } from '../errors/control-errors.ts';
import type { components } from '../generated/api-types.ts';
import { didYouMean } from '../primitives/nearest-name.ts';
import type { Effect, EffectKind, FaultEffect } from './effect.ts';
import { ALL_EFFECTS } from './effects/all-effects.ts';
import { STRUCK_OPERATIONS } from './fault-event.ts';

/** A rule as it is sent; its shape has been checked. */
export type FaultRule = components['schemas']['FaultRule'];

/** A rule that can come true. */
export interface ReadRule {
  readonly match: {
    /** As documented. */
    readonly operation: string | null;
    /** In capitals. */
    readonly method: string | null;
    readonly path: string | null;
  };
  readonly after: number;
  /** Null: for ever. */
  readonly times: number | null;
  readonly probability: number;
  readonly asked: FaultEffect;
  readonly kind: EffectKind;
  readonly effect: Effect;
}

/** @throws ControlError for a rule that names what there is not, or that can never come true, with everything that is wrong. */
export function readFaultRule({ match = {}, after, times, probability, effect }: FaultRule): ReadRule {
  const problems: ControlErrorDetail[] = [];
  const operation = readOperation(match.operation, problems);
  const method = match.method?.toUpperCase() ?? null;
  const found = readEffect(effect, problems);
  if (problems.length === 0) refuseContradictions(operation, method, found?.kind, problems);
  if (found === null || problems.length > 0) throw invalid(problems);
  return {
    match: { operation, method, path: match.path ?? null },
    after: after ?? 0,
    times: times ?? null,
    probability: probability ?? 1,
    asked: effect,
    ...found,
  };
}

function readOperation(asked: string | undefined, problems: ControlErrorDetail[]): string | null {
  if (asked === undefined) return null;
  const names = [...STRUCK_OPERATIONS.keys()];
  const known = names.find((name) => name.toLowerCase() === asked.trim().toLowerCase());
  if (known !== undefined) return known;
  const hint = didYouMean(asked, names) ?? `there are ${names.join(', ')}`;
  problems.push({
    at: '/match/operation',
    problem: `there is no operation '${asked.slice(0, 100)}'; ${hint}`,
  });
  return null;
}

function readEffect(
  asked: FaultEffect,
  problems: ControlErrorDetail[],
): { readonly kind: EffectKind; readonly effect: Effect } | null {
  const found = ALL_EFFECTS.flatMap((kind) => {
    const effect = kind.read(asked);
    return effect === null ? [] : [{ kind, effect }];
  });
  const names = ALL_EFFECTS.map(({ name }) => name).join(', ');
  const [first] = found;
  if (first === undefined || found.length > 1) {
    problems.push({ at: '/effect', problem: `must have exactly one of ${names}` });
    return null;
  }
  if (first.kind.name !== 'status' && (asked.message !== undefined || asked.headers !== undefined)) {
    problems.push({
      at: '/effect',
      problem: `message and headers go with status, not with ${first.kind.name}`,
    });
  }
  for (const header of Object.keys(asked.headers ?? {})) {
    if (!FRAMING.has(header.toLowerCase())) continue;
    problems.push({
      at: `/effect/headers/${header}`,
      problem: 'says how the answer is sent, which it is not',
    });
  }
  return first;
}

/** Headers that would make an answer unreadable. */
const FRAMING: ReadonlySet<string> = new Set([
  'connection',
  'content-length',
  'trailer',
  'transfer-encoding',
  'upgrade',
]);

function refuseContradictions(
  operation: string | null,
  method: string | null,
  kind: EffectKind | undefined,
  problems: ControlErrorDetail[],
): void {
  const methods = operation === null ? null : (STRUCK_OPERATIONS.get(operation) ?? null);
  if (method !== null && methods?.includes(method) === false) {
    problems.push({
      at: '/match/method',
      problem: `${operation} is never a ${method}, but ${methods.join(' or ')}`,
    });
  }
  if (kind === undefined) return;
  const { operations, methods: acted } = kind.actsOn;
  if (operation !== null && operations?.includes(operation) === false) {
    problems.push({
      at: '/effect',
      problem: `${kind.name} acts on ${operations.join(' and ')}, not on ${operation}`,
    });
  }
  if (method !== null && acted?.includes(method) === false) {
    problems.push({
      at: '/effect',
      problem: `${kind.name} acts on ${acted.join(' and ')}, not on ${method}`,
    });
  }
}

function invalid(problems: readonly ControlErrorDetail[]): ControlError {
  return new ControlError(
    'InvalidRequest',
    problems.map(({ at, problem }) => `${at}: ${problem}`).join('; '),
    problems,
  );
}
