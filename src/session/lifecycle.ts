import { ConnectionError, type SDKError } from '../errors.js';
import type { ResolvedOptions } from '../options/options.js';
import {
  ABNORMAL,
  Connection,
  type CloseInfo,
  type ConnectionObserver,
  type ConnectOptions,
} from '../transport/connection.js';
import type { SocketFactory } from '../transport/socket.js';
import { UpgradeError } from '../transport/upgrade.js';
import { LONGEST_TIMER_MS } from '../support/deadline.js';
import { notReady, ReadyGate, type ReadyOptions } from './ready-gate.js';
import { decide, errorOf, isTokenRefused, reserveDelay, type Cause } from './retry-policy.js';
import type { Session } from './session.js';
import { connecting, reconnecting, type Stages } from './stages.js';

/** Settings of every connection. */
export interface ConnectionFactory extends Omit<ConnectOptions, 'socket' | 'secrets'> {
  /** The URL carries the token: pass it to the socket and to nothing else. */
  readonly socket: (url: string) => SocketFactory | Promise<SocketFactory>;
}

/** The part of a session that the lifecycle uses. */
export type LifecycleSession = Pick<
  Session,
  'authenticate' | 'bearer' | 'renewable' | 'secrets' | 'sessionTakenOver'
> & {
  readonly addresses: Pick<Session['addresses'], 'socketUrl' | 'forget'>;
  readonly guard: Pick<Session['guard'], 'allowedAt' | 'delayMs' | 'waitForInterval'>;
};

/** `waiting`: for the next attempt. `closed`: no attempts until `connect()`. */
export type LifecycleState = 'idle' | 'connecting' | 'ready' | 'waiting' | 'closed';

/** Announces the next attempt to connect; again, with another delay, where a login made meanwhile holds it back. */
export interface Reconnecting {
  /** From 1. */
  readonly attempt: number;
  /** When the attempt starts, in milliseconds from now. Nothing is added to this delay. */
  readonly delayMs: number;
  readonly cause: SDKError;
}

export interface LifecycleObserver extends ConnectionObserver {
  changed(state: LifecycleState): void;
  /** There is an open connection. @param again There was one before. @param durationMs Of the attempt. */
  opened(again: boolean, durationMs: number): void;
  /** The connection ended, and no other has replaced it. */
  closed(code: number, reason: string): void;
  retrying(next: Reconnecting): void;
  /** There will be no further attempt, and no promise reports that. */
  failed(error: SDKError): void;
}

type Token = 'same' | 'new';

type State =
  | { readonly name: 'idle' }
  | { readonly name: 'connecting'; readonly controller: AbortController; readonly token: Token }
  | { readonly name: 'ready'; readonly connection: Connection; readonly since: number }
  | { readonly name: 'waiting'; readonly timer: NodeJS.Timeout; readonly token: Token }
  | {
      readonly name: 'closed';
      readonly error: SDKError | undefined;
      /** The connection was lost, and handlers of `closed` are running: whether to retry is decided after them. */
      readonly isUndecided?: true;
    };

/** A connection that is closing: its pending requests may still be answered, even while the next one is opening. */
interface Draining {
  readonly connection: Connection;
  readonly closed: Promise<unknown>;
}

/** Keeps one connection open: connects, reconnects, gives up. */
export class Lifecycle {
  readonly #options: Pick<ResolvedOptions, 'reconnect' | 'scope'>;
  readonly #factory: ConnectionFactory;
  readonly #session: LifecycleSession;
  readonly #observer: LifecycleObserver;
  readonly #gate = new ReadyGate();
  #state: State = { name: 'idle' };
  #draining: Draining | undefined;
  #startTimer: NodeJS.Immediate | undefined;
  #attempts = 0;
  #tokenFailures = 0;
  #wasReady = false;
  #lastFailure: unknown;

  constructor(
    options: Pick<ResolvedOptions, 'reconnect' | 'scope'>,
    factory: ConnectionFactory,
    session: LifecycleSession,
    observer: LifecycleObserver,
  ) {
    this.#options = options;
    this.#factory = factory;
    this.#session = session;
    this.#observer = observer;
  }

  get state(): LifecycleState {
    return this.#state.name;
  }

  /** Attempts since a connection last lasted for `stableAfter`. */
  get attempts(): number {
    return this.#attempts;
  }

  get connection(): Connection | undefined {
    return this.#state.name === 'ready' ? this.#state.connection : undefined;
  }

  /** Requests that wait for a connection. */
  get waitingCount(): number {
    return this.#gate.requestCount;
  }

  /** Starts in the next turn of the event loop, or with the first call of `ready`. */
  startSoon(): void {
    this.#startTimer = setImmediate(() => this.start());
  }

