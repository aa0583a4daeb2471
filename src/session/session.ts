import { AuthenticationError, type SDKError } from '../errors.js';
import type { ResolvedOptions } from '../options.js';
import type { Identity } from '../protocol/define.js';
import { addressOf, domainOf, findDomains, forgetDomains, type Domains } from '../rest/domains.js';
import type { Http } from '../rest/http.js';
import { login, logout, provide, refresh, type LoginService, type Ticket } from '../rest/login.js';

/** Hears of the stages of logging in and staying so (P 5.7). */
export interface SessionObserver {
  succeeded(location: string): void;
  /** Something failed that nobody asked for, such as a periodic refresh. */
  failed(error: SDKError, location: string): void;
}

type State =
  | { readonly name: 'anonymous' }
  | { readonly name: 'authenticating'; readonly ticket: Promise<Ticket> }
  | { readonly name: 'authenticated'; readonly ticket: Ticket };

/** Names of the stages of one undertaking, for `success` and `error` (P 5.7). */
export interface Stages {
  readonly domains: string;
  readonly login: string;
}

export const connecting: Stages = { domains: 'Connect#CSDS', login: 'Connect#Login' };
export const reconnecting: Stages = { domains: 'Reconnect#CSDS', login: 'Reconnect#Relogin#WS' };
const refreshing = {
  precheck: 'RefreshSession#Precheck',
  domains: 'RefreshSession#CSDS',
  rest: 'RefreshSession#REST',
  login: 'RefreshSession#Relogin#WS',
};

const UNAUTHORIZED = 401;

/** Who the agent is, and with which token. Knows nothing of the socket. */
export class Session {
  readonly #options: ResolvedOptions;
  readonly #http: Http;
  readonly #observer: SessionObserver;
  readonly #accountId: string;
  #state: State = { name: 'anonymous' };
  #identity: Identity | undefined;
  #timer: NodeJS.Timeout | undefined;
  #ended = new AbortController();

  constructor(options: ResolvedOptions, http: Http, observer: SessionObserver) {
    this.#options = options;
    this.#http = http;
    this.#observer = observer;
    this.#accountId = String(options.accountId);
    if (options.login.kind === 'bearer') this.#become(options.login.userId, undefined);
  }

  /** Known from the first login on, with a bearer token from the start. */
  get identity(): Identity | undefined {
    return this.#identity;
  }

