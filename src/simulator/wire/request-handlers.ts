import { z } from 'zod';
import { richContent } from '../../protocol/rich-content.js';
import type { AgentConnection } from '../platform/connections.js';
import { updateConversation } from './conversation-update.js';
import { activeParticipant, messagesBetween, type Draft } from '../platform/conversation-state.js';
import { Refusal } from '../failures.js';
import { MAX_FILE_BYTES } from '../platform/uploaded-files.js';
import { newSecret } from '../platform/ids.js';
import type { Platform } from '../platform/platform.js';
import { profileOf } from '../platform/user-profile.js';
import { id, listOf, read } from './body-reader.js';
import type { RequestName } from '../vocabulary.js';

/** A request with its platform and connection. */
export interface HandledRequest {
  readonly platform: Platform;
  readonly connection: AgentConnection;
  readonly body: unknown;
  readonly headers?: unknown;
  readonly metadata?: unknown;
  readonly encodedMetadata?: unknown;
}

/** @returns The response body. @throws {Refusal} UMS would refuse. */
export type Handler = (request: HandledRequest) => unknown;

/** Handlers by method name. A request without a handler is answered with the example of its entry. */
export const handlers: Readonly<Partial<Record<RequestName, Handler>>> = {
  getClock: ({ platform }) => ({ currentTime: platform.clock.now() }),

  setAgentState({ platform, connection, body }) {
    const { availability, agentUserId, description = '' } = read(agentState, body);
    requireOwn(connection, agentUserId);
    connection.availability = availability;
    platform.emit({ type: 'agent.stateChanged', userId: connection.agent.userId, body: { availability, description } });
    platform.notifier.agentStateChanged(connection.agent, availability, description);
    platform.routing.offerWaiting(connection.agent);
    return 'Agent state updated successfully';
  },

  subscribeAgentsState({ platform, connection, body }) {
    const { agentId = connection.agent.legacyId, agentAvailability = '' } = read(agentsStateSubscription, body);
    if (!connection.agent.seesAllConversations) requireOwn(connection, agentId);
    if (!platform.accounts.byId(agentId)) throw new Refusal(404, `Agent ${agentId} not found`);
    return subscribe(platform, connection, { kind: 'agentState', agentId, availability: agentAvailability });
  },

  subscribeRoutingTasks({ platform, connection, body }) {
    const { agentId, ...filter } = read(routingSubscription, body);
    requireOwn(connection, agentId);
    platform.routing.offerWaiting(connection.agent, { subscribing: true });
    const answer = subscribe(platform, connection, { kind: 'routing', filter });
    platform.routing.snapshot(connection, answer.subscriptionId, filter);
    return answer;
  },

  updateRoutingTaskSubscription({ connection, body }) {
    const { subscriptionId, agentId, ...filter } = read(routingSubscription.extend({ subscriptionId: id }), body);
    requireOwn(connection, agentId);
    const subscription = connection.subscriptions.get(subscriptionId);
    if (subscription?.kind !== 'routing') throw new Refusal(404, 'Subscription not found');
    subscription.filter = filter;
    return {};
  },

  updateRingState({ platform, connection, body }) {
    const { ringId, ringState } = read(ringAnswer, body);
    platform.routing.answer(connection.agent, ringId, ringState);
    return 'Ring state updated successfully';
  },

  subscribeExConversations({ platform, connection, body }) {
    const { skillId, skillIds = skillId, ...rest } = read(conversationSubscription, body);
    const filter = { ...rest, skillIds };
    if (!connection.agent.seesAllConversations) {
      if (!filter.agentIds) throw new Refusal(403, "No permission to see all agents' conversations");
      for (const agentId of filter.agentIds) requireOwn(connection, agentId);
    }
    const subscription = { kind: 'conversations', filter, matching: new Set<string>() } as const;
    const answer = subscribe(platform, connection, subscription);
    platform.notifier.snapshot(connection, answer.subscriptionId, subscription, platform.conversations.all);
    return answer;
  },

  unsubscribeExConversations({ connection, body }) {
    const { subscriptionId } = read(z.object({ subscriptionId: id }), body);
    const subscription = connection.subscriptions.get(subscriptionId);
    if (subscription?.kind !== 'conversations') throw new Refusal(404, 'Subscription not found');
    connection.subscriptions.delete(subscriptionId);
    return {};
  },

  updateConversationField({ platform, connection, body }) {
    return updateConversation(platform, connection.agent, body);
  },

  agentRequestConversation({ platform, connection, body }) {
    const { consumerId, skillId = '-1', conversationContext } = read(conversationRequest, body);
    if (!platform.consumers.get(consumerId)) throw new Refusal(404, 'Consumer not found');
    if (!platform.hasSkill(skillId)) throw new Refusal(404, `Skill ${skillId} not found`);
    const context = conversationContext ?? { type: 'ProactiveContext' };
    const { legacyId, pid } = connection.agent;
    const details = { brandId: platform.accountId, skillId, context };
    const { id: conversationId } = platform.conversations.create(consumerId, details, (conversation) => {
      conversation.join(conversation.main, { id: legacyId, pid, role: 'ASSIGNED_AGENT', state: 'ACTIVE' });
      conversation.waitingSince = undefined;
    });
    return { conversationId };
  },

  publishEvent({ platform, connection, body, headers, metadata, encodedMetadata }) {
    const { dialogId, event, messageAudience, eventId } = read(publication, body);
    const { conversation, dialog } = dialogOf(platform, dialogId);
    const from = activeParticipant(dialog, connection.agent.legacyId);
    if (!from) throw new Refusal(403, 'Agent is not a participant of the dialog');
    if (dialog.state === 'CLOSE') throw new Refusal(400, 'Dialog is closed');
    const clientProperties = clientPropertiesIn(headers);
    const draft: Draft = {
      event,
      ...(clientProperties && { clientProperties }),
      ...(messageAudience && { messageAudience }),
      ...(Array.isArray(metadata) && metadata.length > 0 && { metadata }),
      ...(typeof encodedMetadata === 'string' && { encodedMetadata }),
      ...(eventId !== undefined && { eventId }),
    };
    return { sequence: platform.conversations.publish(conversation, dialog, from, draft) };
  },

  subscribeMessagingEvents({ platform, connection, body }) {
    const { dialogId, newerThanSequence = -1, olderThanSequence, maxQuantity } = read(messageQuery, body);
    const { dialog } = dialogOf(platform, dialogId);
    const { agent } = connection;
    if (!agent.seesAllConversations && !activeParticipant(dialog, agent.legacyId)) {
      throw new Refusal(403, 'Agent is not a participant of the dialog');
    }
    const messages = messagesBetween(dialog, newerThanSequence, olderThanSequence);
    if (maxQuantity === undefined) return messages;
    // With only an upper bound the page ends there, otherwise it starts at the lower bound. Always ascending.
    const isBackwards = olderThanSequence !== undefined && newerThanSequence < 0;
    return isBackwards ? messages.slice(Math.max(0, messages.length - maxQuantity)) : messages.slice(0, maxQuantity);
  },

  getUserProfile({ platform, connection, body }) {
    const userId = typeof body === 'string' ? body : read(z.object({ userId: z.string().optional() }), body).userId;
    return profileOf(platform, connection.agent, userId);
  },

  generateURLForUploadFile({ platform, body }) {
    const { fileSize, fileType } = read(upload, body);
    if (!(fileSize > 0) || fileSize > MAX_FILE_BYTES)
      throw new Refusal(400, `File size must be 1 to ${MAX_FILE_BYTES}`);
    return platform.files.uploadUrl(fileType);
  },

  generateURLForDownloadFile({ platform, body }) {
    const { relativePath } = read(z.object({ relativePath: id }), body);
    if (!platform.files.get(relativePath)) throw new Refusal(404, 'File not found');
    return platform.files.downloadUrl(relativePath);
  },

  generateDownloadToken({ platform, body }) {
    const { downloadable } = read(downloadTokenRequest, body);
    dialogOf(platform, downloadable.dialogId);
    return { token: { type: 'SecureFormReadToken', readOtk: newSecret() } };
  },
};

