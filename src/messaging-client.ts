import type { EventEmitter } from 'node:events';
import type { ClientRequest } from 'node:http';
import { AgentCore, type CoreSeams } from './agent-core.js';
import { EventDispatcher } from './client/event-dispatcher.js';
import { Exchange } from './client/exchange.js';
import type { Health } from './client/health.js';
import { KeepAlive } from './client/keep-alive.js';
import { LiveLimit } from './client/live-limit.js';
import { loggerFor } from './client/logger.js';
import { NotificationDispatcher } from './client/notification-dispatcher.js';
import { NotificationStream } from './client/notification-stream.js';
import { OwnRequests } from './client/own-requests.js';
import type { CallOptions } from './client/request-options.js';
import { RequestPipeline } from './client/requests.js';
import { EntrySteps, RawSteps } from './client/responses.js';
import { RestorableRequests } from './client/restorable-requests.js';
import { Resubscriber } from './client/restore.js';
import { SubscriptionMembers } from './client/subscription-members.js';
import { CatchUp } from './delivery/catch-up.js';
import { Cursors } from './delivery/cursors.js';
import { claimStore, releaseStore } from './delivery/store-claims.js';
import { channels } from './diagnostics.js';
import { TimeoutError, withCaller, type SDKError } from './errors.js';
import type { Logger, ResolvedOptions } from './options/options.js';
import { MESSAGE_EVENT } from './protocol/registry.js';
import type { Network } from './rest/network.js';
import { Caller, type ServiceAnswer, type ServiceCall } from './rest/caller.js';
import type { Lifecycle, LifecycleObserver, LifecycleState, Reconnecting } from './session/lifecycle.js';
import type { Session } from './session/session.js';
import { locationOf } from './session/stages.js';
import { withDeadline } from './support/deadline.js';
import { reasonOf } from './support/thrown.js';
import type { NotificationFrame } from './transport/frame.js';
import type { SocketFactory } from './transport/socket.js';
import { wsSocket } from './transport/ws-socket.js';
import { VERSION } from './version.js';

const PRODUCT = `node-agent-sdk/${VERSION}`;
/** Share of the time to close that is kept for the logout: requests without a response must not use it up. */
const LOGOUT_SHARE = 0.2;

/** Wires the promise API of one agent above its {@link AgentCore}, and reacts to the agent's lifecycle. */
export class MessagingClient implements LifecycleObserver {
  readonly events: EventDispatcher;
  readonly requests: RequestPipeline;
  readonly ownRequests: OwnRequests;
  readonly stream: NotificationStream;
  readonly #options: ResolvedOptions;
  readonly #log: Logger;
  readonly #core: AgentCore;
  readonly #catchUp: CatchUp | undefined;
  #caller: Caller | undefined;
  readonly #restorable = new RestorableRequests();
  readonly #members: SubscriptionMembers;
  readonly #dispatcher: NotificationDispatcher;
  readonly #resubscriber: Resubscriber;
  readonly #keepAlive: KeepAlive;
  /** When the current state began, epoch ms. */
  #since = Date.now();
  /** There while `close()` waits for handlers; aborted by `connect()`. */
  #closing: AbortController | undefined;
  /** Of the user that is logged in. */
  #cursors: Cursors | undefined;

  /** @param openSocket By default over `ws`; unit tests open sockets in memory. */
  constructor(options: ResolvedOptions, emitter: EventEmitter, openSocket?: CoreSeams['socket']) {
    const userAgent = options.userAgent === undefined ? PRODUCT : `${options.userAgent} ${PRODUCT}`;
    this.#options = options;
    this.#log = loggerFor(options.logger);
    this.events = new EventDispatcher(emitter, this.#log);
    this.#core = new AgentCore(options, {
      sessionObserver: this.events,
      lifecycleObserver: this,
      userAgent,
      socket: openSocket ?? ((url, network) => this.#openSocket(url, userAgent, network)),
    });
    const { session, lifecycle } = this.#core;
    const isOnce = options.deliver === 'once';
    this.stream = new NotificationStream(this.events, isOnce ? () => this.#catchUp?.listening() : undefined);
    const exchange = new Exchange(options, session, lifecycle, this.events, this.#restorable);
    this.ownRequests = new OwnRequests(session, exchange, this.events);
    this.#keepAlive = new KeepAlive(() => this.ownRequests.serverTime(), options.keepAlive);
    if (isOnce) this.#catchUp = this.#newCatchUp();
    this.#members = new SubscriptionMembers({
      report: (event, subscriptionId, changes) => this.#dispatcher.vanished(event, subscriptionId, changes),
      snapshotEnded: (event, subscriptionId, isWhole) => this.stream.snapshotEnded(event, subscriptionId, isWhole),
      isGone: (conversationId) => this.ownRequests.isGone(conversationId),
    });
    this.#dispatcher = new NotificationDispatcher(
      session,
      this.events,
      this.#restorable,
      this.#members,
      this.stream,
      this.#catchUp,
      isOnce ? undefined : new LiveLimit((message) => this.events.warn(message)),
    );
    const steps = new EntrySteps(
      session,
      this.events,
      this.#dispatcher,
      this.#restorable,
      this.#members,
      this.#catchUp,
    );
    this.requests = new RequestPipeline(options, exchange, this.#restorable, steps, new RawSteps(session, this.events));
    this.#resubscriber = new Resubscriber(lifecycle, this.events, exchange, this.#restorable, this.#members, steps);
    if (options.autoConnect) lifecycle.startSoon();
  }

