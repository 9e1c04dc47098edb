import { useEffect } from 'preact/hooks';
import { AdminKeyDialog } from './admin-key-dialog.tsx';
import { ClockBar } from './clock-bar.tsx';
import { ConnectionLine } from './connection-line.tsx';
import { SandboxPicker } from './sandbox-picker.tsx';
import { place } from '../place.ts';
import { hrefOf, route } from '../route.ts';
import { nextTheme, theme } from '../theme.ts';
import { Button } from '../parts/button.tsx';
import { Toasts } from '../parts/toast.tsx';
import { allViews } from '../views/all-views.ts';

/** What stands around every view. */
export function Shell() {
  const view = allViews.find(({ id }) => id === route.value.view) ?? allViews[0];
  useEffect(() => {
    document.title = `${view?.title ?? 'Dashboard'} – ${place.sandbox} – Insights emulator`;
    // On a phone the views don't all fit beside each other.
    document.querySelector('nav [aria-current]')?.scrollIntoView({ block: 'nearest', inline: 'center' });
  }, [view]);
  if (view === undefined) return null;
  const View = view.component;
  return (
    <>
      <a class="skip-link" href="#view" onClick={skipToView}>
        Skip to content
      </a>
      <header class="top">
        <p class="brand">Insights emulator</p>
        <SandboxPicker />
        <Button look="quiet" label={`Theme: ${theme.value}`} onClick={nextTheme}>
          {THEME_SIGNS[theme.value]}
        </Button>
      </header>
      <ClockBar />
      <ConnectionLine />
      <nav aria-label="Views">
        {allViews.map(({ id, title }) => (
          <a key={id} href={hrefOf(id)} {...(id === view.id ? { 'aria-current': 'page' } : {})}>
            {title}
          </a>
        ))}
      </nav>
      <main id="view" tabIndex={-1} key={view.id} class={`view view-${view.id}`}>
        <View rest={route.value.rest} />
      </main>
      <Toasts />
      <AdminKeyDialog />
    </>
  );
}

const THEME_SIGNS = { system: '◐', light: '☀', dark: '☾' } as const;

/** The hash is the route's: the link moves the focus only. */
function skipToView(event: Event): void {
  event.preventDefault();
  document.getElementById('view')?.focus();
}
