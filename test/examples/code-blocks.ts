import { readFileSync, readdirSync } from 'node:fs';
import { join } from 'node:path';
import { REPOSITORY } from '../cli/run-cli.ts';

export const DOCUMENTS: readonly string[] = [
  'README.md',
  'llms.txt',
  ...readdirSync(join(REPOSITORY, 'docs'))
    .filter((name) => name.endsWith('.md'))
    .map((name) => `docs/${name}`),
];

export interface CodeBlock {
  readonly language: string;
  /** The line it begins at. */
  readonly line: number;
  readonly code: string;
}

/** The code blocks of a document, in their order. */
export function codeBlocksOf(document: string): readonly CodeBlock[] {
  const text = readFileSync(join(REPOSITORY, document), 'utf8');
  return [...text.matchAll(/^```(.*)\n([\s\S]*?)^```$/gm)].map((block) => ({
    language: block[1] ?? '',
    line: text.slice(0, block.index).split('\n').length,
    code: block[2] ?? '',
  }));
}
