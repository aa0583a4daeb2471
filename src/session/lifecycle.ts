import { ConnectionError, SDKError, TimeoutError, withoutTraffic } from '../errors.js';
import type { ResolvedOptions } from '../options/options.js';
import {
  ABNORMAL,
  Connection,
  type ConnectionObserver,
  type CloseInfo,
  type ConnectOptions,
} from '../transport/connection.js';
import type { SocketFactory } from '../transport/socket.js';
import { UpgradeError } from '../transport/upgrade.js';
import { LONGEST_TIMER_MS, onAbort, pause } from '../support/deadline.js';
import { decide, isTokenRefused, type Cause } from './retry-policy.js';
import { connecting, reconnecting, type Session, type Stages } from './session.js';

/** How to connect, whatever the address. */
export interface ConnectionFactory extends Omit<ConnectOptions, 'socket'> {
  /** The URL carries the token: pass it to the socket and to nothing else. */
  readonly socket: (url: string) => SocketFactory | Promise<SocketFactory>;
}

/** Where an agent stands between being made and being closed. */
export type LifecycleState = 'idle' | 'connecting' | 'ready' | 'waiting' | 'closed';

/** What is told before each attempt to connect again. */
export interface Reconnecting {
  /** From 1. */
  readonly attempt: number;
  /** How long until the attempt, in milliseconds. */
  readonly delayMs: number;
  readonly cause: SDKError;
}

/** Hears of the connection's fortunes. */
export interface LifecycleObserver extends ConnectionObserver {
  changed(state: LifecycleState): void;
  /** There is an open socket, after so long an attempt. `again`: there was one before. */
  opened(again: boolean, durationMs: number): void;
  /** The open socket ended, and not because it was replaced. */
  closed(code: number, reason: string): void;
  retrying(next: Reconnecting): void;
  /** No more attempts, and nobody was waiting to hear of it. */
  failed(error: SDKError): void;
}

type State =
  | { readonly name: 'idle' }
  | { readonly name: 'connecting'; readonly stop: AbortController; readonly token: 'same' | 'new' }
  | { readonly name: 'ready'; readonly connection: Connection; readonly since: number }
  | { readonly name: 'waiting'; readonly timer: NodeJS.Timeout; readonly token: 'same' | 'new' }
  | {
      readonly name: 'closed';
      readonly error: SDKError | undefined;
      readonly draining?: Draining;
      /** Just lost: what comes of it is not decided yet. */
      readonly isOpenEnded?: true;
    };

/** What is pending may still be answered. */
interface Draining {
  readonly connection: Connection;
  readonly ended: Promise<unknown>;
}

interface Waiter {
  readonly resolve: () => void;
  readonly reject: (error: unknown) => void;
  /** Someone who asked for the connection itself, and so learns why there is none. */
  readonly holdsFailure: boolean;
}

/** Keeps one connection open: connects, connects again, gives up. */
export class Lifecycle {
  readonly #options: ResolvedOptions;
  readonly #route: ConnectionFactory;
  readonly #session: Session;
  readonly #observer: LifecycleObserver;
  /** There while somebody waits. */
  #waiters: Set<Waiter> | undefined;
  #state: State = { name: 'idle' };
  #starting: NodeJS.Immediate | undefined;
  #attempts = 0;
  #tokenFailures = 0;
  #waitingCount = 0;
  #wasReady = false;
  #lastFailure: unknown;

  constructor(options: ResolvedOptions, route: ConnectionFactory, session: Session, observer: LifecycleObserver) {
    this.#options = options;
    this.#route = route;
    this.#session = session;
    this.#observer = observer;
  }

  get state(): LifecycleState {
    return this.#state.name;
  }

  /** Attempts since a connection last lasted. */
  get attempts(): number {
    return this.#attempts;
  }

  /** The open one, if there is one. */
  get connection(): Connection | undefined {
    return this.#state.name === 'ready' ? this.#state.connection : undefined;
  }

  /** Begins in the next turn of the event loop, or as soon as somebody wants to know. */
  startSoon(): void {
    this.#starting = setImmediate(() => this.start());
  }

