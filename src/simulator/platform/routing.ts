import type { Accounts, AgentAccount } from './accounts.js';
import type { AgentConnection, Connections } from './connections.js';
import type { SimulatedConversation } from './conversation-state.js';
import type { Conversations } from './conversation-registry.js';
import { Refusal } from '../failures.js';
import type { Ids } from './ids.js';
import type { RoutingFilter } from './notifier.js';
import type { Timers } from '../timers.js';
import { notificationTypes } from '../vocabulary.js';

/** A conversation offered to an agent. */
interface Ring {
  readonly id: string;
  readonly agent: AgentAccount;
  readonly task: Task;
  /** Epoch ms. */
  readonly expirationTs: number;
  readonly stopTimer: () => void;
  state: 'WAITING' | 'ACCEPTED' | 'REJECTED' | 'EXPIRED' | 'CANCELLED';
}

/** The search for an agent: from when a conversation enters the queue to when it leaves it. */
interface Task {
  readonly id: string;
  readonly conversation: SimulatedConversation;
  readonly skillId: string;
  /** Old id of the one agent this was transferred to, if it was. */
  readonly suggested: string | undefined;
  /** It had an agent before: rings those too who take transfers only. */
  readonly transfer: boolean;
  readonly rings: Ring[];
  readonly rejectedBy: Set<AgentAccount>;
  /** Of a transfer to an agent who is not there to be rung. */
  stopTimer: () => void;
  completed: boolean;
}

export interface RoutingContext {
  readonly accounts: Accounts;
  readonly connections: Connections;
  readonly conversations: Conversations;
  readonly ids: Ids;
  readonly timers: Timers;
  readonly ringExpirationMs: number;
}

/** Rings the agents for conversations in the queue: all at once, until one accepts. */
export class Routing {
  readonly #context: RoutingContext;
  readonly #tasks = new Map<SimulatedConversation, Task>();
  readonly #rings = new Map<string, Ring>();
  readonly #hadAgent = new WeakSet<SimulatedConversation>();

  constructor(context: RoutingContext) {
    this.#context = context;
  }

  /** Brings the rings in line with what became of a conversation. */
  review(conversation: SimulatedConversation): void {
    if (conversation.assigned) this.#hadAgent.add(conversation);
    const task = this.#tasks.get(conversation);
    const suggested = conversation.suggested?.id;
    if (task && conversation.inQueue && task.skillId === conversation.skillId && task.suggested === suggested) return;
    if (task) this.#complete(task);
    if (conversation.inQueue) this.#start(conversation, suggested);
  }

