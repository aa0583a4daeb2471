/** One notification, written out by hand: as UMS sends it, and as the entry decodes it for `exampleIdentity`. */
export interface Vector {
  readonly type: string;
  readonly event: string;
  readonly wire: unknown;
  readonly body: unknown;
  readonly warnings: readonly string[];
}

/** Independent of the entries' examples, which they check: docs/protocol.md#11. */
export const vectors = {
  conversation: {
    type: '.ams.aam.ExConversationChangeNotification',
    event: 'cqm.ExConversationChangeNotification',
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
              participants: { CONSUMER: ['u-9'], MANAGER: ['10000001.502'], ASSIGNED_AGENT: ['10000001.501'] },
              participantsPId: {
                CONSUMER: ['u-9'],
                MANAGER: ['aaaaaaaa-0000-5000-8000-000000000502'],
                ASSIGNED_AGENT: ['aaaaaaaa-0000-5000-8000-000000000501'],
              },
              dialogs: [
                {
                  dialogId: 'c-1',
                  participantsDetails: [
                    { id: 'u-9', role: 'CONSUMER', state: 'ACTIVE' },
                    { id: '10000001.501', role: 'ASSIGNED_AGENT', state: 'ACTIVE' },
                    { id: '10000001.502', role: 'MANAGER', state: 'ACTIVE' },
                    { id: '10000001.600', role: 'ASSIGNED_AGENT', state: 'SUGGESTED' },
                    { id: '10000001.700', role: 'READER', state: 'ACTIVE' },
                  ],
                  dialogType: 'MAIN',
                  channelType: 'MESSAGING',
                  state: 'OPEN',
                  creationTs: 1700000000000,
                  metaDataLastUpdateTs: 1700000000000,
                },
              ],
              brandId: '10000001',
              state: 'OPEN',
              stage: 'OPEN',
              startTs: 1700000000000,
              metaDataLastUpdateTs: 1700000000500,
              firstConversation: false,
              csatRate: 0,
              ttr: { ttrType: 'NORMAL', value: 3600 },
              note: 'n',
              groupId: '-1',
              context: { type: 'SharkContext', lang: 'en-US' },
              conversationHandlerDetails: { accountId: '10000001', skillId: '77' },
            },
            lastContentEventNotification: {
              sequence: 0,
              originatorId: 'u-9',
              originatorPId: 'u-9',
              originatorMetadata: { id: 'u-9', role: 'CONSUMER' },
              serverTimestamp: 1700000000100,
              event: { type: 'ContentEvent', message: 'hi', contentType: 'text/plain' },
              dialogId: 'c-1',
            },
            numberOfunreadMessages: { '10000001.501': 1 },
            lastUpdateTime: 1700000000800,
          },
        },
      ],
    },
    warnings: ['invalid participant on conversation c-1 - {"id":"10000001.700","role":"READER","state":"ACTIVE"}'],
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
                { id: 'aaaaaaaa-0000-5000-8000-000000000502', role: 'MANAGER' },
                { id: 'aaaaaaaa-0000-5000-8000-000000000501', role: 'ASSIGNED_AGENT' },
              ],
              dialogs: [
                {
                  dialogId: 'c-1',
                  participantsDetails: [
                    { id: 'u-9', role: 'CONSUMER', state: 'ACTIVE' },
                    { id: 'aaaaaaaa-0000-5000-8000-000000000501', role: 'ASSIGNED_AGENT', state: 'ACTIVE' },
                    { id: 'aaaaaaaa-0000-5000-8000-000000000502', role: 'MANAGER', state: 'ACTIVE' },
                    { id: '10000001.600', role: 'ASSIGNED_AGENT', state: 'SUGGESTED' },
                    { id: '10000001.700', role: 'READER', state: 'ACTIVE' },
                  ],
                  dialogType: 'MAIN',
                  channelType: 'MESSAGING',
                  state: 'OPEN',
                  creationTs: 1700000000000,
                  metaDataLastUpdateTs: 1700000000000,
                },
              ],
              brandId: '10000001',
              state: 'OPEN',
              stage: 'OPEN',
              startTs: 1700000000000,
              metaDataLastUpdateTs: 1700000000500,
              firstConversation: false,
              ttr: { ttrType: 'NORMAL', value: 3600 },
              context: { type: 'SharkContext', lang: 'en-US' },
              conversationHandlerDetails: { accountId: '10000001', skillId: '77' },
            },
            lastContentEventNotification: {
              sequence: 0,
              originatorId: 'u-9',
              originatorPId: 'u-9',
              originatorMetadata: { id: 'u-9', role: 'CONSUMER' },
              serverTimestamp: 1700000000100,
              event: { type: 'ContentEvent', message: 'hi', contentType: 'text/plain' },
              dialogId: 'c-1',
            },
          },
        },
      ],
    },
  },
  message: {
    type: '.ams.ms.OnlineEventDistribution',
    event: 'ms.MessagingEventNotification',
    wire: {
      sequence: 3,
      originatorClientProperties: { type: '.ClientProperties', ipAddress: '192.0.2.1' },
      originatorId: '10000001.501',
      originatorPId: 'aaaaaaaa-0000-5000-8000-000000000501',
      originatorMetadata: { id: 'aaaaaaaa-0000-5000-8000-000000000501', role: 'ASSIGNED_AGENT' },
      serverTimestamp: 1700000001000,
      event: { type: 'ContentEvent', message: 'hello', contentType: 'text/plain' },
      conversationId: 'c-1',
      dialogId: 'c-1',
      messageAudience: 'ALL',
    },
    warnings: [],
    body: {
      dialogId: 'c-1',
      changes: [
        {
          sequence: 3,
          originatorClientProperties: { type: '.ClientProperties', ipAddress: '192.0.2.1' },
          originatorId: 'aaaaaaaa-0000-5000-8000-000000000501',
          originatorMetadata: { id: 'aaaaaaaa-0000-5000-8000-000000000501', role: 'ASSIGNED_AGENT' },
          serverTimestamp: 1700000001000,
          event: { type: 'ContentEvent', message: 'hello', contentType: 'text/plain' },
          conversationId: 'c-1',
          dialogId: 'c-1',
          messageAudience: 'ALL',
        },
      ],
    },
  },
  ring: {
    type: '.ams.routing.RoutingTaskNotification',
    event: 'routing.RoutingTaskNotification',
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
    warnings: [],
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
  state: {
    type: '.ams.routing.AgentStateNotification',
    event: 'routing.AgentStateNotification',
    wire: {
      subscriptionId: 'sub-3',
      changes: [
        {
          type: 'UPSERT',
          result: { agentUserId: '10000001.501', channels: ['MESSAGING'], availability: 'ONLINE', description: '' },
        },
      ],
    },
    warnings: [],
    body: {
      subscriptionId: 'sub-3',
      changes: [{ type: 'UPSERT', result: { channels: ['MESSAGING'], availability: 'ONLINE', description: '' } }],
    },
  },
} satisfies Readonly<Record<string, Vector>>;
