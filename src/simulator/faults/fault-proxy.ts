import { once } from 'node:events';
import { connect, createServer, type AddressInfo, type Server, type Socket } from 'node:net';
import type { AgentAccount } from '../platform/accounts.js';
import type { AgentConnectOptions, CredentialKind, SimulatedCredentials } from '../platform/credentials.js';
import type { Simulator } from '../simulator.js';

/** How the line is, until told otherwise. What is not given is as it should be. */
export interface LineConditions {
  /**
   * How long each byte is under way, in each direction.
   *
   * @default 0
   */
  readonly latencyMs?: number | undefined;
  /**
   * Bytes come in pieces of at most this size, each by itself.
   *
   * @default Infinity
   */
  readonly chunkBytes?: number | undefined;
  /**
   * How long after the last byte the end of a connection is passed on: a peer that is slow to hang up.
   *
   * @default 0
   */
  readonly closeDelayMs?: number | undefined;
}

/** Where the platform is by way of the proxy: the directory, and instead of what that says, each service. */
export interface ProxiedOptions {
  readonly csdsDomain: string;
  readonly domains: Readonly<Record<string, string>>;
}

/** The services that the simulator's domain directory names. */
const SERVICES = ['agentVep', 'swift', 'accountConfigReadOnly', 'asyncMessagingEnt', 'facadeMsg'];

/**
 * A bad network in front of a simulator: all that an agent exchanges with the platform, HTTP and socket alike, goes
 * through it, byte for byte. What it does to a connection is done below HTTP, WebSocket and TLS.
 *
 * ```ts
 * await using simulator = await Simulator.start();
 * await using proxy = await FaultProxy.start(simulator);
 * const agent = new Agent(proxy.agentOptions());
 * proxy.reset();
 * ```
 */
export class FaultProxy implements AsyncDisposable {
  readonly #simulator: Simulator;
  readonly #server: Server;
  readonly #lines = new Set<Line>();
  readonly #state = { conditions: perfect, isBlackhole: false };
  #isRefusing = false;
  #closing: Promise<void> | undefined;

  private constructor(simulator: Simulator) {
    this.#simulator = simulator;
    this.#server = createServer({ allowHalfOpen: true, noDelay: true }, (agent) => this.#accept(agent));
  }

