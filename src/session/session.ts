import { AuthenticationError, SDKError, TimeoutError } from '../errors.js';
import type { ResolvedOptions } from '../options/options.js';
import type { Identity } from '../protocol/define.js';
import { NO_DIRECTORY } from '../rest/domains.js';
import type { Http } from '../rest/http.js';
import { login, logout, provide, refresh, type LoginService, type Ticket } from '../rest/login.js';
import { withDeadline } from '../support/deadline.js';
import type { Domains } from '../support/process-scope.js';
import { secretsIn, type Secrets } from '../support/redact.js';
import { reasonOf } from '../support/thrown.js';
import { Addresses } from './addresses.js';
import { LoginGuard } from './login-guard.js';
import { Operations } from './operations.js';
import { noSession, PeriodicRefresh, type Refreshable } from './refresh.js';
import { atStage, connecting, reconnecting, refreshing, type Stages } from './stages.js';

/** Receives the progress of logins and refreshes. */
export interface SessionObserver {
  /** A stage is done. */
  succeeded(location: string): void;
  /** An error that no promise carries, such as one of the periodic refresh. */
  report(error: SDKError, location: string): void;
}

type SessionState =
  | { readonly name: 'anonymous' }
  | {
      readonly name: 'authenticating';
      readonly ticket: Promise<Ticket>;
      readonly signal: AbortSignal;
      /** Restored if the login fails: the old token may still serve its socket. */
      readonly before: SettledState;
    }
  | { readonly name: 'authenticated'; readonly ticket: Ticket };

type SettledState = Exclude<SessionState, { name: 'authenticating' }>;

export interface AuthenticateOptions {
  /** Log in although there is a token. */
  readonly fresh: boolean;
  readonly stages: Stages;
  readonly signal?: AbortSignal;
}

const UNAUTHORIZED = 401;

/** The identity of the agent and its token: login, refresh, logout. Independent of the socket. */
export class Session implements Refreshable {
  readonly addresses: Addresses;
  readonly guard: LoginGuard;
  /** What `stop` aborts. */
  readonly operations = new Operations();
  readonly #options: ResolvedOptions;
  readonly #http: Http;
  readonly #observer: SessionObserver;
  readonly #periodic: PeriodicRefresh;
  #state: SessionState = { name: 'anonymous' };
  #identity: Identity | undefined;

  /** @param cache Where domain lookups are cached; by default that of the agent's process scope. */
  constructor(options: ResolvedOptions, http: Http, observer: SessionObserver, cache = options.scope.domains) {
    this.#options = options;
    this.#http = http;
    this.#observer = observer;
    this.addresses = new Addresses(options, http, cache);
    this.guard = new LoginGuard(options.reconnect, options.login.kind !== 'bearer');
    this.#periodic = new PeriodicRefresh(this, options.refreshSessionInterval);
    if (options.login.kind === 'bearer') this.#identify(options.login.userId, undefined);
  }

  /** Known from the first login on, with a bearer token from the start. */
  get identity(): Identity | undefined {
    return this.#identity;
  }

  /** The result of the last login. For the legacy agent, whose bots read CSRF token and cookies. */
  get ticket(): Ticket | undefined {
    return this.#state.name === 'authenticated' ? this.#state.ticket : undefined;
  }

  get bearer(): string | undefined {
    const settled = this.#settled;
    if (settled.name === 'authenticated') return settled.ticket.bearer;
    const { login: credentials } = this.#options;
    return credentials.kind === 'bearer' && typeof credentials.token === 'string' ? credentials.token : undefined;
  }

  /** Whether a new token can be obtained: `false` if the only one was given as a string. */
  get renewable(): boolean {
    const { login: credentials } = this.#options;
    return credentials.kind !== 'bearer' || typeof credentials.token === 'function';
  }

  /** The session's credentials, tokens and cookies: redacted from what the platform says. */
  get secrets(): Secrets {
    return this.#http.secrets;
  }

  /** @throws {SDKError} As the domain lookup. */
  domains(signal?: AbortSignal): Promise<Domains> {
    return this.addresses.find(signal);
  }

