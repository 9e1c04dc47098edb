import type { SandboxSettings } from '../../options/emulator-options.ts';
import { normalizeSandboxOptions, SANDBOX_DEFAULTS } from '../../options/normalize-options.ts';
import type { SandboxOptions } from '../../options/normalized-options.ts';
import { OptionsError } from '../../options/options-error.ts';
import { BadJson, isRecord } from '../../primitives/read-json.ts';

/** Options as `settingsOf` spells them; one that an older document does not have is as it is by default. */
export function readOptions(value: unknown): SandboxOptions {
  if (!isRecord(value)) throw new BadJson('must be an object');
  // Its members are unknown still: every one of them is looked at.
  const settings: SandboxSettings = value;
  try {
    return normalizeSandboxOptions(settings, SANDBOX_DEFAULTS);
  } catch (error) {
    const first = error instanceof OptionsError ? error.details[0] : undefined;
    if (first === undefined) throw error;
    const bad = new BadJson(first.problem);
    for (const name of first.option.split('.').reverse()) bad.below(name);
    throw bad;
  }
}
