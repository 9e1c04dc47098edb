import type { EditorView } from '@codemirror/view';
import type { Signal } from '@preact/signals';
import { useEffect, useRef } from 'preact/hooks';
import { createQueryEditor, setText } from '../../editor/query-editor.ts';
import { goTo, showPlace, type Place } from '../../editor/squiggle.ts';
import type { Vocabulary } from '../../editor/vocabulary.ts';

interface Props {
  /** Written by the editor with each stroke, and by others. */
  readonly text: Signal<string>;
  readonly vocabulary: Vocabulary;
  /** Where the emulator found something wrong. */
  readonly place: Place | null;
  readonly onChange: () => void;
  readonly onRun: () => void;
}

/** The editor as a component. */
export function Editor({ text, vocabulary, place, onChange, onRun }: Props) {
  const host = useRef<HTMLDivElement>(null);
  const view = useRef<EditorView | null>(null);
  const latest = useRef({ vocabulary, onChange, onRun });
  latest.current = { vocabulary, onChange, onRun };
  useEffect(() => {
    if (host.current === null) return;
    const editor = createQueryEditor(host.current, {
      label: 'Query',
      text: text.peek(),
      vocabulary: () => latest.current.vocabulary,
      onChange: (changed) => {
        text.value = changed;
        latest.current.onChange();
      },
      onRun: () => latest.current.onRun(),
    });
    view.current = editor;
    // By the signal and not by rendering, which comes later: it would bring old strokes back.
    const forget = text.subscribe((value) => setText(editor, value));
    return () => {
      forget();
      editor.destroy();
    };
  }, []);
  useEffect(() => {
    if (view.current === null) return;
    showPlace(view.current, place);
    if (place !== null) goTo(view.current, place);
  }, [place]);
  return <div ref={host} class="query-editor" />;
}
