import { didYouMean } from '../primitives/nearest-name.ts';
import { HOUR } from '../primitives/instant.ts';

/** How a report fares when its description says so; what is left out goes as always. */
export interface Story {
  /** How long its executions are Running; Infinity: for ever. */
  readonly runTimeMs?: number;
  readonly callback?: 'none' | 'early' | 'late' | 'twice';
  readonly file?: 'empty' | 'huge' | 'cut';
  readonly linksExpire?: true;
  readonly throttled?: true;
}

/** `[emulator:stuck]` in a description makes a report stuck, and so on. */
export const STORIES: ReadonlyMap<string, Story> = new Map<string, Story>([
  ['stuck', { runTimeMs: Infinity }],
  ['slow', { runTimeMs: HOUR }],
  ['empty', { file: 'empty' }],
  ['huge', { file: 'huge' }],
  ['late-callback', { callback: 'late' }],
  ['duplicate-callback', { callback: 'twice' }],
  ['no-callback', { callback: 'none' }],
  ['early-callback', { callback: 'early' }],
  ['expired-link', { linksExpire: true }],
  ['truncated-file', { file: 'cut' }],
  ['throttled', { throttled: true }],
]);

/** A report that fares as any. */
export const NO_STORY: Story = {};

/** Most descriptions have none, and each call about a report asks: nearly all are told by the bracket. */
function hasMark(description: string): boolean {
  return description.includes('[') && /\[emulator:/i.test(description);
}

/** The story of the first mark that names one. */
export function readStory(description: string | null): Story {
  if (description === null || !hasMark(description)) return NO_STORY;
  const name = markedWords(description).find((word) => STORIES.has(word));
  return STORIES.get(name ?? '') ?? NO_STORY;
}

/** What to tell about a mark that names no story; null when there is none. */
export function describeUnknownStory(description: string | null): string | null {
  if (description === null || !hasMark(description)) return null;
  const unknown = markedWords(description).find((word) => !STORIES.has(word));
  if (unknown === undefined) return null;
  const names = [...STORIES.keys()];
  const hint = didYouMean(unknown, names) ?? `there are ${names.join(', ')}`;
  // It is told in a header, which takes nothing else.
  return `there is no story '${unknown.replace(/[^\x20-\x7e]/g, '?')}'; ${hint}`;
}

function markedWords(description: string): string[] {
  return [...description.matchAll(/\[emulator:([^\]]*)\]/gi)].map(([, word = '']) =>
    word.trim().toLowerCase(),
  );
}
