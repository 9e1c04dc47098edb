import type { Report } from '../schedule/report.ts';
import { describeUnknownStory } from '../schedule/story.ts';
import type { Sandbox } from '../sandbox/sandbox.ts';
import type { OperationResult } from './operation.ts';

/** Tells whoever names a story that there is not. */
export function storyHint({ settings }: Report, { options }: Sandbox): Pick<OperationResult, 'hint'> {
  const hint = options.stories ? describeUnknownStory(settings.description) : null;
  return hint === null ? {} : { hint };
}
