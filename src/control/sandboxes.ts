import { ControlError } from '../errors/control-errors.ts';
import type { components } from '../generated/api-types.ts';
import type { SandboxSettings } from '../options/emulator-options.ts';
import { normalizeSandboxOptions } from '../options/normalize-options.ts';
import type { SandboxOptions } from '../options/normalized-options.ts';
import { OptionsError } from '../options/options-error.ts';
import type { Sandbox } from '../sandbox/sandbox.ts';
import { requireSandboxName, type Sandboxes } from '../sandbox/sandboxes.ts';
import { showClock } from './clock.ts';
import type { Control } from './control.ts';

export type SandboxState = components['schemas']['Sandbox'];

export const getSandboxes: Control = (_input, { sandboxes, urls }) => ({
  body: { sandboxes: listSandboxes(sandboxes, urls().http) },
});

export const createSandbox: Control = ({ parameter, body }, { sandboxes, urls }) => {
  // `readSettings` looks at every member.
  const made = makeSandbox(sandboxes, parameter, body as SandboxSettings | undefined);
  return { status: made.isNew ? 201 : 200, body: describeSandbox(made.sandbox, urls().http) };
};

export const deleteSandbox: Control = ({ parameter }, { sandboxes }) => {
  const sandbox = sandboxes.existing(requireSandboxName(parameter));
  if (sandbox === null) throw new ControlError('NotFound', `There is no sandbox '${parameter}'`);
  sandboxes.remove(sandbox);
  return {};
};

export function listSandboxes(sandboxes: Sandboxes, emulatorUrl: string): SandboxState[] {
  return Array.from(sandboxes.all(), (sandbox) => describeSandbox(sandbox, emulatorUrl));
}

/** Makes a sandbox with these options; one that is there already must be just so. @throws ControlError */
export function makeSandbox(
  sandboxes: Sandboxes,
  name: string,
  settings: SandboxSettings = {},
): { readonly sandbox: Sandbox; readonly isNew: boolean } {
  const options = readSettings(settings, sandboxes.defaults);
  const existing = sandboxes.existing(requireSandboxName(name));
  if (existing === null) return { sandbox: sandboxes.create(name, options), isNew: true };
  const differing = differences(options, existing.options);
  if (differing.length === 0) return { sandbox: existing, isNew: false };
  throw new ControlError(
    'Conflict',
    `There is a sandbox '${name}' with other options: ${differing.join(', ')}`,
  );
}

function describeSandbox(sandbox: Sandbox, emulatorUrl: string): SandboxState {
  const { name, options, records } = sandbox;
  return {
    name,
    url: `${emulatorUrl}/sandbox/${name}`,
    seed: options.seed,
    customers: options.customers,
    clock: showClock(sandbox),
    queries: records.queryCount,
    reports: records.reportCount,
  };
}

function readSettings(settings: SandboxSettings, defaults: SandboxOptions): SandboxOptions {
  try {
    return normalizeSandboxOptions(settings, defaults);
  } catch (error) {
    if (!(error instanceof OptionsError)) throw error;
    const details = error.details.map(({ option, problem }) => ({
      at: `/${option.replaceAll('.', '/')}`,
      problem,
    }));
    throw new ControlError('InvalidRequest', error.problems.join('; '), details);
  }
}

/** The names of what differs, without the units that they have inside. */
function differences(wanted: SandboxOptions, existing: SandboxOptions): string[] {
  const there = new Map<string, unknown>(Object.entries(existing));
  return Object.entries(wanted)
    .filter(([name, value]) => JSON.stringify(value) !== JSON.stringify(there.get(name)))
    .map(([name]) => name.replace(/Ms$/, ''));
}