  /** Resolves when the port is open. Close it with `close()` or `await using`. */
  static async start(simulator: Simulator): Promise<FaultProxy> {
    const proxy = new FaultProxy(simulator);
    proxy.#server.listen(0, '127.0.0.1');
    await once(proxy.#server, 'listening');
    return proxy;
  }

  get port(): number {
    return (this.#server.address() as AddressInfo).port; // A string only for pipes.
  }

  /** Connections that are open on the agents' side. */
  get connections(): number {
    return this.#lines.size;
  }

  /** As `simulator.agentOptions()`, by way of this proxy. Calls signed with API keys name another host, and are refused. */
  agentOptions<Kind extends CredentialKind = 'password'>(
    credentials?: Kind,
    user?: AgentAccount,
  ): AgentConnectOptions & SimulatedCredentials[Kind] & ProxiedOptions {
    const options = this.#simulator.agentOptions(credentials, user);
    const csdsDomain = options.csdsDomain.replace(`:${this.#simulator.port}`, `:${this.port}`);
    return { ...options, csdsDomain, domains: Object.fromEntries(SERVICES.map((service) => [service, csdsDomain])) };
  }

  /** From now on the line is like this; what is under way already arrives when it was to. */
  conditions({ latencyMs = 0, chunkBytes = Infinity, closeDelayMs = 0 }: LineConditions): void {
    this.#state.conditions = { latencyMs, chunkBytes: Math.max(1, chunkBytes), closeDelayMs };
  }

  /**
   * Bytes are taken and not passed on, in either direction, on connections old and new, and nobody learns of anything
   * that ends. Switched off, all that was held up comes through, as TCP would have it.
   */
  blackhole(on = true): void {
    this.#state.isBlackhole = on;
    if (!on) for (const line of this.#lines) line.flush();
  }

  /** New connections are turned away. */
  refuse(on = true): void {
    this.#isRefusing = on;
  }

  /** Every connection ends without a word of WebSocket's, as if either process had ended. */
  drop(): void {
    for (const line of this.#lines) line.drop();
  }

  /** Every connection is reset. */
  reset(): void {
    for (const line of this.#lines) line.reset();
  }

  /** The platform's side of every connection is gone; the agent's side is not told, and what it sends goes nowhere. */
  halfOpen(): void {
    for (const line of this.#lines) line.halfOpen();
  }

  /** Every connection is reset in the middle of what the platform says next, which in general is inside a frame. */
  cutFrame(): void {
    for (const line of this.#lines) line.cutFrame();
  }

  /** All is well for new connections, and for old ones that were only held up. */
  heal(): void {
    this.#isRefusing = false;
    this.conditions({});
    this.blackhole(false);
  }

  /** Resets everything and frees the port. */
  async close(): Promise<void> {
    this.#closing ??= this.#close();
    await this.#closing;
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.close();
  }

  async #close(): Promise<void> {
    const closed = once(this.#server, 'close');
    this.#server.close();
    this.reset();
    await closed;
  }

  #accept(agent: Socket): void {
    if (this.#isRefusing) {
      agent.on('error', () => {});
      agent.resetAndDestroy();
      return;
    }
    const platform = connect({ port: this.#simulator.port, host: '127.0.0.1', allowHalfOpen: true, noDelay: true });
    const line = new Line(agent, platform, this.#state);
    this.#lines.add(line);
    agent.once('close', () => this.#lines.delete(line));
  }
}

type Conditions = { readonly [Name in keyof LineConditions]-?: number };

const perfect: Conditions = { latencyMs: 0, chunkBytes: Infinity, closeDelayMs: 0 };

interface LineState {
  readonly conditions: Conditions;
  readonly isBlackhole: boolean;
}

/** One connection of an agent, and the one to the platform that belongs to it. */
class Line {
  readonly #agent: Socket;
  readonly #platform: Socket;
  readonly #up: Pipe;
  readonly #down: Pipe;
  #isCut = false;
  #isHalf = false;

  constructor(agent: Socket, platform: Socket, state: LineState) {
    this.#agent = agent;
    this.#platform = platform;
    this.#up = new Pipe(agent, platform, state);
    this.#down = new Pipe(platform, agent, state, (bytes) => this.#passes(bytes));
    for (const socket of [agent, platform]) {
      // An error is followed by `close`, which says so.
      socket.on('error', () => {});
      socket.once('close', (hadError) => {
        if (hadError && !this.#isHalf && !state.isBlackhole) this.reset();
      });
    }
    agent.once('close', () => {
      if (this.#isHalf) platform.destroy();
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
    // Not reset: it may not be open yet, and one that is reset before that never ends.
    this.#platform.destroy();
  }

  halfOpen(): void {
    this.#isHalf = true;
    this.#stop();
    this.#platform.destroy();
    // Somebody must take what is sent, or the kernel would tell that nobody does.
    this.#agent.resume();
  }

  cutFrame(): void {
    this.#isCut = true;
  }

  /** @returns How many of these bytes get through to the agent before the cut. */
  #passes(bytes: Buffer): number {
    if (!this.#isCut) return bytes.length;
    setImmediate(() => this.reset());
    return Math.floor(bytes.length / 2);
  }

  #stop(): void {
    this.#up.stop();
    this.#down.stop();
  }
}

/** What is under way: bytes, or `undefined` for the end of them. */
interface Item {
  readonly bytes: Buffer | undefined;
  readonly dueAt: number;
}

/** More than this many bytes under way in one direction, and their sender has to wait. */
const UNDER_WAY = 1024 * 1024;

/** One direction of a line. */
class Pipe {
  readonly #from: Socket;
  readonly #to: Socket;
  readonly #state: LineState;
  readonly #passes: (bytes: Buffer) => number;
  readonly #queue: Item[] = [];
  #underWay = 0;
  #timer: NodeJS.Timeout | undefined;
  #turn: NodeJS.Immediate | undefined;
  #isStopped = false;

  constructor(from: Socket, to: Socket, state: LineState, passes = (bytes: Buffer): number => bytes.length) {
    this.#from = from;
    this.#to = to;
    this.#state = state;
    this.#passes = passes;
    from.on('data', (bytes) => this.#take(bytes));
    from.on('end', () => this.#put(undefined, this.#state.conditions.closeDelayMs));
    to.on('drain', () => this.#resume());
  }

  /** Passes on what is due. */
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
      this.#pass(item.bytes);
      if (this.#state.conditions.chunkBytes < Infinity && this.#queue.length > 0) {
        this.#turn = setImmediate(() => this.flush());
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

  #take(bytes: Buffer): void {
    if (this.#isStopped) return;
    const { chunkBytes } = this.#state.conditions;
    for (let at = 0; at < bytes.length; at += chunkBytes) this.#queueUp(bytes.subarray(at, at + chunkBytes), 0);
    if (this.#underWay > UNDER_WAY) this.#from.pause();
    this.#begin();
  }

  #put(bytes: Buffer | undefined, delayMs: number): void {
    if (this.#isStopped) return;
    this.#queueUp(bytes, delayMs);
    this.#begin();
  }

  #queueUp(bytes: Buffer | undefined, delayMs: number): void {
    this.#queue.push({ bytes, dueAt: performance.now() + this.#state.conditions.latencyMs + delayMs });
    this.#underWay += bytes?.length ?? 0;
  }

  /** Unless it is at it already: nothing overtakes. */
  #begin(): void {
    if (this.#timer === undefined && this.#turn === undefined) this.flush();
  }

  #pass(bytes: Buffer | undefined): void {
    if (bytes === undefined) {
      this.#to.end();
      return;
    }
    this.#underWay -= bytes.length;
    const count = this.#passes(bytes);
    if (!this.#to.destroyed && !this.#to.write(bytes.subarray(0, count))) this.#from.pause();
    if (count < bytes.length) this.stop();
  }

  #resume(): void {
    if (this.#underWay <= UNDER_WAY && !this.#to.writableNeedDrain) this.#from.resume();
  }

  #cancel(): void {
    clearTimeout(this.#timer);
    clearImmediate(this.#turn);
    this.#timer = undefined;
    this.#turn = undefined;
  }
}
