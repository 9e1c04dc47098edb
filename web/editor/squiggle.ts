import { StateEffect, StateField, type EditorState, type Text } from '@codemirror/state';
import { Decoration, EditorView, type DecorationSet } from '@codemirror/view';
import { wordsOf } from './words.ts';

/** Where the emulator found the first thing that is wrong; both from 1, as it tells them. */
export interface Place {
  readonly line: number;
  readonly column: number;
}

const setPlace = StateEffect.define<Place | null>();

/** Underlines the word at the place of an error until the text changes. */
export const squiggle = StateField.define<DecorationSet>({
  create: () => Decoration.none,
  update(marks, { docChanged, effects, state }) {
    let next = docChanged ? Decoration.none : marks;
    for (const effect of effects) if (effect.is(setPlace)) next = markAt(effect.value, state);
    return next;
  },
  provide: (field) => EditorView.decorations.from(field),
});

export function showPlace(view: EditorView, place: Place | null): void {
  view.dispatch({ effects: setPlace.of(place) });
}

/** Puts the cursor where the trouble is. */
export function goTo(view: EditorView, place: Place): void {
  view.dispatch({ selection: { anchor: offsetOf(place, view.state.doc) }, scrollIntoView: true });
  view.focus();
}

const MARK = Decoration.mark({ class: 'squiggle', attributes: { 'data-squiggle': '' } });

function markAt(place: Place | null, { doc }: EditorState): DecorationSet {
  if (place === null || doc.length === 0) return Decoration.none;
  const offset = offsetOf(place, doc);
  const word = wordsOf(doc.toString()).find(({ from, to }) => from <= offset && offset < to);
  // At the end of the query there is no word: the last character stands for it.
  const from = word?.from ?? Math.min(offset, doc.length - 1);
  return Decoration.set([MARK.range(from, word?.to ?? from + 1)]);
}

function offsetOf({ line, column }: Place, doc: Text): number {
  const { from, to } = doc.line(Math.min(Math.max(line, 1), doc.lines));
  return Math.min(from + column - 1, to);
}
