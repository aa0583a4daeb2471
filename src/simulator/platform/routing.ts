import type { Accounts, AgentAccount } from './accounts.js';
import type { AgentConnection, Connections } from './connections.js';
import type { SimulatedConversation } from './conversation-state.js';
import type { PlatformEvent, PlatformEventSink } from './events.js';
import type { ConversationRegistry } from './conversation-registry.js';
import { Refusal } from '../failures.js';
import type { Ids } from './ids.js';
import type { RoutingFilter } from './notifier.js';
import type { SimulatorClock, Timers } from '../clock.js';
import { notificationTypes } from '../vocabulary.js';

/** A conversation offered to an agent. */
interface OfferedRing {
  readonly id: string;
  readonly agent: AgentAccount;
  readonly task: Task;
  /** Epoch ms. */
  readonly expirationTs: number;
  readonly stopTimer: () => void;
  state: 'WAITING' | 'ACCEPTED' | 'REJECTED' | 'EXPIRED' | 'CANCELLED';
}

/** The search for an agent, from when a conversation enters the queue until it leaves the queue. */
interface Task {
  readonly id: string;
  readonly conversation: SimulatedConversation;
  readonly skillId: string;
  /** Legacy id of the agent to whom the conversation is transferred; `undefined` without such a transfer. */
  readonly suggested: string | undefined;
  /** The conversation had an agent before, so that it also rings `OCCUPIED` agents. */
  readonly transfer: boolean;
  readonly rings: OfferedRing[];
  readonly rejectedBy: Set<AgentAccount>;
  /** Stops the timer that withdraws a transfer to an agent who cannot be rung. */
  stopTimer: () => void;
  completed: boolean;
}

/** What an agent is told of a ring, as far as the simulator itself reads it. */
export interface OfferedTask {
  readonly conversationId: string;
  readonly skillId: string;
  readonly ringsDetails: readonly {
    readonly ringId: string;
    readonly ringState: OfferedRing['state'];
    readonly [member: string]: unknown;
  }[];
}

export interface RoutingContext {
  readonly accounts: Accounts;
  readonly connections: Connections;
  readonly conversations: ConversationRegistry;
  readonly ids: Ids;
  readonly clock: SimulatorClock;
  readonly timers: Timers;
  readonly ringExpirationMs: number;
  readonly emit: PlatformEventSink;
}

/** Rings agents for the conversations in the queue: all suitable agents at once, until one accepts. */
export class Routing {
  readonly #context: RoutingContext;
  readonly #tasks = new Map<SimulatedConversation, Task>();
  readonly #rings = new Map<string, OfferedRing>();
  readonly #hadAgent = new WeakSet<SimulatedConversation>();

  constructor(context: RoutingContext) {
    this.#context = context;
  }

  /** Starts, replaces or ends the routing task of a conversation that changed. */
  review(conversation: SimulatedConversation): void {
    if (conversation.assigned) this.#hadAgent.add(conversation);
    const task = this.#tasks.get(conversation);
    const suggested = conversation.suggested?.id;
    if (task && conversation.inQueue && task.skillId === conversation.skillId && task.suggested === suggested) return;
    if (task) this.#complete(task);
    if (conversation.inQueue) this.#start(conversation, suggested);
  }

