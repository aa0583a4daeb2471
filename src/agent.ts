// oxlint-disable eslint/no-unused-private-class-members -- it does not see that the class inside uses what is private here
import { EventEmitter } from 'node:events';
import type { ClientRequest } from 'node:http';
import type * as typedEmitter from 'typed-emitter';
import { Clock } from './client/clock.js';
import { Inbox } from './client/inbox.js';
import { callbackLeft, unbound } from './client/leftovers.js';
import { loggerFor } from './client/logger.js';
import { Outbox } from './client/outbox.js';
import type { RawRequestOptions, RequestOptions } from './client/request-options.js';
import { Publisher } from './client/publisher.js';
import { channels } from './diagnostics.js';
import { withCaller, type SDKError } from './errors.js';
import type { AgentEvents } from './events.js';
import { resolveOptions, type AgentOptions, type Logger, type ResolvedOptions } from './options.js';
import type { AnyRequest } from './protocol/define.js';
import {
  requestNamed,
  requests,
  type BodyOf,
  type RequestName,
  type Requests,
  type ResultOf,
} from './protocol/registry.js';
import { Http } from './rest/http.js';
import { Network } from './rest/network.js';
import { callService, type ServiceCall } from './rest/services.js';
import { CatchUp } from './session/catch-up.js';
import { Lifecycle, type LifecycleObserver, type LifecycleState, type Reconnecting } from './session/lifecycle.js';
import { Replay } from './session/replay.js';
import { locationOf, Session } from './session/session.js';
import type { NotificationFrame } from './transport/frame.js';
import { VERSION } from './version.js';

/** What can go with a call that is no request. */
export interface CallOptions {
  readonly timeout?: number | undefined;
  readonly signal?: AbortSignal | undefined;
}

/** One method for each request of the protocol. Over `keyof Requests` itself, so that the entry's doc shows on hover. */
export type RequestMethods = {
  [Name in keyof Requests]: Record<never, never> extends BodyOf<Name>
    ? (body?: BodyOf<Name>, options?: RequestOptions) => Promise<ResultOf<Name>>
    : (body: BodyOf<Name>, options?: RequestOptions) => Promise<ResultOf<Name>>;
};

/** How an agent is doing. */
export interface Health {
  readonly state: LifecycleState;
  /** When it came into this state, epoch ms. */
  readonly since: number;
  /** When anything last came from the platform, epoch ms; as exact as `pingInterval`. */
  readonly lastLifeAt: number | undefined;
  /** Of the latest ping, in milliseconds. */
  readonly roundTripMs: number | undefined;
  /** Requests sent and not answered yet. */
  readonly pending: number;
  /** Requests that wait for a connection. */
  readonly waiting: number;
  /** Attempts to connect since a connection last lasted. */
  readonly attempts: number;
  /** The platform's clock minus this one's, in milliseconds. */
  readonly clockOffsetMs: number | undefined;
  /** Dialogs remembered for delivering each message once. */
  readonly dialogs: number;
}

// The one joint between Node's emitter and the types derived from the registry: the events are typed by typed-emitter,
// the methods are put on the prototype by the static block below.
const Base = EventEmitter as unknown as new () => typedEmitter.default<AgentEvents> & RequestMethods;

const CLOSE_TIMEOUT_MS = 5_000;

/**
 * An agent, or bot, on LivePerson's messaging platform.
 *
 * ```ts
 * const agent = new Agent({ accountId, username, password });
 * agent.on('ms.MessagingEventNotification', ({ dialogId, changes }) => { ... });
 * await agent.connect();
 * await agent.publishEvent({ dialogId, event: { type: 'ContentEvent', contentType: 'text/plain', message: 'Hello' } });
 * ```
 */
export class Agent extends Base implements AsyncDisposable {
  readonly #options: ResolvedOptions;
  readonly #log: Logger;
  readonly #publisher: Publisher;
  readonly #network: Network;
  readonly #http: Http;
  readonly #session: Session;
  readonly #lifecycle: Lifecycle;
  readonly #inbox: Inbox;
  readonly #outbox: Outbox;
  readonly #replay = new Replay();
  readonly #catchUp: CatchUp | undefined;
  readonly #clock: Clock;
  #since = Date.now();

