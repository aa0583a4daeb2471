/** What the heartbeat needs to know of a socket. */
export interface Beating {
  ping(): void;
  /** Grows with every byte that comes in. */
  bytesRead(): number;
  /** Nothing at all came back in time. */
  died(): void;
}

/**
 * Pings, and notices when nothing at all comes back: not the pong alone, any byte is a sign of life, so neither quiet
 * days nor one endless frame raise a false alarm.
 */
export class Heartbeat {
  readonly #socket: Beating;
  readonly #intervalMs: number;
  readonly #timeoutMs: number;
  #timer: NodeJS.Timeout | undefined;
  #secondLook: NodeJS.Immediate | undefined;
  #seen = 0;
  #pingedAt: number | undefined;
  #lastLifeAt = Date.now();
  #roundTripMs: number | undefined;

  constructor(socket: Beating, { intervalMs, timeoutMs }: { readonly intervalMs: number; readonly timeoutMs: number }) {
    this.#socket = socket;
    this.#intervalMs = intervalMs;
    this.#timeoutMs = timeoutMs;
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
    const before = this.#seen;
    this.#timer = setTimeout(() => this.#expect(before), this.#timeoutMs);
  }

  #expect(before: number): void {
    this.#look();
    if (this.#seen !== before) {
      this.#rest();
      return;
    }
    // If it was our own process that slept, the bytes are there but not read yet: look again after the next poll.
    this.#secondLook = setImmediate(() => {
      this.#look();
      if (this.#seen === before) this.#socket.died();
      else this.#rest();
    });
  }

  #rest(): void {
    this.#timer = setTimeout(() => this.#ping(), Math.max(this.#intervalMs - this.#timeoutMs, 0));
  }

  #look(): void {
    const bytes = this.#socket.bytesRead();
    if (bytes === this.#seen) return;
    this.#seen = bytes;
    this.#lastLifeAt = Date.now();
  }
}
