import { z } from 'zod';
import type { ConversationFilter, ConversationRequest, UnsubscribeBody, UpdateConversationBody } from './bodies.js';
import { id } from './content.js';
import {
  conversationField,
  conversationState,
  epochMs,
  isClosing,
  isParticipantsChange,
} from './conversation-field.js';
import { conversationChangeObjects, toConversationChange, wireConversationChange } from './conversation-body.js';
import { typedAs, oneOrMany, open, toArray } from './schemas.js';
import { defineBatch, defineRequest } from './define.js';
import { replaySubscription, subscriptionObjects, subscriptionResponse, toSubscription } from './subscription.js';

export const conversations = {
  /**
   * Subscribes to the conversations that match a filter. A `cqm.ExConversationChangeNotification` lists the matching
   * conversations; further ones follow whenever a conversation changes or no longer matches. Without `agentIds` the filter
   * matches all conversations of the account, which requires the permission to see them. Times are in epoch ms.
   *
   * @returns `subscriptionId`, which the notifications carry.
   * @throws {ValidationError} The body does not fit; nothing was sent.
   * @throws {ResponseError} UMS refused the request.
   * @throws {TimeoutError} No response in time. The subscription may exist nevertheless.
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
        // In legacy mode the body is unchecked, and `agentIds` may be `null`. UMS must not get it.
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
      membersEvent: 'cqm.ExConversationChangeNotification',
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
   * @returns The confirmation of UMS, whose form varies.
   * @throws {ValidationError} The body does not fit; nothing was sent.
   * @throws {ResponseError} UMS refused the request, e.g. for an unknown subscription.
   * @throws {TimeoutError} No response in time. The request can safely be repeated.
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
   * Changes a conversation: joins or leaves it, transfers it, closes it or one of its dialogs. UMS applies all changes of
   * one request together. A transfer needs the removal of the assigned agent and the new skill in one request.
   *
   * A `ParticipantsChange` without `userId` concerns this agent.
   *
   * @returns The confirmation text of UMS.
   * @throws {ValidationError} The body does not fit; nothing was sent.
   * @throws {ResponseError} UMS refused the request, e.g. because there is no assigned agent to remove.
   * @throws {TimeoutError} No response in time. The conversation may have been changed nevertheless.
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
        // The id of the main dialog is the conversation's id.
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
   * Starts a conversation with a consumer, identified by LivePerson's own id of the consumer.
   *
   * @returns `conversationId`.
   * @throws {ValidationError} The body does not fit; nothing was sent.
   * @throws {ResponseError} UMS refused the request.
   * @throws {TimeoutError} No response in time. The conversation may have been started nevertheless.
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
   * Conversations of a subscription, complete each time: first all that match, then each one that changes. `DELETE` means
   * that a conversation no longer matches. Notifications may arrive in any order: compare `metaDataLastUpdateTs`.
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
      // `DELETE` carries the last state of the conversation, with this agent among the participants.
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
