import type * as typedEmitter from 'typed-emitter';
import type { Health } from './client/health.js';
import { MESSAGES_OPERATION, type MessagesQuery } from './client/history.js';
import { ListeningEmitter } from './client/listening-emitter.js';
import { callbackGiven, unbound } from './client/misuse.js';
import type { AcknowledgeableItem, NotificationItem, NotificationsOptions } from './client/notification-stream.js';
import type { CallOptions, RawRequestOptions, RequestOptions } from './client/request-options.js';
import type { AgentEvents, EventMethods } from './events.js';
import { MessagingClient } from './messaging-client.js';
import { resolveOptions, type AgentOptions, type ResolvedOptions } from './options/options.js';
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
import type { ServiceAnswer, ServiceCall, ServiceSchema } from './rest/caller.js';
import type { LifecycleState } from './session/lifecycle.js';

/** One method for each request of the protocol. Over `keyof Requests` itself, so that the entry's doc shows on hover. */
export type RequestMethods = {
  [Name in keyof Requests]: Record<never, never> extends BodyOf<Name>
    ? (body?: BodyOf<Name>, options?: RequestOptions) => Promise<ResultOf<Name>>
    : (body: BodyOf<Name>, options?: RequestOptions) => Promise<ResultOf<Name>>;
};

// The cast adds what the emitter gets elsewhere: typed events by `typed-emitter`, and the request methods that the static
// block below defines on the prototype.
const Base = ListeningEmitter as unknown as new (
  onListener: (event: string | symbol) => void,
) => EventMethods & typedEmitter.default<AgentEvents> & RequestMethods;

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
  readonly #client: MessagingClient;

  static {
    for (const name of Object.keys(requests) as RequestName[]) {
      const entry: AnyRequest = requestNamed(name);
      Object.defineProperty(this.prototype, name, {
        configurable: true,
        writable: true,
        // `this` may be anything: programs written for the legacy API pass methods on without their agent.
        value: function (
          this: Agent | object | undefined,
          body: unknown = {},
          options?: RequestOptions,
          ...more: readonly unknown[]
        ): Promise<unknown> {
          if (this === undefined || !(#client in this)) return Promise.reject(unbound(name));
          const misuse = callbackGiven(name, [body, options, ...more]);
          if (misuse) return Promise.reject(misuse);
          return this.#client.requests.call(name, entry, body, options);
        },
      });
    }
  }

  /**
   * Starts connecting on the next tick, unless `autoConnect` is `false`. No event is emitted before.
   *
   * @throws {ConfigurationError} The options cannot describe an agent; lists every problem.
   */
  constructor(options: AgentOptions) {
    super((event) => this.#client?.listening(event));
    this.#options = resolveOptions(options, process.env);
    this.#client = new MessagingClient(this.#options, this);
  }

  get accountId(): string {
    return String(this.#options.accountId);
  }

  /** The agent's public id (PID). Known after the login; with a bearer token once a notification shows it. */
  get agentId(): string | undefined {
    return this.#client.session.identity?.agentId;
  }

  /** The LivePerson user id. Known after the login; with a bearer token from the start. */
  get userId(): string | undefined {
    return this.#client.session.identity?.userId;
  }

  /** Whether a request would be sent at once. */
  get connected(): boolean {
    return this.#client.lifecycle.connection?.isOpen ?? false;
  }

  get state(): LifecycleState {
    return this.#client.lifecycle.state;
  }

  /** The token for other LivePerson services; `undefined` before the login. Treat it as a password. */
  getBearerToken(): string | undefined {
    return this.#client.session.bearer;
  }

  /** The platform's time, epoch ms, as exact as the network; this machine's time before the first response to `getClock`. */
  serverTime(): number {
    return this.#client.serverTime();
  }

  /** The agent's state in numbers, for a health check or a dashboard. */
  health(): Health {
    return this.#client.health();
  }

  /**
   * Resolves when requests can be sent. Joins a running attempt.
   *
   * Rejects at once where LivePerson itself refuses: the login with 400, 401 or 451 and a JSON document, or, as long as the
   * agent has never been connected, the login or the domain directory with any JSON refusal, or a directory that does not
   * have the account's services. HTML, a redirection or no response does not come from LivePerson: the agent tries again.
   *
   * @throws {AuthenticationError} The platform refuses the credentials.
   * @throws {TimeoutError} Not connected within `connectTimeout`. Message and `cause` say why the last attempt failed. The
   * attempts go on unless the agent is closed.
   * @throws {SDKError} Any other failure that waiting cannot cure, such as an untrusted certificate or an invalid address.
   */
  connect(options: CallOptions = {}): Promise<void> {
    const { events, lifecycle } = this.#client;
    const ready = this.#client.ready('connect()', options, () => lifecycle.start());
    return events.observed('connect()', ready);
  }

  /**
   * Replaces the connection, with a new token unless `skipTokenGeneration` is `true`. Pending requests reject. Concurrent
   * calls share one attempt.
   *
   * @throws {SDKError} As {@link connect}.
   */
  reconnect(skipTokenGeneration = false, options: CallOptions = {}): Promise<void> {
    const { events, lifecycle } = this.#client;
    const token = skipTokenGeneration ? 'same' : 'new';
    const ready = this.#client.ready('reconnect()', options, () => lifecycle.restart(token));
    return events.observed('reconnect()', ready);
  }

  /**
   * Prolongs the session now. If the platform has ended it, logs in again; the open socket stays as it is.
   *
   * @throws {AuthenticationError} Refused; or code `NO_SESSION`: a bearer token obtained elsewhere cannot be prolonged.
   * @throws {SDKError} The login service cannot be reached or failed.
   */
  refreshSession({ signal }: { readonly signal?: AbortSignal | undefined } = {}): Promise<void> {
    return this.#client.events.observed('refreshSession()', this.#client.refresh(signal));
  }

  /** Prolongs the session every `refreshSessionInterval` from now on, as it does by default. */
  startPeriodicRefreshSession(): void {
    this.#client.session.startRefreshing();
  }

  /**
   * Closes the connection. No message is delivered any more; running message handlers may finish and make requests, and
   * pending requests may still be answered. With `logout` the session is ended, too, for which a fifth of the time is
   * reserved. Takes at most `timeout` milliseconds (default 5000). `connect()` works again afterwards.
   *
   * Never rejects: a failed logout is reported as `warn` and to the logger, and the session's seat stays taken until the
   * session runs out.
   */
  close({
    timeout = CLOSE_TIMEOUT_MS,
    logout = false,
  }: { readonly timeout?: number; readonly logout?: boolean } = {}): Promise<void> {
    return this.#client.events.observed('close()', this.#client.close(timeout, logout));
  }

  /** Closes at once: pending requests reject. Messages whose handlers are still running do not count as handled. */
  dispose(): void {
    this.#client.dispose();
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.close();
  }

  /**
   * Sends a request of any type. The body is sent as it is, and the response is not checked.
   *
   * @param type Type on the wire, e.g. `.ams.ms.QueryMessages`.
   * @returns The body of the response.
   * @throws {SDKError} As the typed methods.
   */
  request(type: string, body: unknown = {}, options: RawRequestOptions = {}): Promise<unknown> {
    return this.#client.requests.request(type, body, options);
  }

  /**
   * Fetches the history of a dialog: in order, each event once, complete from `after` to the newest. Handlers do not get
   * these events, and delivery as `ms.MessagingEventNotification` is not affected.
   *
   * ```ts
   * const messages = await agent.messages({ dialogId, last: 20 });
   * ```
   *
   * Sends as many requests as UMS needs pages. Typing states have no sequence and are not part of the history. An event
   * that cannot be read is left out and reported as `error`.
   *
   * @throws {ValidationError} The query does not fit; nothing was sent.
   * @throws {ResponseError} UMS refused, as for an unknown dialog or one the agent may not see.
   * @throws {TimeoutError} A page did not come in time; the call can be repeated.
   * @throws {ConnectionError} The connection was lost meanwhile; the call can be repeated.
   * @see Messaging Agent SDK, "Subscribe Messaging Events" (`.ams.ms.QueryMessages`)
   */
  messages(query: MessagesQuery): Promise<Message[]> {
    return this.#client.events.observed(MESSAGES_OPERATION, this.#client.ownRequests.messages(query));
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
   * @throws {HttpError} The service answered with a status above 299. After a 401 the session is renewed and the call
   *   repeated, once; `cause` is why the renewal failed.
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
    return this.#client.events.observed('callService()', this.#client.callService(service, path, call));
  }

  /**
   * Everything the platform says, decoded, as an async iterator: messages once and in order, in each dialog one at a time;
   * what could not be decoded as it came, with `kind: 'unreadable'`.
   *
   * ```ts
   * for await (const item of agent.notifications({ acknowledge: true })) {
   *   if (item.kind === 'message') void handle(item.body).then(item.acknowledge, item.fail);
   * }
   * ```
   *
   * Begins with what comes after the call. Ends when `state` becomes `closed`, whether by `close()` or because the agent
   * gave up; what was not read by then is dropped.
   *
   * @throws {ValidationError} The options do not fit.
   * @throws {ConfigurationError} Another reader acknowledges, or the agent's `deliver` is `live-only`.
   * @see docs/delivery.md
   */
  notifications(
    options: NotificationsOptions & { readonly acknowledge: true },
  ): AsyncIterableIterator<AcknowledgeableItem, undefined>;
  notifications(options?: NotificationsOptions): AsyncIterableIterator<NotificationItem, undefined>;
  notifications(options: NotificationsOptions = {}): AsyncIterableIterator<NotificationItem, undefined> {
    return this.#client.stream.read(options);
  }
}