  /** Starts connecting; does nothing if connected or about to be. */
  start(): void {
    this.#cancelStart();
    if (this.#state.name !== 'idle' && this.#state.name !== 'closed') return;
    this.#attempts = 0;
    this.#lastFailure = undefined;
    void this.#attempt('same', connecting, 'asked for');
  }

  /** Replaces the connection now. Overlapping calls share one attempt, unless a later one wants a new token. */
  restart(token: Token): void {
    const state = this.#state;
    if (state.name === 'connecting' && (state.token === 'new' || token === 'same')) return;
    const inherited = state.name === 'waiting' ? state.token : token;
    this.#release();
    void this.#attempt(token === 'new' ? 'new' : inherited, token === 'new' ? reconnecting : connecting, 'asked for');
  }

  /** Replaces the connection, or the current attempt, using the current token. For the legacy agent, which logs in itself. */
  reopen(): void {
    this.#release();
    void this.#attempt('same', connecting, 'asked for');
  }

  /**
   * Counts a failure as that of an attempt, so that the next one is decided on. For the legacy agent, which logs in
   * itself. Ignored if there is a connection, or an attempt in progress or about to start.
   */
  attemptFailed(error: unknown): void {
    if (this.#startTimer !== undefined) return;
    if (this.#state.name === 'idle' || this.#state.name === 'closed') this.#lost({ kind: 'failed', error });
  }

  /**
   * Resolves when requests can be sent.
   *
   * @throws {SDKError} Why there will be no connection; at once if waiting cannot help.
   * @throws {TimeoutError} Not ready in time; the attempts go on.
   */
  ready(options: ReadyOptions): Promise<void> {
    if (this.#startTimer !== undefined) this.start();
    const state = this.#state;
    // After the platform's close frame a connection is still `ready`, and about to be lost.
    if (state.name === 'ready' && state.connection.isOpen) return Promise.resolve();
    if (state.name === 'idle' || (state.name === 'closed' && !state.isUndecided)) {
      return Promise.reject(notReady(state.name === 'closed' ? state.error : undefined));
    }
    return this.#gate.wait(options, () => this.#lastFailure);
  }

  /** Waits for pending requests within the time given, and stays closed. Never rejects. */
  async close(timeoutMs: number): Promise<void> {
    const state = this.#state;
    if (state.name === 'ready') {
      await this.#drain(state.connection, timeoutMs);
      return;
    }
    const draining = this.#draining;
    this.#endNow();
    if (draining === undefined) return;
    const { connection, closed } = draining;
    // The call that began to drain the connection may have been given more time than this one.
    const deadline = setTimeout(() => connection.terminate(), Math.min(timeoutMs, LONGEST_TIMER_MS));
    await closed;
    clearTimeout(deadline);
  }

  /** Closes at once. */
  dispose(): void {
    this.#draining?.connection.terminate();
    this.#endNow();
  }

  async #drain(connection: Connection, timeoutMs: number): Promise<void> {
    this.#draining?.connection.terminate();
    const draining = { connection, closed: connection.close(timeoutMs) };
    this.#draining = draining;
    this.#end(closedByUser());
    const { code, reason } = await draining.closed;
    if (this.#draining === draining) this.#draining = undefined;
    // After `connect()` this event would be taken for the close of the new connection.
    if (this.#state.name === 'closed') this.#observer.closed(code, reason);
  }

  #endNow(): void {
    const state = this.#state;
    this.#release();
    if (state.name !== 'closed' || state.isUndecided) this.#end(closedByUser());
  }

  /** @param when Attempts that were announced start without any further delay. */
  async #attempt(token: Token, stages: Stages, when: 'asked for' | 'announced'): Promise<void> {
    const startedAt = performance.now();
    const controller = new AbortController();
    const { signal } = controller;
    const state: State = { name: 'connecting', controller, token };
    this.#become(state);
    try {
      const logsIn = token === 'new' || this.#session.bearer === undefined;
      if (logsIn && when === 'asked for') await this.#session.guard.waitForInterval(signal);
      const ticket = await this.#session.authenticate({ fresh: token === 'new', stages, signal });
      if (logsIn) this.#tokenFailures = 0;
      const url = await this.#session.addresses.socketUrl(ticket.bearer, signal);
      const socket = await this.#factory.socket(url);
      const { handshakeTimeoutMs, pingIntervalMs, pingTimeoutMs } = this.#factory;
      const { secrets } = this.#session;
      const connection = new Connection(
        { socket, secrets, handshakeTimeoutMs, pingIntervalMs, pingTimeoutMs },
        this.#observer,
        this.#onClose,
      );
      await connection.open(signal);
      if (this.#state !== state) {
        connection.terminate();
        return;
      }
      this.#opened(connection, performance.now() - startedAt);
    } catch (error) {
      if (this.#state !== state) return;
      if (error instanceof ConnectionError && !(error instanceof UpgradeError)) this.#session.addresses.forget();
      this.#lost({ kind: 'failed', error });
    }
  }

  #opened(connection: Connection, durationMs: number): void {
    const again = this.#wasReady;
    this.#wasReady = true;
    this.#tokenFailures = 0;
    this.#lastFailure = undefined;
    const ready: State = { name: 'ready', connection, since: performance.now() };
    this.#become(ready);
    // Each observer may close or replace the connection: then the gate stays shut.
    if (this.#state === ready) this.#observer.opened(again, durationMs);
    if (this.#state === ready) this.#gate.open();
  }

  readonly #onClose = ({ code, reason }: CloseInfo, connection: Connection): void => {
    const state = this.#state;
    // A connection that was replaced or is draining.
    if (state.name !== 'ready' || state.connection !== connection) return;
    const livedMs = performance.now() - state.since;
    if (livedMs >= this.#options.reconnect.stableAfter) this.#attempts = 0;
    // Not announced by `changed`: a handler of `closed` may start a new attempt by itself.
    const closed: State = { name: 'closed', error: undefined, isUndecided: true };
    this.#state = closed;
    this.#observer.closed(code, reason);
    if (this.#state === closed) this.#lost({ kind: 'closed', code, livedMs });
  };

  /** Without a connection or an attempt: schedules the next attempt, or gives up. */
  #lost(cause: Cause): void {
    const error = errorOf(cause);
    this.#lastFailure = error;
    const { reconnect } = this.#options;
    if (cause.kind === 'failed') this.#tokenFailures += 1;
    if (isTokenRefused(cause)) this.#session.sessionTakenOver();
    const history = {
      attempts: this.#attempts,
      tokenFailures: this.#tokenFailures,
      renewable: this.#session.renewable,
      hasToken: this.#session.bearer !== undefined,
      loginDelayMs: this.#session.guard.delayMs,
      wasReady: this.#wasReady,
    };
    const decision = decide(cause, history, reconnect, Math.random);
    if (!reconnect.enabled || decision.action === 'stop') {
      // With automatic reconnection off, a lost connection is an event and no failure: no attempt was asked for.
      const isFailure = reconnect.enabled || cause.kind === 'failed';
      this.#end(decision.action === 'stop' ? decision.error : error, isFailure);
      return;
    }
    this.#attempts += 1;
    this.#announce(error, decision.token, decision.delayMs);
  }

  #announce(cause: SDKError, token: Token, decidedMs: number): void {
    const delayMs = reserveDelay(decidedMs, this.#options.scope.reconnectLimiter);
    const { bearer: refused, guard } = this.#session;
    const { allowedAt } = guard;
    const timer = setTimeout(() => {
      // A refresh may have obtained a new token meanwhile.
      const next = this.#session.bearer === refused ? token : 'same';
      const logsIn = next === 'new' || this.#session.bearer === undefined;
      // A login that a failed refresh made meanwhile holds back this one.
      if (logsIn && guard.allowedAt > allowedAt && guard.delayMs > 0) this.#announce(cause, token, guard.delayMs);
      else void this.#attempt(next, reconnecting, 'announced');
    }, delayMs);
    const waiting: State = { name: 'waiting', timer, token };
    if (this.#state.name === 'waiting') this.#state = waiting;
    else this.#become(waiting);
    if (this.#state === waiting) this.#observer.retrying({ attempt: this.#attempts, delayMs, cause });
  }

  #end(error: SDKError, isFailure = false): void {
    const rejectAll = this.#gate.takeAll();
    this.#become({ name: 'closed', error });
    const isReported = rejectAll(error);
    if (isFailure && !isReported) this.#observer.failed(error);
  }

  /** The only way out of a state: disposes of what the state owns. */
  #release(): void {
    this.#cancelStart();
    const state = this.#state;
    this.#state = { name: 'closed', error: state.name === 'closed' ? state.error : undefined };
    switch (state.name) {
      case 'connecting':
        state.controller.abort(new ConnectionError('Stopped by close() or another connect', { code: 'CLOSED' }));
        break;
      case 'ready':
        state.connection.terminate(ABNORMAL, 'replaced or closed by this side');
        break;
      case 'waiting':
        clearTimeout(state.timer);
        break;
      case 'closed':
      case 'idle':
        break;
    }
  }

  #cancelStart(): void {
    clearImmediate(this.#startTimer);
    this.#startTimer = undefined;
  }

  #become(state: State): void {
    this.#state = state;
    this.#observer.changed(state.name);
  }
}

function closedByUser(): ConnectionError {
  return new ConnectionError('The agent was closed', { code: 'CLOSED' });
}
