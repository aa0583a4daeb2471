import type { Timers } from '../clock.js';
import type { PlatformEventSink } from './events.js';
import { newSecret, pidOf } from './ids.js';

/** A LivePerson user to add. Every member has a default. */
export interface AgentDetails {
  readonly username?: string | undefined;
  readonly password?: string | undefined;
  /** Numeric id. By default the next number from 501 up. */
  readonly userId?: string | undefined;
  /** Public id, a UUID. By default derived from `userId`. */
  readonly pid?: string | undefined;
  readonly firstName?: string | undefined;
  readonly lastName?: string | undefined;
  readonly nickName?: string | undefined;
  readonly email?: string | undefined;
  /** Only conversations of these skills ring this agent. An empty list: conversations of every skill. */
  readonly skillIds?: readonly string[] | undefined;
  /**
   * Permission to see, join and close conversations in which the agent is no participant.
   *
   * @default true
   */
  readonly seesAllConversations?: boolean | undefined;
}

/** A LivePerson user, with credentials for every kind of login. */
export interface AgentAccount {
  /** Numeric id, e.g. `501`. */
  readonly userId: string;
  /** Public id, a UUID. */
  readonly pid: string;
  /** `{accountId}.{userId}`: the id that UMS uses for agents. */
  readonly legacyId: string;
  readonly username: string;
  readonly password: string;
  readonly appKey: string;
  readonly secret: string;
  readonly accessToken: string;
  readonly accessTokenSecret: string;
  readonly clientId: string;
  readonly clientSecret: string;
  /** A base64 SAML response. Not single-use. */
  readonly assertion: string;
  readonly firstName: string;
  readonly lastName: string;
  readonly nickName: string;
  readonly email: string;
  readonly skillIds: readonly string[];
  readonly seesAllConversations: boolean;
}

/** A session, as a login opens it. */
export interface LoginSession {
  readonly agent: AgentAccount;
  readonly token: string;
  readonly csrf: string;
  /** Value of the cookie `Session_id`. */
  readonly cookie: string;
}

/** Why a session ended. */
type SessionEnd = 'logout' | 'replaced' | 'revoked' | 'expired';

export interface AccountsOptions {
  /** Whether a login ends the user's earlier session. */
  readonly singleSession: boolean;
  readonly sessionTtlMs: number;
  readonly timers: Timers;
  readonly emit: PlatformEventSink;
  /** Called with a session that a later login of the same user ended. */
  readonly onReplaced: (session: LoginSession) => void;
}

/** The users of the account and their sessions. */
export class Accounts {
  /** Successful logins, including tokens that `agentOptions('token')` issued. */
  logins = 0;
  /** Successful refreshes. */
  refreshes = 0;
  readonly #agents: AgentAccount[] = [];
  readonly #byLegacyId = new Map<string, AgentAccount>();
  readonly #byPid = new Map<string, AgentAccount>();
  /** Valid sessions by token. */
  readonly #sessions = new Map<string, LoginSession>();
  readonly #cancelExpiry = new Map<LoginSession, () => void>();
  readonly #options: AccountsOptions;

  constructor(
    readonly accountId: string,
    options: AccountsOptions,
  ) {
    this.#options = options;
  }

  get sessionTtlMs(): number {
    return this.#options.sessionTtlMs;
  }

  get all(): readonly AgentAccount[] {
    return this.#agents;
  }

