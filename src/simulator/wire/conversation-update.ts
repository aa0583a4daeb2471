import { z } from 'zod';
import type { AgentAccount } from '../platform/accounts.js';
import {
  activeParticipant,
  type SimulatedConversation,
  type SimulatedDialog,
  type SimulatedParticipant,
} from '../platform/conversation-state.js';
import { Refusal } from '../failures.js';
import type { Platform } from '../platform/platform.js';
import { id, listOf, read } from './body-reader.js';

/** A string, or a number, which some bots send. */
const skillId = z.union([id, z.int().transform(String)]);

const participantsChange = z.object({
  field: z.literal('ParticipantsChange'),
  type: z.enum(['ADD', 'REMOVE', 'UPDATE', 'SUGGEST']),
  role: z.enum(['ASSIGNED_AGENT', 'AGENT', 'MANAGER', 'READER', 'CONTROLLER', 'BRAND_BOT', 'CONSUMER']),
  userId: id.optional(),
  dialogId: id.optional(),
});

const dialogChange = z.object({
  field: z.literal('DialogChange'),
  type: z.enum(['UPDATE', 'CREATE']),
  dialogId: id.optional(),
  dialog: z.object({
    dialogId: id.optional(),
    state: z.enum(['OPEN', 'CLOSE']).optional(),
    closedBy: z.enum(['AGENT', 'CONSUMER', 'SYSTEM']).optional(),
    closedCause: z.string().optional(),
    dialogType: z.string().optional(),
    channelType: z.string().optional(),
    metaData: z.unknown().optional(),
    participants: z.array(z.string()).optional(),
  }),
});

/** See docs/protocol.md#3.11. */
const field = z.discriminatedUnion('field', [
  participantsChange,
  dialogChange,
  z.object({ field: z.literal('ConversationStateField'), conversationState: z.enum(['OPEN', 'CLOSE', 'LOCKED']) }),
  z.object({ field: z.literal('Stage'), conversationState: z.enum(['OPEN', 'CLOSE']) }),
  z.object({ field: z.literal('Skill'), type: z.literal('UPDATE'), skill: skillId }),
  z.object({
    field: z.literal('TTRField'),
    ttrType: z.enum(['NORMAL', 'URGENT', 'PRIORITIZED', 'CUSTOM']),
    value: z.number().min(0),
  }),
  z.object({ field: z.literal('ManualETTR'), time: z.number().nullable() }),
  z.object({
    field: z.literal('CSATRate'),
    csatRate: z.int().min(1).max(5).optional(),
    csatResolutionConfirmation: z.boolean().nullish(),
    status: z.enum(['FILLED', 'PARTIALLY_FILLED', 'SKIPPED']).optional(),
  }),
  z.object({ field: z.literal('DelayField'), type: z.enum(['NIGHT', 'WEEKEND', 'HOLIDAY']), tillWhen: z.number() }),
  z.object({ field: z.literal('Note'), note: z.string() }),
  z.object({ field: z.literal('TopicField'), note: z.string() }),
]);

type Field = z.output<typeof field>;

const update = z.object({ conversationId: id, conversationField: listOf(field), dialogId: id.optional() });

/** One update request. */
interface PreparedUpdate {
  readonly platform: Platform;
  readonly agent: AgentAccount;
  readonly conversation: SimulatedConversation;
  readonly fields: readonly Field[];
  /** Dialog id of the request, used by fields without one. */
  readonly dialogId: string | undefined;
}

/**
 * Applies all fields or none: every field is checked before the first is applied.
 *
 * @returns The success text of the first field. UMS sends one text for all fields.
 * @throws {Refusal} The conversation is unknown, the agent is no participant, or the state does not allow the change.
 */
export function updateConversation(platform: Platform, agent: AgentAccount, body: unknown): string {
  const { conversationId, conversationField: fields, dialogId } = read(update, body);
  const conversation = platform.conversations.get(conversationId);
  if (!conversation) throw new Refusal(404, 'Conversation not found');
  if (conversation.stage === 'CLOSE') throw new Refusal(400, 'Conversation is closed');
  const [first] = fields;
  if (!first) throw new Refusal(400, 'Bad request: conversationField is empty');

  const change: PreparedUpdate = { platform, agent, conversation, fields, dialogId };
  const steps = fields.map((it) => prepare(it, change));
  platform.conversations.update(conversation, () => steps.forEach((apply) => apply()));
  return successTextFor(first);
}

/** Checks a field. @returns The function that applies it. */
function prepare(it: Field, change: PreparedUpdate): () => void {
  const { platform, conversation } = change;
  const { notes } = conversation;
  if (it.field === 'ParticipantsChange') return prepareParticipants(it, change);
  const isManagersClose = isClose(it) && change.agent.seesAllConversations;
  if (!isManagersClose) requireParticipant(change);
  switch (it.field) {
    case 'DialogChange':
      return prepareDialog(it, change);
    case 'ConversationStateField':
    case 'Stage':
      if (!isClose(it)) throw new Refusal(400, 'A conversation can only be closed');
      return () => platform.conversations.close(conversation, 'AGENT');
    case 'Skill':
      requireUnassigned(change);
      if (!platform.hasSkill(it.skill)) throw new Refusal(404, `Skill ${it.skill} not found`);
      return () => void (conversation.skillId = it.skill);
    case 'TTRField':
      return () => void (conversation.ttr = { ttrType: it.ttrType, value: it.value });
    case 'ManualETTR': {
      const { time } = it;
      return () => {
        if (time === null) delete notes.manualETTR;
        else notes.manualETTR = time;
      };
    }
    case 'CSATRate':
      return () => {
        const { field: _field, ...csat } = it;
        notes.csat = csat;
        if (it.csatRate !== undefined) notes.csatRate = it.csatRate;
      };
    case 'DelayField':
      return () => void (notes.delay = { type: it.type, tillWhen: it.tillWhen });
    case 'Note':
      return () => void (notes.note = it.note);
    case 'TopicField':
      return () => void (notes.topic = it.note);
  }
}

