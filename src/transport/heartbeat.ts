import type { Socket } from './socket.js';

export interface HeartbeatOptions {
  readonly pingIntervalMs: number;
  readonly pingTimeoutMs: number;
}

/**
 * A timer that fires later than its time by this share of it was held up by this process, suspended or blocked, which
 * could not have read an answer either.
 */
const SUSPENDED_RATIO = 0.5;

/**
 * Pings, and reports a socket dead that receives nothing. Any byte counts as a sign of life, not the pong alone:
 * a pong may be queued behind a large frame.
 */
export class Heartbeat {
  readonly #socket: Pick<Socket, 'ping' | 'bytesRead'>;
  readonly #onDead: () => void;
  readonly #intervalMs: number;
  readonly #timeoutMs: number;
  #timer: NodeJS.Timeout | undefined;
  #recheck: NodeJS.Immediate | undefined;
  #bytesSeen = 0;
  #pingedAt: number | undefined;
  #lastLifeAt = Date.now();
  #roundTripMs: number | undefined;

  /** @param onDead Nothing was received within `pingTimeoutMs` after a ping. */
  constructor(
    socket: Pick<Socket, 'ping' | 'bytesRead'>,
    onDead: () => void,
    { pingIntervalMs, pingTimeoutMs }: HeartbeatOptions,
  ) {
    this.#socket = socket;
    this.#onDead = onDead;
    this.#intervalMs = pingIntervalMs;
    this.#timeoutMs = pingTimeoutMs;
  }

  /** When anything was last received, epoch ms, as exact as the heartbeat's checks. */
  get lastLifeAt(): number {
    this.#check();
    return this.#lastLifeAt;
  }

  /** Of the latest ping with a pong, in milliseconds. */
  get roundTripMs(): number | undefined {
    return this.#roundTripMs;
  }

  start(): void {
    this.#ping();
  }

  stop(): void {
    clearTimeout(this.#timer);
    clearImmediate(this.#recheck);
  }

  onPong(): void {
    this.#check();
    if (this.#pingedAt !== undefined) this.#roundTripMs = performance.now() - this.#pingedAt;
    this.#pingedAt = undefined;
  }

  #ping(): void {
    this.#check();
    this.#pingedAt = performance.now();
    this.#socket.ping();
    this.#awaitLife(this.#bytesSeen, true);
  }

  #awaitLife(bytesBefore: number, mayExtend: boolean): void {
    const deadline = performance.now() + this.#timeoutMs;
    this.#timer = setTimeout(() => {
      const wasSuspended = performance.now() - deadline > this.#timeoutMs * SUSPENDED_RATIO;
      this.#onDeadline(bytesBefore, mayExtend && wasSuspended);
    }, this.#timeoutMs);
  }

  #onDeadline(bytesBefore: number, mayExtend: boolean): void {
    this.#check();
    if (this.#bytesSeen !== bytesBefore) {
      this.#scheduleNextPing();
      return;
    }
    if (mayExtend) {
      this.#awaitLife(bytesBefore, false);
      return;
    }
    // Bytes may have arrived while this process was blocked: check again after the event loop has polled.
    this.#recheck = setImmediate(() => {
      this.#check();
      if (this.#bytesSeen === bytesBefore) this.#onDead();
      else this.#scheduleNextPing();
    });
  }

  #scheduleNextPing(): void {
    this.#timer = setTimeout(() => this.#ping(), Math.max(this.#intervalMs - this.#timeoutMs, 0));
  }

  #check(): void {
    const { bytesRead } = this.#socket;
    if (bytesRead === this.#bytesSeen) return;
    this.#bytesSeen = bytesRead;
    this.#lastLifeAt = Date.now();
  }
}