  get session(): Session {
    return this.#core.session;
  }

  get lifecycle(): Lifecycle {
    return this.#core.lifecycle;
  }

  /** The platform's time, epoch ms; this machine's until the first response to `getClock`. */
  serverTime(): number {
    return Date.now() + (this.#keepAlive.offsetMs ?? 0);
  }

  health(): Health {
    const { connection, state, waitingCount, attempts } = this.lifecycle;
    const queued = this.#catchUp?.queued;
    return {
      state,
      since: this.#since,
      lastLifeAt: connection?.heartbeat?.lastLifeAt,
      roundTripMs: connection?.heartbeat?.roundTripMs,
      pending: connection?.pendingCount ?? 0,
      waiting: waitingCount,
      attempts,
      clockOffsetMs: this.#keepAlive.offsetMs,
      dialogs: this.#catchUp?.size ?? 0,
      queued: queued?.count ?? 0,
      oldestQueuedMs: queued?.oldestAt === undefined ? undefined : performance.now() - queued.oldestAt,
    };
  }

  /** A handler was attached: messages that were held back can be delivered. */
  listening(event: string | symbol): void {
    if (event === MESSAGE_EVENT) this.#catchUp?.listening();
  }

  /** Begins to connect by `begin`, and resolves when requests can be sent. */
  async ready(
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
      await this.lifecycle.ready({ operation, timeoutMs: timeout, signal, reportsFailure: true });
    } catch (error) {
      throw withCaller(error);
    }
  }

  async refresh(signal: AbortSignal | undefined): Promise<void> {
    try {
      await this.session.refresh(signal);
    } catch (error) {
      throw withCaller(error);
    }
  }

  async callService(service: string, path: string, call: ServiceCall): Promise<ServiceAnswer<unknown>> {
    try {
      this.#caller ??= new Caller(this.#core.http, this.session);
      return await this.#caller.call(service, path, call);
    } catch (error) {
      throw withCaller(error);
    }
  }

