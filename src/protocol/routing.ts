import { z } from 'zod';
import { lazy } from '../support/lazy.js';
import { typedAs, assumed, type Open } from './schemas.js';
import { defineBatch, defineNotification, defineRequest } from './define.js';
import type {
  AgentsStateFilter,
  AgentStateBody,
  RingAnswer,
  RoutingTaskAmendment,
  RoutingTaskFilter,
} from './bodies.js';
import { id } from './content.js';
import { toRoutingTaskChange, wireRoutingTaskChange } from './routing-task.js';
import { replaySubscription, subscriptionObjects, subscriptionResponse, toSubscription } from './subscription.js';

const messaging = lazy(() => z.literal('MESSAGING'));

export const routing = {
  /**
   * Sets which conversations may ring this agent: `ONLINE` all, `OCCUPIED` transfers only, `AWAY` none. UMS also knows
   * `BACK_SOON` and `OFFLINE`. An agent gets rings only after `subscribeRoutingTasks`.
   *
   * @returns The confirmation text of UMS.
   * @throws {ValidationError} The body does not fit; nothing was sent.
   * @throws {ResponseError} UMS refused the request; the state is unchanged.
   * @throws {TimeoutError} No response in time. The request can safely be repeated.
   * @see Messaging Agent SDK, "Set Agent State" (`.ams.routing.SetAgentState`)
   */
  setAgentState: defineRequest({
    type: '.ams.routing.SetAgentState',
    responseType: '.ReqBody$StringResp',
    responseCode: 202,
    request: () =>
      typedAs<AgentStateBody>()(
        z.strictObject({
          availability: z.enum(['ONLINE', 'OCCUPIED', 'AWAY', 'BACK_SOON', 'OFFLINE']),
          description: z.string().optional(),
        }),
      ),
    response: () => z.string(),
    encode: (body, me) => ({ ...body, channels: ['MESSAGING'], agentUserId: me.legacyAgentId }),
    replay: { keep: 'latest' },
    example: {
      request: { availability: 'ONLINE' },
      wire: { availability: 'ONLINE', channels: ['MESSAGING'], agentUserId: '10000001.501' },
      response: 'Agent state updated successfully',
      result: 'Agent state updated successfully',
    },
  }),

  /**
   * Subscribes to changes of this agent's state, which arrive as `routing.AgentStateNotification`.
   *
   * @returns `subscriptionId`, which the notifications carry.
   * @throws {ValidationError} The body does not fit; nothing was sent.
   * @throws {ResponseError} UMS refused the request.
   * @throws {TimeoutError} No response in time. The subscription may exist nevertheless.
   * @see Messaging Agent SDK, "Subscribe Agents State" (`.ams.routing.SubscribeAgentsState`)
   */
  subscribeAgentsState: defineRequest({
    type: '.ams.routing.SubscribeAgentsState',
    responseType: '.ams.GenericSubscribe$Response',
    request: () =>
      typedAs<AgentsStateFilter | undefined>()(
        z
          .strictObject({
            agentAvailability: z.string().optional(),
          })
          .optional(),
      ),
    response: subscriptionResponse,
    objects: subscriptionObjects,
    encode: (body, me) => ({ ...body, brandId: me.brandId, agentId: me.legacyAgentId }),
    decode: toSubscription,
    replay: replaySubscription,
    example: {
      request: {},
      wire: { brandId: '10000001', agentId: '10000001.501' },
      response: { subscriptionId: 'sub-3' },
      result: { subscriptionId: 'sub-3' },
    },
  }),

  /**
   * Subscribes to the conversations that ring this agent. A `routing.RoutingTaskNotification` lists the waiting rings;
   * further ones follow for each new ring. Accept or reject a ring with `updateRingState`.
   *
   * @returns `subscriptionId`, which the notifications carry.
   * @throws {ValidationError} The body does not fit; nothing was sent.
   * @throws {ResponseError} UMS refused the request.
   * @throws {TimeoutError} No response in time. The subscription may exist nevertheless.
   * @see Messaging Agent SDK, "Subscribe Routing Tasks" (`.ams.routing.SubscribeRoutingTasks`)
   */
  subscribeRoutingTasks: defineRequest({
    type: '.ams.routing.SubscribeRoutingTasks',
    responseType: '.ams.GenericSubscribe$Response',
    request: () =>
      typedAs<RoutingTaskFilter | undefined>()(
        z
          .strictObject({
            channelType: messaging().optional(),
            skillId: z.string().optional(),
            conversationId: z.string().optional(),
          })
          .optional(),
      ),
    response: subscriptionResponse,
    objects: subscriptionObjects,
    encode: (body, me) => ({
      ...body,
      channelType: 'MESSAGING',
      agentId: me.legacyAgentId,
      brandId: me.brandId,
    }),
    decode: toSubscription,
    replay: replaySubscription,
    example: {
      request: {},
      wire: { channelType: 'MESSAGING', agentId: '10000001.501', brandId: '10000001' },
      response: { subscriptionId: 'sub-2' },
      result: { subscriptionId: 'sub-2' },
    },
  }),

  /**
   * Changes the filter of a subscription of `subscribeRoutingTasks`.
   *
   * @returns The confirmation of UMS, whose form is not published.
   * @throws {ValidationError} The body does not fit; nothing was sent.
   * @throws {ResponseError} UMS refused the request, e.g. for an unknown subscription.
   * @throws {TimeoutError} No response in time. The request can safely be repeated.
   * @see UMS, "Update Routing Task Subscription" (`.ams.routing.UpdateRoutingTaskSubscription`)
   */
  updateRoutingTaskSubscription: defineRequest({
    type: '.ams.routing.UpdateRoutingTaskSubscription',
    responseType: '.ams.routing.UpdateRoutingTaskSubscription$Response',
    request: () =>
      typedAs<RoutingTaskAmendment>()(
        z.strictObject({
          subscriptionId: id(),
          brandId: z.union([z.string(), z.number()]).optional(),
          agentId: z.string().optional(),
          skillId: z.string().optional(),
          conversationId: z.string().optional(),
          channelType: messaging().optional(),
        }),
      ),
    response: () => z.unknown(),
    encode: (body, me) => ({
      ...body,
      brandId: body.brandId ?? me.brandId,
      agentId: body.agentId ?? me.legacyAgentId,
    }),
    replay: { keep: 'amendment', subscriptionId: (body) => body.subscriptionId },
    example: {
      request: { subscriptionId: 'sub-2', skillId: '77' },
      wire: { subscriptionId: 'sub-2', skillId: '77', brandId: '10000001', agentId: '10000001.501' },
      response: {},
      result: {},
    },
  }),

  /**
   * Accepts or rejects a ring. Accepting makes this agent the `ASSIGNED_AGENT` of the conversation. A ring usually expires
   * after 72 s; see `ringExpiration`.
   *
   * @returns The confirmation text of UMS.
   * @throws {ValidationError} The body does not fit; nothing was sent.
   * @throws {ResponseError} UMS refused the request, e.g. because the ring has expired or was accepted before.
   * @throws {TimeoutError} No response in time. The ring may have been accepted or rejected nevertheless.
   * @see Messaging Agent SDK, "Update Ring State" (`.ams.routing.UpdateRingState`)
   */
  updateRingState: defineRequest({
    type: '.ams.routing.UpdateRingState',
    responseType: '.ReqBody$StringResp',
    responseCode: 202,
    request: () => typedAs<RingAnswer>()(z.strictObject({ ringId: id(), ringState: z.enum(['ACCEPTED', 'REJECTED']) })),
    response: () => z.string(),
    example: {
      request: { ringId: 'c-1_10000001_1700000000000', ringState: 'ACCEPTED' },
      wire: { ringId: 'c-1_10000001_1700000000000', ringState: 'ACCEPTED' },
      response: 'Ring state updated successfully',
      result: 'Ring state updated successfully',
    },
  }),
};