const agentState = z.object({
  availability: id,
  agentUserId: z.string().optional(),
  description: z.string().optional(),
});

const agentsStateSubscription = z.object({ agentId: id.optional(), agentAvailability: z.string().optional() });

const routingSubscription = z.object({
  agentId: id.optional(),
  skillId: z.string().optional(),
  conversationId: z.string().optional(),
});

const ringAnswer = z.object({ ringId: id, ringState: z.enum(['ACCEPTED', 'REJECTED']) });

const conversationSubscription = z.object({
  convState: listOf(z.string()).optional(),
  stage: listOf(z.string()).optional(),
  agentIds: listOf(z.string()).optional(),
  consumerId: z.string().optional(),
  skillIds: listOf(z.string()).optional(),
  skillId: listOf(z.string()).optional(),
  minLastUpdatedTime: z.number().optional(),
  maxLastUpdatedTime: z.number().optional(),
});

const conversationRequest = z.object({
  consumerId: id,
  skillId: z.string().optional(),
  conversationContext: z.record(z.string(), z.unknown()).optional(),
});

/** Loose: unknown members of an event reach the participants unchanged. See docs/protocol.md#3.10. */
const publication = z.object({
  dialogId: id,
  event: z.discriminatedUnion('type', [
    z.looseObject({
      type: z.literal('ContentEvent'),
      contentType: z.string(),
      message: z.union([z.string(), z.record(z.string(), z.unknown())]),
    }),
    z.looseObject({ type: z.literal('RichContentEvent'), content: richContent() }),
    z.looseObject({
      type: z.literal('ChatStateEvent'),
      chatState: z.enum(['ACTIVE', 'INACTIVE', 'GONE', 'COMPOSING', 'PAUSE', 'BACKGROUND']),
    }),
    z.looseObject({ type: z.literal('AcceptStatusEvent'), status: z.string(), sequenceList: listOf(z.number()) }),
  ]),
  messageAudience: z.enum(['ALL', 'AGENTS_AND_MANAGERS']).optional(),
  eventId: z.string().optional(),
});

