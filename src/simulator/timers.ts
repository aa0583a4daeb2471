/** Every timer of a simulator, so that closing it leaves none behind. */
export class Timers {
  readonly #running = new Set<NodeJS.Timeout>();

  /** @returns Cancels it. */
  after(delayMs: number, action: () => void): () => void {
    const timer = setTimeout(() => {
      this.#running.delete(timer);
      action();
    }, delayMs);
    this.#running.add(timer);
    return () => {
      clearTimeout(timer);
      this.#running.delete(timer);
    };
  }

  clear(): void {
    for (const timer of this.#running) clearTimeout(timer);
    this.#running.clear();
  }
}
