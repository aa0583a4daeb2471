import { EventEmitter } from 'node:events';
import type * as typedEmitter from 'typed-emitter';
import { z } from 'zod';
import { ConnectionError, ResponseError, SDKError, TransformError, ValidationError, withCaller } from './errors.js';
import { isReserved, type AgentEvents } from './events.js';
import { resolveOptions, type AgentOptions, type ResolvedOptions } from './options.js';
import { check, type AnyRequest, type Identity } from './protocol/define.js';
import {
  headersSchema,
  metadataSchema,
  notificationOfType,
  requests,
  type BodyOf,
  type Header,
  type Metadata,
  type RequestName,
  type Requests,
  type ResultOf,
} from './protocol/registry.js';
import { revealedAgentId } from './protocol/reveal.js';
import { Http } from './rest/http.js';
import { Network } from './rest/network.js';
import { callService, type ServiceCall } from './rest/services.js';
import { Lifecycle, type LifecycleState } from './session/lifecycle.js';
import { locationOf, Session } from './session/session.js';
import { unansweredError, type Connection, type Envelope } from './transport/connection.js';
import type { NotificationFrame, RequestFrame, ResponseFrame } from './transport/frame.js';
import { VERSION } from './version.js';

/** What can go with any request. */
export interface RequestOptions {
  /** Describes the client, for instance. */
  readonly headers?: readonly Header[] | undefined;
  /** Message or conversation metadata, e.g. the `ExternalId` of a card. */
  readonly metadata?: readonly Metadata[] | undefined;
  /** Base64, at most 5 KB; the account must have the feature, otherwise the platform drops the message. */
  readonly encodedMetadata?: string | undefined;
  /** Milliseconds until the request rejects with a `TimeoutError`, instead of the agent's `requestTimeout`. */
  readonly timeout?: number | undefined;
  /** Rejects with the signal's reason. A request that had left may be carried out all the same. */
  readonly signal?: AbortSignal | undefined;
}

/** As {@link RequestOptions}, for requests this library has no types for. */
export interface RawRequestOptions extends Omit<RequestOptions, 'headers' | 'metadata'> {
  readonly headers?: unknown;
  readonly metadata?: unknown;
}

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

// The one joint between Node's emitter and the types derived from the registry: the events are typed by typed-emitter,
// the methods are put on the prototype by the static block below.
const Base = EventEmitter as unknown as new () => typedEmitter.default<AgentEvents> & RequestMethods;

const envelope = z.strictObject({
  headers: headersSchema.optional(),
  metadata: metadataSchema.optional(),
  encodedMetadata: z.string().optional(),
  timeout: z.number().positive().optional(),
  signal: z.instanceof(AbortSignal).optional(),
});

const CLOSE_TIMEOUT_MS = 5_000;

