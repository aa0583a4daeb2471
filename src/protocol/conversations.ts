import { z } from 'zod';
import { lazy } from '../support/lazy.js';
import { id } from './content.js';
import type {
  ConversationField,
  ConversationFilter,
  ConversationRequest,
  UnsubscribeBody,
  UpdateConversationBody,
} from './bodies.js';
import { conversationChangeObjects, toConversationChange, wireConversationChange } from './conversation-body.js';
import { typedAs, oneOrMany, open, toArray } from './schemas.js';
import { defineBatch, defineRequest } from './define.js';
import { replaySubscription, subscriptionObjects, subscriptionResponse, toSubscription } from './subscription.js';

const conversationState = lazy(() => z.enum(['OPEN', 'CLOSE', 'LOCKED']));
const seconds = lazy(() => z.number().min(0));
const epochMs = lazy(() => z.int().min(0));

const conversationField = lazy(() =>
  typedAs<ConversationField>()(
    z.discriminatedUnion('field', [
      z.strictObject({ field: z.literal('ConversationStateField'), conversationState: conversationState() }),
      z.strictObject({ field: z.literal('Stage'), conversationState: conversationState() }),
      z.strictObject({
        field: z.literal('DialogChange'),
        type: z.enum(['UPDATE', 'CREATE']),
        dialogId: id().optional(),
        dialog: z.strictObject({
          dialogId: id(),
          state: z.enum(['OPEN', 'CLOSE']).optional(),
          closedBy: z.enum(['AGENT', 'CONSUMER', 'SYSTEM']).optional(),
          closedCause: z.string().optional(),
          dialogType: z.enum(['MAIN', 'POST_SURVEY', 'OTHER']).optional(),
          channelType: z.enum(['MESSAGING', 'COBROWSE', 'LIVE_CHAT']).optional(),
          metaData: z.object({}).catchall(z.unknown()).optional(),
          participants: z.array(z.string()).optional(),
          creationTs: epochMs().optional(),
          metaDataLastUpdateTs: epochMs().optional(),
        }),
      }),
      z.strictObject({
        field: z.literal('ParticipantsChange'),
        type: z.enum(['ADD', 'REMOVE', 'UPDATE', 'SUGGEST']),
        role: z.enum(['ASSIGNED_AGENT', 'AGENT', 'MANAGER', 'READER', 'CONSUMER', 'CONTROLLER', 'BRAND_BOT']),
        userId: z.string().optional(),
        dialogId: id().optional(),
      }),
      z.strictObject({ field: z.literal('Skill'), type: z.literal('UPDATE'), skill: z.union([z.string(), z.int()]) }),
      z.strictObject({
        field: z.literal('TTRField'),
        ttrType: z.enum(['NORMAL', 'URGENT', 'PRIORITIZED', 'CUSTOM']),
        value: seconds(),
      }),
      z.strictObject({
        field: z.literal('ManualETTR'),
        time: epochMs().nullable(),
      }),
      z.strictObject({
        field: z.literal('CSATRate'),
        csatRate: z.int().min(1).max(5).optional(),
        csatResolutionConfirmation: z.boolean().optional(),
        status: z.enum(['FILLED', 'PARTIALLY_FILLED', 'SKIPPED']),
      }),
      z.strictObject({
        field: z.literal('DelayField'),
        type: z.enum(['NIGHT', 'WEEKEND', 'HOLIDAY']),
        tillWhen: epochMs(),
      }),
      z.strictObject({ field: z.literal('Note'), note: z.string() }),
      z.strictObject({ field: z.literal('TopicField'), note: z.string() }),
    ]),
  ),
);

function isParticipantsChange(field: unknown): field is { readonly field: string; readonly userId?: unknown } {
  return typeof field === 'object' && field !== null && 'field' in field && field.field === 'ParticipantsChange';
}

/** Whether it closes the conversation, its main dialog included. */
function isClosing(field: ConversationField): boolean {
  return (field.field === 'ConversationStateField' || field.field === 'Stage') && field.conversationState === 'CLOSE';
}

