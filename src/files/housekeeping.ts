import type { ScheduledTask } from 'node-cron';

/**
 * Work that belongs to real time and to no sandbox, such as removing what crashed processes left behind. It is done when begun
 * and every quarter of an hour from then on, and keeps no process alive.
 */
export class Housekeeping {
  readonly #work: () => Promise<unknown>;
  #task: Promise<ScheduledTask> | null = null;
  #working: Promise<unknown> = Promise.resolve();

  constructor(work: () => Promise<unknown>) {
    this.#work = work;
  }

  /** Only the first call counts. */
  begin(): void {
    this.#task ??= this.#schedule();
  }

  /** Answers when nothing of it is left. */
  async stop(): Promise<void> {
    const task = await this.#task;
    this.#task = null;
    await task?.destroy();
    await this.#working;
  }

  async #schedule(): Promise<ScheduledTask> {
    const workNow = (): Promise<unknown> => (this.#working = this.#work());
    void workNow();
    // Loaded only by an emulator that has something to keep in order.
    const { schedule } = await import('node-cron');
    return schedule('*/15 * * * *', workNow, { unref: true, suppressMissedWarning: true });
  }
}