  add(details: AgentDetails = {}): AgentAccount {
    const number = this.#agents.length + 1;
    const userId = details.userId ?? String(500 + number);
    const username = details.username ?? (number === 1 ? 'bot' : `bot${number}`);
    const agent: AgentAccount = {
      userId,
      pid: details.pid ?? pidOf(userId),
      legacyId: `${this.accountId}.${userId}`,
      username,
      password: details.password ?? newSecret(),
      appKey: newSecret(),
      secret: newSecret(),
      accessToken: newSecret(),
      accessTokenSecret: newSecret(),
      clientId: newSecret(),
      clientSecret: newSecret(),
      assertion: Buffer.from(`<samlp:Response ID="${newSecret()}"/>`).toString('base64'),
      firstName: details.firstName ?? username,
      lastName: details.lastName ?? 'Agent',
      nickName: details.nickName ?? details.firstName ?? username,
      email: details.email ?? `${username}@example.com`,
      skillIds: details.skillIds ?? [],
      seesAllConversations: details.seesAllConversations ?? true,
    };
    this.#agents.push(agent);
    this.#byLegacyId.set(agent.legacyId, agent);
    this.#byPid.set(agent.pid, agent);
    return agent;
  }

  /** Finds a user by legacy id or by public id: bots pass either. */
  byId(id: string): AgentAccount | undefined {
    return this.#byLegacyId.get(id) ?? this.#byPid.get(id);
  }

  /** The user whose credentials a login body contains; `undefined` if they are wrong. See docs/protocol.md#1.2. */
  identify(body: Readonly<Record<string, unknown>>): AgentAccount | undefined {
    const { username, password, assertion, appKey, secret, accessToken, accessTokenSecret } = body;
    return this.#agents.find((agent) => {
      if (password !== undefined) return agent.username === username && agent.password === password;
      if (assertion !== undefined) return body['jwt'] === 'dummy' && agent.assertion === assertion;
      if (agent.username !== username) return false;
      // A login with client credentials sends them as appKey and secret.
      if (accessToken === 'dummy' && accessTokenSecret === 'dummy')
        return agent.clientId === appKey && agent.clientSecret === secret;
      return (
        agent.appKey === appKey &&
        agent.secret === secret &&
        agent.accessToken === accessToken &&
        agent.accessTokenSecret === accessTokenSecret
      );
    });
  }

  /** Logs a user in. */
  open(agent: AgentAccount): LoginSession {
    if (this.#options.singleSession) {
      for (const session of this.#sessionsOf(agent)) {
        this.end(session, 'replaced');
        this.#options.onReplaced(session);
      }
    }
    const session = { agent, token: newSecret(), csrf: newSecret(), cookie: newSecret() };
    this.#sessions.set(session.token, session);
    this.logins += 1;
    this.#startExpiry(session);
    this.#options.emit({ type: 'session.opened', userId: agent.userId, body: { username: agent.username } });
    return session;
  }

  /** Prolongs a session by its whole lifetime. The token stays the same. */
  refresh(session: LoginSession): void {
    this.refreshes += 1;
    this.#startExpiry(session);
    this.#options.emit({ type: 'session.refreshed', userId: session.agent.userId, body: {} });
  }

  /** @returns The session, if it is valid. */
  byToken(token: string): LoginSession | undefined {
    return this.#sessions.get(token);
  }

  /** @returns The session, if it is valid. */
  byCookie(cookie: string | undefined): LoginSession | undefined {
    if (cookie === undefined) return undefined;
    return [...this.#sessions.values()].find((session) => session.cookie === cookie);
  }

  end(session: LoginSession, reason: SessionEnd): void {
    if (!this.#sessions.delete(session.token)) return;
    this.#cancelExpiry.get(session)?.();
    this.#cancelExpiry.delete(session);
    this.#options.emit({ type: 'session.ended', userId: session.agent.userId, body: { reason } });
  }

  /** Ends the sessions of one user, or of all users. */
  revoke(agent?: AgentAccount): void {
    for (const session of agent ? this.#sessionsOf(agent) : [...this.#sessions.values()]) this.end(session, 'revoked');
  }

  #startExpiry(session: LoginSession): void {
    const { timers, sessionTtlMs } = this.#options;
    this.#cancelExpiry.get(session)?.();
    this.#cancelExpiry.set(
      session,
      timers.after(sessionTtlMs, () => this.end(session, 'expired')),
    );
  }

  #sessionsOf(agent: AgentAccount): readonly LoginSession[] {
    return [...this.#sessions.values()].filter((session) => session.agent === agent);
  }
}
