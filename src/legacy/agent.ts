// Frozen. This folder reproduces node-agent-sdk 1.4.11 on purpose, including its bugs: old bots depend on them. Change it
// only where a behaviour of 1.4.11 is missing. New features belong to the promise API.

import { randomUUID } from 'node:crypto';
import { EventEmitter } from 'node:events';
import type * as typedEmitter from 'typed-emitter';
import type { AnyRequest } from '../protocol/define.js';
import { requests } from '../protocol/registry.js';
import { learnedAgentId } from '../protocol/agent-id.js';
import { DomainCache, type Domains } from '../support/process-scope.js';
import type { Cookies } from '../rest/login.js';
import { connecting, reconnecting, refreshing, stageOf, type Stages } from '../session/stages.js';
import { parseFrame, type RequestFrame } from '../transport/frame.js';
import { addPending, call, callWith, failAll, throwUncaught, type PendingRequests } from './callbacks.js';
import { ConfCredentials, settingsOf, type AgentConf, type Settings } from './conf.js';
import * as errors from './errors.js';
import type { SDKError } from './errors.js';
import type { LegacyEvents } from './events.js';
import { LegacyCore } from './core.js';
import { receive, type FrameReceiver } from './incoming.js';
import { looseFrame, type LooseFrame } from './loose.js';
import { methodOf, requestOfMethod, splitArguments } from './requests.js';
import type { LegacyRequests } from './request-types.js';
import { Transport } from './transport.js';

// The cast adds what the constructor creates: the typed events of `typed-emitter` and a method per request. Node's own
// emitter type remains, so that bots can emit events of their own.
const Base = EventEmitter as unknown as new () => typedEmitter.default<LegacyEvents> & EventEmitter & LegacyRequests;

/** Close code of a socket that never opened. */
const ABNORMAL = 1006;

/**
 * The agent of node-agent-sdk 1.4.11 with its callbacks, events and error texts, for bots that were written for it. Use
 * the `Agent` of `node-agent-sdk` in new code.
 */
export class Agent extends Base {
  // oxlint-disable-next-line typescript/no-explicit-any -- Old programs add untyped members to the agent, such as the timer `_pingClock`.
  [added: `_${string}`]: any;

  conf: AgentConf;
  accountId: string | number;
  /** The public id (PID). Known after the login; with a bearer token as soon as a notification contains the id. */
  agentId: string | undefined;
  userId: string | number | undefined;
  /** `{accountId}.{userId}`, the agent's id in UMS v2. */
  __oldAgentId: string | undefined;
  /** The bearer token. Treat it as a password. */
  token: string | undefined;
  csrf: string | undefined;
  /** The cookies of the login session. */
  jar: Cookies | undefined;
  connected = false;
  /** `null` once the agent is disposed. */
  transport: Transport | null | undefined;
  pendingRequests: PendingRequests = {};
  /** Milliseconds; applies to requests sent after a change. */
  requestTimeout: number;
  errorCheckInterval: number;
  refreshSessionInterval: number;
  readonly csdsClient = {
    /** Fetches the hosts of the account's services by name. With hosts cached in the last minute the callback is synchronous. */
    getAll: (callback: (error: SDKError | null, domains: Domains) => void): void => this.#findDomains(callback),
  };

  readonly #credentials = new ConfCredentials(() => this.conf);
  readonly #settings: Settings;
  readonly #directory = new DomainCache();
  #core: LegacyCore | undefined;
  /** The login in progress. */
  #starting: Promise<void> | undefined;
  #autoConnect: NodeJS.Immediate | undefined;
  /** Whether the loss of the latest connection, or its failure to open, has been emitted. */
  #isLossReported = false;
  /** Errors that have been emitted. */
  readonly #reported = new WeakSet<object>();

