import type { SimulatorClock } from '../clock.js';
import type { AgentAccount } from './accounts.js';
import type { AgentConnection, Connections } from './connections.js';
import { conversationResult, type ApiVersion } from './conversation-result.js';
import type { SimulatedConversation, SimulatedDialog, SimulatedMessage } from './conversation-state.js';
import { notificationTypes } from '../vocabulary.js';

/** The filter of a conversation subscription. An absent member does not restrict. See docs/protocol.md#3.7. */
interface WireFilter {
  readonly convState?: readonly string[] | undefined;
  readonly stage?: readonly string[] | undefined;
  /** Legacy or public ids. */
  readonly agentIds?: readonly string[] | undefined;
  readonly consumerId?: string | undefined;
  readonly skillIds?: readonly string[] | undefined;
  readonly minLastUpdatedTime?: number | undefined;
  readonly maxLastUpdatedTime?: number | null | undefined;
}

export type SimulatedSubscription =
  | {
      readonly kind: 'conversations';
      readonly filter: WireFilter;
      /** Ids reported as matching: a conversation that stops matching is reported as DELETE. */
      readonly matching: Set<string>;
    }
  | { readonly kind: 'routing'; filter: RoutingFilter }
  | { readonly kind: 'agentState'; readonly agentId: string; readonly availability: string };

export interface RoutingFilter {
  readonly skillId?: string | undefined;
  readonly conversationId?: string | undefined;
}

/** UMS limits the first notification of a subscription to about this many changes. */
const MAX_SNAPSHOT = 1000;

/** Sends notifications: of subscriptions, and of messages, which need no subscription. */
export class Notifier {
  readonly #connections: Connections;
  readonly #clock: SimulatorClock;

  constructor(connections: Connections, clock: SimulatorClock) {
    this.#connections = connections;
    this.#clock = clock;
  }

  /** The first notification of a subscription: the conversations that match already, oldest first. */
  snapshot(
    connection: AgentConnection,
    subscriptionId: string,
    { filter, matching }: Extract<SimulatedSubscription, { kind: 'conversations' }>,
    conversations: Iterable<SimulatedConversation>,
  ): void {
    const found = [...conversations].filter(
      (it) => matches(it, filter, connection.version) && updatedWithin(it, filter),
    );
    for (const { id } of found) matching.add(id);
    const changes = found.slice(0, MAX_SNAPSHOT).map((conversation) => ({
      type: 'UPSERT',
      result: conversationResult(conversation, connection.version),
    }));
    this.#connections.notify(connection, notificationTypes.conversations, {
      subscriptionId,
      sentTs: this.#clock.now(),
      changes,
    });
  }

  conversationChanged(conversation: SimulatedConversation): void {
    const results = new Map<ApiVersion, unknown>();
    for (const connection of this.#connections.all) {
      for (const [subscriptionId, subscription] of connection.subscriptions) {
        if (subscription.kind !== 'conversations') continue;
        const type = changeFor(conversation, subscription, connection.version);
        if (type === undefined) continue;
        let result = results.get(connection.version);
        if (result === undefined) {
          result = conversationResult(conversation, connection.version);
          results.set(connection.version, result);
        }
        const body = { subscriptionId, sentTs: this.#clock.now(), changes: [{ type, result }] };
        this.#connections.notify(connection, notificationTypes.conversations, body);
      }
    }
  }

  /** Sends a message to every participating agent, including its sender. */
  messagePublished(dialog: SimulatedDialog, message: SimulatedMessage): void {
    const agents = new Set(dialog.participants.filter(({ state }) => state === 'ACTIVE').map(({ id }) => id));
    for (const agentId of agents) {
      for (const connection of this.#connections.of(agentId)) {
        this.#connections.notify(connection, notificationTypes.messages, message);
      }
    }
  }

  agentStateChanged(agent: AgentAccount, availability: string, description: string): void {
    const result = { agentUserId: agent.legacyId, channels: ['MESSAGING'], availability, description };
    for (const connection of this.#connections.all) {
      for (const [subscriptionId, subscription] of connection.subscriptions) {
        if (subscription.kind !== 'agentState' || subscription.agentId !== agent.legacyId) continue;
        if (subscription.availability !== '' && subscription.availability !== availability) continue;
        const body = { subscriptionId, changes: [{ type: 'UPSERT', result }] };
        this.#connections.notify(connection, notificationTypes.agentState, body);
      }
    }
  }
}

function changeFor(
  conversation: SimulatedConversation,
  { filter, matching }: Extract<SimulatedSubscription, { kind: 'conversations' }>,
  version: ApiVersion,
): 'UPSERT' | 'DELETE' | undefined {
  if (matches(conversation, filter, version)) {
    matching.add(conversation.id);
    return 'UPSERT';
  }
  return matching.delete(conversation.id) ? 'DELETE' : undefined;
}

function matches(conversation: SimulatedConversation, filter: WireFilter, version: ApiVersion): boolean {
  const { convState, stage, agentIds, consumerId, skillIds } = filter;
  if (convState && !convState.includes(conversation.state)) return false;
  if (stage && !stage.includes(conversation.stage)) return false;
  if (consumerId && consumerId !== conversation.consumerId) return false;
  if (skillIds && !skillIds.includes(conversation.skillId)) return false;
  if (!agentIds) return true;
  return conversation.dialogs.some(({ participants }) =>
    participants.some(
      ({ id, pid, state }) =>
        (agentIds.includes(id) || agentIds.includes(pid)) && (state === 'ACTIVE' || version === '2.1'),
    ),
  );
}

function updatedWithin({ lastUpdateTime }: SimulatedConversation, filter: WireFilter): boolean {
  const { minLastUpdatedTime, maxLastUpdatedTime } = filter;
  return lastUpdateTime >= (minLastUpdatedTime ?? 0) && lastUpdateTime <= (maxLastUpdatedTime ?? Infinity);
}
