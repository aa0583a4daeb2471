import type { AgentAccount, LoginSession } from './accounts.js';
import type { ApiVersion } from './conversation-result.js';
import type { SimulatedSubscription } from './notifier.js';

/** The platform's view of one open UMS socket of an agent. Its subscriptions end with the socket. */
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

/** The open sockets, and the order of response and notifications on each. */
export class Connections {
  readonly #connections = new Set<AgentConnection>();
  readonly #byAgent = new Map<string, Set<AgentConnection>>();
  /** Queued notifications while a request is carried out. */
  #queue: (() => void)[] | undefined;

  get all(): Iterable<AgentConnection> {
    return this.#connections;
  }

  /** @param agentId Legacy id. */
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
    if (this.#queue) this.#queue.push(() => connection.notify(type, body));
    else connection.notify(type, body);
  }

  /** Queues the notifications that `work` causes until `release`, so that the response is sent before them. */
  deferred<Result>(work: () => Result): { readonly outcome: Result; readonly release: () => void } {
    const outer = this.#queue;
    const queue: (() => void)[] = [];
    this.#queue = queue;
    try {
      return { outcome: work(), release: () => queue.forEach((deliver) => deliver()) };
    } finally {
      this.#queue = outer;
    }
  }
}