/** An agent's state as other agents see it. */
export interface AgentState {
  readonly availability?: Open<'ONLINE' | 'OCCUPIED' | 'AWAY' | 'BACK_SOON' | 'OFFLINE'>;
  readonly channels?: string[];
  readonly description?: string;
}

export interface AgentStateChange {
  readonly type: Open<'UPSERT' | 'DELETE'>;
  readonly result?: AgentState;
}

export const routingNotifications = {
  /**
   * A conversation rings this agent, or the state of a ring has changed. Accept or reject `WAITING` rings with
   * `updateRingState`.
   *
   * @see Messaging Agent SDK, "routing.RoutingTaskNotification" (`.ams.routing.RoutingTaskNotification`)
   */
  'routing.RoutingTaskNotification': defineBatch({
    type: '.ams.routing.RoutingTaskNotification',
    event: 'routing.RoutingTaskNotification',
    change: wireRoutingTaskChange,
    objects: { result: { ringsDetails: {} } },
    decode: toRoutingTaskChange,
    participation: ({ result: { conversationId, ringsDetails } }, _me, tracker, sentAt) => {
      const accepted = ringsDetails.some(({ ringState }) => ringState === 'ACCEPTED' || ringState === 'AUTO_ACCEPT');
      if (accepted && conversationId !== undefined) tracker.follow(conversationId, undefined, sentAt);
    },
    example: {
      wire: {
        subscriptionId: 'sub-2',
        changes: [
          {
            type: 'UPSERT',
            result: {
              routingTaskId: 'rt-1',
              taskCompleted: false,
              conversationId: 'c-1',
              consumerId: 'u-9',
              skillId: '77',
              brandId: '10000001',
              assignedAgentId: '10000001.501',
              ringsDetails: [
                {
                  ringId: 'c-1_10000001_1700000000000',
                  ringExpirationTs: 1700000072000,
                  ringState: 'WAITING',
                  weight: 1700003600000,
                  ringExpiration: 72000,
                  brandId: '10000001',
                  convId: 'c-1',
                  consumerId: 'u-9',
                  skillId: '77',
                },
              ],
            },
          },
        ],
      },
      body: {
        subscriptionId: 'sub-2',
        changes: [
          {
            type: 'UPSERT',
            result: {
              taskCompleted: false,
              conversationId: 'c-1',
              consumerId: 'u-9',
              skillId: '77',
              ringsDetails: [
                {
                  ringId: 'c-1_10000001_1700000000000',
                  ringExpirationTs: 1700000072000,
                  ringState: 'WAITING',
                  weight: 1700003600000,
                  ringExpiration: 72000,
                },
              ],
            },
          },
        ],
      },
    },
  }),

  /**
   * This agent's state has changed, usually by `setAgentState`.
   *
   * @see Messaging Agent SDK, "routing.AgentStateNotification" (`.ams.routing.AgentStateNotification`)
   */
  'routing.AgentStateNotification': defineBatch({
    type: '.ams.routing.AgentStateNotification',
    event: 'routing.AgentStateNotification',
    change: () =>
      assumed<{ type: string; result?: (AgentState & { agentUserId?: string }) | null }>(
        z.object({ type: z.string(), result: z.object({}).nullish() }),
      ),
    objects: { result: {} },
    decode: ({ result, ...change }): AgentStateChange => {
      if (result === undefined || result === null) return change;
      const { agentUserId: _, ...state } = result;
      return { ...change, result: state };
    },
    example: {
      wire: {
        subscriptionId: 'sub-3',
        changes: [
          {
            type: 'UPSERT',
            result: {
              agentUserId: '10000001.501',
              channels: ['MESSAGING'],
              availability: 'ONLINE',
              description: '',
            },
          },
        ],
      },
      body: {
        subscriptionId: 'sub-3',
        changes: [{ type: 'UPSERT', result: { channels: ['MESSAGING'], availability: 'ONLINE', description: '' } }],
      },
    },
  }),

  /**
   * The state of a ring has changed. Obsolete and without a body; `routing.RoutingTaskNotification` has the new state.
   *
   * @deprecated
   * @see UMS, "Ring Updated" (`.ams.routing.RingUpdated`)
   */
  deprecated: defineNotification({
    type: '.ams.routing.RingUpdated',
    event: 'deprecated',
    wire: () => z.unknown(),
    decode: () => undefined,
    example: {
      wire: { ringId: 'c-1_10000001_1700000000000', ringState: 'ACCEPTED', convId: 'c-1', skillId: '77' },
      body: undefined,
    },
  }),
};
