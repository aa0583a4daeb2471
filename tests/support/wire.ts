/** Bodies as UMS sends them, made from the examples of the protocol entries. */
import { exampleIdentity } from '../../src/protocol/define.js';
import { notifications } from '../../src/protocol/registry.js';

/** Members of a body beside those that a test names. */
type More = Readonly<Record<string, unknown>>;

export interface WireMessage {
  readonly originatorId: string;
  readonly originatorPId: string;
  readonly [member: string]: unknown;
}

export interface WireConversationChange {
  readonly type: string;
  readonly result: {
    readonly convId: string;
    readonly conversationDetails: { readonly participantsPId?: unknown; readonly [member: string]: unknown };
    readonly [member: string]: unknown;
  };
}

interface WireConversations {
  readonly changes: readonly [
    WireConversationChange & {
      readonly result: { readonly conversationDetails: { readonly dialogs: readonly [WireDialog] } };
    },
  ];
}

interface WireDialog {
  readonly participantsDetails: readonly object[];
  readonly [member: string]: unknown;
}

// The type of an entry says `unknown` of its wire example; tests/protocol/entries.test.ts holds it to the schema.
const message = notifications['ms.MessagingEventNotification'].example.wire as WireMessage;
const conversations = notifications['cqm.ExConversationChangeNotification'].example.wire as WireConversations;

/** The ids of the agent in the examples, who is also the first user of the simulator's account 10000001. */
export const OWN_ID = exampleIdentity.legacyAgentId;
export const OWN_PID = String(exampleIdentity.agentId);

/** A message that the agent itself has published. */
export function ownMessage(sequence = 3): WireMessage {
  return { ...message, sequence };
}

/** A message of a consumer in dialog c-1. */
export function consumerMessage(sequence = 0, text = 'hi'): WireMessage {
  return {
    sequence,
    originatorId: 'u-9',
    originatorPId: 'u-9',
    originatorMetadata: { id: 'u-9', role: 'CONSUMER' },
    serverTimestamp: 1_700_000_000_100,
    event: { type: 'ContentEvent', message: text, contentType: 'text/plain' },
    dialogId: 'c-1',
  };
}

/** A conversation with this agent as its assigned agent and another agent suggested. `more`: of conversationDetails. */
export function conversationChange(convId: string, more: More = {}): WireConversationChange {
  const [change] = conversations.changes;
  const [dialog] = change.result.conversationDetails.dialogs;
  const suggested = { id: '10000001.600', role: 'ASSIGNED_AGENT', state: 'SUGGESTED' };
  return {
    ...change,
    result: {
      ...change.result,
      convId,
      conversationDetails: {
        ...change.result.conversationDetails,
        convId,
        dialogs: [{ ...dialog, dialogId: convId, participantsDetails: [...dialog.participantsDetails, suggested] }],
        ...more,
      },
    },
  };
}