function prepareParticipants(it: Extract<Field, { field: 'ParticipantsChange' }>, change: PreparedUpdate): () => void {
  const { platform, agent, conversation } = change;
  const dialogId = it.dialogId ?? change.dialogId;
  const dialog = dialogId === undefined ? conversation.current : conversation.dialog(dialogId);
  if (!dialog) throw new Refusal(404, 'Dialog not found');
  if (dialog.state === 'CLOSE') throw new Refusal(400, 'Dialog is closed');

  const target = it.userId === undefined ? agent : platform.accounts.byId(it.userId);
  if (!target) throw new Refusal(404, `Agent ${it.userId} not found`);
  const isOwnJoin = it.type === 'ADD' && target === agent && agent.seesAllConversations;
  if (!isOwnJoin) requireParticipant(change);

  const { role } = it;
  const participant: SimulatedParticipant = { id: target.legacyId, pid: target.pid, role, state: 'ACTIVE' };
  switch (it.type) {
    case 'ADD':
      if (role === 'CONSUMER') throw new Refusal(403, 'Agents cannot become consumers');
      if (role === 'ASSIGNED_AGENT') requireUnassigned(change, target);
      return () => conversation.join(dialog, participant);
    case 'UPDATE':
      if (!activeParticipant(dialog, target.legacyId)) throw new Refusal(400, 'Agent is not a participant');
      return () => {
        conversation.leave(dialog, ({ id: other }) => other === target.legacyId);
        conversation.join(dialog, participant);
      };
    case 'REMOVE':
      if (!dialog.participants.some((other) => other.id === target.legacyId && other.role === role)) {
        throw new Refusal(
          400,
          role === 'ASSIGNED_AGENT' ? 'No assigned agent to remove' : 'Agent is not a participant',
        );
      }
      return () => conversation.leave(dialog, (other) => other.id === target.legacyId && other.role === role);
    case 'SUGGEST':
      if (role !== 'ASSIGNED_AGENT') throw new Refusal(400, 'Only an ASSIGNED_AGENT can be suggested');
      requireUnassigned(change);
      return () => {
        conversation.leave(dialog, ({ state }) => state === 'SUGGESTED');
        conversation.join(dialog, { ...participant, state: 'SUGGESTED' });
      };
  }
}

function prepareDialog(it: Extract<Field, { field: 'DialogChange' }>, change: PreparedUpdate): () => void {
  const { platform, conversation, agent } = change;
  const { dialogId = it.dialogId ?? change.dialogId, ...details } = it.dialog;
  if (dialogId === undefined) throw new Refusal(400, 'Bad request: dialog.dialogId is missing');
  const dialog = conversation.dialog(dialogId);

  if (it.type === 'CREATE') {
    if (dialog) throw new Refusal(409, 'Dialog exists already');
    const { dialogType = 'OTHER', channelType = 'MESSAGING', metaData } = details;
    return () => {
      const created = platform.conversations.openDialog(conversation, { dialogId, dialogType, channelType, metaData });
      conversation.join(created, { id: agent.legacyId, pid: agent.pid, role: 'AGENT', state: 'ACTIVE' });
    };
  }
  if (!dialog) throw new Refusal(404, 'Dialog not found');
  if (dialog.state === 'CLOSE') throw new Refusal(400, 'Dialog is closed');
  return () => {
    if (details.metaData !== undefined) dialog.metaData = details.metaData;
    if (details.state === 'CLOSE') {
      platform.conversations.closeDialog(conversation, dialog, details.closedBy ?? 'AGENT', details.closedCause);
    }
  };
}

/** Closes the whole conversation: an agent who sees all conversations may do so without joining. See docs/protocol.md#3.11. */
function isClose(it: Field): boolean {
  return (it.field === 'ConversationStateField' || it.field === 'Stage') && it.conversationState === 'CLOSE';
}

function requireParticipant({ agent, conversation }: PreparedUpdate): void {
  const isParticipant = conversation.dialogs.some((dialog: SimulatedDialog) =>
    activeParticipant(dialog, agent.legacyId),
  );
  if (!isParticipant) throw new Refusal(403, 'Agent is not a participant of the conversation');
}

/** A change of assignment must remove the assigned agent in the same request. */
function requireUnassigned({ conversation, fields }: PreparedUpdate, unless?: AgentAccount): void {
  const { assigned } = conversation;
  if (!assigned || assigned.id === unless?.legacyId) return;
  const isRemoved = fields.some(
    (it) => it.field === 'ParticipantsChange' && it.type === 'REMOVE' && it.role === 'ASSIGNED_AGENT',
  );
  if (!isRemoved) throw new Refusal(400, 'Conversation has an assigned agent');
}

function successTextFor(it: Field): string {
  if (it.field === 'ParticipantsChange') {
    const done = { ADD: 'added', REMOVE: 'removed', UPDATE: 'updated', SUGGEST: 'suggested' }[it.type];
    return `OK Agent ${done} successfully`;
  }
  if (it.field === 'ConversationStateField' || it.field === 'Stage') return 'OK Conversation resolved successfully';
  if (it.field === 'DialogChange') return `OK Dialog ${it.type === 'CREATE' ? 'created' : 'updated'} successfully`;
  return `OK ${it.field} updated successfully`;
}