  /** A token was refused before its time. Reports a conflict over the user, which delays logins from now on. */
  sessionTakenOver(): void {
    const conflict = this.guard.sessionTakenOver(this.#periodic.intervalMs);
    if (conflict) this.report(conflict, connecting.login);
  }

  /** Called when a notification shows the agent's PID, which a bearer token alone does not tell. */
  learnAgentId(agentId: string): void {
    if (this.#identity && this.#identity.agentId === undefined) this.#identity = { ...this.#identity, agentId };
  }

  report(error: SDKError, location: string): void {
    this.#observer.report(error, location);
  }

  /**
   * The current ticket; with `fresh`, or without one, a new one. Overlapping calls share one login.
   *
   * @throws {AuthenticationError} The platform refuses the credentials.
   * @throws {SDKError} As the domain lookup and the login.
   */
  async authenticate({ fresh, stages, signal }: AuthenticateOptions): Promise<Ticket> {
    const state = this.#state;
    // An aborted login is about to fail: not worth waiting for.
    if (state.name === 'authenticating' && !state.signal.aborted) return withDeadline(state.ticket, { signal });
    if (state.name === 'authenticated' && !fresh) {
      if (!this.#periodic.isRunning) this.#refreshPeriodically(state.ticket);
      return state.ticket;
    }

    const operation = this.operations.begin(signal);
    const ticket = this.#logIn(stages, operation.signal).finally(operation.end);
    const authenticating: SessionState = {
      name: 'authenticating',
      ticket,
      signal: operation.signal,
      before: this.#settled,
    };
    this.#state = authenticating;
    try {
      const settled: SessionState = { name: 'authenticated', ticket: await ticket };
      if (this.#state === authenticating) this.#state = settled;
    } catch (error) {
      if (this.#state === authenticating) this.#state = authenticating.before;
      throw error;
    }
    this.#observer.succeeded(stages.login);
    return ticket;
  }

  /**
   * Prolongs the session. If the platform has ended it, logs in again; the open socket stays as it is.
   *
   * @returns Whether there is a new token.
   * @throws {AuthenticationError} Code `NO_SESSION`: a bearer token from elsewhere cannot be prolonged here.
   * @throws {SDKError} As the domain lookup and the login service.
   */
  async refresh(given?: AbortSignal): Promise<boolean> {
    const { signal, end } = this.operations.begin(given);
    let location = refreshing.precheck;
    try {
      const state = this.#state;
      if (state.name === 'authenticating' && !state.signal.aborted) {
        await withDeadline(state.ticket, { signal });
        return true;
      }
      if (state.name !== 'authenticated' || state.ticket.csrf === undefined) throw noSession();
      this.#observer.succeeded(location);

      location = refreshing.domains;
      const service = this.#loginService(await this.addresses.find(signal), signal);
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
        if (this.guard.conflictBackoffMs > 0) throw error;
      }
      location = refreshing.login;
      if (this.#options.reconnect.enabled) await this.guard.waitForInterval(signal);
      await this.authenticate({ fresh: true, stages: { domains: '', login: location }, signal });
      return true;
    } catch (error) {
      throw atStage(error, location);
    } finally {
      end();
    }
  }

  /**
   * Refreshes the session, or calls the token function, after a service refused the current token.
   *
   * @returns `false` where there is nothing to renew: the only token was given as a string.
   */
  async renewToken(): Promise<boolean> {
    if (!this.renewable) return false;
    if (this.ticket?.csrf !== undefined) await this.refresh();
    else await this.authenticate({ fresh: true, stages: { domains: '', login: refreshing.login } });
    return true;
  }

  /** Refreshes the session periodically; restarts the interval if it is running. */
  startRefreshing(intervalMs?: number): void {
    this.#periodic.start(intervalMs);
  }

  /**
   * Ends the session, which frees the user's seat. Does nothing without a session.
   *
   * @throws {TimeoutError} Not done in time.
   * @throws {SDKError} As the domain lookup and the login service: the seat may still be taken.
   */
  async logout(timeoutMs: number): Promise<void> {
    const state = this.#state;
    this.#periodic.stop();
    if (state.name !== 'authenticated') return;
    this.#state = { name: 'anonymous' };
    if (state.ticket.csrf === undefined) return;
    const controller = new AbortController();
    const error = (): Error =>
      new TimeoutError('The logout', Math.round(timeoutMs), { service: 'authentication.logout' });
    try {
      await withDeadline(this.#endSession(state.ticket, controller.signal), { deadline: { timeoutMs, error } });
    } finally {
      controller.abort();
    }
  }

  /** Aborts everything in progress and the periodic refresh. The session can be used again afterwards. */
  stop(): void {
    this.#periodic.stop();
    this.operations.stop();
  }

  /** The state without a login in progress. */
  get #settled(): SettledState {
    return this.#state.name === 'authenticating' ? this.#state.before : this.#state;
  }

  async #logIn(stages: Stages, signal: AbortSignal): Promise<Ticket> {
    const { login: credentials } = this.#options;
    let location = stages.domains;
    try {
      const domains = await this.addresses.find(signal);
      // While reconnecting, a directory without a list fails the lookup, a list without the service fails the login.
      if (stages === reconnecting && domains === NO_DIRECTORY) this.addresses.socketHost(domains);
      if (stages.domains) this.#observer.succeeded(stages.domains);
      location = stages.login;
      if (stages === reconnecting) this.addresses.socketHost(domains);
      if (credentials.kind === 'bearer') {
        this.addresses.socketHost(domains);
        const bearer = await provide(credentials.token, { timeoutMs: this.#options.requestTimeout, signal });
        this.secrets.add([bearer]);
        // The legacy agent reads `conf` anew, which may name another user by now.
        this.#identify(credentials.userId, undefined);
        return { bearer, csrf: undefined, cookies: new Map(), userId: credentials.userId, agentId: undefined };
      }
      const ticket = await login(this.#loginService(domains, signal), credentials).finally(() =>
        this.guard.loginEnded(),
      );
      this.#identify(ticket.userId, ticket.agentId);
      this.guard.loginSucceeded();
      this.#refreshPeriodically(ticket);
      return ticket;
    } catch (error) {
      // Neither from this library nor the signal's reason: thrown by the application's token function.
      const failure =
        error instanceof SDKError || signal.aborted ? error : tokenFailed(error, (text) => this.secrets.redact(text));
      throw atStage(failure, location);
    }
  }

  #refreshPeriodically({ csrf }: Ticket): void {
    if (csrf !== undefined && this.#options.refreshSessionToken) this.#periodic.start();
  }

  async #endSession(ticket: Ticket, signal: AbortSignal): Promise<void> {
    // A close has little time: the last address of the login service is good enough.
    await logout(this.#loginService(await this.addresses.lastOrFind(signal), signal), ticket);
  }

  #loginService(domains: Domains, signal: AbortSignal | undefined): LoginService {
    const { kind: _, ...credentials } = this.#options.login;
    // Added before each call, because `Secrets` forgets the oldest. `login` adds what functions return.
    this.secrets.add(secretsIn(stringsOf(credentials)));
    return {
      http: this.#http,
      domain: this.addresses.loginHost(domains),
      accountId: String(this.#options.accountId),
      signal,
    };
  }

  #identify(userId: string, agentId: string | undefined): void {
    const accountId = String(this.#options.accountId);
    this.#identity = {
      accountId,
      brandId: this.#options.accountId,
      userId,
      legacyAgentId: `${accountId}.${userId}`,
      agentId: agentId ?? (this.#identity?.userId === userId ? this.#identity.agentId : undefined),
    };
  }
}

function stringsOf(values: object): Readonly<Record<string, string>> {
  return Object.fromEntries(
    Object.entries(values).filter((entry): entry is [string, string] => typeof entry[1] === 'string'),
  );
}

/** @param redacted Removes the current token from the message of the application's error, which may end up in a log. */
function tokenFailed(cause: unknown, redacted: (text: string) => string): SDKError {
  const reason = redacted(reasonOf(cause));
  return new SDKError(`The token function failed: ${reason}`, {
    code: 'NO_TOKEN',
    service: 'authentication.login',
    cause,
  });
}
