/** What can be pinged. */
export interface Pinged {
  ping(): void;
}

/** Where it shows whether anything comes back. */
export interface Stream {
  /** Grows with every byte that comes in. */
  readonly bytesRead: number;
}

export interface HeartbeatOptions {
  readonly pingIntervalMs: number;
  readonly pingTimeoutMs: number;
}

/** Part of the time for an answer by which its end may come late before it is this process that was not there. */
const OVERSLEPT = 0.5;

/**
 * Pings, and notices when nothing at all comes back: not the pong alone, any byte is a sign of life, so neither quiet
 * days nor one endless frame raise a false alarm.
 */
export class Heartbeat {
  readonly #socket: Pinged;
  readonly #stream: Stream;
  readonly #died: () => void;
  readonly #intervalMs: number;
  readonly #timeoutMs: number;
  #timer: NodeJS.Timeout | undefined;
  #secondLook: NodeJS.Immediate | undefined;
  #seen = 0;
  #pingedAt: number | undefined;
  #lastLifeAt = Date.now();
  #roundTripMs: number | undefined;

  /** @param died Nothing at all came back in time. */
  constructor(socket: Pinged, stream: Stream, died: () => void, { pingIntervalMs, pingTimeoutMs }: HeartbeatOptions) {
    this.#socket = socket;
    this.#stream = stream;
    this.#died = died;
    this.#intervalMs = pingIntervalMs;
    this.#timeoutMs = pingTimeoutMs;
  }

  /** When the platform was last heard of, epoch ms, as far as the heartbeat has looked. */
  get lastLifeAt(): number {
    this.#look();
    return this.#lastLifeAt;
  }

  /** Of the latest ping that was answered, in milliseconds. */
  get roundTripMs(): number | undefined {
    return this.#roundTripMs;
  }

  start(): void {
    this.#ping();
  }

  stop(): void {
    clearTimeout(this.#timer);
    clearImmediate(this.#secondLook);
  }

  ponged(): void {
    this.#look();
    if (this.#pingedAt !== undefined) this.#roundTripMs = performance.now() - this.#pingedAt;
    this.#pingedAt = undefined;
  }

  #ping(): void {
    this.#look();
    this.#pingedAt = performance.now();
    this.#socket.ping();
    this.#wait(this.#seen, true);
  }

  #wait(before: number, isFirst: boolean): void {
    const deadline = performance.now() + this.#timeoutMs;
    this.#timer = setTimeout(() => {
      // Whoever slept through the time was not there for an answer that takes more than one round of the event loop.
      const slept = performance.now() - deadline > this.#timeoutMs * OVERSLEPT;
      this.#expect(before, isFirst && slept);
    }, this.#timeoutMs);
  }

  #expect(before: number, mayWait: boolean): void {
    this.#look();
    if (this.#seen !== before) {
      this.#rest();
      return;
    }
    if (mayWait) {
      this.#wait(before, false);
      return;
    }
    // If it was our own process that slept, the bytes are there but not read yet: look again after the next poll.
    this.#secondLook = setImmediate(() => {
      this.#look();
      if (this.#seen === before) this.#died();
      else this.#rest();
    });
  }

  #rest(): void {
    this.#timer = setTimeout(() => this.#ping(), Math.max(this.#intervalMs - this.#timeoutMs, 0));
  }

  #look(): void {
    const { bytesRead: bytes } = this.#stream;
    if (bytes === this.#seen) return;
    this.#seen = bytes;
    this.#lastLifeAt = Date.now();
  }
}