  get bearer(): string | undefined {
    if (this.#state.name === 'authenticated') return this.#state.ticket.bearer;
    const { login: how } = this.#options;
    return how.kind === 'bearer' && typeof how.token === 'string' ? how.token : undefined;
  }

  /** Whether another token can be had: not if the only one was given as a string. */
  get renewable(): boolean {
    const { login: how } = this.#options;
    return how.kind !== 'bearer' || typeof how.token === 'function';
  }

  /** The platform has shown the agent's PID (P 5.13 #9). */
  reveal(agentId: string): void {
    if (this.#identity && this.#identity.agentId === undefined) this.#identity = { ...this.#identity, agentId };
  }

  /** @throws {SDKError} As the domain lookup. */
  async domains(signal?: AbortSignal): Promise<Domains> {
    const { csdsDomain, domains } = this.#options;
    const found = await findDomains({ http: this.#http, csdsDomain, accountId: this.#accountId, signal });
    return { ...found, ...domains };
  }

  /** What the domain directory said led nowhere. */
  forgetDomains(): void {
    forgetDomains(this.#options.csdsDomain, this.#accountId);
  }

  /** @returns The address of the socket. It carries the token: hand it to the socket and to nothing else. */
  async socketUrl(ticket: Ticket, signal?: AbortSignal): Promise<string> {
    const { wsDomainType, apiVersion } = this.#options;
    const domains = await this.domains(signal);
    const wanted = wsDomainType !== undefined && domains[wsDomainType] ? [wsDomainType] : [];
    const domain = domainOf(domains, [...wanted, 'facadeMsg', 'asyncMessagingEnt']);
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
    if (state.name === 'authenticating') return state.ticket;
    if (state.name === 'authenticated' && !fresh) return state.ticket;

    const ticket = this.#logIn(stages, signal ? AbortSignal.any([signal, this.#ended.signal]) : this.#ended.signal);
    this.#state = { name: 'authenticating', ticket };
    try {
      const authenticated = { name: 'authenticated', ticket: await ticket } as const;
      this.#state = authenticated;
      return authenticated.ticket;
    } catch (error) {
      // A failed attempt does not take away what was there: the old token may still serve its socket (P 5.15 #21).
      this.#state = state;
      throw error;
    }
  }

  /**
   * Prolongs the session. Where the platform has ended it, logs in again: the open socket stays as it is.
   *
   * @returns Whether there is a new token.
   * @throws {AuthenticationError} Code `NO_SESSION`: with a bearer token from elsewhere there is nothing to prolong.
   */
  async refresh(signal?: AbortSignal): Promise<boolean> {
    let location = refreshing.precheck;
    try {
      const state = this.#state;
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
      }
      location = refreshing.login;
      await this.authenticate({ fresh: true, stages: { domains: '', login: location }, ...(signal && { signal }) });
      return true;
    } catch (error) {
      throw located(error, location);
    }
  }

  /** Prolongs the session periodically; starts anew if it already does. */
  startRefreshing(): void {
    clearTimeout(this.#timer);
    this.#timer = setTimeout(() => void this.#refreshUnasked(), this.#options.refreshSessionInterval);
  }

  stopRefreshing(): void {
    clearTimeout(this.#timer);
    this.#timer = undefined;
  }

  /** Gives the session's seat back. Does nothing without one. */
  async logout(signal?: AbortSignal): Promise<void> {
    const state = this.#state;
    this.stopRefreshing();
    if (state.name !== 'authenticated') return;
    this.#state = { name: 'anonymous' };
    if (state.ticket.csrf === undefined) return;
    await logout(this.#loginService(await this.domains(signal), signal), state.ticket);
  }

  /** Ends what is under way; the session can be used again afterwards. */
  stop(): void {
    this.stopRefreshing();
    this.#ended.abort(new AuthenticationError('The agent was closed', { code: 'CLOSED', delivery: 'unknown' }));
    this.#ended = new AbortController();
  }

  async #refreshUnasked(): Promise<void> {
    const timer = this.#timer;
    const { signal } = this.#ended;
    try {
      await this.refresh(signal);
    } catch (error) {
      if (signal.aborted) return;
      this.#observer.failed(error as SDKError, locationOf(error));
      // Nothing to prolong now, nothing to prolong later.
      if (error instanceof AuthenticationError && error.code === 'NO_SESSION') return;
    }
    if (!signal.aborted && this.#timer === timer) this.startRefreshing();
  }

  async #logIn(stages: Stages, signal: AbortSignal): Promise<Ticket> {
    const { login: how, refreshSessionToken } = this.#options;
    let location = stages.domains;
    try {
      const domains = await this.domains(signal);
      if (stages.domains) this.#observer.succeeded(stages.domains);
      location = stages.login;
      if (how.kind === 'bearer') {
        const bearer = await provide(how.token);
        this.#observer.succeeded(location);
        return { bearer, csrf: undefined, cookies: new Map(), userId: how.userId, agentId: undefined };
      }
      const ticket = await login(this.#loginService(domains, signal), how);
      this.#become(ticket.userId, ticket.agentId);
      if (ticket.csrf !== undefined && refreshSessionToken) this.startRefreshing();
      this.#observer.succeeded(location);
      return ticket;
    } catch (error) {
      throw located(error, location);
    }
  }

  #loginService(domains: Domains, signal: AbortSignal | undefined): LoginService {
    return { http: this.#http, domain: domainOf(domains, ['agentVep']), accountId: this.#accountId, signal };
  }

  #become(userId: string, agentId: string | undefined): void {
    this.#identity = {
      accountId: this.#accountId,
      brandId: this.#options.accountId,
      userId,
      legacyAgentId: `${this.#accountId}.${userId}`,
      agentId: agentId ?? this.#identity?.agentId,
    };
  }
}

/** Where things failed travels beside the error, not in it: it concerns the `error` event alone. */
const locations = new WeakMap<object, string>();

/** The stage in which an error of the session arose (P 5.7). */
export function locationOf(error: unknown): string {
  return (typeof error === 'object' && error !== null && locations.get(error)) || connecting.login;
}

function located(error: unknown, location: string): unknown {
  if (typeof error === 'object' && error !== null && !locations.has(error)) locations.set(error, location);
  return error;
}

function noSession(): AuthenticationError {
  return new AuthenticationError(
    'There is no session to refresh: a bearer token obtained elsewhere is prolonged where it was obtained',
    { code: 'NO_SESSION', service: 'authentication.login', delivery: 'not-sent' },
  );
}
