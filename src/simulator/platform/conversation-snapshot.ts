import type { ClosedBy, SimulatedConversation, SimulatedMessage, SimulatedParticipant } from './conversation-state.js';

/** The state of a conversation at one moment, for assertions. Agents appear with legacy and public ids. */
export interface ConversationSnapshot {
  readonly id: string;
  readonly consumerId: string;
  readonly skillId: string;
  readonly state: 'OPEN' | 'CLOSE';
  readonly stage: 'OPEN' | 'CLOSE';
  readonly closeReason: ClosedBy | undefined;
  /** Legacy id of the assigned agent. */
  readonly assignedAgentId: string | undefined;
  /** Legacy id of the agent to whom a transfer was offered. */
  readonly suggestedAgentId: string | undefined;
  readonly participants: readonly SimulatedParticipant[];
  readonly dialogs: readonly DialogSnapshot[];
  readonly note: string | undefined;
  readonly topic: string | undefined;
  readonly csat: unknown;
  readonly ttr: SimulatedConversation['ttr'];
  /** When an answer is due, epoch ms; -1 if the last message is the agent's. */
  readonly effectiveTtr: number;
  /** Unread messages by legacy id. */
  readonly unread: Readonly<Record<string, number>>;
}

export interface DialogSnapshot {
  readonly dialogId: string;
  readonly dialogType: string;
  readonly channelType: string;
  readonly state: 'OPEN' | 'CLOSE';
  readonly closedBy: ClosedBy | undefined;
  readonly metaData: unknown;
  readonly participants: readonly SimulatedParticipant[];
  readonly messages: readonly SimulatedMessage[];
}

export function snapshotOf(conversation: SimulatedConversation): ConversationSnapshot {
  const { id, consumerId, skillId, state, stage, closeReason, notes, ttr, effectiveTtr } = conversation;
  return {
    id,
    consumerId,
    skillId,
    state,
    stage,
    closeReason,
    assignedAgentId: conversation.assigned?.id,
    suggestedAgentId: conversation.suggested?.id,
    participants: conversation.participants,
    dialogs: conversation.dialogs.map(
      ({ dialogId, dialogType, channelType, closedBy, metaData, participants, ...dialog }) => ({
        dialogId,
        dialogType,
        channelType,
        state: dialog.state,
        closedBy,
        metaData,
        participants,
        messages: [...dialog.messages],
      }),
    ),
    note: notes.note,
    topic: notes.topic,
    csat: notes.csat,
    ttr,
    effectiveTtr,
    unread: Object.fromEntries(conversation.unread),
  };
}
