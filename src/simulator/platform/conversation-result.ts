import type { SimulatedConversation, SimulatedDialog, SimulatedParticipant } from './conversation-state.js';

/** Version 2.0 has no participant states and omits suggested agents. See docs/protocol.md#0.3. */
export type ApiVersion = '2.0' | '2.1';

/** The `result` of a conversation change. See docs/protocol.md#4.1. */
export function conversationResult(
  conversation: SimulatedConversation,
  version: ApiVersion,
): Readonly<Record<string, unknown>> {
  const { id, details, notes, participants } = conversation;
  const { csat, csatRate = 0, note = '', topic, delay, manualETTR } = notes;
  return {
    convId: id,
    effectiveTTR: conversation.effectiveTtr,
    conversationDetails: {
      convId: id,
      skillId: conversation.skillId,
      participants: byRole(participants, ({ id: legacyId }) => legacyId),
      participantsPId: byRole(participants, ({ pid }) => pid),
      dialogs: conversation.dialogs.map((dialog) => dialogResult(dialog, version)),
      brandId: details.brandId,
      state: conversation.state,
      stage: conversation.stage,
      closeReason: conversation.closeReason,
      startTs: conversation.startTs,
      endTs: conversation.endTs,
      metaDataLastUpdateTs: conversation.metaDataLastUpdateTs,
      firstConversation: details.firstConversation,
      csatRate,
      csat,
      ttr: conversation.ttr,
      delay,
      manualETTR,
      note,
      groupId: '-1',
      topic,
      context: details.context,
      campaignInfo: details.campaignInfo,
      conversationHandlerDetails: { accountId: details.brandId, skillId: conversation.skillId },
    },
    lastContentEventNotification: conversation.lastContent,
    numberOfunreadMessages: Object.fromEntries(conversation.unread),
    lastUpdateTime: conversation.lastUpdateTime,
  };
}

function dialogResult(dialog: SimulatedDialog, version: ApiVersion): Readonly<Record<string, unknown>> {
  const { participants, channelType } = dialog;
  return {
    dialogId: dialog.dialogId,
    ...(channelType === 'COBROWSE'
      ? { participants: participants.map(({ id }) => id) }
      : { participantsDetails: participantsDetails(participants, version) }),
    dialogType: dialog.dialogType,
    channelType,
    metaData: dialog.metaData,
    state: dialog.state,
    creationTs: dialog.creationTs,
    endTs: dialog.endTs,
    metaDataLastUpdateTs: dialog.metaDataLastUpdateTs,
    closedBy: dialog.closedBy,
    closedCause: dialog.closedCause,
  };
}

function participantsDetails(participants: readonly SimulatedParticipant[], version: ApiVersion): readonly unknown[] {
  if (version === '2.1') return participants.map(({ id, role, state }) => ({ id, role, state }));
  return participants.filter(({ state }) => state === 'ACTIVE').map(({ id, role }) => ({ id, role }));
}

function byRole(
  participants: readonly SimulatedParticipant[],
  idOf: (participant: SimulatedParticipant) => string,
): Readonly<Record<string, readonly string[]>> {
  const ids: Record<string, string[]> = {};
  for (const participant of participants) (ids[participant.role] ??= []).push(idOf(participant));
  return ids;
}
