import { describe, expect, it } from 'vitest';
import { connectedBot, startPlatform } from './support.js';
import { ownMessage } from './wire.js';

interface Vector {
  readonly input: object;
  readonly output: unknown;
  readonly warning?: unknown;
}

function vector(name: keyof typeof vectors): Vector {
  return vectors[name];
}

const participants = [
  { id: 'u-9', role: 'CONSUMER' },
  { id: 'aaaaaaaa-0000-5000-8000-000000000502', role: 'MANAGER' },
  { id: 'aaaaaaaa-0000-5000-8000-000000000501', role: 'ASSIGNED_AGENT' },
];

const lastContentEventNotification = {
  sequence: 0,
  originatorId: 'u-9',
  originatorPId: 'u-9',
  originatorMetadata: { id: 'u-9', role: 'CONSUMER' },
  serverTimestamp: 1700000000100,
  event: { type: 'ContentEvent', message: 'hi', contentType: 'text/plain' },
  dialogId: 'c-1',
};

const dialogOf = (ids: readonly string[]) => ({
  dialogId: 'c-1',
  participantsDetails: ['CONSUMER', 'ASSIGNED_AGENT', 'MANAGER', 'ASSIGNED_AGENT', 'READER'].map((role, index) => ({
    id: ids[index],
    role,
    state: index === 3 ? 'SUGGESTED' : 'ACTIVE',
  })),
  dialogType: 'MAIN',
  channelType: 'MESSAGING',
  state: 'OPEN',
  creationTs: 1700000000000,
  metaDataLastUpdateTs: 1700000000000,
});

const rest = {
  ttr: { ttrType: 'NORMAL', value: 3600 },
  context: { type: 'SharkContext', lang: 'en-US' },
  conversationHandlerDetails: { accountId: '10000001', skillId: '77' },
};

const times = {
  brandId: '10000001',
  state: 'OPEN',
  stage: 'OPEN',
  startTs: 1700000000000,
  metaDataLastUpdateTs: 1700000000500,
  firstConversation: false,
};

const ring = {
  ringId: 'c-1_10000001_1700000000000',
  ringExpirationTs: 1700000072000,
  ringState: 'WAITING',
  weight: 1700003600000,
  ringExpiration: 72000,
};

const own = { ...ownMessage(), messageAudience: 'ALL' };

const state = { channels: ['MESSAGING'], availability: 'ONLINE', description: '' };

const vectors = {
  '11.2': {
    input: {
      kind: 'notification',
      type: '.ams.aam.ExConversationChangeNotification',
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
                convId: 'c-1',
                skillId: '77',
                participants: { CONSUMER: ['u-9'], MANAGER: ['10000001.502'], ASSIGNED_AGENT: ['10000001.501'] },
                participantsPId: {
                  CONSUMER: ['u-9'],
                  MANAGER: ['aaaaaaaa-0000-5000-8000-000000000502'],
                  ASSIGNED_AGENT: ['aaaaaaaa-0000-5000-8000-000000000501'],
                },
                dialogs: [dialogOf(['u-9', '10000001.501', '10000001.502', '10000001.600', '10000001.700'])],
                ...times,
                csatRate: 0,
                ttr: rest.ttr,
                note: 'n',
                groupId: '-1',
                context: rest.context,
                conversationHandlerDetails: rest.conversationHandlerDetails,
              },
              lastContentEventNotification,
              numberOfunreadMessages: { '10000001.501': 1 },
              lastUpdateTime: 1700000000800,
            },
          },
        ],
      },
    },
    warning: {
      message: 'invalid participant on conversation c-1 - {"id":"10000001.700","role":"READER","state":"ACTIVE"}',
    },
    output: {
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
              participants,
              dialogs: [
                dialogOf([
                  'u-9',
                  'aaaaaaaa-0000-5000-8000-000000000501',
                  'aaaaaaaa-0000-5000-8000-000000000502',
                  '10000001.600',
                  '10000001.700',
                ]),
              ],
              ...times,
              ...rest,
              __myRole: 'ASSIGNED_AGENT',
            },
            lastContentEventNotification,
          },
        },
      ],
    },
  },
  '11.3': {
    input: { kind: 'notification', type: '.ams.ms.OnlineEventDistribution', body: own },
    output: {
      dialogId: 'c-1',
      changes: [{ ...own, originatorId: own.originatorPId, originatorPId: undefined, __isMe: true }].map(
        (change) => JSON.parse(JSON.stringify(change)) as unknown,
      ),
    },
  },
  '11.4': {
    input: {
      kind: 'notification',
      type: '.ams.routing.RoutingTaskNotification',
      body: {
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
              ringsDetails: [{ ...ring, brandId: '10000001', convId: 'c-1', consumerId: 'u-9', skillId: '77' }],
            },
          },
        ],
      },
    },
    output: {
      subscriptionId: 'sub-2',
      changes: [
        {
          type: 'UPSERT',
          result: {
            taskCompleted: false,
            conversationId: 'c-1',
            consumerId: 'u-9',
            skillId: '77',
            ringsDetails: [ring],
          },
        },
      ],
    },
  },
  '11.5': {
    input: {
      kind: 'notification',
      type: '.ams.routing.AgentStateNotification',
      body: {
        subscriptionId: 'sub-3',
        changes: [{ type: 'UPSERT', result: { agentUserId: '10000001.501', ...state } }],
      },
    },
    output: { subscriptionId: 'sub-3', changes: [{ type: 'UPSERT', result: state }] },
  },
} satisfies Record<string, Vector>;

describe('vectors', () => {
  it('11.2: a conversation', async () => {
    await using simulator = await startPlatform();
    await using bot = await connectedBot(simulator);

    simulator.send(vector('11.2').input);

    const [body] = await bot.journal.seen('cqm.ExConversationChangeNotification');
    expect(JSON.stringify(body)).toBe(JSON.stringify(vector('11.2').output));
    expect(await bot.journal.seen('warn')).toEqual([vector('11.2').warning]);
    expect(bot.journal.order('warn', 'cqm.ExConversationChangeNotification', 'notification')).toEqual([
      'warn',
      'cqm.ExConversationChangeNotification',
      'notification',
    ]);
  });

  it.each([
    ['11.3', 'ms.MessagingEventNotification'],
    ['11.4', 'routing.RoutingTaskNotification'],
    ['11.5', 'routing.AgentStateNotification'],
  ] as const)('%s: %s', async (name, event) => {
    await using simulator = await startPlatform();
    await using bot = await connectedBot(simulator);
    const { input, output } = vector(name);

    simulator.send(input);

    const [body] = await bot.journal.seen(event);
    expect(JSON.parse(JSON.stringify(body))).toEqual(output);
    const [whole] = await bot.journal.seen('notification');
    expect(whole).toEqual({ kind: 'notification', type: event, body });
  });

  it('4.5: a ring that was updated', async () => {
    await using simulator = await startPlatform();
    await using bot = await connectedBot(simulator);

    simulator.notify('.ams.routing.RingUpdated', { ringId: 'r', ringState: 'ACCEPTED' });

    expect(await bot.journal.seen('notification')).toStrictEqual([{ kind: 'notification', type: 'deprecated' }]);
    expect(bot.journal.all('deprecated')).toEqual([['deprecated', undefined]]);
  });
});
