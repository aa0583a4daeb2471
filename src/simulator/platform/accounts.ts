import { newSecret, pidOf } from './ids.js';

/** A LivePerson user to be. Everything has a default. */
export interface AgentDetails {
  readonly username?: string | undefined;
  readonly password?: string | undefined;
  /** Numeric id; by default counted up from 501. */
  readonly userId?: string | undefined;
  /** Public id; by default made from `userId`. */
  readonly pid?: string | undefined;
  readonly firstName?: string | undefined;
  readonly lastName?: string | undefined;
  readonly nickName?: string | undefined;
  readonly email?: string | undefined;
  /** Conversations of which skills ring this agent. None: of every skill. */
  readonly skillIds?: readonly string[] | undefined;
  /**
   * Permission to see conversations the agent takes no part in, and to join them.
   *
   * @default true
   */
  readonly seesAllConversations?: boolean | undefined;
}

/** A LivePerson user, with one set of credentials for each way to log in. */
export interface AgentAccount {
  /** Numeric id, e.g. `501`. */
  readonly userId: string;
  /** Public id, a UUID. */
  readonly pid: string;
  /** `{accountId}.{userId}`, the id of UMS v2. */
  readonly legacyId: string;
  readonly username: string;
  readonly password: string;
  readonly appKey: string;
  readonly secret: string;
  readonly accessToken: string;
  readonly accessTokenSecret: string;
  readonly clientId: string;
  readonly clientSecret: string;
  /** A base64 SAML response; accepted any number of times. */
  readonly assertion: string;
  readonly firstName: string;
  readonly lastName: string;
  readonly nickName: string;
  readonly email: string;
  readonly skillIds: readonly string[];
  readonly seesAllConversations: boolean;
}

/** What a login gives. */
export interface LoginSession {
  readonly agent: AgentAccount;
  readonly token: string;
  readonly csrf: string;
  /** Value of the cookie `Session_id`. */
  readonly cookie: string;
}

/** The users of the account and who of them is logged in. */
export class Accounts {
  /** Logins that succeeded, tokens handed out by the simulator itself included. */
  logins = 0;
  /** Refreshes that succeeded. */
  refreshes = 0;
  readonly #agents: AgentAccount[] = [];
  readonly #byLegacyId = new Map<string, AgentAccount>();
  readonly #byPid = new Map<string, AgentAccount>();
  /** Valid sessions by token. */
  readonly #sessions = new Map<string, LoginSession>();

  readonly #singleSession: boolean;
  readonly #onReplaced: (session: LoginSession) => void;

  /** @param onReplaced Told of a session that ended because its user logged in again. */
  constructor(
    readonly accountId: string,
    {
      singleSession,
      onReplaced,
    }: { readonly singleSession: boolean; readonly onReplaced: (session: LoginSession) => void },
  ) {
    this.#singleSession = singleSession;
    this.#onReplaced = onReplaced;
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

  /** By either id: UMS is known to take old ids, and bots are known to pass public ones (P 3.11). */
  byId(id: string): AgentAccount | undefined {
    return this.#byLegacyId.get(id) ?? this.#byPid.get(id);
  }

  /** The user a login body speaks for, by the first rule that fits (P 1.2); `undefined` if it speaks for nobody. */
  identify(body: Readonly<Record<string, unknown>>): AgentAccount | undefined {
    const { username, password, assertion, appKey, secret, accessToken, accessTokenSecret } = body;
    return this.#agents.find((agent) => {
      if (password !== undefined) return agent.username === username && agent.password === password;
      if (assertion !== undefined) return body['jwt'] === 'dummy' && agent.assertion === assertion;
      if (agent.username !== username) return false;
      // Client credentials come in the fields of the keys (P 1.5).
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

  open(agent: AgentAccount): LoginSession {
    if (this.#singleSession) {
      for (const session of this.#sessionsOf(agent)) {
        this.#sessions.delete(session.token);
        this.#onReplaced(session);
      }
    }
    const session = { agent, token: newSecret(), csrf: newSecret(), cookie: newSecret() };
    this.#sessions.set(session.token, session);
    this.logins += 1;
    return session;
  }

  /** @returns The session, while it is valid. */
  byToken(token: string): LoginSession | undefined {
    return this.#sessions.get(token);
  }

  /** @returns The session, while it is valid. */
  byCookie(cookie: string | undefined): LoginSession | undefined {
    if (cookie === undefined) return undefined;
    return [...this.#sessions.values()].find((session) => session.cookie === cookie);
  }

  end(session: LoginSession): void {
    this.#sessions.delete(session.token);
  }

  /** Ends the sessions of a user, or of all. */
  revoke(agent?: AgentAccount): void {
    for (const session of agent ? this.#sessionsOf(agent) : [...this.#sessions.values()]) this.end(session);
  }

  #sessionsOf(agent: AgentAccount): readonly LoginSession[] {
    return [...this.#sessions.values()].filter((session) => session.agent === agent);
  }
}
