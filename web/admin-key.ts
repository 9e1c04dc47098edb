import { effect, signal } from '@preact/signals';

const KEPT_AS = 'insights-emulator-admin-key';

/** Blank when there is none. Kept until the browser's tab is closed. */
export const adminKey = signal(sessionStorage.getItem(KEPT_AS) ?? '');
effect(() => sessionStorage.setItem(KEPT_AS, adminKey.value));

/** Whether the dialog is to be shown. */
export const isKeyWanted = signal(false);

let asked: Promise<boolean> | null = null;
let settle: (isGiven: boolean) => void = () => {};

/**
 * Whoever comes while it is open waits for the same answer; the answer is whether there is another key to be tried.
 * @param refused the key that was not taken
 */
export async function askForAdminKey(refused: string): Promise<boolean> {
  if (refused !== adminKey.peek()) return true;
  asked ??= new Promise<boolean>((resolve) => {
    isKeyWanted.value = true;
    settle = resolve;
  });
  return asked;
}

/** @param key null when the dialog was left. */
export function answerWithAdminKey(key: string | null): void {
  if (key !== null) adminKey.value = key;
  isKeyWanted.value = false;
  asked = null;
  settle(key !== null);
}
