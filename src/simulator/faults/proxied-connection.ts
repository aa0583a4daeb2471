import type { Socket } from 'node:net';

/** The state of a proxy that its connections read. */
export interface ProxyState {
  readonly conditions: {
    readonly latencyMs: number;
    readonly chunkBytes: number;
    readonly closeDelayMs: number;
  };
  readonly isBlackhole: boolean;
}

/** One TCP connection of an agent with its counterpart to the platform. */
export class ProxiedConnection {
  readonly #agent: Socket;
  readonly #platform: Socket;
  readonly #up: Pipe;
  readonly #down: Pipe;
  #isCut = false;
  #isHalfOpen = false;

  constructor(agent: Socket, platform: Socket, state: ProxyState) {
    this.#agent = agent;
    this.#platform = platform;
    this.#up = new Pipe(agent, platform, state);
    this.#down = new Pipe(platform, agent, state, (bytes) => this.#passable(bytes));
    for (const socket of [agent, platform]) {
      // `close` follows every error and is handled below.
      socket.on('error', () => {});
      socket.once('close', (hadError) => {
        if (hadError && !this.#isHalfOpen && !state.isBlackhole) this.reset();
      });
    }
    agent.once('close', () => {
      if (this.#isHalfOpen) platform.destroy();
    });
  }

  flush(): void {
    this.#up.flush();
    this.#down.flush();
  }

  drop(): void {
    this.#stop();
    this.#agent.destroy();
    this.#platform.destroy();
  }

  reset(): void {
    this.#stop();
    this.#agent.resetAndDestroy();
    // `destroy`, because a socket that is reset while it connects never emits `close`.
    this.#platform.destroy();
  }

  halfOpen(): void {
    this.#isHalfOpen = true;
    this.#stop();
    this.#platform.destroy();
    // Keep reading: with a full receive buffer the kernel would stop the agent from sending.
    this.#agent.resume();
  }

  cutFrame(): void {
    this.#isCut = true;
  }

  /** @returns How many of these bytes reach the agent. */
  #passable(bytes: Buffer): number {
    if (!this.#isCut) return bytes.length;
    setImmediate(() => this.reset());
    return Math.floor(bytes.length / 2);
  }

  #stop(): void {
    this.#up.stop();
    this.#down.stop();
  }
}

/** Queued bytes; `undefined` is the end of the stream. */
interface QueuedChunk {
  readonly bytes: Buffer | undefined;
  /** In the time of `performance.now()`. */
  readonly dueAt: number;
}

/** Backpressure: with more bytes than this in its queue a pipe pauses its source. */
const MAX_QUEUED_BYTES = 1024 * 1024;

/** One direction of a connection: delays, cuts into chunks or holds back what it reads, and keeps the order. */
class Pipe {
  readonly #from: Socket;
  readonly #to: Socket;
  readonly #state: ProxyState;
  readonly #passable: (bytes: Buffer) => number;
  readonly #queue: QueuedChunk[] = [];
  #queuedBytes = 0;
  #timer: NodeJS.Timeout | undefined;
  #immediate: NodeJS.Immediate | undefined;
  #isStopped = false;

  constructor(from: Socket, to: Socket, state: ProxyState, passable = (bytes: Buffer): number => bytes.length) {
    this.#from = from;
    this.#to = to;
    this.#state = state;
    this.#passable = passable;
    from.on('data', (bytes) => this.#onData(bytes));
    from.on('end', () => this.#onEnd());
    to.on('drain', () => this.#resume());
  }

  /** Writes the queued items that are due. */
  flush(): void {
    this.#cancel();
    while (!this.#isStopped && !this.#state.isBlackhole) {
      const [item] = this.#queue;
      if (item === undefined) break;
      const waitMs = item.dueAt - performance.now();
      if (waitMs > 0) {
        this.#timer = setTimeout(() => this.flush(), Math.ceil(waitMs));
        return;
      }
      this.#queue.shift();
      this.#write(item.bytes);
      if (this.#state.conditions.chunkBytes < Infinity && this.#queue.length > 0) {
        this.#immediate = setImmediate(() => this.flush());
        return;
      }
    }
    this.#resume();
  }

  stop(): void {
    this.#isStopped = true;
    this.#queue.length = 0;
    this.#cancel();
  }

  #onData(bytes: Buffer): void {
    if (this.#isStopped) return;
    const { chunkBytes } = this.#state.conditions;
    for (let at = 0; at < bytes.length; at += chunkBytes) this.#enqueue(bytes.subarray(at, at + chunkBytes), 0);
    if (this.#queuedBytes > MAX_QUEUED_BYTES) this.#from.pause();
    this.#start();
  }

  #onEnd(): void {
    if (this.#isStopped) return;
    this.#enqueue(undefined, this.#state.conditions.closeDelayMs);
    this.#start();
  }

  #enqueue(bytes: Buffer | undefined, delayMs: number): void {
    this.#queue.push({ bytes, dueAt: performance.now() + this.#state.conditions.latencyMs + delayMs });
    this.#queuedBytes += bytes?.length ?? 0;
  }

  /** Flushes, unless a later flush is scheduled: an item must not overtake those before it. */
  #start(): void {
    if (this.#timer === undefined && this.#immediate === undefined) this.flush();
  }

  #write(bytes: Buffer | undefined): void {
    if (bytes === undefined) {
      this.#to.end();
      return;
    }
    this.#queuedBytes -= bytes.length;
    const count = this.#passable(bytes);
    if (!this.#to.destroyed && !this.#to.write(bytes.subarray(0, count))) this.#from.pause();
    if (count < bytes.length) this.stop();
  }

  #resume(): void {
    if (this.#queuedBytes <= MAX_QUEUED_BYTES && !this.#to.writableNeedDrain) this.#from.resume();
  }

  #cancel(): void {
    clearTimeout(this.#timer);
    clearImmediate(this.#immediate);
    this.#timer = undefined;
    this.#immediate = undefined;
  }
}