const messageQuery = z.object({
  dialogId: id,
  newerThanSequence: z.number().optional(),
  olderThanSequence: z.number().optional(),
  maxQuantity: z.int().min(0).optional(),
});

const upload = z.object({ fileSize: z.coerce.number(), fileType: id });

const downloadTokenRequest = z.object({
  downloadable: z.object({ type: z.literal('SecureForm'), dialogId: id, submissionId: id, invitationId: id }),
});

function subscribe(
  { ids }: Platform,
  connection: AgentConnection,
  subscription: Parameters<AgentConnection['subscriptions']['set']>[1],
): { readonly subscriptionId: string } {
  const subscriptionId = ids.uuid('subscription');
  connection.subscriptions.set(subscriptionId, subscription);
  return { subscriptionId };
}

function dialogOf(platform: Platform, dialogId: string): NonNullable<ReturnType<Platform['conversations']['dialog']>> {
  const found = platform.conversations.dialog(dialogId);
  if (!found) throw new Refusal(404, 'Dialog not found');
  return found;
}

/** The `ClientProperties` among the headers of a request. See docs/protocol.md#2.5. */
function clientPropertiesIn(headers: unknown): Readonly<Record<string, unknown>> | undefined {
  const found = z.array(z.looseObject({ type: z.string() })).safeParse(headers);
  return found.data?.find(({ type }) => type.endsWith('.ClientProperties'));
}

function requireOwn({ agent }: AgentConnection, agentId: string | undefined): void {
  if (agentId === undefined || agentId === agent.legacyId || agentId === agent.pid) return;
  throw new Refusal(403, "No permission to act on another agent's behalf");
}