export const conversations = {
  /**
   * Asks for a `cqm.ExConversationChangeNotification` about the conversations that match, and whenever one of them
   * changes or matches no longer. Without `agentIds` it is about all conversations of the account, which needs the
   * permission to see them. Times are in epoch ms.
   *
   * @returns `subscriptionId`, which the notifications carry.
   * @throws {ValidationError} The body does not fit; nothing was sent.
   * @throws {ResponseError} UMS refused.
   * @throws {TimeoutError} No response in time. The subscription may exist all the same.
   * @see Messaging Agent SDK, "Subscribe ExConversations" (`.ams.aam.SubscribeExConversations`)
   */
  subscribeExConversations: defineRequest({
    type: '.ams.aam.SubscribeExConversations',
    responseType: '.ams.aam.SubscribeExConversations$Response',
    request: () =>
      typedAs<ConversationFilter | undefined>()(
        z
          .strictObject({
            convState: z.array(conversationState()).optional(),
            stage: z.array(conversationState()).optional(),
            agentIds: z.array(z.string().optional()).optional(),
            brandId: z.union([z.string(), z.number()]).optional(),
            consumerId: z.string().optional(),
            minLastUpdatedTime: epochMs().optional(),
            maxLastUpdatedTime: epochMs().nullable().optional(),
            maxETTR: z.int().nullable().optional(),
            skillIds: z.array(z.string()).optional(),
            skillId: z.string().optional(),
            dialogTypes: z.array(open(['MAIN', 'POST_SURVEY', 'OTHER'])).optional(),
          })
          .optional(),
      ),
    response: subscriptionResponse,
    objects: subscriptionObjects,
    encode: (body, me) => {
      if (!Array.isArray(body?.agentIds)) {
        // In legacy mode it may be `null`, which UMS is not sent.
        const { agentIds: _, ...rest }: NonNullable<typeof body> = body ?? {};
        return rest;
      }
      const agentIds = body.agentIds.map((agentId) =>
        agentId === undefined || agentId === me.agentId ? me.legacyAgentId : agentId,
      );
      return { ...body, agentIds };
    },
    decode: toSubscription,
    replay: {
      ...replaySubscription,
      timeFields: { from: ['minLastUpdatedTime'], until: ['maxLastUpdatedTime', 'maxETTR'] },
    },
    example: {
      request: { convState: ['OPEN'], agentIds: ['aaaaaaaa-0000-5000-8000-000000000501', 'x'] },
      wire: { convState: ['OPEN'], agentIds: ['10000001.501', 'x'] },
      response: { subscriptionId: 'sub-1' },
      result: { subscriptionId: 'sub-1' },
    },
  }),

  /**
   * Ends a subscription of `subscribeExConversations`.
   *
   * @returns UMS's confirmation, whose form varies.
   * @throws {ValidationError} The body does not fit; nothing was sent.
   * @throws {ResponseError} UMS refused, as for an unknown subscription.
   * @throws {TimeoutError} No response in time; ending it again does no harm.
   * @see UMS, "Unsubscribe ExConversations" (`.ams.aam.UnsubscribeExConversations`)
   */
  unsubscribeExConversations: defineRequest({
    type: '.ams.aam.UnsubscribeExConversations',
    responseType: '.ReqBody$StringResp',
    request: () => typedAs<UnsubscribeBody>()(z.strictObject({ subscriptionId: id().max(64) })),
    response: () => z.unknown(),
    replay: { keep: 'end', subscriptionId: (body) => body.subscriptionId },
    example: {
      request: { subscriptionId: 'sub-1' },
      wire: { subscriptionId: 'sub-1' },
      response: {},
      result: {},
    },
  }),

  /**
   * Changes a conversation: joins or leaves it, transfers it, closes it or one of its dialogs. Several changes in one
   * request are made together; a transfer has to name the removal of the assigned agent and the new skill in one.
   *
   * A `ParticipantsChange` without `userId` concerns this agent.
   *
   * @returns UMS's confirmation text.
   * @throws {ValidationError} The body does not fit; nothing was sent.
   * @throws {ResponseError} UMS refused, as it does when there is no assigned agent to remove.
   * @throws {TimeoutError} No response in time. The conversation may have been changed all the same.
   * @see Messaging Agent SDK, "Update Conversation Field" (`.ams.cm.UpdateConversationField`)
   */
  updateConversationField: defineRequest({
    type: '.ams.cm.UpdateConversationField',
    responseType: '.ReqBody$StringResp',
    request: () =>
      typedAs<UpdateConversationBody>()(
        z.strictObject({
          conversationId: id(),
          conversationField: oneOrMany(conversationField()),
          dialogId: id().optional(),
        }),
      ),
    response: () => z.string(),
    encode: (body, me) =>
      body.conversationField
        ? {
            ...body,
            conversationField: toArray(body.conversationField).map((field) =>
              isParticipantsChange(field) && !field.userId ? { ...field, userId: me.legacyAgentId } : field,
            ),
          }
        : body,
    participation: ({ conversationId, conversationField: fields }, me, tracker) => {
      for (const field of toArray(fields)) {
        // The main dialog bears the conversation's id.
        if (isClosing(field)) tracker.end(conversationId);
        if (field.field === 'DialogChange' && field.dialog.state === 'CLOSE') tracker.end(field.dialog.dialogId);
        if (!isParticipantsChange(field) || (field.userId && field.userId !== me.legacyAgentId)) continue;
        const dialogId = field.dialogId ?? conversationId;
        if (field.type === 'ADD') tracker.follow(dialogId);
        if (field.type === 'REMOVE') tracker.leave(dialogId);
      }
    },
    dialogOf: ({ conversationId }) => conversationId,
    example: {
      request: {
        conversationId: 'c-1',
        conversationField: [
          { field: 'ParticipantsChange', type: 'ADD', role: 'MANAGER' },
          { field: 'Skill', type: 'UPDATE', skill: '9' },
        ],
      },
      wire: {
        conversationId: 'c-1',
        conversationField: [
          { field: 'ParticipantsChange', type: 'ADD', role: 'MANAGER', userId: '10000001.501' },
          { field: 'Skill', type: 'UPDATE', skill: '9' },
        ],
      },
      response: 'OK Agent added successfully',
      result: 'OK Agent added successfully',
    },
  }),

  /**
   * Starts a conversation with a consumer, named by LivePerson's own id of it.
   *
   * @returns `conversationId`.
   * @throws {ValidationError} The body does not fit; nothing was sent.
   * @throws {ResponseError} UMS refused.
   * @throws {TimeoutError} No response in time. The conversation may have been started all the same.
   * @see Messaging Agent SDK, "Agent Request Conversation" (`.ams.cm.AgentRequestConversation`)
   */
  agentRequestConversation: defineRequest({
    type: '.ams.cm.AgentRequestConversation',
    responseType: '.ams.cm.RequestConversation$Response',
    request: () =>
      typedAs<ConversationRequest>()(
        z.strictObject({
          consumerId: id(),
          channelType: z.literal('MESSAGING').optional(),
          conversationContext: z
            .strictObject({
              type: z.literal('ProactiveContext'),
              originConversationId: id(),
              originConversationContext: z.unknown().optional(),
            })
            .optional(),
          skillId: z.string().optional(),
          context: z.string().nullable().optional(),
          ttrDefName: open(['NORMAL']).nullable().optional(),
        }),
      ),
    response: () => z.object({ conversationId: z.string() }),
    encode: (body) => ({ ...body, channelType: 'MESSAGING' }),
    example: {
      request: { consumerId: 'u-9' },
      wire: { consumerId: 'u-9', channelType: 'MESSAGING' },
      response: { conversationId: 'c-2' },
      result: { conversationId: 'c-2' },
    },
  }),
};

