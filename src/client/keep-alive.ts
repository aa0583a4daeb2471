/** Requests the platform's clock periodically, so that the connection is never idle and the platform's time is known. */
export class KeepAlive {
  readonly #serverTime: () => Promise<number>;
  readonly #intervalMs: number | false;
  #timer: NodeJS.Timeout | undefined;
  #offsetMs: number | undefined;

  /** @param serverTime Requests the platform's time, epoch ms. */
  constructor(serverTime: () => Promise<number>, intervalMs: number | false) {
    this.#serverTime = serverTime;
    this.#intervalMs = intervalMs;
  }

  /** The platform's clock minus this machine's, in milliseconds; `undefined` before the first response. */
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
      const serverTime = await this.#serverTime();
      const after = Date.now();
      this.#offsetMs = serverTime - (before + after) / 2;
    } catch {
      // The heartbeat notices a dead connection, and a platform that refuses this request may still serve others.
    }
  }
}
