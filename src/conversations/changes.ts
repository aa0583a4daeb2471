import type { Agent } from '../agent.js';
import type { NotificationItem } from '../client/notification-stream.js';
import { membersOf, toArray } from '../protocol/schemas.js';
import type { ConversationNews } from './snapshot.js';

/** The event of the notifications about conversations. */
export const CHANGES = 'cqm.ExConversationChangeNotification';

/** One of them, in the agent's stream. */
export type ChangesItem = Extract<NotificationItem, { kind: 'notification'; event: typeof CHANGES }>;

/** Its changes, each with the change as received. */
export function newsOf({ body, received }: ChangesItem): readonly ConversationNews[] {
  const receivedById = new Map<unknown, unknown>();
  for (const change of toArray(membersOf(received)['changes'])) {
    const id = membersOf(membersOf(change)['result'])['convId'];
    if (!receivedById.has(id)) receivedById.set(id, change);
  }
  return body.changes.map((change) => ({
    change,
    sentAt: body.sentTs ?? undefined,
    received: receivedById.get(change.result.convId),
  }));
}

/** Ends a subscription to conversations. Never rejects: one that cannot be ended ends with the connection. */
export async function endSubscription(agent: Agent, subscriptionId: string): Promise<void> {
  if (agent.connected) await agent.unsubscribeExConversations({ subscriptionId }).catch(() => {});
}