export const conversationNotifications = {
  /**
   * Conversations that a subscription is about: those that match when it is made, then each that changes, in full.
   * `DELETE` is one that matches no longer. They may come in any order: see `metaDataLastUpdateTs`.
   *
   * @see Messaging Agent SDK, "cqm.ExConversationChangeNotification" (`.ams.aam.ExConversationChangeNotification`)
   */
  'cqm.ExConversationChangeNotification': defineBatch({
    type: '.ams.aam.ExConversationChangeNotification',
    event: 'cqm.ExConversationChangeNotification',
    change: wireConversationChange,
    objects: conversationChangeObjects,
    decode: toConversationChange,
    members: {
      idOf: ({ result }) => result.convId,
      leave: ({ result }, tracker) => {
        for (const { dialogId } of result.conversationDetails.dialogs) tracker.leave(dialogId);
      },
    },
    participation: ({ type, result }, me, tracker, sentAt) => {
      const { participants, dialogs } = result.conversationDetails;
      // `DELETE` carries the conversation as it was last.
      const takesPart = type !== 'DELETE' && participants.some(({ id: participant }) => participant === me.agentId);
      for (const { dialogId, state, channelType } of dialogs) {
        if (state === 'CLOSE') tracker.end(dialogId);
        else if (me.agentId === undefined) continue;
        else if (!takesPart) tracker.leave(dialogId);
        else if (channelType === undefined || channelType === 'MESSAGING') tracker.follow(dialogId, result, sentAt);
      }
    },
    example: {
      wire: {
        subscriptionId: 'sub-1',
        sentTs: 1700000000900,
        changes: [
          {
            type: 'UPSERT',
            result: {
              convId: 'c-1',
              effectiveTTR: 1700003600000,
              conversationDetails: {
                convId: 'c-1',
                skillId: '77',
                participants: { CONSUMER: ['u-9'], ASSIGNED_AGENT: ['10000001.501'] },
                participantsPId: { CONSUMER: ['u-9'], ASSIGNED_AGENT: ['aaaaaaaa-0000-5000-8000-000000000501'] },
                dialogs: [
                  {
                    dialogId: 'c-1',
                    participantsDetails: [
                      { id: 'u-9', role: 'CONSUMER', state: 'ACTIVE' },
                      { id: '10000001.501', role: 'ASSIGNED_AGENT', state: 'ACTIVE' },
                    ],
                    dialogType: 'MAIN',
                    channelType: 'MESSAGING',
                    state: 'OPEN',
                  },
                ],
                brandId: '10000001',
                state: 'OPEN',
                stage: 'OPEN',
                startTs: 1700000000000,
                metaDataLastUpdateTs: 1700000000500,
                csatRate: 0,
                note: 'n',
                groupId: '-1',
              },
              numberOfunreadMessages: { '10000001.501': 1 },
              lastUpdateTime: 1700000000800,
            },
          },
        ],
      },
      body: {
        subscriptionId: 'sub-1',
        sentTs: 1700000000900,
        changes: [
          {
            type: 'UPSERT',
            result: {
              convId: 'c-1',
              effectiveTTR: 1700003600000,
              conversationDetails: {
                skillId: '77',
                participants: [
                  { id: 'u-9', role: 'CONSUMER' },
                  { id: 'aaaaaaaa-0000-5000-8000-000000000501', role: 'ASSIGNED_AGENT' },
                ],
                dialogs: [
                  {
                    dialogId: 'c-1',
                    participantsDetails: [
                      { id: 'u-9', role: 'CONSUMER', state: 'ACTIVE' },
                      { id: 'aaaaaaaa-0000-5000-8000-000000000501', role: 'ASSIGNED_AGENT', state: 'ACTIVE' },
                    ],
                    dialogType: 'MAIN',
                    channelType: 'MESSAGING',
                    state: 'OPEN',
                  },
                ],
                brandId: '10000001',
                state: 'OPEN',
                stage: 'OPEN',
                startTs: 1700000000000,
                metaDataLastUpdateTs: 1700000000500,
              },
            },
          },
        ],
      },
    },
  }),
};
