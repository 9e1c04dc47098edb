import { EditorView } from '@codemirror/view';

/** The colours are the page's own, and change with its theme: custom properties reach into the shadow root. */
export const editorTheme = EditorView.theme({
  '&': {
    color: 'var(--text)',
    backgroundColor: 'var(--surface)',
    fontSize: '0.875rem',
    border: '1px solid var(--line-strong)',
    borderRadius: '8px',
  },
  '&.cm-focused': { outline: '2px solid var(--accent)', outlineOffset: '1px' },
  '.cm-scroller': {
    fontFamily: 'var(--mono)',
    lineHeight: '1.6',
    minHeight: '8.5rem',
    maxHeight: '22rem',
    overflow: 'auto',
  },
  '.cm-content': { padding: '10px 4px', caretColor: 'var(--text)' },
  '.cm-placeholder': { color: 'var(--text-soft)' },
  '.word-keyword': { color: 'var(--code-keyword)', fontWeight: '600' },
  '.word-range': { color: 'var(--code-keyword)' },
  '.word-text': { color: 'var(--code-text)' },
  '.word-number': { color: 'var(--code-number)' },
  '.word-symbol': { color: 'var(--text-soft)' },
  '.word-broken': { color: 'var(--danger)' },
  '.squiggle': { textDecoration: 'underline wavy var(--danger) 1.5px', textUnderlineOffset: '3px' },
  '.cm-tooltip': {
    color: 'var(--text)',
    backgroundColor: 'var(--surface-raised)',
    border: '1px solid var(--line-strong)',
    borderRadius: '8px',
    overflow: 'hidden',
    boxShadow: 'var(--shadow)',
  },
  '.cm-tooltip.cm-tooltip-autocomplete > ul': { fontFamily: 'var(--mono)', maxHeight: '16rem' },
  '.cm-tooltip.cm-tooltip-autocomplete > ul > li': {
    display: 'flex',
    gap: '1rem',
    justifyContent: 'space-between',
    padding: '3px 10px',
  },
  '.cm-tooltip-autocomplete ul li[aria-selected]': {
    color: 'var(--on-accent)',
    backgroundColor: 'var(--accent)',
  },
  '.cm-completionMatchedText': { textDecoration: 'none', fontWeight: '700' },
  '.cm-completionDetail': { fontStyle: 'normal', color: 'inherit', opacity: '0.75' },
  '.cm-tooltip.cm-completionInfo': { padding: '6px 10px', maxWidth: '22rem', fontFamily: 'var(--sans)' },
});
