import { EditorView } from '@codemirror/view';

/** The colours are the page's own, and change with its theme: custom properties reach into the shadow root. */
export const editorTheme = EditorView.theme({
  '&': {
    color: 'var(--ink)',
    backgroundColor: 'var(--surface)',
    fontSize: '0.875rem',
    border: '1px solid var(--line-strong)',
    borderRadius: '8px',
  },
  '&.cm-focused': { outline: '2px solid var(--accent)', outlineOffset: '1px' },
  '.cm-scroller': {
    fontFamily: 'var(--code)',
    lineHeight: '1.6',
    minHeight: '8.5rem',
    maxHeight: '22rem',
    overflow: 'auto',
  },
  '.cm-content': { padding: '10px 4px', caretColor: 'var(--ink)' },
  '.cm-placeholder': { color: 'var(--ink-soft)' },
  '.word-keyword': { color: 'var(--word-keyword)', fontWeight: '600' },
  '.word-range': { color: 'var(--word-keyword)' },
  '.word-text': { color: 'var(--word-text)' },
  '.word-number': { color: 'var(--word-number)' },
  '.word-symbol': { color: 'var(--ink-soft)' },
  '.word-broken': { color: 'var(--bad)' },
  '.squiggle': { textDecoration: 'underline wavy var(--bad) 1.5px', textUnderlineOffset: '3px' },
  '.cm-tooltip': {
    color: 'var(--ink)',
    backgroundColor: 'var(--raised)',
    border: '1px solid var(--line-strong)',
    borderRadius: '8px',
    overflow: 'hidden',
    boxShadow: '0 6px 24px var(--shadow)',
  },
  '.cm-tooltip.cm-tooltip-autocomplete > ul': { fontFamily: 'var(--code)', maxHeight: '16rem' },
  '.cm-tooltip.cm-tooltip-autocomplete > ul > li': {
    display: 'flex',
    gap: '1rem',
    justifyContent: 'space-between',
    padding: '3px 10px',
    overflow: 'hidden',
  },
  '.cm-tooltip-autocomplete ul li[aria-selected]': {
    color: 'var(--accent-ink)',
    backgroundColor: 'var(--accent)',
  },
  '.cm-completionMatchedText': { textDecoration: 'none', fontWeight: '700' },
  '.cm-completionDetail': { fontStyle: 'normal', color: 'inherit', opacity: '0.75', flexShrink: '0' },
  '.cm-completionLabel': { overflow: 'hidden', textOverflow: 'ellipsis' },
  '.cm-tooltip.cm-completionInfo': { padding: '6px 10px', maxWidth: '22rem', fontFamily: 'var(--text)' },
  // With no room beside the list it would lie upon it.
  '.cm-tooltip.cm-completionInfo-left-narrow, .cm-tooltip.cm-completionInfo-right-narrow': {
    display: 'none',
  },
});