/** Calls a request without checking its body, for those whose bodies were never checked. */
export let callUnchecked: (
  agent: Agent,
  name: RequestName,
  body: unknown,
  options: RawRequestOptions,
) => Promise<unknown>;

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
  readonly #network: Network;
  readonly #http: Http;
  readonly #session: Session;
  readonly #lifecycle: Lifecycle;
  #starting: NodeJS.Immediate | undefined;

  static {
    for (const [name, entry] of Object.entries<AnyRequest>(requests)) {
      Object.defineProperty(this.prototype, name, {
        configurable: true,
        writable: true,
        value: function (this: Agent, body: unknown = {}, options?: RequestOptions): Promise<unknown> {
          return this.#call(name, entry, body, options, true);
        },
      });
    }
    callUnchecked = (agent, name, body, options) => agent.#call(name, requests[name], body, options, false);
  }

  /**
   * Starts connecting on the next tick, unless `autoConnect` is `false`; nothing is emitted before.
   *
   * @throws {ConfigurationError} The options cannot describe an agent; lists every problem.
   */
  constructor(options: AgentOptions) {
    super();
    const resolved = resolveOptions(options);
    this.#options = resolved;
    this.#network = new Network(resolved);
    const product = `node-agent-sdk/${VERSION}`;
    const userAgent = resolved.userAgent === undefined ? product : `${resolved.userAgent} ${product}`;
    this.#http = new Http({
      dispatcher: () => this.#network.dispatcher,
      userAgent,
      timeoutMs: resolved.requestTimeout,
    });
    this.#session = new Session(resolved, this.#http, {
      succeeded: (location) => this.#publish('success', { location }),
      failed: (error, location) => this.#report(error, location),
    });
    const target = {
      socket: { ...this.#network.socketOptions, headers: { 'User-Agent': userAgent, ...resolved.headers } },
      handshakeTimeoutMs: resolved.handshakeTimeout,
      pingIntervalMs: resolved.pingInterval,
      pingTimeoutMs: resolved.pingTimeout,
    };
    this.#lifecycle = new Lifecycle(resolved, target, this.#session, {
      changed: (state) => this.#publish('state', state),
      opened: (again) => this.#opened(again),
      closed: (code, reason) => this.#publish('closed', code, reason),
      retrying: (next) => this.#publish('reconnecting', next),
      failed: (error) => this.#report(error, locationOf(error)),
      notified: (frame) => this.#receive(frame),
      puzzled: (reason) => this.#publish('warn', { message: `Ignored ${reason}` }),
    });
    if (resolved.autoConnect) this.#starting = setImmediate(() => this.#lifecycle.start());
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

  /**
   * Resolves when requests can be sent. Joins the attempt that is under way, if there is one.
   *
   * @throws {AuthenticationError} The platform refuses the credentials.
   * @throws {TimeoutError} Not connected within `connectTimeout`; the attempts go on unless the agent is closed.
   * @throws {SDKError} Anything else that waiting cannot cure.
   */
  async connect({ timeout = this.#options.connectTimeout, signal }: CallOptions = {}): Promise<void> {
    signal?.throwIfAborted();
    this.#cancelStart();
    this.#lifecycle.start();
    await this.#ready('connect()', timeout, signal);
  }

  /**
   * Replaces the connection, with a new token unless told to skip that. What is pending rejects.
   * Calls that overlap are one.
   *
   * @throws {SDKError} As {@link connect}.
   */
  async reconnect(
    skipTokenGeneration = false,
    { timeout = this.#options.connectTimeout, signal }: CallOptions = {},
  ): Promise<void> {
    signal?.throwIfAborted();
    this.#cancelStart();
    this.#lifecycle.restart(skipTokenGeneration ? 'same' : 'new');
    await this.#ready('reconnect()', timeout, signal);
  }

  /**
   * Prolongs the session now. If the platform has ended it, logs in again; the open socket stays as it is.
   *
   * @throws {AuthenticationError} Refused; or code `NO_SESSION`: a bearer token obtained elsewhere cannot be prolonged here.
   * @throws {SDKError} The service is out of reach or out of order.
   */
  async refreshSession({ signal }: { readonly signal?: AbortSignal | undefined } = {}): Promise<void> {
    try {
      await this.#session.refresh(signal);
    } catch (error) {
      throw withCaller(error);
    }
  }

  /** Prolongs the session every `refreshSessionInterval` from now on, as it does by default. */
  startPeriodicRefreshSession(): void {
    this.#session.startRefreshing();
  }

  /**
   * Ends the connection: pending requests may still be answered, for at most `timeout` milliseconds (default 5000).
   * With `logout` the session's seat is given back, too. `connect()` works again afterwards.
   */
  async close({
    timeout = CLOSE_TIMEOUT_MS,
    logout = false,
  }: { readonly timeout?: number; readonly logout?: boolean } = {}): Promise<void> {
    this.#cancelStart();
    await this.#lifecycle.close(timeout);
    try {
      if (logout) await this.#session.logout();
    } catch (error) {
      throw withCaller(error);
    } finally {
      this.#session.stop();
      this.#network.close();
    }
  }

  /** Ends everything at once; pending requests reject. */
  dispose(): void {
    this.#cancelStart();
    this.#lifecycle.dispose();
    this.#session.stop();
    this.#network.close();
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
  async request(type: string, body: unknown = {}, options: RawRequestOptions = {}): Promise<unknown> {
    const response = await this.#exchange(type, options, () => [type, body]);
    this.#publishResponse(response.type, response.body, response.reqId);
    if ((response.code ?? 0) > 399) throw new ResponseError(type, { ...response, code: response.code ?? 0 });
    return response.body;
  }

  /**
   * Calls a REST service of the account, found by its name in the domain directory, with the agent's bearer token
   * or signed with API keys (P 8).
   *
   * @throws {HttpError} The service answered with a status above 299.
   * @throws {SDKError} Otherwise as {@link connect}.
   */
  async callService(
    service: string,
    path: string,
    call: ServiceCall = {},
  ): Promise<{ readonly status: number; readonly body: unknown }> {
    try {
      const { signal } = call;
      return await callService(
        this.#http,
        await this.#session.domains(signal),
        service,
        path,
        this.#session.bearer,
        call,
      );
    } catch (error) {
      throw withCaller(error);
    }
  }

  async #call(
    operation: string,
    entry: AnyRequest,
    body: unknown,
    options: RawRequestOptions | undefined,
    checked: boolean,
  ): Promise<unknown> {
    if (checked) {
      check(entry.request, body, operation, 'outgoing');
      if (options !== undefined) check(envelope, options, `${operation} (options)`, 'outgoing');
    }
    const { encode } = entry;
    const response = await this.#exchange(operation, options, (me) => [entry.type, encode ? encode(body, me) : body]);
    const type = entry.responseEvent ?? response.type;
    const code = response.code ?? 0;
    if (code > 399) {
      this.#publishResponse(response.type, response.body, response.reqId);
      throw new ResponseError(operation, { ...response, code });
    }
    const result = this.#read(operation, entry, response);
    this.#publishResponse(type, result, response.reqId);
    return result;
  }

  async #exchange(
    operation: string,
    options: RawRequestOptions | undefined,
    write: (me: Identity) => readonly [type: string, body: unknown],
  ): Promise<ResponseFrame> {
    const { signal, timeout = this.#options.requestTimeout } = options ?? {};
    signal?.throwIfAborted();
    let timeoutMs = timeout;
    if (!this.connected) timeoutMs = await this.#online(operation, timeout, signal);

    const { connection } = this.#lifecycle;
    const { identity } = this.#session;
    const outcome = connection && identity && this.#send(connection, operation, write(identity), options, timeoutMs);
    if (outcome === undefined) {
      throw new ConnectionError(`${operation} was not sent, the connection is closing`, { code: 'NOT_CONNECTED' });
    }
    const settled = await outcome;
    if (settled.kind === 'resp') return settled;
    throw unansweredError(operation, settled);
  }

  #send(
    connection: Connection,
    operation: string,
    [type, body]: readonly [string, unknown],
    options: RawRequestOptions | undefined,
    timeoutMs: number,
  ): ReturnType<Connection['request']> {
    try {
      const rest: Envelope | undefined = options && {
        headers: options.headers,
        metadata: options.metadata,
        encodedMetadata: options.encodedMetadata,
      };
      const sent = this.listenerCount('message:sent') > 0 ? this.#announce : undefined;
      return connection.request(type, body, rest, timeoutMs, options?.signal, sent);
    } catch (cause) {
      // Only JSON can have failed: a cycle, a BigInt, a `toJSON` that throws.
      const message = `cannot be written as JSON (${cause instanceof Error ? cause.message : String(cause)})`;
      throw new ValidationError(operation, 'outgoing', [{ path: '', message }]);
    }
  }

  readonly #announce = (frame: RequestFrame): void => this.#publish('message:sent', frame);

  /** Waits for a connection, if the options want that. @returns How much of the time is left, in milliseconds. */
  async #online(operation: string, timeoutMs: number, signal: AbortSignal | undefined): Promise<number> {
    const { whenOffline, maxWaiting } = this.#options;
    const { state } = this;
    if (this.#starting === undefined && (whenOffline === 'fail' || state === 'idle' || state === 'closed')) {
      throw new ConnectionError(`${operation} was not sent, there is no connection`, { code: 'NOT_CONNECTED' });
    }
    if (this.#lifecycle.waitingCount >= maxWaiting) {
      throw new ConnectionError(`${operation} was not sent: ${maxWaiting} requests wait for a connection already`, {
        code: 'TOO_MANY_WAITING',
      });
    }
    if (this.#starting !== undefined) {
      this.#cancelStart();
      this.#lifecycle.start();
    }
    const from = performance.now();
    try {
      await this.#lifecycle.ready({ operation, timeoutMs, signal, holdsFailure: false });
    } catch (error) {
      throw withCaller(error);
    }
    return Math.max(timeoutMs - (performance.now() - from), 1);
  }

  #read(operation: string, entry: AnyRequest, response: ResponseFrame): unknown {
    check(entry.response, response.body, operation, 'incoming');
    const me = this.#session.identity;
    if (me === undefined) return response.body;
    try {
      const hidden = entry.emits?.(response.body, me);
      const result = entry.decode ? entry.decode(response.body, me) : response.body;
      if (hidden) {
        for (const failure of hidden.failures) this.#report(failure);
        if (hidden.readable) this.#publishNotification(hidden.event, hidden.body, { kind: 'notification' });
      }
      return result;
    } catch (cause) {
      throw new TransformError(operation, response, cause);
    }
  }

  #publishResponse(type: string | undefined, body: unknown, requestId: string): void {
    if (type === undefined || this.listenerCount(type as `.${string}`) === 0) return;
    if (type === 'GenericSubscribeResponse' || !isReserved(type)) this.#publish(type, body, requestId);
  }

  #opened(again: boolean): void {
    this.#publish('connected', { connected: true, ts: Date.now() });
    if (again) this.#publish('reconnected', { attempts: this.#lifecycle.attempts });
  }

  #receive(frame: NotificationFrame): void {
    const me = this.#session.identity;
    if (me === undefined) return;
    if (me.agentId === undefined) this.#reveal(frame.body, me);

    const entry = frame.type === undefined ? undefined : notificationOfType(frame.type);
    if (entry === undefined) {
      if (frame.type !== undefined && !isReserved(frame.type)) this.#publish(frame.type, frame.body);
      this.#publish('notification', frame);
      return;
    }
    const { event, body, readable, failures, warnings } = entry.read(frame.body, me);
    for (const message of warnings) this.#publish('warn', { message });
    for (const failure of failures) this.#report(failure);
    if (readable) this.#publishNotification(event, body, frame);
    else this.#publish('notification', frame);
  }

  #publishNotification(event: string, body: unknown, frame: NotificationFrame): void {
    this.#publish(event, body);
    if (this.listenerCount('notification') > 0) this.#publish('notification', { ...frame, type: event, body });
  }

  #reveal(body: unknown, me: Identity): void {
    const agentId = revealedAgentId(body, me);
    if (agentId !== undefined) this.#session.reveal(agentId);
  }

  async #ready(operation: string, timeoutMs: number, signal: AbortSignal | undefined): Promise<void> {
    try {
      await this.#lifecycle.ready({ operation, timeoutMs, signal, holdsFailure: true });
    } catch (error) {
      throw withCaller(error);
    }
  }

  #cancelStart(): void {
    clearImmediate(this.#starting);
    this.#starting = undefined;
  }

  /** A failure that no promise carries. */
  #report(error: SDKError, location?: string): void {
    if (this.listenerCount('error') === 0) {
      process.emitWarning(error.message, { type: 'NodeAgentSDKWarning', code: String(error.code ?? error.name) });
    } else if (location === undefined) this.#publish('error', error);
    else this.#publish('error', error, { location });
  }

  /** As `emit`, but a handler that throws or rejects keeps neither the other handlers nor the next event from running. */
  #publish(event: string, ...args: readonly unknown[]): void {
    // Whichever event it is, its handlers take what is published under it: the callers above see to that.
    const listeners = this.rawListeners(event as `.${string}`) as readonly ((...args: readonly unknown[]) => unknown)[];
    for (const listener of listeners) {
      try {
        const handled = listener.apply(this, [...args]);
        if (handled instanceof Promise) handled.catch((error: unknown) => this.#handlerFailed(event, error));
      } catch (error) {
        this.#handlerFailed(event, error);
      }
    }
  }

  #handlerFailed(event: string, cause: unknown): void {
    const reason = cause instanceof Error ? cause.message : String(cause);
    const error = new SDKError(`A handler of '${event}' failed: ${reason}`, {
      code: 'HANDLER',
      delivery: 'answered',
      cause,
    });
    if (event === 'error') process.emitWarning(error.message, { type: 'NodeAgentSDKWarning', code: 'HANDLER' });
    else this.#report(error);
  }
}
