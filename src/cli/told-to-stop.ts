import { wallClock } from '../clock/wall-clock.ts';

const LOOK_EVERY_MS = 250;

/** Comes true with the first signal to stop; the second one ends the process at once. */
export function toldToStop(): Promise<void> {
  return new Promise((resolve) => {
    let count = 0;
    const onSignal = (): void => {
      count += 1;
      if (count > 1) process.exit(0);
      resolve();
    };
    process.on('SIGINT', onSignal);
    process.on('SIGTERM', onSignal);
    whenNpmIsGone(resolve);
  });
}

/**
 * Between npm and this process stands a shell, which dies of npm's signal and hands it to nobody. Other scripts of npm are left out:
 * they may put an emulator in the background and end.
 */
export function whenNpmIsGone(call: () => void): void {
  if (['start', 'npx'].includes(process.env['npm_lifecycle_event'] ?? ''))
    whenParentIsGone(process.ppid, call);
}

function whenParentIsGone(parent: number, call: () => void): void {
  wallClock.after(LOOK_EVERY_MS, () => {
    if (process.ppid === parent) whenParentIsGone(parent, call);
    else call();
  });
}
