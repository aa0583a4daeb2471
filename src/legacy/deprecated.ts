import { toArray } from '../protocol/schemas.js';
import type { ConversationChange, ConversationDetails, Message, NotificationBodies } from '../protocol/registry.js';

/** A message with the deprecated members of 1.4. */
export interface LegacyMessage extends Message {
  /** @deprecated Compare `originatorMetadata.id` with `agent.agentId`. */
  isMe(): boolean;
  /** @deprecated Like {@link isMe}. */
  __isMe: boolean;
}

/** Details of a conversation with the deprecated members of 1.4. */
export interface LegacyConversationDetails extends ConversationDetails {
  /** @deprecated Look for `agent.agentId` among `participants`. */
  getMyRole(): string | undefined;
  /** @deprecated Like {@link getMyRole}. */
  __myRole?: string;
}

type LegacyConversationChange = Omit<ConversationChange, 'result'> & {
  readonly result: Omit<ConversationChange['result'], 'conversationDetails'> & {
    readonly conversationDetails: LegacyConversationDetails;
  };
};

interface Deprecated {
  'ms.MessagingEventNotification': { readonly dialogId: string; readonly changes: LegacyMessage[] };
  'cqm.ExConversationChangeNotification': Omit<
    NotificationBodies['cqm.ExConversationChangeNotification'],
    'changes'
  > & { readonly changes: LegacyConversationChange[] };
}

/** Bodies that the handlers of notifications get, by event. */
export type LegacyBodies = Omit<NotificationBodies, keyof Deprecated> & Deprecated;

type BodyFields = Record<string, unknown>;

const decorators: Readonly<Record<keyof Deprecated, (body: BodyFields, wire: unknown, agentId: string) => void>> = {
  'ms.MessagingEventNotification': ({ changes }, wire, agentId) => {
    const sources = toArray(wire).map(fieldsOf);
    let at = 0;
    for (const change of toArray(changes).map(fieldsOf)) {
      // Skips the sources of unreadable messages, which are missing among the changes.
      while (sources[at]?.['sequence'] !== change['sequence'] && at < sources.length - 1) at += 1;
      change['__isMe'] = sources[at]?.['originatorId'] === agentId;
      change['isMe'] = () => change['__isMe'];
      at += 1;
    }
  },
  'cqm.ExConversationChangeNotification': ({ changes }, wire, agentId) => {
    const sources = toArray(fieldsOf(wire)['changes']).map((change) => fieldsOf(fieldsOf(change)['result']));
    let at = 0;
    for (const change of toArray(changes)) {
      const result = fieldsOf(fieldsOf(change)['result']);
      while (sources[at]?.['convId'] !== result['convId'] && at < sources.length - 1) at += 1;
      const details = fieldsOf(result['conversationDetails']);
      const roles = Object.entries(fieldsOf(fieldsOf(sources[at]?.['conversationDetails'])['participants']));
      const role = roles.findLast(([, ids]) => toArray(ids).includes(agentId))?.[0];
      if (role !== undefined) details['__myRole'] = role;
      details['getMyRole'] = () => details['__myRole'];
      at += 1;
    }
  },
};

/**
 * Adds the deprecated members of 1.4 to a body before it is emitted. They depend on v2 ids, which only the received body
 * has.
 *
 * @param wire The body as received; for message history the list of events.
 * @param agentId The agent's id in UMS v2.
 */
export function addDeprecated(event: string, body: unknown, wire: unknown, agentId: string): void {
  if (Object.hasOwn(decorators, event)) decorators[event as keyof Deprecated](fieldsOf(body), wire, agentId);
}

function fieldsOf(value: unknown): BodyFields {
  return typeof value === 'object' && value !== null ? (value as BodyFields) : {};
}
