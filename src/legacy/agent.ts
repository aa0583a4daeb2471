import { randomUUID } from 'node:crypto';
import { EventEmitter } from 'node:events';
import type * as typedEmitter from 'typed-emitter';
import { isReserved } from '../events.js';
import type { AnyRequest, Identity } from '../protocol/define.js';
import type { Reading } from '../protocol/read.js';
import { requests } from '../protocol/registry.js';
import { learnedAgentId } from '../protocol/agent-id.js';
import { DomainCache, type Domains } from '../support/process-scope.js';
import type { Cookies } from '../rest/login.js';
import { connecting, reconnecting, refreshing, stageOf, type Stages } from '../session/session.js';
import { parseFrame, type RequestFrame } from '../transport/frame.js';
import { ConfCredentials, settingsOf, type AgentConf, type Settings } from './conf.js';
import { addDeprecated } from './deprecated.js';
import * as errors from './errors.js';
import { TransformError, type SDKError } from './errors.js';
import type { LegacyEvents } from './events.js';
import { LegacyCore } from './life.js';
import { isRefusalCode, looseFrame, loosened, type LooseFrame } from './loose.js';
import {
  methodOf,
  notificationOf,
  requestAnsweredBy,
  requestOfMethod,
  splitArguments,
  type AnyCallback,
} from './requests.js';
import type { LegacyRequests } from './request-types.js';
import { Transport } from './transport.js';
import { readAsBefore } from './unread.js';

/** A request whose response has not come yet. */
export interface PendingRequest {
  readonly callback: AnyCallback | undefined;
  /** Epoch ms. */
  readonly launchTime: number;
  readonly timeout: number;
  /** Ends it, once. What UMS refused has a result, too: the body. */
  readonly settle: (error: SDKError | TransformError | LooseFrame | null, result: unknown) => void;
}

// The one joint between Node's emitter and the types derived from the registry: typed-emitter knows the events, Node's
// own type lets bots have events of their own, and the constructor makes the methods.
const Base = EventEmitter as unknown as new () => typedEmitter.default<LegacyEvents> & EventEmitter & LegacyRequests;

/** The code of a socket that never opened. */
const ABNORMAL = 1006;

/**
 * The agent of node-agent-sdk 1.4, for bots written for it: callbacks, its events, its errors and its texts. New code
 * takes the `Agent` of `node-agent-sdk`.
 */
export class Agent extends Base {
  // oxlint-disable-next-line typescript/no-explicit-any -- Old programs keep what they need on the agent, such as the timer `_pingClock`, and never said of which type.
  [added: `_${string}`]: any;

  conf: AgentConf;
  accountId: string | number;
  /** The public id (PID). Known after the login; with a bearer token once the platform reveals it. */
  agentId: string | undefined;
  userId: string | number | undefined;
  /** `{accountId}.{userId}`, the id of UMS v2. */
  __oldAgentId: string | undefined;
  /** The bearer token. Treat it as a password. */
  token: string | undefined;
  csrf: string | undefined;
  /** The cookies of the login session. */
  jar: Cookies | undefined;
  connected = false;
  /** `null` once the agent is disposed. */
  transport: Transport | null | undefined;
  pendingRequests: Record<string, PendingRequest> = {};
  /** Milliseconds, of the requests to come. */
  requestTimeout: number;
  errorCheckInterval: number;
  refreshSessionInterval: number;
  readonly csdsClient = {
    /** The hosts of the account's services by name; called back at once if they were asked for in the last minute. */
    getAll: (callback: (error: SDKError | null, domains: Domains) => void): void => this.#findDomains(callback),
  };

  readonly #credentials = new ConfCredentials(() => this.conf);
  readonly #settings: Settings;
  readonly #directory = new DomainCache();
  #life: LegacyCore | undefined;
  /** The login under way. */
  #starting: Promise<void> | undefined;
  #autoConnect: NodeJS.Immediate | undefined;
  /** Whether the end of the latest connection, or of the attempt to make one, has been told. */
  #isLossTold = false;
  readonly #told = new WeakSet<object>();

  /**
   * Connects by itself; nothing is emitted before the caller can listen.
   *
   * @throws {Error} There is no account, or no way to log in to it.
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
   * Logs in and opens the socket, unless there is one or one is on its way. The callback comes when the login is done,
   * before `connected`.
   */
  connect(callback?: (error: SDKError | null) => void): void {
    this.#cancelAutoConnect();
    const begun = this.#starting ?? (this.#isBusy ? Promise.resolve() : this.#start(connecting));
    void this.#tell(callback, begun);
  }