  /** Begins, unless it has begun. */
  start(): void {
    this.#cancelStart();
    if (this.#state.name !== 'idle' && this.#state.name !== 'closed') return;
    this.#attempts = 0;
    this.#lastFailure = undefined;
    void this.#attempt('same', connecting, 'now');
  }

  /** Replaces the connection by a new one, now. Several calls at the same time are one. */
  restart(token: 'same' | 'new'): void {
    const state = this.#state;
    if (state.name === 'connecting' && (state.token === 'new' || token === 'same')) return;
    const again = state.name === 'waiting' ? state.token : token;
    this.#release();
    void this.#attempt(token === 'new' ? 'new' : again, token === 'new' ? reconnecting : connecting, 'now');
  }

  /** Replaces the connection, or the attempt to make one, by one with the session's ticket. */
  reopen(): void {
    this.#release();
    void this.#attempt('same', connecting, 'now');
  }

  /** What an attempt needs, such as a ticket, could not be had elsewhere: it counts as a failed one. */
  failed(error: unknown): void {
    this.#lost({ kind: 'failed', error });
  }

  /**
   * Resolves when requests can be sent.
   *
   * @throws {SDKError} Why there will be no connection, at once where waiting cannot cure it.
   * @throws {TimeoutError} Not ready in time; the attempts go on.
   */
  ready({
    operation,
    timeoutMs,
    signal,
    holdsFailure,
  }: {
    readonly operation: string;
    readonly timeoutMs: number;
    readonly signal?: AbortSignal | undefined;
    readonly holdsFailure: boolean;
  }): Promise<void> {
    if (this.#starting !== undefined) this.start();
    const state = this.#state;
    // One that the platform has said goodbye to is about to be lost.
    if (state.name === 'ready' && state.connection.isOpen) return Promise.resolve();
    if (state.name === 'idle' || (state.name === 'closed' && !state.isOpenEnded)) {
      return Promise.reject(notReady(state.name === 'closed' ? state.error : undefined));
    }
    return new Promise<void>((resolve, reject) => {
      const leave = (): void => {
        clearTimeout(timer);
        ignore();
        this.#left(waiter);
      };
      const waiter: Waiter = {
        holdsFailure,
        resolve: () => (leave(), resolve()),
        reject: (error) => (leave(), reject(error as Error)),
      };
      const timer = setTimeout(
        () => waiter.reject(new TimeoutError(operation, timeoutMs, { delivery: 'not-sent', cause: this.#lastFailure })),
        Math.min(timeoutMs, LONGEST_TIMER_MS),
      );
      const ignore = onAbort(signal, () => waiter.reject(signal?.reason));
      (this.#waiters ??= new Set()).add(waiter);
      if (!holdsFailure) this.#waitingCount += 1;
    });
  }

  #left(waiter: Waiter): void {
    if (this.#waiters?.delete(waiter) && !waiter.holdsFailure) this.#waitingCount -= 1;
    if (this.#waiters?.size === 0) this.#waiters = undefined;
  }

  /** How many requests wait for a connection. */
  get waitingCount(): number {
    return this.#waitingCount;
  }

  /** Finishes what is pending, at most for so long, and stays closed. Never rejects. */
  async close(timeoutMs: number): Promise<void> {
    const state = this.#state;
    if (state.name === 'closed' && state.draining) {
      const { connection, ended } = state.draining;
      // The first call may have been given more time than this one.
      const deadline = setTimeout(() => connection.terminate(), Math.min(timeoutMs, LONGEST_TIMER_MS));
      await ended;
      clearTimeout(deadline);
      return;
    }
    if (state.name !== 'ready') {
      this.dispose();
      return;
    }
    const { connection } = state;
    const ended = connection.close(timeoutMs);
    this.#end(closedByUser(), { draining: { connection, ended } });
    const { code, reason } = await ended;
    this.#observer.closed(code, reason);
  }

  /** Closes at once. */
  dispose(): void {
    const state = this.#state;
    this.#release();
    if (state.name !== 'closed' || state.isOpenEnded) this.#end(closedByUser());
  }

  async #attempt(token: 'same' | 'new', stages: Stages, when: 'now' | 'in turn'): Promise<void> {
    const started = performance.now();
    const stop = new AbortController();
    const state: State = { name: 'connecting', stop, token };
    this.#become(state);
    try {
      if (when === 'in turn') await pause(this.#options.scope.reconnectLimiter.reserve(), stop.signal);
      const fresh = token === 'new' || this.#session.bearer === undefined;
      if (fresh) await this.#session.waitForLoginSlot(stop.signal);
      const ticket = await this.#session.authenticate({ fresh: token === 'new', stages, signal: stop.signal });
      if (fresh) this.#tokenFailures = 0;
      const url = await this.#session.socketUrl(ticket, stop.signal);
      const socket = await this.#route.socket(url);
      const { handshakeTimeoutMs, pingIntervalMs, pingTimeoutMs } = this.#route;
      const connection = new Connection(
        {
          secrets: this.#session.secrets,
          socket,
          handshakeTimeoutMs,
          pingIntervalMs,
          pingTimeoutMs,
        },
        this.#observer,
        this.#ended,
      );
      await connection.open(stop.signal);
      if (this.#state !== state) {
        connection.terminate();
        return;
      }
      this.#opened(connection, performance.now() - started);
    } catch (error) {
      if (this.#state !== state) return;
      if (error instanceof ConnectionError && !(error instanceof UpgradeError)) this.#session.forgetDomains();
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
    // A handler may have ended or replaced it: then there is nothing open, and those who wait go on waiting.
    if (this.#state === ready) this.#observer.opened(again, durationMs);
    if (this.#state === ready) for (const waiter of this.#waiters ?? []) waiter.resolve();
  }

  readonly #ended = ({ code, reason }: CloseInfo, connection: Connection): void => {
    // One that was replaced or let go has nothing more to say.
    const state = this.#state;
    if (state.name !== 'ready' || state.connection !== connection) return;
    const livedMs = performance.now() - state.since;
    if (livedMs >= this.#options.reconnect.stableAfter) this.#attempts = 0;
    const closed: State = { name: 'closed', error: undefined, isOpenEnded: true };
    // Not announced: what comes of it is decided when the handlers of `closed` have had their turn, and one of them
    // may have begun anew by itself.
    this.#state = closed;
    this.#observer.closed(code, reason);
    if (this.#state === closed) this.#lost({ kind: 'closed', code, livedMs });
  };

  /** There is no connection: wait for the next attempt, or give up. */
  #lost(cause: Cause): void {
    const error = asError(cause);
    this.#lastFailure = error;
    const { reconnect } = this.#options;
    if (cause.kind === 'failed') this.#tokenFailures += 1;
    if (isTokenRefused(cause)) this.#session.sessionTakenOver();
    const decision = decide(
      cause,
      {
        attempts: this.#attempts,
        tokenFailures: this.#tokenFailures,
        renewable: this.#session.renewable,
        wasReady: this.#wasReady,
      },
      reconnect,
      Math.random,
    );
    if (!reconnect.enabled || decision.action === 'stop') {
      const why = decision.action === 'stop' ? decision.error : error;
      // Without reconnection a closed socket was reported as such, and is no failure of anything asked for.
      this.#end(why, { isFailure: reconnect.enabled || cause.kind === 'failed' });
      return;
    }
    this.#attempts += 1;
    const { token } = decision;
    // Whoever else is logged in as this user would only be thrown out in turn.
    const delayMs = Math.max(decision.delayMs, token === 'new' ? this.#session.conflictBackoffMs : 0);
    const timer = setTimeout(() => void this.#attempt(token, reconnecting, 'in turn'), delayMs);
    const waiting: State = { name: 'waiting', timer, token };
    this.#become(waiting);
    if (this.#state === waiting) this.#observer.retrying({ attempt: this.#attempts, delayMs, cause: error });
  }

  #end(
    error: SDKError,
    { isFailure = false, draining }: { readonly isFailure?: boolean; readonly draining?: Draining } = {},
  ): void {
    const holders = [...(this.#waiters ?? [])];
    this.#become({ name: 'closed', error, ...(draining && { draining }) });
    for (const waiter of holders) waiter.reject(waiter.holdsFailure ? error : notReady(error));
    if (isFailure && !holders.some(({ holdsFailure }) => holdsFailure)) this.#observer.failed(error);
  }

  /** The one way out of any state: what it owns is given back here. */
  #release(): void {
    this.#cancelStart();
    const state = this.#state;
    this.#state = { name: 'closed', error: state.name === 'closed' ? state.error : undefined };
    switch (state.name) {
      case 'connecting':
        state.stop.abort(new ConnectionError('Connecting was stopped', { code: 'CLOSED' }));
        break;
      case 'ready':
        state.connection.terminate(ABNORMAL, 'replaced or closed by this side');
        break;
      case 'waiting':
        clearTimeout(state.timer);
        break;
      case 'closed':
        state.draining?.connection.terminate();
        break;
      case 'idle':
        break;
    }
  }

  #cancelStart(): void {
    clearImmediate(this.#starting);
    this.#starting = undefined;
  }

  #become(state: State): void {
    this.#state = state;
    this.#observer.changed(state.name);
  }
}

function notReady(cause: SDKError | undefined): ConnectionError {
  const why = cause?.message ?? 'call connect() first';
  return new ConnectionError(`Not sent, there is no connection: ${why}`, {
    code: cause?.code ?? 'NOT_CONNECTED',
    cause,
  });
}

function closedByUser(): ConnectionError {
  return new ConnectionError('The agent was closed', { code: 'CLOSED' });
}

function asError(cause: Cause): SDKError {
  if (cause.kind === 'closed') {
    return new ConnectionError(`The connection closed with ${cause.code}`, { code: cause.code, delivery: 'unknown' });
  }
  const { error } = cause;
  return error instanceof SDKError
    ? error
    : new ConnectionError(`Connecting failed: ${String(error)}`, { cause: withoutTraffic(error) });
}
