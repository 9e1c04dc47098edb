import { autocompletion, completionKeymap, startCompletion } from '@codemirror/autocomplete';
import { history, historyKeymap, standardKeymap } from '@codemirror/commands';
import { EditorState } from '@codemirror/state';
import { EditorView, keymap, placeholder, tooltips } from '@codemirror/view';
import { completeQuery } from './completion.ts';
import { editorTheme } from './editor-theme.ts';
import { highlighting } from './highlighting.ts';
import { squiggle } from './squiggle.ts';
import type { Vocabulary } from './vocabulary.ts';

export interface EditorSettings {
  /** What a screen reader calls it. */
  readonly label: string;
  readonly text: string;
  readonly vocabulary: () => Vocabulary;
  readonly onChange: (text: string) => void;
  readonly onRun: () => void;
}

/**
 * An editor for the query language in `host`.
 * It stands in a shadow root: there its styles are constructed style sheets, which the page's
 * Content-Security-Policy allows, while it refuses a style element.
 */
export function createQueryEditor(host: HTMLElement, settings: EditorSettings): EditorView {
  const root = host.shadowRoot ?? host.attachShadow({ mode: 'open' });
  const { label, text, vocabulary, onChange, onRun } = settings;
  const run = (): boolean => {
    onRun();
    return true;
  };
  const state = EditorState.create({
    doc: text,
    extensions: [
      // Tab leaves the editor, as it leaves any field.
      keymap.of([
        { key: 'Mod-Enter', run },
        { key: 'Alt-ArrowDown', run: startCompletion },
      ]),
      keymap.of([...completionKeymap, ...historyKeymap, ...standardKeymap]),
      history(),
      autocompletion({
        override: [completeQuery(vocabulary)],
        icons: false,
        maxRenderedOptions: 60,
        // A keyword is never the end of a query: what may follow is offered at once.
        activateOnCompletion: ({ type }) => type === 'keyword',
      }),
      tooltips({ position: 'absolute' }),
      highlighting,
      EditorView.domEventHandlers({ beforeinput: replaceSelected }),
      squiggle,
      placeholder('SELECT … FROM …'),
      EditorView.lineWrapping,
      EditorView.contentAttributes.of({ 'aria-label': label, spellcheck: 'false', autocapitalize: 'off' }),
      EditorView.updateListener.of(({ docChanged, state: { doc } }) => {
        if (docChanged) onChange(doc.toString());
      }),
      editorTheme,
    ],
  });
  return new EditorView({ state, parent: root, root });
}

/**
 * Types over a selection itself: the browser would keep the looks of what was there in a style attribute, which the
 * Content-Security-Policy refuses.
 */
function replaceSelected(event: InputEvent, view: EditorView): boolean {
  const { data, inputType } = event;
  if (inputType !== 'insertText' || data === null || view.state.selection.main.empty) return false;
  event.preventDefault();
  view.dispatch(view.state.replaceSelection(data), { userEvent: 'input.type', scrollIntoView: true });
  return true;
}

export function setText(view: EditorView, text: string): void {
  if (view.state.doc.toString() === text) return;
  view.dispatch({ changes: { from: 0, to: view.state.doc.length, insert: text } });
}
