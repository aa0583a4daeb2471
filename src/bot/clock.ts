/** The time by which a bot waits. `SimulatorClock` is one that a test can advance. */
export interface Clock {
  /** Epoch ms. */
  now(): number;
  /** Calls `action` once after the delay. @returns A function that cancels the call. */
  after(delayMs: number, action: () => void): () => void;
}

/** The time of this machine. */
export const systemClock: Clock = {
  now: () => Date.now(),
  after: (delayMs, action) => {
    // The connection keeps a bot's process alive, not what the bot waits for.
    const timer = setTimeout(action, delayMs).unref();
    return () => clearTimeout(timer);
  },
};
