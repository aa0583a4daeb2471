import type { Clock } from './clock.js';

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