  /** Drops the rings of a conversation that the platform no longer keeps. */
  forget(conversation: SimulatedConversation): void {
    for (const [id, { task }] of this.#rings) if (task.conversation === conversation) this.#rings.delete(id);
  }

  /** Rings an agent whose state or subscriptions changed. `subscribing`: the routing subscription is about to be added. */
  offerWaiting(agent: AgentAccount, { subscribing = false }: { readonly subscribing?: boolean } = {}): void {
    for (const task of this.#tasks.values()) this.#offer(task, agent, subscribing);
  }

  /** The first notification of a routing subscription: the agent's waiting rings. */
  snapshot(connection: AgentConnection, subscriptionId: string, filter: RoutingFilter): void {
    const waiting = [...this.#rings.values()].filter(
      (ring) => ring.state === 'WAITING' && ring.agent === connection.agent && concerns(filter, ring.task),
    );
    const changes = waiting.map((ring) => ({ type: 'UPSERT', result: this.#result(ring) }));
    this.#context.connections.notify(connection, notificationTypes.routing, { subscriptionId, changes });
  }

  /** @throws {Refusal} The ring is unknown, belongs to another agent, or is over. */
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
    const { ids, clock, timers, ringExpirationMs } = this.#context;
    const ring: OfferedRing = {
      id: ids.ring(task.conversation.id, this.#context.accounts.accountId),
      agent,
      task,
      state: 'WAITING',
      expirationTs: clock.now() + ringExpirationMs,
      stopTimer: timers.after(ringExpirationMs, () => this.#expire(ring)),
    };
    task.stopTimer();
    task.rings.push(ring);
    this.#rings.set(ring.id, ring);
    this.#report(ring);
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

  #accept(ring: OfferedRing): void {
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
    for (const settled of [ring, ...others]) this.#report(settled);
  }

  #reject(ring: OfferedRing): void {
    this.#settle(ring, 'REJECTED');
    ring.task.rejectedBy.add(ring.agent);
    this.#report(ring);
    this.#withdrawSuggestion(ring.task);
  }

  #expire(ring: OfferedRing): void {
    this.#settle(ring, 'EXPIRED');
    this.#report(ring);
    if (!this.#withdrawSuggestion(ring.task)) this.#offer(ring.task, ring.agent);
  }

  /** A transfer that its agent does not accept returns to the queue. @returns Whether there was a transfer. */
  #withdrawSuggestion({ suggested, conversation }: Task): boolean {
    if (suggested === undefined) return false;
    this.#context.conversations.update(conversation, () => {
      conversation.leave(conversation.main, ({ state }) => state === 'SUGGESTED');
    });
    return true;
  }

  /** Ends a task whose conversation left the queue or needs other agents, and cancels its rings. */
  #complete(task: Task): void {
    this.#end(task);
    for (const ring of task.rings) {
      if (ring.state !== 'WAITING') continue;
      this.#settle(ring, 'CANCELLED');
      this.#report(ring);
    }
  }

  #end(task: Task): void {
    task.stopTimer();
    task.completed = true;
    this.#tasks.delete(task.conversation);
  }

  #settle(ring: OfferedRing, state: Exclude<OfferedRing['state'], 'WAITING'>): void {
    ring.stopTimer();
    ring.state = state;
  }

  /** Notifies the agent's subscriptions of the ring's state. */
  #report(ring: OfferedRing): void {
    this.#context.emit({
      type: eventTypes[ring.state],
      userId: ring.agent.userId,
      conversationId: ring.task.conversation.id,
      body: { ringId: ring.id, skillId: ring.task.skillId, expirationTs: ring.expirationTs },
    });
    const { connections } = this.#context;
    for (const connection of connections.of(ring.agent.legacyId)) {
      for (const [subscriptionId, subscription] of connection.subscriptions) {
        if (subscription.kind !== 'routing' || !concerns(subscription.filter, ring.task)) continue;
        const body = { subscriptionId, changes: [{ type: 'UPSERT', result: this.#result(ring) }] };
        connections.notify(connection, notificationTypes.routing, body);
      }
    }
  }

  /** See docs/protocol.md#4.3. */
  #result({ id, agent, task, state, expirationTs }: OfferedRing): OfferedTask & Readonly<Record<string, unknown>> {
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

const eventTypes: Readonly<Record<OfferedRing['state'], PlatformEvent['type']>> = {
  WAITING: 'ring.waiting',
  ACCEPTED: 'ring.accepted',
  REJECTED: 'ring.rejected',
  EXPIRED: 'ring.expired',
  CANCELLED: 'ring.cancelled',
};

function isRouting({ kind }: { readonly kind: string }): boolean {
  return kind === 'routing';
}

function concerns({ skillId, conversationId }: RoutingFilter, { skillId: skill, conversation }: Task): boolean {
  return (
    (skillId === undefined || skillId === skill) && (conversationId === undefined || conversationId === conversation.id)
  );
}
