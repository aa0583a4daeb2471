import type { ConversationView, DialogView, ParticipantView } from './snapshot.js';

/** Why a participant left. `unknown`: the conversation changed while there was no connection. */
export type LeaveReason = 'takenOver' | 'transferred' | 'removed' | 'unknown';

/** What changed between two snapshots of a conversation. */
export type ConversationEvent =
  /** The conversation is new to this agent, or was not known before this process. */
  | { readonly type: 'opened' }
  /** Another participant has joined, e.g. a manager. */
  | { readonly type: 'joined'; readonly participant: ParticipantView }
  /** A participant has left, while the conversation goes on; `isMe`: this agent, which has the conversation no more. */
  | {
      readonly type: 'left';
      readonly participant: ParticipantView;
      readonly isMe: boolean;
      readonly why: LeaveReason;
    }
  /** The conversation moved to another skill, or was offered to an agent. */
  | {
      readonly type: 'transferred';
      readonly fromSkillId: string | undefined;
      readonly toSkillId: string | undefined;
      readonly toAgentId: string | undefined;
    }
  /** Another agent is the assigned agent now, and this agent was before. */
  | { readonly type: 'takenOver'; readonly byAgentId: string }
  /** This agent is the assigned agent again. */
  | { readonly type: 'back' }
  /** The conversation now belongs to another consumer id, e.g. after a login. */
  | { readonly type: 'consumerChanged'; readonly fromId: string | undefined; readonly toId: string | undefined }
  /** A survey has begun. */
  | { readonly type: 'survey'; readonly dialog: DialogView }
  /** The last dialog of the conversation is closed. */
  | { readonly type: 'closed'; readonly reason: ConversationView['closeReason'] };

/** The agent whose view of a conversation is told. */
export interface Viewer {
  readonly agentId: string | undefined;
  /** The agent had this conversation, lost it, and did not have it in the snapshot before. */
  readonly hadItBefore: boolean;
}

/** Whether the agent is the one that talks to the consumer. */
export function isMine(snapshot: ConversationView | undefined, agentId: string | undefined): boolean {
  if (snapshot === undefined || !snapshot.isMember || snapshot.stage === 'CLOSE') return false;
  return agentId !== undefined && snapshot.assignedAgentId === agentId;
}

/**
 * The events between two snapshots of a conversation, in the order in which they are told. A pure function of both.
 *
 * @param before `undefined`: the conversation was not known.
 */
export function eventsBetween(
  before: ConversationView | undefined,
  after: ConversationView,
  { agentId, hadItBefore }: Viewer,
): readonly ConversationEvent[] {
  if (before === after) return [];
  const events: ConversationEvent[] = [];
  const tell = (event: ConversationEvent): void => void events.push(event);
  const isBack = hadItBefore && isMine(after, agentId) && !isMine(before, agentId);
  if (before === undefined || !before.isMember) {
    if (after.isMember) tell(isBack ? { type: 'back' } : { type: 'opened' });
  } else tellChanges(before, after, agentId, isBack, tell);
  const survey = (snapshot: ConversationView | undefined): DialogView | undefined =>
    snapshot?.openDialog?.type === 'POST_SURVEY' ? snapshot.openDialog : undefined;
  const begun = survey(after);
  if (begun !== undefined && survey(before)?.id !== begun.id) tell({ type: 'survey', dialog: begun });
  if (after.stage === 'CLOSE' && before?.stage !== 'CLOSE') tell({ type: 'closed', reason: after.closeReason });
  return events;
}

function tellChanges(
  before: ConversationView,
  after: ConversationView,
  agentId: string | undefined,
  isBack: boolean,
  tell: (event: ConversationEvent) => void,
): void {
  const wasMine = isMine(before, agentId);
  const toAgentId = suggestedIn(after);
  const isTransferred =
    before.skillId !== after.skillId || (toAgentId !== undefined && toAgentId !== suggestedIn(before));
  if (isTransferred) {
    tell({ type: 'transferred', fromSkillId: before.skillId, toSkillId: after.skillId, toAgentId });
  }
  const { assignedAgentId: byAgentId } = after;
  const isTakenOver = wasMine && byAgentId !== undefined && byAgentId !== agentId;
  if (isTakenOver) tell({ type: 'takenOver', byAgentId });
  if (before.consumerId !== after.consumerId) {
    tell({ type: 'consumerChanged', fromId: before.consumerId, toId: after.consumerId });
  }
  // A conversation that closes keeps its participants: the event is `closed`.
  if (after.stage === 'CLOSE') return;
  const isGone = !after.isMember;
  for (const one of before.participants) {
    const isMe = one.id === agentId;
    if (one.role === 'CONSUMER' || one.state === 'SUGGESTED') continue;
    if (!(isMe && isGone) && isActiveIn(after, one.id)) continue;
    tell({ type: 'left', participant: one, isMe, why: reasonFor(isTakenOver, isTransferred, isGone) });
  }
  if (isGone) return;
  for (const one of after.participants) {
    const isNew = !isActiveIn(before, one.id) && one.state === 'ACTIVE' && one.role !== 'CONSUMER';
    if (isNew && one.id !== agentId) tell({ type: 'joined', participant: one });
  }
  if (isBack) tell({ type: 'back' });
}

function isActiveIn(snapshot: ConversationView, id: string): boolean {
  return snapshot.participants.some((one) => one.id === id && one.state === 'ACTIVE');
}

function suggestedIn({ participants }: ConversationView): string | undefined {
  return participants.find(({ state }) => state === 'SUGGESTED')?.id;
}

function reasonFor(isTakenOver: boolean, isTransferred: boolean, isGone: boolean): LeaveReason {
  if (isTakenOver) return 'takenOver';
  if (isTransferred) return 'transferred';
  return isGone ? 'unknown' : 'removed';
}