  /** The agent may have become one who takes conversations. `subscribing`: the subscription that makes it so comes next. */
  offerWaiting(agent: AgentAccount, { subscribing = false }: { readonly subscribing?: boolean } = {}): void {
    for (const task of this.#tasks.values()) this.#offer(task, agent, subscribing);
  }

  /** The first notification: what rings already (P 3.4). */
  snapshot(connection: AgentConnection, subscriptionId: string, filter: RoutingFilter): void {
    const waiting = [...this.#rings.values()].filter(
      (ring) => ring.state === 'WAITING' && ring.agent === connection.agent && concerns(filter, ring.task),
    );
    const changes = waiting.map((ring) => ({ type: 'UPSERT', result: this.#result(ring) }));
    this.#context.connections.notify(connection, notificationTypes.routing, { subscriptionId, changes });
  }

  /** @throws {Refusal} Unknown ring, someone else's, or one that no longer rings. */
  answer(agent: AgentAccount, ringId: string, answer: 'ACCEPTED' | 'REJECTED'): void {
    const ring = this.#rings.get(ringId);
    if (!ring) throw new Refusal(404, 'Ring not found');
    if (ring.agent !== agent) throw new Refusal(403, 'Ring belongs to another agent');
    if (ring.state !== 'WAITING') throw new Refusal(409, `Ring is already ${ring.state}`);
    if (answer === 'ACCEPTED') this.#accept(ring);
    else this.#reject(ring);
  }

  #start(conversation: SimulatedConversation, suggested: string | undefined): void {
    const task: Task = {
      id: this.#context.ids.uuid('ringTask'),
      conversation,
      skillId: conversation.skillId,
      suggested,
      transfer: this.#hadAgent.has(conversation),
      rings: [],
      rejectedBy: new Set(),
      stopTimer: () => {},
      completed: false,
    };
    this.#tasks.set(conversation, task);
    for (const agent of this.#context.accounts.all) this.#offer(task, agent);
    if (suggested === undefined || task.rings.length > 0) return;
    const { timers, ringExpirationMs } = this.#context;
    task.stopTimer = timers.after(ringExpirationMs, () => this.#withdrawSuggestion(task));
  }

  #offer(task: Task, agent: AgentAccount, subscribing = false): void {
    if (!this.#takes(agent, task, subscribing)) return;
    const { ids, timers, ringExpirationMs } = this.#context;
    const ring: Ring = {
      id: ids.ring(task.conversation.id, this.#context.accounts.accountId),
      agent,
      task,
      state: 'WAITING',
      expirationTs: Date.now() + ringExpirationMs,
      stopTimer: timers.after(ringExpirationMs, () => this.#expire(ring)),
    };
    task.stopTimer();
    task.rings.push(ring);
    this.#rings.set(ring.id, ring);
    this.#tell(ring);
  }

  #takes(agent: AgentAccount, task: Task, subscribing: boolean): boolean {
    if (task.suggested !== undefined && task.suggested !== agent.legacyId) return false;
    if (task.rejectedBy.has(agent)) return false;
    if (task.rings.some((ring) => ring.agent === agent && ring.state === 'WAITING')) return false;
    const isForSkill = agent.skillIds.length === 0 || task.skillId === '-1' || agent.skillIds.includes(task.skillId);
    if (!isForSkill && task.suggested === undefined) return false;

    const connections = [...this.#context.connections.of(agent.legacyId)];
    const isSubscribed =
      subscribing || connections.some(({ subscriptions }) => [...subscriptions.values()].some(isRouting));
    return (
      isSubscribed &&
      connections.some(
        ({ availability }) => availability === 'ONLINE' || (task.transfer && availability === 'OCCUPIED'),
      )
    );
  }

  #accept(ring: Ring): void {
    const { agent, task } = ring;
    const { conversation } = task;
    this.#settle(ring, 'ACCEPTED');
    this.#end(task);
    const others = task.rings.filter(({ state }) => state === 'WAITING');
    for (const other of others) this.#settle(other, 'CANCELLED');

    this.#context.conversations.update(conversation, () => {
      conversation.leave(conversation.main, ({ state }) => state === 'SUGGESTED');
      const { legacyId: id, pid } = agent;
      conversation.join(conversation.main, { id, pid, role: 'ASSIGNED_AGENT', state: 'ACTIVE' });
    });
    for (const settled of [ring, ...others]) this.#tell(settled);
  }

  #reject(ring: Ring): void {
    this.#settle(ring, 'REJECTED');
    ring.task.rejectedBy.add(ring.agent);
    this.#tell(ring);
    this.#withdrawSuggestion(ring.task);
  }

  #expire(ring: Ring): void {
    this.#settle(ring, 'EXPIRED');
    this.#tell(ring);
    if (!this.#withdrawSuggestion(ring.task)) this.#offer(ring.task, ring.agent);
  }

  /** A suggested agent who does not take it gives it back to the queue (P 3.11). */
  #withdrawSuggestion({ suggested, conversation }: Task): boolean {
    if (suggested === undefined) return false;
    this.#context.conversations.update(conversation, () => {
      conversation.leave(conversation.main, ({ state }) => state === 'SUGGESTED');
    });
    return true;
  }

  /** Nobody is needed any more, or somebody else is. */
  #complete(task: Task): void {
    this.#end(task);
    for (const ring of task.rings) {
      if (ring.state !== 'WAITING') continue;
      this.#settle(ring, 'CANCELLED');
      this.#tell(ring);
    }
  }

  #end(task: Task): void {
    task.stopTimer();
    task.completed = true;
    this.#tasks.delete(task.conversation);
  }

  #settle(ring: Ring, state: Exclude<Ring['state'], 'WAITING'>): void {
    ring.stopTimer();
    ring.state = state;
  }

  #tell(ring: Ring): void {
    const { connections } = this.#context;
    for (const connection of connections.of(ring.agent.legacyId)) {
      for (const [subscriptionId, subscription] of connection.subscriptions) {
        if (subscription.kind !== 'routing' || !concerns(subscription.filter, ring.task)) continue;
        const body = { subscriptionId, changes: [{ type: 'UPSERT', result: this.#result(ring) }] };
        connections.notify(connection, notificationTypes.routing, body);
      }
    }
  }

  /** P 4.3. */
  #result({ id, agent, task, state, expirationTs }: Ring): Readonly<Record<string, unknown>> {
    const { accountId: brandId } = this.#context.accounts;
    const { conversation, skillId } = task;
    const { id: conversationId, consumerId } = conversation;
    return {
      routingTaskId: task.id,
      taskCompleted: task.completed,
      conversationId,
      consumerId,
      skillId,
      brandId,
      assignedAgentId: agent.legacyId,
      ringsDetails: [
        {
          ringId: id,
          ringExpirationTs: expirationTs,
          ringState: state,
          weight: conversation.effectiveTtr,
          ringExpiration: this.#context.ringExpirationMs,
          brandId,
          convId: conversationId,
          consumerId,
          skillId,
        },
      ],
    };
  }
}

function isRouting({ kind }: { readonly kind: string }): boolean {
  return kind === 'routing';
}

function concerns({ skillId, conversationId }: RoutingFilter, { skillId: skill, conversation }: Task): boolean {
  return (
    (skillId === undefined || skillId === skill) && (conversationId === undefined || conversationId === conversation.id)
  );
}
