import { Decoration, ViewPlugin, type DecorationSet, type EditorView } from '@codemirror/view';
import { wordsOf } from './words.ts';

/** Colours the words of a query. A query is short enough to be cut anew at each stroke. */
export const highlighting = ViewPlugin.define((view) => new Highlighting(view), {
  decorations: ({ decorations }) => decorations,
});

class Highlighting {
  decorations: DecorationSet;

  constructor(view: EditorView) {
    this.decorations = colour(view);
  }

  update({ docChanged, view }: { readonly docChanged: boolean; readonly view: EditorView }): void {
    if (docChanged) this.decorations = colour(view);
  }
}

const MARKS = Object.fromEntries(
  ['keyword', 'range', 'name', 'text', 'number', 'symbol', 'broken'].map((kind) => [
    kind,
    Decoration.mark({ class: `word-${kind}` }),
  ]),
);

/** Beyond this only the beginning is coloured: the emulator takes longer texts, but nobody reads them. */
const MOST_COLOURED = 20_000;

function colour(view: EditorView): DecorationSet {
  const words = wordsOf(view.state.doc.sliceString(0, MOST_COLOURED));
  return Decoration.set(words.flatMap(({ kind, from, to }) => MARKS[kind]?.range(from, to) ?? []));
}