  /** What an agent is told by its lifecycle. One object for each instead of seven closures: half a kilobyte. */
  static readonly #Observer = class implements LifecycleObserver {
    readonly #agent: Agent;

    constructor(agent: Agent) {
      this.#agent = agent;
    }

    changed(state: LifecycleState): void {
      this.#agent.#changed(state);
    }

    opened(again: boolean, durationMs: number): void {
      this.#agent.#opened(again, durationMs);
    }

    closed(code: number, reason: string): void {
      this.#agent.#closed(code, reason);
    }

    retrying(next: Reconnecting): void {
      this.#agent.#retrying(next);
    }

    failed(error: SDKError): void {
      this.#agent.#publisher.report(error, locationOf(error));
    }

    notified(frame: NotificationFrame): void {
      this.#agent.#inbox.receive(frame);
    }

    puzzled(reason: string): void {
      this.#agent.#publisher.publish('warn', { message: `Ignored ${reason}` });
    }
  };

  static {
    for (const name of Object.keys(requests) as RequestName[]) {
      const entry: AnyRequest = requestNamed(name);
      Object.defineProperty(this.prototype, name, {
        configurable: true,
        writable: true,
        // `this` is whatever the method was called on: bots from legacy mode pass methods on without their agent.
        value: function (
          this: Agent | object | undefined,
          body: unknown = {},
          options?: RequestOptions,
          ...more: readonly unknown[]
        ): Promise<unknown> {
          if (this === undefined || !(#outbox in this)) return Promise.reject(unbound(name));
          const left = callbackLeft(name, [body, options, ...more]);
          if (left) return Promise.reject(left);
          return this.#outbox.call(name, entry, body, options);
        },
      });
    }
  }

  /**
   * Starts connecting on the next tick, unless `autoConnect` is `false`; nothing is emitted before.
   *
   * @throws {ConfigurationError} The options cannot describe an agent; lists every problem.
   */
  constructor(options: AgentOptions) {
    super();
    const resolved = resolveOptions(options);
    const product = `node-agent-sdk/${VERSION}`;
    const userAgent = resolved.userAgent === undefined ? product : `${resolved.userAgent} ${product}`;
    const { headers } = resolved;
    // Given headers `ws` makes an object of a shape that is like no other's, and it is kept: 300 bytes for the shape alone.
    const finishRequest = (request: ClientRequest): void => {
      request.setHeader('User-Agent', userAgent);
      request.end();
    };
    this.#options = resolved;
    this.#log = loggerFor(resolved.logger);
    this.#publisher = new Publisher(this, this.#log);
    this.#network = new Network(resolved);
    this.#http = new Http({
      network: this.#network,
      userAgent,
      timeoutMs: resolved.requestTimeout,
    });
    this.#session = new Session(resolved, this.#http, this.#publisher);
    this.#inbox = new Inbox(this.#session, this.#publisher, this.#replay);
    this.#lifecycle = new Lifecycle(
      resolved,
      {
        socket: async (url) => ({
          ...(headers ? { headers: { 'User-Agent': userAgent, ...headers } } : { finishRequest }),
          ...(await this.#network.socketOptions(new URL(url))),
        }),
        handshakeTimeoutMs: resolved.handshakeTimeout,
        pingIntervalMs: resolved.pingInterval,
        pingTimeoutMs: resolved.pingTimeout,
      },
      this.#session,
      new Agent.#Observer(this),
    );
    this.#outbox = new Outbox(resolved, this.#session, this.#lifecycle, this.#publisher, this.#inbox, this.#replay);
    this.#clock = new Clock(() => this.#outbox.serverTime(), resolved.keepAlive);
    if (resolved.deliver === 'once') {
      this.#catchUp = new CatchUp(
        { source: this.#outbox, sink: this.#inbox, reporter: this.#publisher },
        { store: resolved.cursors, limit: resolved.maxDialogs },
      );
      this.#inbox.deliverThrough(this.#catchUp);
      this.#outbox.deliverThrough(this.#catchUp);
    }
    if (resolved.autoConnect) this.#lifecycle.startSoon();
  }

  get accountId(): string {
    return String(this.#options.accountId);
  }

  /** The agent's public id (PID). Known after the login; with a bearer token once the platform reveals it. */
  get agentId(): string | undefined {
    return this.#session.identity?.agentId;
  }

  /** The LivePerson user id. Known after the login; with a bearer token from the start. */
  get userId(): string | undefined {
    return this.#session.identity?.userId;
  }

  /** Whether a request would be sent at once. */
  get connected(): boolean {
    return this.#lifecycle.connection?.isOpen ?? false;
  }

  get state(): LifecycleState {
    return this.#lifecycle.state;
  }

  /** The token for other LivePerson services; `undefined` before the login. Treat it as a password. */
  getBearerToken(): string | undefined {
    return this.#session.bearer;
  }

  /** The platform's time, epoch ms, as exact as the network; this machine's before the platform was first asked. */
  serverTime(): number {
    return Date.now() + (this.#clock.offsetMs ?? 0);
  }

  /** How the agent is doing, for a health check or a dashboard. */
  health(): Health {
    const { connection } = this.#lifecycle;
    return {
      state: this.state,
      since: this.#since,
      lastLifeAt: connection?.heartbeat?.lastLifeAt,
      roundTripMs: connection?.heartbeat?.roundTripMs,
      pending: connection?.pendingCount ?? 0,
      waiting: this.#lifecycle.waitingCount,
      attempts: this.#lifecycle.attempts,
      clockOffsetMs: this.#clock.offsetMs,
      dialogs: this.#catchUp?.size ?? 0,
    };
  }

  /**
   * Resolves when requests can be sent. Joins the attempt that is under way, if there is one.
   *
   * @throws {AuthenticationError} The platform refuses the credentials.
   * @throws {TimeoutError} Not connected within `connectTimeout`; the attempts go on unless the agent is closed.
   * @throws {SDKError} Anything else that waiting cannot cure.
   */
  connect(options: CallOptions = {}): Promise<void> {
    return this.#publisher.held(
      'connect()',
      this.#ready('connect()', options, () => this.#lifecycle.start()),
    );
  }

  /**
   * Replaces the connection, with a new token unless told to skip that. What is pending rejects.
   * Calls that overlap are one.
   *
   * @throws {SDKError} As {@link connect}.
   */
  reconnect(skipTokenGeneration = false, options: CallOptions = {}): Promise<void> {
    return this.#publisher.held(
      'reconnect()',
      this.#ready('reconnect()', options, () => this.#lifecycle.restart(skipTokenGeneration ? 'same' : 'new')),
    );
  }

  /**
   * Prolongs the session now. If the platform has ended it, logs in again; the open socket stays as it is.
   *
   * @throws {AuthenticationError} Refused; or code `NO_SESSION`: a bearer token obtained elsewhere cannot be prolonged here.
   * @throws {SDKError} The service is out of reach or out of order.
   */
  refreshSession({ signal }: { readonly signal?: AbortSignal | undefined } = {}): Promise<void> {
    return this.#publisher.held('refreshSession()', this.#refresh(signal));
  }

  /** Prolongs the session every `refreshSessionInterval` from now on, as it does by default. */
  startPeriodicRefreshSession(): void {
    this.#session.startRefreshing();
  }

  /**
   * Ends the connection: pending requests may still be answered, for at most `timeout` milliseconds (default 5000).
   * With `logout` the session's seat is given back, too. `connect()` works again afterwards.
   */
  close({
    timeout = CLOSE_TIMEOUT_MS,
    logout = false,
  }: { readonly timeout?: number; readonly logout?: boolean } = {}): Promise<void> {
    return this.#publisher.held('close()', this.#close(timeout, logout));
  }

  /** Ends everything at once; pending requests reject. */
  dispose(): void {
    this.#lifecycle.dispose();
    this.#giveBack();
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.close();
  }

  /**
   * Sends any request of UMS, of this library's or not. The body is sent as it is and the answer is not checked.
   *
   * @param type Type on the wire, e.g. `.ams.ms.QueryMessages`.
   * @returns The body of the response.
   * @throws {SDKError} As the typed methods.
   */
  request(type: string, body: unknown = {}, options: RawRequestOptions = {}): Promise<unknown> {
    return this.#publisher.held('request()', this.#outbox.request(type, body, options));
  }

  /**
   * Calls a REST service of the account, found by its name in the domain directory, with the agent's bearer token
   * or signed with API keys.
   *
   * @throws {HttpError} The service answered with a status above 299.
   * @throws {SDKError} Otherwise as {@link connect}.
   */
  callService(
    service: string,
    path: string,
    call: ServiceCall & { readonly answer: 'bytes' },
  ): Promise<{ readonly status: number; readonly body: Buffer }>;
  callService(
    service: string,
    path: string,
    call?: ServiceCall,
  ): Promise<{ readonly status: number; readonly body: unknown }>;
  callService(
    service: string,
    path: string,
    call: ServiceCall = {},
  ): Promise<{ readonly status: number; readonly body: unknown }> {
    return this.#publisher.held('callService()', this.#callService(service, path, call));
  }

  async #ready(
    operation: string,
    { timeout = this.#options.connectTimeout, signal }: CallOptions,
    begin: () => void,
  ): Promise<void> {
    signal?.throwIfAborted();
    begin();
    try {
      await this.#lifecycle.ready({ operation, timeoutMs: timeout, signal, holdsFailure: true });
    } catch (error) {
      throw withCaller(error);
    }
  }

  async #refresh(signal: AbortSignal | undefined): Promise<void> {
    try {
      await this.#session.refresh(signal);
    } catch (error) {
      throw withCaller(error);
    }
  }

  async #close(timeoutMs: number, logout: boolean): Promise<void> {
    await this.#lifecycle.close(timeoutMs);
    try {
      if (logout) await this.#session.logout();
    } catch (error) {
      throw withCaller(error);
    } finally {
      // A `connect()` meanwhile has made this the past of another life.
      if (this.state === 'closed') this.#giveBack();
    }
  }

  async #callService(
    service: string,
    path: string,
    call: ServiceCall,
  ): Promise<{ readonly status: number; readonly body: unknown }> {
    try {
      const domains = await this.#session.domains(call.signal);
      return await callService(this.#http, domains, service, path, this.#session.bearer, call);
    } catch (error) {
      throw withCaller(error);
    }
  }

  #giveBack(): void {
    this.#clock.stop();
    this.#catchUp?.suspend();
    this.#session.stop();
    this.#network.close();
  }

  #changed(state: LifecycleState): void {
    this.#since = Date.now();
    if (state !== 'ready') {
      this.#clock.stop();
      this.#catchUp?.suspend();
    }
    this.#publisher.publish('state', state);
  }

  #opened(again: boolean, durationMs: number): void {
    this.#log.info({ accountId: this.accountId, again, durationMs }, 'Connected');
    if (channels.connect.hasSubscribers) channels.connect.publish({ accountId: this.accountId, durationMs, again });
    this.#replay.begin();
    this.#clock.start();
    this.#catchUp?.resume(again);
    this.#publisher.publish('connected', { connected: true, ts: Date.now() });
    if (again) void this.#restored();
  }

  /** A handler of `connected` has had its turn: what it has not made again itself is made again now. */
  async #restored(): Promise<void> {
    const { connection, attempts } = this.#lifecycle;
    await this.#outbox.restore();
    if (connection === this.#lifecycle.connection) this.#publisher.publish('reconnected', { attempts });
  }

  #closed(code: number, reason: string): void {
    this.#clock.stop();
    this.#catchUp?.suspend();
    this.#log.info({ accountId: this.accountId, code }, 'Closed');
    this.#publisher.publish('closed', code, reason);
  }

  #retrying(next: Reconnecting): void {
    const { attempt, delayMs, cause } = next;
    this.#log.warn(
      { accountId: this.accountId, attempt, delayMs, code: cause.code },
      `Not connected: ${cause.message}`,
    );
    if (channels.reconnect.hasSubscribers) {
      channels.reconnect.publish({ accountId: this.accountId, attempt, delayMs, code: cause.code });
    }
    this.#publisher.publish('reconnecting', next);
  }
}