  /** Ends the connection within `timeoutMs`, after the handlers at work. Never rejects. */
  async close(timeoutMs: number, logout: boolean): Promise<void> {
    const deadline = performance.now() + timeoutMs;
    const leftMs = (): number => Math.max(deadline - performance.now(), 0);
    this.#catchUp?.drain();
    const idle = this.#catchUp?.idle();
    if (idle !== undefined && !(await this.#drained(idle, logout ? timeoutMs * (1 - LOGOUT_SHARE) : timeoutMs))) return;
    // Requests are refused from here on: a handler that ignores the refusal must not count as done.
    this.#catchUp?.stop();
    await this.lifecycle.close(logout ? Math.max(leftMs() - timeoutMs * LOGOUT_SHARE, 0) : leftMs());
    if (logout && this.lifecycle.state === 'closed') await this.#logout(leftMs());
    // `connect()` was called meanwhile unless the state is still `closed`.
    if (this.lifecycle.state === 'closed') this.#release();
  }

  /** Ends everything at once. */
  dispose(): void {
    this.#closing?.abort();
    this.#closing = undefined;
    this.#catchUp?.stop();
    this.lifecycle.dispose();
    this.#release();
  }

  /** @see LifecycleObserver.changed */
  changed(state: LifecycleState): void {
    this.#since = Date.now();
    if (state !== 'ready') {
      this.#keepAlive.stop();
      this.#catchUp?.suspend();
      this.#members.suspend();
    }
    if (state === 'closed') {
      this.stream.end();
      this.#releaseStore();
    }
    this.events.publish('state', state);
  }

  /** @see LifecycleObserver.opened */
  opened(again: boolean, durationMs: number): void {
    const { accountId } = this.#options;
    this.#log.info({ accountId: String(accountId), again, durationMs }, 'Connected');
    if (channels.connect.hasSubscribers) {
      channels.connect.publish({ accountId: String(accountId), durationMs, again });
    }
    this.#restorable.connectionOpened();
    this.#members.begin();
    this.#keepAlive.start();
    const { connection } = this.lifecycle;
    this.events.publish('connected', { connected: true, ts: Date.now() });
    // A handler may have ended or replaced the connection.
    if (this.lifecycle.connection !== connection) return;
    // Subscriptions first: history can be requested later, but missed notifications are not sent again.
    if (again) void this.#restore();
    this.#catchUp?.resume(again, this.#openCursors());
  }

  /** @see LifecycleObserver.closed */
  closed(code: number, reason: string): void {
    this.#keepAlive.stop();
    this.#catchUp?.suspend();
    this.#log.info({ accountId: String(this.#options.accountId), code }, 'Closed');
    this.events.publish('closed', code, reason);
  }

  /** @see LifecycleObserver.retrying */
  retrying(next: Reconnecting): void {
    const { attempt, delayMs, cause } = next;
    const facts = { accountId: String(this.#options.accountId), attempt, delayMs, code: cause.code };
    this.#log.warn(facts, `Not connected: ${cause.message}`);
    if (channels.reconnect.hasSubscribers) channels.reconnect.publish(facts);
    this.events.publish('reconnecting', next);
  }

  /** @see LifecycleObserver.failed */
  failed(error: SDKError): void {
    this.events.report(error, locationOf(error));
  }

  /** @see LifecycleObserver.notified */
  notified(frame: NotificationFrame): void {
    this.#dispatcher.receive(frame);
  }

  /** @see LifecycleObserver.onProtocolError */
  onProtocolError(reason: string): void {
    this.events.publish('warn', { message: `Ignored ${reason}` });
  }

  #newCatchUp(): CatchUp {
    return new CatchUp(
      {
        source: this.ownRequests,
        consumer: this.stream,
        reporter: this.events,
        serverTime: () => this.serverTime(),
        isOwn: (originatorId) => originatorId === this.session.identity?.agentId,
      },
      this.#options,
      this.#options.cursors !== undefined,
    );
  }

  async #openSocket(url: string, userAgent: string, network: Network): Promise<SocketFactory> {
    this.#claimStore();
    const { headers } = this.#options;
    const way = await network.socketOptions(new URL(url));
    if (headers !== undefined) return wsSocket(url, { headers: { 'User-Agent': userAgent, ...headers }, ...way });
    // The option `headers` would make `ws` keep an object with a hidden class of its own: 300 bytes an agent.
    const finishRequest = (request: ClientRequest): void => {
      request.setHeader('User-Agent', userAgent);
      request.end();
    };
    return wsSocket(url, { finishRequest, ...way });
  }

  /** Repeats what the handlers of `connected` have not requested themselves. */
  async #restore(): Promise<void> {
    const { connection, attempts } = this.lifecycle;
    await this.#resubscriber.restore();
    // On a connection that is lost or closing, requests were left to the next one.
    if (connection !== this.lifecycle.connection || !connection?.isOpen) return;
    this.stream.restored(attempts);
    this.events.publish('reconnected', { attempts });
  }

  #openCursors(): Cursors | undefined {
    const { cursors: store } = this.#options;
    const { identity } = this.session;
    if (store === undefined || identity === undefined) return undefined;
    return (this.#cursors ??= new Cursors(store, identity, this.events));
  }

  /** Before each connection: a failed claim fails the attempt. Claiming again has no effect. */
  #claimStore(): void {
    const { cursors } = this.#options;
    const { identity } = this.session;
    if (cursors !== undefined && identity !== undefined) claimStore(cursors, identity, this);
  }

  #releaseStore(): void {
    if (this.#options.cursors !== undefined) releaseStore(this.#options.cursors, this);
  }

  /** Never rejects: a session that was not ended runs out by itself. */
  async #logout(timeoutMs: number): Promise<void> {
    try {
      await this.session.logout(timeoutMs);
    } catch (cause) {
      this.events.warn(`The logout failed; the session stays open until it expires: ${reasonOf(cause)}`);
    }
  }

  /**
   * Waits for running message handlers. With a store, messages of handlers that take longer are delivered again.
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

  #release(): void {
    this.#keepAlive.stop();
    this.#catchUp?.stop();
    this.stream.end();
    this.#releaseStore();
    this.#core.release();
  }
}
