// oxlint-disable eslint/no-unused-private-class-members -- it does not see that the class inside uses what is private here
import type { ClientRequest } from 'node:http';
import type * as typedEmitter from 'typed-emitter';
import { Clock } from './client/clock.js';
import { MESSAGES_OPERATION, type MessagesQuery } from './client/history.js';
import { NotificationDispatcher } from './client/notification-dispatcher.js';
import { callbackLeft, unbound } from './client/leftovers.js';
import { ListeningEmitter } from './client/listening-emitter.js';
import { LiveLimit } from './client/live-limit.js';
import { loggerFor } from './client/logger.js';
import { RequestPipeline } from './client/request-pipeline.js';
import type { RawRequestOptions, RequestOptions } from './client/request-options.js';
import { EventDispatcher } from './client/event-dispatcher.js';
import { SubscriptionMembers } from './client/subscription-members.js';
import { CatchUp } from './delivery/catch-up.js';
import { Cursors } from './delivery/cursors.js';
import { claimStore, releaseStore } from './delivery/store-claims.js';
import { channels } from './diagnostics.js';
import { TimeoutError, withCaller, type SDKError } from './errors.js';
import type { AgentEvents, EventMethods } from './events.js';
import { resolveOptions, type AgentOptions, type Logger, type ResolvedOptions } from './options/options.js';
import type { AnyRequest } from './protocol/define.js';
import {
  requestNamed,
  requests,
  type BodyOf,
  type Message,
  type RequestName,
  type Requests,
  type ResultOf,
} from './protocol/registry.js';
import { Http } from './rest/http.js';
import { Network } from './rest/network.js';
import { checkServicePath } from './rest/service-path.js';
import { answerOf, callService, type ServiceAnswer, type ServiceCall, type ServiceSchema } from './rest/services.js';
import { Lifecycle, type LifecycleObserver, type LifecycleState, type Reconnecting } from './session/lifecycle.js';
import { Resubscriber } from './session/resubscriber.js';
import { locationOf, Session } from './session/session.js';
import type { NotificationFrame } from './transport/frame.js';
import { wsSocket } from './transport/ws-socket.js';
import { reasonOf } from './support/thrown.js';
import { VERSION } from './version.js';
import { withDeadline } from './support/deadline.js';

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
  /** Dialogs in which messages are delivered; those that are over or were left do not count. */
  readonly dialogs: number;
  /** Messages that came and wait for the handlers of the ones before. */
  readonly queued: number;
  /** How long the oldest of them has been waiting, in milliseconds. */
  readonly oldestQueuedMs: number | undefined;
}

// The one joint between Node's emitter and the types derived from the registry: the events are typed by typed-emitter,
// the methods are put on the prototype by the static block below.
const Base = ListeningEmitter as unknown as new (
  onListener: (event: string | symbol) => void,
) => EventMethods & typedEmitter.default<AgentEvents> & RequestMethods;

