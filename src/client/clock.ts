/** Asks the platform for its clock now and then: the connection never counts as idle (P 1.9), and its time is known. */
export class Clock {
  readonly #ask: () => Promise<number>;
  readonly #intervalMs: number | false;
  #timer: NodeJS.Timeout | undefined;
  #offsetMs: number | undefined;

  /** @param ask Gives the platform's time, epoch ms. */
  constructor(ask: () => Promise<number>, intervalMs: number | false) {
    this.#ask = ask;
    this.#intervalMs = intervalMs;
  }

  /** The platform's clock minus this one's, in milliseconds; `undefined` before it was asked for. */
  get offsetMs(): number | undefined {
    return this.#offsetMs;
  }

  start(): void {
    this.stop();
    if (this.#intervalMs === false) return;
    this.#timer = setInterval(() => void this.#sync(), this.#intervalMs);
  }

  stop(): void {
    clearInterval(this.#timer);
    this.#timer = undefined;
  }

  async #sync(): Promise<void> {
    const before = Date.now();
    try {
      const serverTime = await this.#ask();
      const after = Date.now();
      this.#offsetMs = serverTime - (before + after) / 2;
    } catch {
      // The heartbeat notices a dead connection, and a platform that does not tell the time may do the rest.
    }
  }
}
