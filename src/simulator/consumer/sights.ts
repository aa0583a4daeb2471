import type {
  ClosedBy,
  SimulatedConversation,
  SimulatedMessage,
  SimulatedParticipant,
} from '../platform/conversation-state.js';

/** What a chat window shows a consumer beside the messages. Agents appear with their public ids. */
export type ConsumerSight =
  /** An agent types. */
  | { readonly type: 'typing'; readonly agentId: string }
  /** An agent does not type any more, without having sent anything. */
  | { readonly type: 'stoppedTyping'; readonly agentId: string }
  /** An agent has received (`ACCEPT`) or read (`READ`) messages of the consumer. */
  | {
      readonly type: 'receipt';
      readonly agentId: string;
      readonly status: string;
      readonly sequences: readonly number[];
    }
  /** An agent has the conversation now: the first one, or another one after a transfer or a takeover. */
  | { readonly type: 'agent'; readonly agentId: string }
  /** The conversation has no agent any more and waits in the queue of this skill. */
  | { readonly type: 'waiting'; readonly skillId: string }
  /** A survey has begun. */
  | { readonly type: 'survey'; readonly dialogId: string }
  /** The last dialog of the conversation is closed. */
  | { readonly type: 'closed'; readonly by: ClosedBy | undefined };

/** A type of sights, or a predicate. */
export type SightMatch = ConsumerSight['type'] | ((sight: ConsumerSight) => boolean);

/** What a typing state or a receipt of an agent shows; `undefined` for other events. */
export function sightOf({ event, originatorPId: agentId }: SimulatedMessage): ConsumerSight | undefined {
  if (event.type === 'ChatStateEvent') {
    const { chatState } = event;
    return { type: chatState === 'COMPOSING' ? 'typing' : 'stoppedTyping', agentId };
  }
  if (event.type !== 'AcceptStatusEvent') return undefined;
  const { status, sequenceList } = event;
  const sequences = (Array.isArray(sequenceList) ? sequenceList : [sequenceList]).map(Number);
  return { type: 'receipt', agentId, status: String(status), sequences };
}

/** Compares a conversation with what it was, for the consumer. */
export class ShownConversation {
  #assigned: SimulatedParticipant | undefined;
  #surveyId: string | undefined;
  #isClosed = false;

  constructor(readonly conversation: SimulatedConversation) {}

  /** What the changes since the last call show. */
  news(): readonly ConsumerSight[] {
    const { stage, assigned, current, skillId, closeReason, inQueue } = this.conversation;
    const sights: ConsumerSight[] = [];
    if (assigned?.id !== this.#assigned?.id) {
      if (assigned !== undefined) sights.push({ type: 'agent', agentId: assigned.pid });
      else if (inQueue) sights.push({ type: 'waiting', skillId });
      this.#assigned = assigned;
    }
    if (stage === 'OPEN' && current.dialogType === 'POST_SURVEY' && current.dialogId !== this.#surveyId) {
      this.#surveyId = current.dialogId;
      sights.push({ type: 'survey', dialogId: current.dialogId });
    }
    if (stage === 'CLOSE' && !this.#isClosed) {
      this.#isClosed = true;
      sights.push({ type: 'closed', by: closeReason });
    }
    return sights;
  }
}