const CLOSE_TIMEOUT_MS = 5_000;
const MESSAGES = 'ms.MessagingEventNotification';
/** Share of the time to close that is kept for the logout: requests without a response must not use it up. */
const LOGOUT_SHARE = 0.2;

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
  readonly #publisher: EventDispatcher;
  readonly #network: Network;
  readonly #http: Http;
  readonly #session: Session;
  readonly #lifecycle: Lifecycle;
  readonly #inbox: NotificationDispatcher;
  readonly #outbox: RequestPipeline;
  readonly #replay = new Resubscriber();
  readonly #members: SubscriptionMembers;
  readonly #catchUp: CatchUp | undefined;
  readonly #clock: Clock;
  #since = Date.now();
  /** Aborted by `connect()`: the agent is not to be closed any more. */
  #closing: AbortController | undefined;
  #cursorsOfUser: Cursors | undefined;

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

    onProtocolError(reason: string): void {
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
    super((event) => {
      if (event === MESSAGES) this.#catchUp?.listening();
    });
    const resolved = resolveOptions(options, process.env);
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
    this.#publisher = new EventDispatcher(this, this.#log);
    this.#network = new Network(resolved);
    this.#http = new Http({
      network: this.#network,
      userAgent,
      timeoutMs: resolved.requestTimeout,
    });
    this.#session = new Session(resolved, this.#http, this.#publisher);
    const liveLimit =
      resolved.deliver === 'live-only' ? new LiveLimit((message) => this.#publisher.warn(message)) : undefined;
    this.#members = new SubscriptionMembers({
      report: (event, subscriptionId, changes) => this.#inbox.vanished(event, subscriptionId, changes),
      isGone: (conversationId) => this.#outbox.isGone(conversationId),
    });
    this.#inbox = new NotificationDispatcher(this.#session, this.#publisher, this.#replay, this.#members, liveLimit);
    this.#lifecycle = new Lifecycle(
      resolved,
      {
        socket: async (url) => {
          this.#claimStore();
          return wsSocket(url, {
            ...(headers ? { headers: { 'User-Agent': userAgent, ...headers } } : { finishRequest }),
            ...(await this.#network.socketOptions(new URL(url))),
          });
        },
        handshakeTimeoutMs: resolved.handshakeTimeout,
        pingIntervalMs: resolved.pingInterval,
        pingTimeoutMs: resolved.pingTimeout,
      },
      this.#session,
      new Agent.#Observer(this),
    );
    this.#outbox = new RequestPipeline(
      resolved,
      this.#session,
      this.#lifecycle,
      this.#publisher,
      this.#inbox,
      this.#replay,
      this.#members,
    );
    this.#clock = new Clock(() => this.#outbox.serverTime(), resolved.keepAlive);
    if (resolved.deliver === 'once') {
      this.#catchUp = new CatchUp(
        {
          source: this.#outbox,
          consumer: this.#inbox,
          reporter: this.#publisher,
          serverTime: () => this.serverTime(),
          isOwn: (originatorId) => originatorId === this.agentId,
        },
        resolved,
        resolved.cursors !== undefined,
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
    const queued = this.#catchUp?.queued;
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
      queued: queued?.count ?? 0,
      oldestQueuedMs: queued?.oldestAt === undefined ? undefined : performance.now() - queued.oldestAt,
    };
  }

  /**
   * Resolves when requests can be sent. Joins the attempt that is under way, if there is one.
   *
   * Rejects at once where LivePerson itself refuses: the login with 400, 401 or 451 and a JSON document, or, as long as the
   * agent has never been connected, the login or the domain directory with any JSON refusal, or a directory that does not
   * have the account's services. HTML, a redirection or silence is not LivePerson speaking: the agent tries again.
   *
   * @throws {AuthenticationError} The platform refuses the credentials.
   * @throws {TimeoutError} Not connected within `connectTimeout`, and why the last attempt failed: in the message and as
   * `cause`. The attempts go on unless the agent is closed.
   * @throws {SDKError} Anything else that waiting cannot cure, such as an untrusted certificate or an address that is none.
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
   * Ends the connection. No message is handed out any more; handlers of messages that are at work may finish and make
   * requests, and pending requests may still be answered. With `logout` the session's seat is given back, too, for
   * which a fifth of the time is kept. All of it takes at most `timeout` milliseconds (default 5000).
   * `connect()` works again afterwards.
   *
   * Never rejects: a logout that fails is told as `warn`, to the event's handlers and to the logger, and the platform
   * frees the seat when the session runs out.
   */
  close({
    timeout = CLOSE_TIMEOUT_MS,
    logout = false,
  }: { readonly timeout?: number; readonly logout?: boolean } = {}): Promise<void> {
    return this.#publisher.held('close()', this.#close(timeout, logout));
  }

  /** Ends everything at once; pending requests reject. Messages whose handlers are still at work do not count as handled. */
  dispose(): void {
    this.#closing?.abort();
    this.#closing = undefined;
    this.#catchUp?.stop();
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
   * Fetches the history of a dialog as a value: in order, each event once, complete from `after` to the newest. No handler
   * gets any of it, and what is delivered as `ms.MessagingEventNotification` does not change.
   *
   * ```ts
   * const messages = await agent.messages({ dialogId, last: 20 });
   * ```
   *
   * Asks as often as it takes, since UMS may answer with a part. An event without a sequence, a typing state, is not
   * part of the history; one that cannot be read is left out, and `error` says so.
   *
   * @throws {ValidationError} The query does not fit; nothing was sent.
   * @throws {ResponseError} UMS refused, as for an unknown dialog or one the agent may not see.
   * @throws {TimeoutError} A page did not come in time; asking again does no harm.
   * @throws {ConnectionError} The connection was lost meanwhile; asking again does no harm.
   * @see Messaging Agent SDK, "Subscribe Messaging Events" (`.ams.ms.QueryMessages`)
   */
  messages(query: MessagesQuery): Promise<Message[]> {
    return this.#publisher.held(MESSAGES_OPERATION, this.#outbox.messages(query));
  }

  /**
   * Calls a REST service of the account, found by its name in the domain directory, with the agent's bearer token
   * or signed with API keys.
   *
   * @param path Below the host of the service; a query may follow. Encode ids in it with `encodeURIComponent`.
   *
   * ```ts
   * const { body } = await agent.callService<Skill[]>('accountConfigReadOnly', path); // taken at its word
   * const { body } = await agent.callService('accountConfigReadOnly', path, { schema: z.array(skill) }); // checked
   * ```
   *
   * @returns `status` and `body`: parsed JSON, the text where it is no JSON, `undefined` where there is none.
   * @throws {ValidationError} The path has dot segments or backslashes, however encoded, or the `body` cannot be written as
   *   JSON: nothing was sent. Or the answer does not fit the `schema`.
   * @throws {HttpError} The service answered with a status above 299.
   * @throws {SDKError} Otherwise as {@link connect}.
   */
  callService(
    service: string,
    path: string,
    call: ServiceCall & { readonly answer: 'bytes'; readonly schema?: undefined },
  ): Promise<ServiceAnswer<Buffer>>;
  callService<Body>(
    service: string,
    path: string,
    call: ServiceCall & { readonly schema: ServiceSchema<Body> },
  ): Promise<ServiceAnswer<Body>>;
  callService<Body = unknown>(
    service: string,
    path: string,
    call?: ServiceCall & { readonly answer?: 'json' | undefined; readonly schema?: undefined },
  ): Promise<ServiceAnswer<Body>>;
  callService(service: string, path: string, call: ServiceCall): Promise<ServiceAnswer<unknown>>;
  callService(service: string, path: string, call: ServiceCall = {}): Promise<ServiceAnswer<unknown>> {
    return this.#publisher.held('callService()', this.#callService(service, path, call));
  }

  async #ready(
    operation: string,
    { timeout = this.#options.connectTimeout, signal }: CallOptions,
    begin: () => void,
  ): Promise<void> {
    signal?.throwIfAborted();
    this.#closing?.abort();
    this.#closing = undefined;
    this.#catchUp?.undrain();
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
    const deadline = performance.now() + timeoutMs;
    const leftMs = (): number => Math.max(deadline - performance.now(), 0);
    this.#catchUp?.drain();
    const idle = this.#catchUp?.idle();
    if (idle !== undefined && !(await this.#drained(idle, logout ? timeoutMs * (1 - LOGOUT_SHARE) : timeoutMs))) return;
    // From here on requests are refused: a handler that swallows that has not answered.
    this.#catchUp?.stop();
    await this.#lifecycle.close(logout ? Math.max(leftMs() - timeoutMs * LOGOUT_SHARE, 0) : leftMs());
    if (logout && this.state === 'closed') await this.#logout(leftMs());
    // A `connect()` meanwhile has made this the past of another life.
    if (this.state === 'closed') this.#giveBack();
  }

  /** Never rejects: what is left of a session that could not be ended runs out by itself. */
  async #logout(timeoutMs: number): Promise<void> {
    try {
      await this.#session.logout(timeoutMs);
    } catch (cause) {
      this.#publisher.warn(
        `The session could not be ended, its seat stays taken until it runs out: ${reasonOf(cause)}`,
      );
    }
  }

  /**
   * Waits for the message handlers that are at work. Those that are late do not count: with a store their messages are
   * handed out again.
   *
   * @returns `false` if `connect()` was called meanwhile.
   */
  async #drained(idle: Promise<void>, timeoutMs: number): Promise<boolean> {
    const closing = (this.#closing ??= new AbortController());
    const late = new TimeoutError('close()', timeoutMs);
    try {
      await withDeadline(idle, { signal: closing.signal, deadline: { timeoutMs, error: () => late } });
    } catch (error) {
      if (error !== late) return false;
    }
    if (this.#closing === closing) this.#closing = undefined;
    return true;
  }

  async #callService(service: string, path: string, call: ServiceCall): Promise<ServiceAnswer<unknown>> {
    try {
      // Also before the domain lookup, so that nothing at all is sent.
      checkServicePath(`${call.method ?? 'GET'} on ${service}`, service, path);
      const domains = await this.#session.domains(call.signal);
      const answer = await callService(this.#http, domains, service, path, this.#session.bearer, call);
      return answerOf(service, call, answer);
    } catch (error) {
      throw withCaller(error);
    }
  }

  #giveBack(): void {
    this.#clock.stop();
    this.#catchUp?.stop();
    if (this.#options.cursors !== undefined) releaseStore(this.#options.cursors, this);
    this.#session.stop();
    this.#network.close();
  }

  /** Before the agent connects; again does no harm. */
  #claimStore(): void {
    const { identity } = this.#session;
    if (this.#options.cursors !== undefined && identity !== undefined) {
      claimStore(this.#options.cursors, identity, this);
    }
  }

  #changed(state: LifecycleState): void {
    this.#since = Date.now();
    if (state !== 'ready') {
      this.#clock.stop();
      this.#catchUp?.suspend();
      this.#members.suspend();
    }
    if (state === 'closed' && this.#options.cursors !== undefined) releaseStore(this.#options.cursors, this);
    this.#publisher.publish('state', state);
  }

  #opened(again: boolean, durationMs: number): void {
    this.#log.info({ accountId: this.accountId, again, durationMs }, 'Connected');
    if (channels.connect.hasSubscribers) channels.connect.publish({ accountId: this.accountId, durationMs, again });
    this.#replay.begin();
    this.#members.begin();
    this.#clock.start();
    const { connection } = this.#lifecycle;
    this.#publisher.publish('connected', { connected: true, ts: Date.now() });
    // A handler may have ended or replaced the connection.
    if (this.#lifecycle.connection !== connection) return;
    // Subscriptions first: history can be asked for later, notifications do not come later.
    if (again) void this.#restored();
    this.#catchUp?.resume(again, this.#cursors());
  }

  #cursors(): Cursors | undefined {
    const { cursors: store } = this.#options;
    const { identity } = this.#session;
    if (store === undefined || identity === undefined) return undefined;
    return (this.#cursorsOfUser ??= new Cursors(store, identity, this.#publisher));
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
