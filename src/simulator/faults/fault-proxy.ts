import { once } from 'node:events';
import { connect, createServer, type AddressInfo, type Server, type Socket } from 'node:net';
import type { AgentAccount } from '../platform/accounts.js';
import type { AgentConnectOptions, CredentialKind, SimulatedCredentials } from '../platform/credentials.js';
import type { Simulator } from '../simulator.js';
import { ProxiedConnection, type ProxyState } from './proxied-connection.js';

/** Properties of the simulated network, in real time. An omitted member has its default. */
export interface NetworkConditions {
  /**
   * Delay of each byte, in each direction.
   *
   * @default 0
   */
  readonly latencyMs?: number | undefined;
  /**
   * Splits the stream into chunks of at most this size, each written by itself.
   *
   * @default Infinity
   */
  readonly chunkBytes?: number | undefined;
  /**
   * Additional delay of the end of a stream: a peer that is slow to close.
   *
   * @default 0
   */
  readonly closeDelayMs?: number | undefined;
}

/** Options of an `Agent` that lead to the platform through the proxy: the directory, and every service by name. */
export interface ProxiedOptions {
  readonly csdsDomain: string;
  readonly domains: Readonly<Record<string, string>>;
}

/** The services in the simulator's domain directory. */
const SERVICES = ['agentVep', 'swift', 'accountConfigReadOnly', 'asyncMessagingEnt', 'facadeMsg'];

const perfect: ProxyState['conditions'] = { latencyMs: 0, chunkBytes: Infinity, closeDelayMs: 0 };

/**
 * A TCP proxy in front of a simulator that injects network faults below HTTP, WebSocket and TLS. Passes all traffic of
 * an agent, HTTP and socket, byte by byte.
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
  readonly #connections = new Set<ProxiedConnection>();
  readonly #state = { conditions: perfect, isBlackhole: false };
  #isRefusing = false;
  #closing: Promise<void> | undefined;

  private constructor(simulator: Simulator) {
    this.#simulator = simulator;
    this.#server = createServer({ allowHalfOpen: true, noDelay: true }, (agent) => this.#accept(agent));
  }

  /** Resolves when the port is open. Close the proxy with `close()` or `await using`. */
  static async start(simulator: Simulator): Promise<FaultProxy> {
    const proxy = new FaultProxy(simulator);
    proxy.#server.listen(0, '127.0.0.1');
    await once(proxy.#server, 'listening');
    return proxy;
  }

  get port(): number {
    return (this.#server.address() as AddressInfo).port; // A string only for pipes.
  }

  /** Number of open connections of agents. */
  get connections(): number {
    return this.#connections.size;
  }

  /** As `simulator.agentOptions()`, through this proxy. Requests signed with OAuth 1.0a are refused: they sign another host. */
  agentOptions<Kind extends CredentialKind = 'password'>(
    credentials?: Kind,
    user?: AgentAccount,
  ): AgentConnectOptions & SimulatedCredentials[Kind] & ProxiedOptions {
    const options = this.#simulator.agentOptions(credentials, user);
    const csdsDomain = options.csdsDomain.replace(`:${this.#simulator.port}`, `:${this.port}`);
    return { ...options, csdsDomain, domains: Object.fromEntries(SERVICES.map((service) => [service, csdsDomain])) };
  }

  /** Sets the conditions of all connections for the bytes read from now on. */
  conditions({ latencyMs = 0, chunkBytes = Infinity, closeDelayMs = 0 }: NetworkConditions): void {
    this.#state.conditions = { latencyMs, chunkBytes: Math.max(1, chunkBytes), closeDelayMs };
  }

  /**
   * Holds back all bytes and all closes, in both directions, on present and new connections. Switched off, everything
   * that was held back is delivered, as TCP would after an interruption.
   */
  blackhole(on = true): void {
    this.#state.isBlackhole = on;
    if (!on) for (const connection of this.#connections) connection.flush();
  }

  /** Refuses new connections. */
  refuse(on = true): void {
    this.#isRefusing = on;
  }

  /** Closes every connection without a WebSocket close frame, as if a process had ended. */
  drop(): void {
    for (const connection of this.#connections) connection.drop();
  }

  /** Resets every connection. */
  reset(): void {
    for (const connection of this.#connections) connection.reset();
  }

  /** Closes the platform's side of every connection. The agent's side stays open, and what it sends is discarded. */
  halfOpen(): void {
    for (const connection of this.#connections) connection.halfOpen();
  }

  /** Resets every connection halfway through the platform's next bytes, usually inside a frame. */
  cutFrame(): void {
    for (const connection of this.#connections) connection.cutFrame();
  }

  /** Ends `refuse`, `blackhole` and all conditions. Connections that were reset or half open stay so. */
  heal(): void {
    this.#isRefusing = false;
    this.conditions({});
    this.blackhole(false);
  }

  /** Resets every connection and frees the port. */
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
    const connection = new ProxiedConnection(agent, platform, this.#state);
    this.#connections.add(connection);
    agent.once('close', () => this.#connections.delete(connection));
  }
}
