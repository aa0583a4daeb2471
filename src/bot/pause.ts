import type { Clock } from './clock.js';

/** Pauses after failures. The last one repeats. */
const AFTER_FAILURE_MS = [1_000, 5_000, 25_000] as const;

/** Attempts with all pauses between them. */
export const ATTEMPTS = AFTER_FAILURE_MS.length + 1;

/** @param failures In a row, from 1. */
export function pauseAfterMs(failures: number): number {
  return AFTER_FAILURE_MS[failures - 1] ?? AFTER_FAILURE_MS[2];
}

/** A wait that can be ended. */
export class Pause {
  readonly #clock: Clock;
  #end = (): void => {};

  constructor(clock: Clock) {
    this.#clock = clock;
  }

  async wait(delayMs: number): Promise<void> {
    await new Promise<void>((resolve) => {
      const cancel = this.#clock.after(delayMs, resolve);
      this.#end = () => {
        cancel();
        resolve();
      };
    });
    this.#end = () => {};
  }

  end(): void {
    this.#end();
  }
}