  /**
   * Replaces the connection, with a new token unless told to skip that. Calls while one is being made do nothing more.
   */
  reconnect(skipTokenGeneration?: unknown): void {
    if (this.#starting !== undefined) return;
    const hasTicket = this.#life?.session.ticket !== undefined;
    if (this.#autoConnect !== undefined || (skipTokenGeneration && !hasTicket)) {
      // One that was disposed does not come back by a timer that was left over.
      if (this.#life !== undefined || this.transport === undefined) this.connect();
      return;
    }
    const { state } = this.#life?.lifecycle ?? {};
    if (state === 'waiting' || (state === 'connecting' && (skipTokenGeneration || this.#reconnectsItself))) return;
    if (skipTokenGeneration) this.#reopen();
    else this.#start(reconnecting).catch(() => undefined);
  }

  /** Ends everything at once and removes all handlers. `connect` works again afterwards. */
  dispose(): void {
    this.#cancelAutoConnect();
    const life = this.#life;
    this.#leaveConnection();
    this.#life = undefined;
    this.#starting = undefined;
    life?.end(errors.disposed());
    this.removeAllListeners();
    this.transport = null;
  }

  /** The token for other LivePerson services; `undefined` before the login. */
  getBearerToken(): string | undefined {
    return this.token;
  }

  /** Prolongs the session now. If the platform has ended it, logs in again and replaces the connection. */
  refreshSession(callback?: (error: SDKError | null) => void): void {
    const life = this.#life;
    if (life === undefined || !this.csrf || !this.jar) {
      const error = errors.noSession();
      this.#emit('error', error, { location: refreshing.precheck });
      this.#call(callback, error);
      return;
    }
    void this.#tell(callback, this.#refresh(life));
  }

  /** Prolongs the session every `refreshSessionInterval` from now on, as it does by default. */
  startPeriodicRefreshSession(): void {
    this.#life?.session.startRefreshing(this.refreshSessionInterval);
  }

  /** Sends any request, of those that have a method or not. Arguments are those of the methods, after the type. */
  request(type: string, ...args: readonly unknown[]): undefined {
    this.#request(type, requestOfMethod(methodOf(type)), args);
  }

  /** Makes a method for each type of request: `.ams.cm.Some` becomes `agent.some`. */
  registerRequests(types: readonly string[]): void {
    for (const type of types) {
      const name = methodOf(type);
      // Own and bound: old bots write `setInterval(agent.getClock, 30000)`.
      const value = (...args: readonly unknown[]): undefined => this.#request(type, requestOfMethod(name), args);
      Object.defineProperty(this, name, { configurable: true, enumerable: true, writable: true, value });
    }
  }

  /** As {@link registerRequests}, under the name it has in 1.4.11. */
  _registerRequests(types: readonly string[]): void {
    this.registerRequests(types);
  }

  get #isBusy(): boolean {
    const { state } = this.#life?.lifecycle ?? {};
    return state === 'connecting' || state === 'ready' || state === 'waiting';
  }

  get #reconnectsItself(): boolean {
    return this.#settings.options.reconnect.enabled;
  }

  #begin(): LegacyCore {
    const life: LegacyCore = new LegacyCore(this.#settings, this.#directory, {
      succeeded: (location) => this.#succeeded(life, location),
      report: (error, location) => void this.#failed(life, error, location),
      failed: (error) => void this.#failed(life, error, stageOf(error)),
      changed: (state) => {
        if (state === 'connecting') this.#isLossTold = false;
      },
      opened: () => this.#opened(life),
      closed: (code) => this.#closed(life, code),
      retrying: ({ cause }) => {
        if (!this.#isLossTold) this.#failed(life, cause, stageOf(cause));
      },
      notified: (frame) => this.#receive(frame),
      onUnclaimedResponse: (frame) => this.#receive(frame),
      onProtocolError: (_, text) => this.#receive(looseFrame(text)),
    });
    return life;
  }

  /** Logs in anew; then, and not before, replaces the connection. */
  #start(stages: Stages): Promise<void> {
    const life = (this.#life ??= this.#begin());
    const started = this.#logIn(life, stages).then(
      () => {
        if (this.#life !== life) return;
        this.#starting = undefined;
        this.#reopen();
      },
      (failure: unknown) => {
        const isCurrent = this.#life === life;
        if (isCurrent) this.#starting = undefined;
        const error = this.#failed(life, failure, stageOf(failure));
        if (isCurrent && this.#reconnectsItself && !this.#isBusy) life.lifecycle.failed(failure);
        throw error;
      },
    );
    this.#starting = started;
    return started;
  }

  async #logIn(life: LegacyCore, stages: Stages): Promise<void> {
    const { session, signal } = life;
    const ticket = await session.authenticate({ fresh: true, stages, signal });
    const { host } = new URL(await session.socketUrl(ticket, signal));
    signal.throwIfAborted();
    this.transport ??= new Transport(
      { domain: host, token: ticket.bearer, accountId: this.accountId, apiVersion: this.#settings.options.apiVersion },
      () => life.webSocket,
      (text) => {
        const frame = parseFrame(text);
        this.#receive(frame.kind === 'unreadable' ? looseFrame(text) : frame);
      },
    );
    this.transport.configuration.domain = host;
  }

  #reopen(): void {
    this.#leaveConnection();
    this.#life?.lifecycle.reopen();
  }

  /** Its end is not told; its requests hear of it, a moment later. */
  #leaveConnection(): void {
    this.connected = false;
    const lost = this.pendingRequests;
    this.pendingRequests = {};
    setImmediate(() => loseAll(lost));
  }

  #opened(life: LegacyCore): void {
    this.connected = true;
    life.webSocket?.on('error', (error) => this.#emit('error', errors.socketError(error)));
    this.#emit('connected', { connected: true, ts: Date.now() });
  }

  #closed(life: LegacyCore, code: number): void {
    this.#isLossTold = true;
    this.connected = false;
    const lost = this.pendingRequests;
    this.pendingRequests = {};
    loseAll(lost);
    if (this.#life === life) this.#emit('closed', code);
  }

  #succeeded(life: LegacyCore, location: string): void {
    if (this.#life !== life) return;
    this.#learn(life);
    if (location === refreshing.login && this.transport) this.#reopen();
    this.#emit('success', { location });
  }

  #learn({ session: { identity, ticket } }: LegacyCore): void {
    if (identity === undefined || ticket === undefined) return;
    if (this.#settings.options.login.kind !== 'bearer') this.#credentials.obtained(ticket.bearer);
    const { userId } = this.conf;
    this.agentId = identity.agentId;
    // With a token the id is the bot's own, and keeps its JavaScript type.
    this.userId = ticket.csrf === undefined && String(userId) === identity.userId ? userId : identity.userId;
    this.__oldAgentId = identity.legacyAgentId;
    this.token = ticket.bearer;
    this.csrf = ticket.csrf;
    this.jar = ticket.csrf === undefined ? undefined : ticket.cookies;
    if (this.transport) this.transport.configuration.token = ticket.bearer;
  }

  /**
   * @param location Of an HTTP stage; `undefined` if it was the socket that failed.
   * @returns What was told.
   */
  #failed(life: LegacyCore, failure: unknown, location: string | undefined): SDKError {
    if (this.#life !== life) return errors.disposed();
    if (location === undefined) {
      const error = errors.socketError(failure);
      if (this.#isNews(failure)) this.#emit('error', error);
      if (this.#life === life && !this.#isLossTold) this.#closed(life, ABNORMAL);
      return error;
    }
    const error = errors.stageError(failure, location);
    if (!this.#isNews(failure)) return error;
    if (location === connecting.domains && errors.isUseless(failure)) {
      // That there is nothing in the directory was only ever noticed by who looked for something.
      this.#emit('success', { location });
      this.#emit('error', error, { location: connecting.login });
    } else this.#emit('error', error, { location });
    return error;
  }

  /** One failure, one event: what stops an attempt may also stop the attempts. */
  #isNews(failure: unknown): boolean {
    if (typeof failure !== 'object' || failure === null) return true;
    if (this.#told.has(failure)) return false;
    this.#told.add(failure);
    return true;
  }

  async #refresh(life: LegacyCore): Promise<void> {
    try {
      await life.session.refresh(life.signal);
    } catch (error) {
      throw this.#failed(life, error, stageOf(error));
    }
  }

  #findDomains(callback: (error: SDKError | null, domains: Domains) => void): void {
    const { session, signal } = (this.#life ??= this.#begin());
    const { knownDomains } = session;
    if (knownDomains !== undefined) {
      callback(null, knownDomains);
      return;
    }
    // A copy: old bots do what they like with it.
    const copied = session.domains(signal).then((domains) => ({ ...domains }));
    void this.#tell(callback, copied, (error) => errors.stageError(error, connecting.domains));
  }

  /** Returns nothing, as 1.4.11: a promise that rejects would end bots that `await` a request and catch nothing. */
  #request(type: string, entry: AnyRequest | undefined, args: readonly unknown[]): undefined {
    const { body, callback, ...envelope } = splitArguments(args);
    const { lifecycle, session } = this.#life ?? {};
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

    const timeout = this.requestTimeout;
    const timer = setTimeout(() => settle(errors.timedOut(), undefined), timeout);
    let isSettled = false;
    const settle: PendingRequest['settle'] = (error, outcome) => {
      if (isSettled) return;
      isSettled = true;
      clearTimeout(timer);
      delete this.pendingRequests[id];
      this.#call(callback, error, outcome);
    };
    this.pendingRequests[id] = { callback, launchTime: Date.now(), timeout, settle };
    this.#emit('message:sent', frame);
  }

  #receive(frame: LooseFrame | undefined): void {
    const life = this.#life;
    if (life === undefined || frame === undefined) return;
    if (frame.kind === 'notification') this.#notified(life, frame);
    else this.#answered(life, frame);
  }

  #notified(life: LegacyCore, frame: LooseFrame): void {
    const { body } = frame;
    const type = nameOf(frame.type);
    const { session } = life;
    if (session.identity && this.agentId === undefined) {
      const agentId = learnedAgentId(body, session.identity);
      if (agentId !== undefined) session.learnAgentId(agentId);
      this.#learn(life);
    }
    const entry = notificationOf(type);
    if (entry && session.identity) {
      const me = session.identity;
      const reading = loosened(readAsBefore(entry, body, me), body, me, false);
      if (reading) this.#handOut(reading, body, frame, me);
      return;
    }
    if (type && !isReserved(type)) this.#emit(type, body);
    this.#emit('notification', frame);
  }

