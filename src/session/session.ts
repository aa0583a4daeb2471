import { AuthenticationError, ConnectionError, SDKError, TimeoutError } from '../errors.js';
import type { ResolvedOptions } from '../options/options.js';
import type { Identity } from '../protocol/define.js';
import { addressOf, domainKey, domainOf, findDomains, NO_DIRECTORY } from '../rest/domains.js';
import type { Http } from '../rest/http.js';
import { login, logout, provide, refresh, secretsIn, type LoginService, type Ticket } from '../rest/login.js';
import type { DomainCache, Domains } from '../support/process-scope.js';
import type { Secrets } from '../support/redact.js';
import { reasonOf } from '../support/thrown.js';
import { pause, withDeadline } from '../support/deadline.js';

/** Hears of the stages of logging in and staying so (P 5.7). */
export interface SessionObserver {
  succeeded(location: string): void;
  /** Something failed that nobody asked for, such as a periodic refresh. */
  report(error: SDKError, location: string): void;
}

type State =
  | { readonly name: 'anonymous' }
  | {
      readonly name: 'authenticating';
      readonly ticket: Promise<Ticket>;
      readonly signal: AbortSignal;
      /** A failed attempt does not take away what was there: the old token may still serve its socket (P 5.15 #21). */
      readonly before: Settled;
    }
  | { readonly name: 'authenticated'; readonly ticket: Ticket };

type Settled = Exclude<State, { name: 'authenticating' }>;

/** What `stop` ends; there while there is something. An idle one would be a sixteenth of an idle agent. */
interface InFlight {
  readonly stop: AbortController;
  count: number;
}

/** Names of the stages of one undertaking, for `success` and `error` (P 5.7). */
export interface Stages {
  readonly domains: string;
  readonly login: string;
}

export const connecting: Stages = { domains: 'Connect#CSDS', login: 'Connect#Login' };
export const reconnecting: Stages = { domains: 'Reconnect#CSDS', login: 'Reconnect#Relogin#WS' };
export const refreshing = {
  precheck: 'RefreshSession#Precheck',
  domains: 'RefreshSession#CSDS',
  rest: 'RefreshSession#REST',
  login: 'RefreshSession#Relogin#WS',
};

const UNAUTHORIZED = 401;
/** Sessions ended so soon after the login, so often in a row, are a fight over one user. */
const CONTEST_WINDOW_MS = 600_000;
const CONTEST_FROM = 3;
const CONTEST_PAUSE_MS = 60_000;

/** Who the agent is, and with which token. Knows nothing of the socket. */
export class Session {
  readonly #options: ResolvedOptions;
  readonly #http: Http;
  readonly #observer: SessionObserver;
  readonly #accountId: string;
  readonly #cache: DomainCache;
  #lastDomains: Domains | undefined;
  #state: State = { name: 'anonymous' };
  #identity: Identity | undefined;
  #timer: NodeJS.Timeout | undefined;
  #refreshIntervalMs: number;
  #underWay: InFlight | undefined;
  #lastLoginAt = -Infinity;
  #loggedInAt = -Infinity;
  #evictedAt: number | undefined;
  #evictions = 0;

  /** @param cache Where domain lookups are cached; by default that of the agent's process scope. */
  constructor(options: ResolvedOptions, http: Http, observer: SessionObserver, cache = options.scope.domains) {
    this.#options = options;
    this.#http = http;
    this.#observer = observer;
    this.#accountId = String(options.accountId);
    this.#cache = cache;
    this.#refreshIntervalMs = options.refreshSessionInterval;
    if (options.login.kind === 'bearer') this.#become(options.login.userId, undefined);
  }

  /** Known from the first login on, with a bearer token from the start. */
  get identity(): Identity | undefined {
    return this.#identity;
  }

  /** What the login gave; of a bearer token from elsewhere, once it is in use. */
  get ticket(): Ticket | undefined {
    return this.#state.name === 'authenticated' ? this.#state.ticket : undefined;
  }