  readonly #receiver: FrameReceiver = {
    identity: () => this.#core?.session.identity,
    learnAgentId: (body) => this.#learnAgentId(body),
    pendingRequest: (id) => (Object.hasOwn(this.pendingRequests, id) ? this.pendingRequests[id] : undefined),
    emit: (event, ...args) => this.#emit(event, ...args),
  };

  /**
   * Connects on the next tick, so that the caller can add handlers before the first event.
   *
   * @throws {Error} `accountId` or complete credentials are missing.
   */
  constructor(conf: AgentConf) {
    super();
    this.conf = conf;
    const settings = settingsOf(conf, this.#credentials);
    this.accountId = conf.accountId;
    this.#settings = settings;
    this.requestTimeout = settings.requestTimeout;
    this.errorCheckInterval = settings.errorCheckInterval;
    this.refreshSessionInterval = settings.refreshSessionInterval;
    this.registerRequests(Object.keys(requests));
    if (settings.options.autoConnect) this.#autoConnect = setImmediate(() => this.connect());
  }

  /**
   * Logs in and opens the socket, unless the agent is connected or connecting. The callback is called after the login,
   * before the event `connected`.
   */
  connect(callback?: (error: SDKError | null) => void): void {
    this.#cancelAutoConnect();
    const started = this.#starting ?? (this.#isBusy ? Promise.resolve() : this.#start(connecting));
    void callWith(callback, started);
  }

  /**
   * Replaces the connection. Does nothing while the agent is connecting.
   *
   * @param skipTokenGeneration Truthy: keeps the token instead of logging in again.
   */
  reconnect(skipTokenGeneration?: unknown): void {
    if (this.#starting !== undefined) return;
    const hasTicket = this.#core?.session.ticket !== undefined;
    if (this.#autoConnect !== undefined || (skipTokenGeneration && !hasTicket)) {
      // A disposed agent stays disposed when a leftover timer of the bot calls `reconnect`.
      if (this.#core !== undefined || this.transport === undefined) this.connect();
      return;
    }
    const { state } = this.#core?.lifecycle ?? {};
    if (state === 'waiting' || (state === 'connecting' && (skipTokenGeneration || this.#reconnectsItself))) return;
    if (skipTokenGeneration) this.#reopen();
    else this.#start(reconnecting).catch(() => undefined);
  }

  /** Closes the connection, ends the session and removes all handlers. `connect` works again afterwards. */
  dispose(): void {
    this.#cancelAutoConnect();
    const core = this.#core;
    this.#leaveConnection();
    this.#core = undefined;
    this.#starting = undefined;
    core?.dispose(errors.disposed());
    this.removeAllListeners();
    this.transport = null;
  }

  /** The token for other LivePerson services; `undefined` before the login. */
  getBearerToken(): string | undefined {
    return this.token;
  }

  /** Refreshes the session now. If the platform has ended the session, logs in again and replaces the connection. */
  refreshSession(callback?: (error: SDKError | null) => void): void {
    const core = this.#core;
    if (core === undefined || !this.csrf || !this.jar) {
      const error = errors.noSession();
      this.#emit('error', error, { location: refreshing.precheck });
      call(callback, error);
      return;
    }
    void callWith(callback, this.#refresh(core));
  }

  /** Refreshes the session every `refreshSessionInterval` from now on. Active by default. */
  startPeriodicRefreshSession(): void {
    this.#core?.session.startRefreshing(this.refreshSessionInterval);
  }

  /** Sends a request of any type. The arguments after `type` are those of the request methods. */
  request(type: string, ...args: readonly unknown[]): undefined {
    this.#request(type, requestOfMethod(methodOf(type)), args);
  }

  /** Adds a method per request type: `.ams.cm.Some` becomes `agent.some`. */
  registerRequests(types: readonly string[]): void {
    for (const type of types) {
      const name = methodOf(type);
      // An own, bound property, because old bots write `setInterval(agent.getClock, 30000)`.
      const value = (...args: readonly unknown[]): undefined => this.#request(type, requestOfMethod(name), args);
      Object.defineProperty(this, name, { configurable: true, enumerable: true, writable: true, value });
    }
  }

  /** {@link registerRequests} under its name of 1.4.11. */
  _registerRequests(types: readonly string[]): void {
    this.registerRequests(types);
  }

  get #isBusy(): boolean {
    const { state } = this.#core?.lifecycle ?? {};
    return state === 'connecting' || state === 'ready' || state === 'waiting';
  }

  get #reconnectsItself(): boolean {
    return this.#settings.options.reconnect.enabled;
  }

  #begin(): LegacyCore {
    const core: LegacyCore = new LegacyCore(this.#settings, this.#directory, {
      succeeded: (location) => this.#succeeded(core, location),
      report: (error, location) => void this.#failed(core, error, location),
      failed: (error) => void this.#failed(core, error, stageOf(error)),
      changed: (state) => {
        if (state === 'connecting') this.#isLossReported = false;
      },
      opened: () => this.#opened(core),
      closed: (code) => this.#closed(core, code),
      retrying: ({ cause }) => {
        if (!this.#isLossReported) this.#failed(core, cause, stageOf(cause));
      },
      notified: (frame) => this.#receive(frame),
      onUnclaimedResponse: (frame) => this.#receive(frame),
      onProtocolError: (_, text) => this.#receive(looseFrame(text)),
    });
    return core;
  }

  /** Logs in again, and replaces the connection after the login only. */
  #start(stages: Stages): Promise<void> {
    const core = (this.#core ??= this.#begin());
    const started = this.#logIn(core, stages).then(
      () => {
        if (this.#core !== core) return;
        this.#starting = undefined;
        this.#reopen();
      },
      (failure: unknown) => {
        const isCurrent = this.#core === core;
        if (isCurrent) this.#starting = undefined;
        const error = this.#failed(core, failure, stageOf(failure));
        if (isCurrent && this.#reconnectsItself && !this.#isBusy) core.lifecycle.attemptFailed(failure);
        throw error;
      },
    );
    this.#starting = started;
    return started;
  }

  async #logIn(core: LegacyCore, stages: Stages): Promise<void> {
    const { session, signal } = core;
    const ticket = await session.authenticate({ fresh: true, stages, signal });
    const { host } = new URL(await session.addresses.socketUrl(ticket.bearer, signal));
    signal.throwIfAborted();
    this.transport ??= new Transport(
      { domain: host, token: ticket.bearer, accountId: this.accountId, apiVersion: this.#settings.options.apiVersion },
      () => core.webSocket,
      (text) => {
        const frame = parseFrame(text);
        this.#receive(frame.kind === 'unreadable' ? looseFrame(text) : frame);
      },
    );
    this.transport.configuration.domain = host;
  }

  #reopen(): void {
    this.#leaveConnection();
    this.#core?.lifecycle.reopen();
  }

  /** Emits no `closed`. The pending requests fail in a later tick. */
  #leaveConnection(): void {
    this.connected = false;
    const lost = this.pendingRequests;
    this.pendingRequests = {};
    setImmediate(() => failAll(lost));
  }

  #opened(core: LegacyCore): void {
    this.connected = true;
    core.webSocket?.on('error', (error) => this.#emit('error', errors.socketError(error)));
    this.#emit('connected', { connected: true, ts: Date.now() });
  }

  #closed(core: LegacyCore, code: number): void {
    this.#isLossReported = true;
    this.connected = false;
    const lost = this.pendingRequests;
    this.pendingRequests = {};
    failAll(lost);
    if (this.#core === core) this.#emit('closed', code);
  }

  #succeeded(core: LegacyCore, location: string): void {
    if (this.#core !== core) return;
    this.#learn(core);
    if (location === refreshing.login && this.transport) this.#reopen();
    this.#emit('success', { location });
  }

  #learnAgentId(body: unknown): void {
    const core = this.#core;
    if (core?.session.identity === undefined || this.agentId !== undefined) return;
    const agentId = learnedAgentId(body, core.session.identity);
    if (agentId !== undefined) core.session.learnAgentId(agentId);
    this.#learn(core);
  }

  #learn({ session: { identity, ticket } }: LegacyCore): void {
    if (identity === undefined || ticket === undefined) return;
    if (this.#settings.options.login.kind !== 'bearer') this.#credentials.obtained(ticket.bearer);
    const { userId } = this.conf;
    this.agentId = identity.agentId;
    // With a bearer token `userId` comes from the conf, and keeps its JavaScript type.
    this.userId = ticket.csrf === undefined && String(userId) === identity.userId ? userId : identity.userId;
    this.__oldAgentId = identity.legacyAgentId;
    this.token = ticket.bearer;
    this.csrf = ticket.csrf;
    this.jar = ticket.csrf === undefined ? undefined : ticket.cookies;
    if (this.transport) this.transport.configuration.token = ticket.bearer;
  }

  /**
   * Emits a failure, unless it was emitted before.
   *
   * @param location The HTTP stage that failed; `undefined` for the socket.
   * @returns The error of the callback API.
   */
  #failed(core: LegacyCore, failure: unknown, location: string | undefined): SDKError {
    if (this.#core !== core) return errors.disposed();
    if (location === undefined) {
      const error = errors.socketError(failure);
      if (this.#isFirstReport(failure)) this.#emit('error', error);
      if (this.#core === core && !this.#isLossReported) this.#closed(core, ABNORMAL);
      return error;
    }
    const error = errors.stageError(failure, location);
    if (!this.#isFirstReport(failure)) return error;
    if (location === connecting.domains && errors.isUnexpectedBody(failure)) {
      // 1.4.11 accepted an empty domain directory, and failed at the login, which needs a domain.
      this.#emit('success', { location });
      this.#emit('error', error, { location: connecting.login });
    } else this.#emit('error', error, { location });
    return error;
  }

  /** Each failure is emitted once: the failure of an attempt may also be the reason for giving up. */
  #isFirstReport(failure: unknown): boolean {
    if (typeof failure !== 'object' || failure === null) return true;
    if (this.#reported.has(failure)) return false;
    this.#reported.add(failure);
    return true;
  }

  async #refresh(core: LegacyCore): Promise<void> {
    try {
      await core.session.refresh(core.signal);
    } catch (error) {
      throw this.#failed(core, error, stageOf(error));
    }
  }

  #findDomains(callback: (error: SDKError | null, domains: Domains) => void): void {
    const { session, signal } = (this.#core ??= this.#begin());
    const { cached } = session.addresses;
    if (cached !== undefined) {
      callback(null, cached);
      return;
    }
    // A copy, because old bots modify the result.
    const copied = session.domains(signal).then((domains) => ({ ...domains }));
    void callWith(callback, copied, (error) => errors.stageError(error, connecting.domains));
  }

  /** Returns no promise, like 1.4.11: a rejection would end bots that `await` a request without catching errors. */
  #request(type: string, entry: AnyRequest | undefined, args: readonly unknown[]): undefined {
    const { body, callback, ...envelope } = splitArguments(args);
    const { lifecycle, session } = this.#core ?? {};
    const me = session?.identity;
    const id = randomUUID();
    const frame: RequestFrame = {
      kind: 'req',
      id,
      type: entry?.type ?? type,
      body: me && entry?.encode ? entry.encode(body, me) : body,
      ...envelope,
    };
    if (!lifecycle?.connection?.sendFrame(frame)) {
      callback?.(errors.notConnected());
      return;
    }

    addPending(() => this.pendingRequests, id, { callback, timeout: this.requestTimeout });
    this.#emit('message:sent', frame);
  }

  #receive(frame: LooseFrame | undefined): void {
    if (this.#core !== undefined && frame !== undefined) receive(frame, this.#receiver);
  }

  #cancelAutoConnect(): void {
    clearImmediate(this.#autoConnect);
    this.#autoConnect = undefined;
  }

  /** An error thrown by a handler becomes an uncaught exception, and the agent continues. */
  #emit(event: string, ...args: readonly unknown[]): void {
    try {
      (this as EventEmitter).emit(event, ...args);
    } catch (error) {
      throwUncaught(error);
    }
  }
}