  #answered({ session: { identity } }: LegacyCore, frame: LooseFrame): void {
    const id = String(frame.reqId);
    const pending = Object.hasOwn(this.pendingRequests, id) ? this.pendingRequests[id] : undefined;
    const isRefused = isRefusalCode(frame.code);
    let { body } = frame;
    let type = nameOf(frame.type);
    const entry = isRefused ? undefined : requestAnsweredBy(type);
    if (entry && identity) {
      try {
        const emitted = entry.emits?.(body, identity);
        const hidden = emitted && loosened(emitted, body, identity, true);
        const failure = hidden && this.#handOut(hidden, body, { kind: 'notification' }, identity, frame);
        if (failure) return pending?.settle(failure, undefined);
        type = entry.responseEvent ?? type;
        body = entry.decode?.(body, identity);
      } catch (cause) {
        const failure = new TransformError(cause, frame);
        this.#emit('error', failure);
        return pending?.settle(failure, undefined);
      }
    }
    if (type && (type === entry?.responseEvent || !isReserved(type))) this.#emit(type, body, frame.reqId);
    pending?.settle(isRefused ? frame : null, body);
  }

  /** @returns Why there is nothing to hand out. */
  #handOut(
    { event, body, readable, failures, warnings }: Reading,
    wire: unknown,
    notification: LooseFrame,
    me: Identity,
    payload: unknown = notification,
  ): TransformError | undefined {
    for (const message of warnings) this.#emit('warn', { message });
    const told = failures.map((failure) => new TransformError(failure, payload));
    for (const error of told) this.#emit('error', error);
    if (!readable) return told[0];

    addDeprecated(event, body, wire, me.legacyAgentId);
    this.#emit(event, body);
    const { body: _, ...rest } = notification;
    this.#emit('notification', { ...rest, type: event, ...(body !== undefined && { body }) });
    return undefined;
  }

  #cancelAutoConnect(): void {
    clearImmediate(this.#autoConnect);
    this.#autoConnect = undefined;
  }

  /** What a handler throws is nobody's to catch, as with any emitter, but what happens next happens all the same. */
  #emit(event: string, ...args: readonly unknown[]): void {
    try {
      (this as EventEmitter).emit(event, ...args);
    } catch (error) {
      throwUncaught(error);
    }
  }

  async #tell(
    callback: unknown,
    promise: Promise<unknown>,
    translate: (error: unknown) => unknown = (error) => error,
  ): Promise<void> {
    let outcome: readonly unknown[];
    try {
      const result = await promise;
      outcome = result === undefined ? [null] : [null, result];
    } catch (error) {
      outcome = [translate(error)];
    }
    this.#call(callback, ...outcome);
  }

  #call(callback: unknown, ...args: readonly unknown[]): void {
    if (typeof callback !== 'function') return;
    try {
      callback(...args);
    } catch (error) {
      throwUncaught(error);
    }
  }
}

/** The event that a type is emitted under: of what is no text, as the emitter would write it. */
function nameOf(type: unknown): string | undefined {
  return typeof type === 'string' || typeof type === 'number' || typeof type === 'boolean' ? String(type) : undefined;
}

function throwUncaught(error: unknown): void {
  queueMicrotask(() => {
    throw error;
  });
}

function loseAll(pending: Readonly<Record<string, PendingRequest>>): void {
  for (const { settle } of Object.values(pending)) settle(errors.timedOut(), undefined);
}