  get bearer(): string | undefined {
    const settled = this.#settled;
    if (settled.name === 'authenticated') return settled.ticket.bearer;
    const { login: how } = this.#options;
    return how.kind === 'bearer' && typeof how.token === 'string' ? how.token : undefined;
  }

  /** Whether another token can be had: not if the only one was given as a string. */
  get renewable(): boolean {
    const { login: how } = this.#options;
    return how.kind !== 'bearer' || typeof how.token === 'function';
  }

  /**
   * A token was refused although it had not been used up: somebody else may have logged in as the same user, which ends
   * the first one's session (P 1.11). Where that happens again and again, it is reported, and logins are held back.
   */
  sessionTakenOver(): void {
    // Whoever brings its own reconnection also brings its own patience. And a session ends once.
    if (!this.#options.reconnect.enabled || this.#evictedAt !== undefined) return;
    this.#evictedAt = performance.now();
    // Where sockets are left alone, it is the first refresh that shows it.
    const windowMs = Math.max(CONTEST_WINDOW_MS, this.#refreshIntervalMs * 1.5);
    this.#evictions = this.#evictedAt - this.#loggedInAt < windowMs ? this.#evictions + 1 : 0;
    if (this.#evictions === CONTEST_FROM) this.#observer.report(contested(), connecting.login);
  }

  /** How long to wait before logging in, so as not to fight over the user; 0 where nobody does. */
  get conflictBackoffMs(): number {
    if (this.#evictedAt === undefined || this.#evictions < CONTEST_FROM) return 0;
    const pauseMs = CONTEST_PAUSE_MS * 2 ** (this.#evictions - CONTEST_FROM);
    return Math.max(this.#evictedAt + Math.min(pauseMs, this.#options.reconnect.maxDelay) - performance.now(), 0);
  }

  /** Logins keep their distance (P 1.4, P 1.11). Bearer tokens come from elsewhere, where that is seen to. */
  async waitForLoginSlot(signal: AbortSignal): Promise<void> {
    if (this.#options.login.kind === 'bearer') return;
    await pause(this.#lastLoginAt + this.#options.reconnect.loginInterval - performance.now(), signal);
    this.#lastLoginAt = performance.now();
  }

  /** The platform has shown the agent's PID (P 5.13 #9). */
  learnAgentId(agentId: string): void {
    if (this.#identity && this.#identity.agentId === undefined) this.#identity = { ...this.#identity, agentId };
  }

  /** @throws {SDKError} As the domain lookup. */
  async domains(signal?: AbortSignal): Promise<Domains> {
    const { csdsDomain, domains } = this.#options;
    const lookup = { http: this.#http, csdsDomain, accountId: this.#accountId, signal, cache: this.#cache };
    const found = await findDomains(lookup);
    // As it is, where there is nothing to add: agents of one account share what was found.
    this.#lastDomains = isEmpty(domains) ? found : { ...found, ...domains };
    return this.#lastDomains;
  }

  /** As {@link domains}, if they need not be asked for. */
  get knownDomains(): Domains | undefined {
    const { csdsDomain, domains } = this.#options;
    const found = this.#cache.cached(domainKey(csdsDomain, this.#accountId));
    return found && { ...found, ...domains };
  }

  /** What the domain directory said led nowhere. */
  forgetDomains(): void {
    this.#cache.forget(domainKey(this.#options.csdsDomain, this.#accountId));
  }

  /** @returns The address of the socket. It carries the token: hand it to the socket and to nothing else. */
  async socketUrl(ticket: Ticket, signal?: AbortSignal): Promise<string> {
    const { apiVersion } = this.#options;
    const domain = this.#socketDomain(await this.#domainsOrLast(signal));
    const account = encodeURIComponent(this.#accountId);
    const path = `/ws_api/account/${account}/messaging/brand/${encodeURIComponent(ticket.bearer)}?v=${encodeURIComponent(apiVersion)}`;
    return addressOf(domain, 'wss', path).href;
  }

  /**
   * The ticket in hand, or with `fresh`, or without one, a new one. At the same time it is done once.
   *
   * @throws {AuthenticationError} The platform refuses the credentials.
   * @throws {SDKError} As the domain lookup and the login.
   */
  async authenticate({
    fresh,
    stages,
    signal,
  }: {
    readonly fresh: boolean;
    readonly stages: Stages;
    readonly signal?: AbortSignal;
  }): Promise<Ticket> {
    const state = this.#state;
    // One that was stopped is only on its way out.
    if (state.name === 'authenticating' && !state.signal.aborted) return withDeadline(state.ticket, { signal });
    if (state.name === 'authenticated' && !fresh) {
      if (this.#timer === undefined) this.#refreshFromNowOn(state.ticket);
      return state.ticket;
    }

    const { until, done } = this.#undertake(signal);
    const ticket = this.#logIn(stages, until).finally(done);
    const authenticating: State = { name: 'authenticating', ticket, signal: until, before: this.#settled };
    this.#state = authenticating;
    try {
      const settled: State = { name: 'authenticated', ticket: await ticket };
      if (this.#state === authenticating) this.#state = settled;
    } catch (error) {
      if (this.#state === authenticating) this.#state = authenticating.before;
      throw error;
    }
    this.#observer.succeeded(stages.login);
    return ticket;
  }

  /**
   * Prolongs the session. Where the platform has ended it, logs in again: the open socket stays as it is.
   *
   * @returns Whether there is a new token.
   * @throws {AuthenticationError} Code `NO_SESSION`: with a bearer token from elsewhere there is nothing to prolong.
   */
  async refresh(given?: AbortSignal): Promise<boolean> {
    const { until: signal, done } = this.#undertake(given);
    let location = refreshing.precheck;
    try {
      const state = this.#state;
      if (state.name === 'authenticating' && !state.signal.aborted) {
        // There is nothing newer than what it will give.
        await withDeadline(state.ticket, { signal });
        return true;
      }
      if (state.name !== 'authenticated' || state.ticket.csrf === undefined) throw noSession();
      this.#observer.succeeded(location);

      location = refreshing.domains;
      const service = this.#loginService(await this.domains(signal), signal);
      this.#observer.succeeded(location);

      location = refreshing.rest;
      try {
        const ticket = await refresh(service, state.ticket);
        if (this.#state === state) this.#state = { name: 'authenticated', ticket };
        this.#observer.succeeded(location);
        return false;
      } catch (error) {
        if (!(error instanceof AuthenticationError) || error.code !== UNAUTHORIZED) throw error;
        this.sessionTakenOver();
        if (this.conflictBackoffMs > 0) throw error;
      }
      location = refreshing.login;
      if (this.#options.reconnect.enabled) await this.waitForLoginSlot(signal);
      await this.authenticate({ fresh: true, stages: { domains: '', login: location }, signal });
      return true;
    } catch (error) {
      throw located(error, location);
    } finally {
      done();
    }
  }

  /**
   * Prolongs the session, or asks the user's function for another token, after a service refused the current one.
   *
   * @returns `false` where there is nothing to renew: the only token was given as a string.
   */
  async renewToken(): Promise<boolean> {
    if (!this.renewable) return false;
    if (this.ticket?.csrf !== undefined) await this.refresh();
    else await this.authenticate({ fresh: true, stages: { domains: '', login: refreshing.login } });
    return true;
  }

  /** Prolongs the session periodically; starts anew if it already does. */
  startRefreshing(intervalMs = this.#refreshIntervalMs): void {
    clearTimeout(this.#timer);
    this.#refreshIntervalMs = intervalMs;
    this.#timer = setTimeout(() => void this.#refreshUnasked(), intervalMs);
  }

  stopRefreshing(): void {
    clearTimeout(this.#timer);
    this.#timer = undefined;
  }

  /**
   * Gives the session's seat back. Does nothing without one.
   *
   * @throws {TimeoutError} Not done in time.
   * @throws {SDKError} As the domain lookup and the login service: the seat may still be taken.
   */
  async logout(timeoutMs: number): Promise<void> {
    const state = this.#state;
    this.stopRefreshing();
    if (state.name !== 'authenticated') return;
    this.#state = { name: 'anonymous' };
    if (state.ticket.csrf === undefined) return;
    const stop = new AbortController();
    const error = (): Error =>
      new TimeoutError('The logout', Math.round(timeoutMs), { service: 'authentication.logout' });
    try {
      await withDeadline(this.#endSession(state.ticket, stop.signal), { deadline: { timeoutMs, error } });
    } finally {
      stop.abort();
    }
  }

  async #endSession(ticket: Ticket, signal: AbortSignal): Promise<void> {
    // The login service is most likely where it was: a close has little time, and none for the directory.
    const domains = this.#lastDomains ?? (await this.domains(signal));
    await logout(this.#loginService(domains, signal), ticket);
  }

  /** The session's credentials, tokens and cookies: what the platform repeats of them is redacted. */
  get secrets(): Secrets {
    return this.#http.secrets;
  }

  /** Ends what is under way; the session can be used again afterwards. */
  stop(): void {
    this.stopRefreshing();
    const underWay = this.#underWay;
    this.#underWay = undefined;
    underWay?.stop.abort(new ConnectionError('The agent was closed', { code: 'CLOSED', delivery: 'unknown' }));
  }

  /** Something that ends with the session, or with the signal given. */
  #undertake(given?: AbortSignal): { readonly until: AbortSignal; readonly done: () => void } {
    const underWay = (this.#underWay ??= { stop: new AbortController(), count: 0 });
    underWay.count += 1;
    const { signal } = underWay.stop;
    return {
      until: given ? AbortSignal.any([given, signal]) : signal,
      done: () => {
        underWay.count -= 1;
        if (underWay.count === 0 && this.#underWay === underWay) this.#underWay = undefined;
      },
    };
  }

  /** By itself, where there is something to prolong and the options want it. */
  #refreshFromNowOn({ csrf }: Ticket): void {
    if (csrf !== undefined && this.#options.refreshSessionToken) this.startRefreshing();
  }

  async #refreshUnasked(): Promise<void> {
    const timer = this.#timer;
    const { until: signal, done } = this.#undertake();
    try {
      await this.refresh();
    } catch (error) {
      if (signal.aborted) return;
      this.#observer.report(error as SDKError, locationOf(error));
      // Nothing to prolong now, nothing to prolong later.
      if (error instanceof AuthenticationError && error.code === 'NO_SESSION') return;
    } finally {
      done();
    }
    if (!signal.aborted && this.#timer === timer) this.startRefreshing();
  }

  async #logIn(stages: Stages, signal: AbortSignal): Promise<Ticket> {
    const { login: how } = this.#options;
    let location = stages.domains;
    try {
      const domains = await this.domains(signal);
      // While reconnecting, a directory that has no list fails the lookup, one whose list leads nowhere the login (P 5.6).
      if (stages === reconnecting && domains === NO_DIRECTORY) this.#socketDomain(domains);
      if (stages.domains) this.#observer.succeeded(stages.domains);
      location = stages.login;
      if (stages === reconnecting) this.#socketDomain(domains);
      if (how.kind === 'bearer') {
        this.#socketDomain(domains);
        const bearer = await provide(how.token, { timeoutMs: this.#options.requestTimeout, signal });
        this.secrets.add([bearer]);
        // In legacy mode a bot may have changed them since the last login.
        this.#become(how.userId, undefined);
        return { bearer, csrf: undefined, cookies: new Map(), userId: how.userId, agentId: undefined };
      }
      // Counted from when it is over: what matters is when the platform got it, and then it has.
      const ticket = await login(this.#loginService(domains, signal), how).finally(() => {
        this.#lastLoginAt = performance.now();
      });
      this.#become(ticket.userId, ticket.agentId);
      this.#loggedInAt = performance.now();
      this.#evictedAt = undefined;
      this.#refreshFromNowOn(ticket);
      return ticket;
    } catch (error) {
      // What is neither ours nor the signal's was thrown by a function of the user's.
      const failure =
        error instanceof SDKError || signal.aborted ? error : notGiven(error, (text) => this.secrets.redact(text));
      throw located(failure, location);
    }
  }

  /** What there was before a login that is under way. */
  get #settled(): Settled {
    return this.#state.name === 'authenticating' ? this.#state.before : this.#state;
  }

  /** With a ticket in hand there is no need for the directory: the socket is most likely where it was. */
  async #domainsOrLast(signal: AbortSignal | undefined): Promise<Domains> {
    try {
      return await this.domains(signal);
    } catch (error) {
      if (this.#lastDomains === undefined || signal?.aborted) throw error;
      return this.#lastDomains;
    }
  }

  #socketDomain(domains: Domains): string {
    const { wsDomainType } = this.#options;
    const wanted = wsDomainType !== undefined && domains[wsDomainType] ? [wsDomainType] : [];
    return domainOf(domains, [...wanted, 'facadeMsg', 'asyncMessagingEnt']);
  }

  #loginService(domains: Domains, signal: AbortSignal | undefined): LoginService {
    const { kind: _, ...credentials } = this.#options.login;
    // Each time: what was added longest ago is forgotten. Functions are not secret, their values are added by `login`.
    this.secrets.add(secretsIn(stringsOf(credentials)));
    return { http: this.#http, domain: domainOf(domains, ['agentVep']), accountId: this.#accountId, signal };
  }

  #become(userId: string, agentId: string | undefined): void {
    this.#identity = {
      accountId: this.#accountId,
      brandId: this.#options.accountId,
      userId,
      legacyAgentId: `${this.#accountId}.${userId}`,
      agentId: agentId ?? (this.#identity?.userId === userId ? this.#identity.agentId : undefined),
    };
  }
}

function stringsOf(values: object): Readonly<Record<string, string>> {
  return Object.fromEntries(
    Object.entries(values).filter((entry): entry is [string, string] => typeof entry[1] === 'string'),
  );
}

function isEmpty(domains: Domains): boolean {
  return Object.keys(domains).length === 0;
}

/** Where things failed travels beside the error, not in it: it concerns the `error` event alone. */
const locations = new WeakMap<object, string>();

/** The stage in which an error arose (P 5.7); `undefined` if that was not the session's. */
export function stageOf(error: unknown): string | undefined {
  return typeof error === 'object' && error !== null ? locations.get(error) : undefined;
}

/** As {@link stageOf}, where something has to be said. */
export function locationOf(error: unknown): string {
  return stageOf(error) ?? connecting.login;
}

function located(error: unknown, location: string): unknown {
  if (typeof error === 'object' && error !== null && !locations.has(error)) locations.set(error, location);
  return error;
}

/** @param redacted Takes the token in use out of what the function of the user's says: the message goes to logs. */
function notGiven(cause: unknown, redacted: (text: string) => string): SDKError {
  const reason = redacted(reasonOf(cause));
  return new SDKError(`The token could not be had: ${reason}`, {
    code: 'NO_TOKEN',
    service: 'authentication.login',
    cause,
  });
}

function noSession(): AuthenticationError {
  return new AuthenticationError(
    'There is no session to refresh: a bearer token obtained elsewhere is prolonged where it was obtained',
    { code: 'NO_SESSION', service: 'authentication.login', delivery: 'not-sent' },
  );
}

function contested(): AuthenticationError {
  return new AuthenticationError(
    'The session was ended again and again soon after the login: somebody else seems to log in as the same user. ' +
      'Give each bot a user of its own; until then logins are held back',
    { code: 'LOGGED_IN_ELSEWHERE', retryable: true },
  );
}
