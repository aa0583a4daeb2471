import type { AgentAccount, LoginSession } from './accounts.js';
import type { ApiVersion } from './conversation-result.js';
import type { SimulatedSubscription } from './notifier.js';

/** What the platform knows of an agent's socket. All of it dies with the socket (P 1.11). */
export interface AgentConnection {
  readonly id: number;
  readonly agent: AgentAccount;
  readonly session: LoginSession;
  readonly version: ApiVersion;
  /** As set with `setAgentState`; `undefined` until then. */
  availability: string | undefined;
  readonly subscriptions: Map<string, SimulatedSubscription>;
  notify(type: string, body: unknown): void;
}

/** The live sockets, and the order in which they hear of things. */
export class Connections {
  readonly #connections = new Set<AgentConnection>();
  readonly #byAgent = new Map<string, Set<AgentConnection>>();
  #held: (() => void)[] | undefined;

  get all(): Iterable<AgentConnection> {
    return this.#connections;
  }

  /** @param agentId Old id. */
  of(agentId: string): Iterable<AgentConnection> {
    return this.#byAgent.get(agentId) ?? [];
  }

  add(connection: AgentConnection): void {
    this.#connections.add(connection);
    const { legacyId } = connection.agent;
    this.#byAgent.set(legacyId, (this.#byAgent.get(legacyId) ?? new Set()).add(connection));
  }

  delete(connection: AgentConnection): void {
    this.#connections.delete(connection);
    this.#byAgent.get(connection.agent.legacyId)?.delete(connection);
  }

  notify(connection: AgentConnection, type: string, body: unknown): void {
    if (this.#held) this.#held.push(() => connection.notify(type, body));
    else connection.notify(type, body);
  }

  /** Notifications caused by `work` wait until `release`, so that a request's response comes before what follows from it. */
  hold<Result>(work: () => Result): { readonly outcome: Result; readonly release: () => void } {
    const outer = this.#held;
    const held: (() => void)[] = [];
    this.#held = held;
    try {
      return { outcome: work(), release: () => held.forEach((deliver) => deliver()) };
    } finally {
      this.#held = outer;
    }
  }
}
