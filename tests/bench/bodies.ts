/** What the server sends: the sizes of the real thing. */

const agentPid = 'aaaaaaaa-0000-5000-8000-000000000501';
const clientProperties = {
  type: '.ClientProperties',
  appId: 'com.example.app',
  ipAddress: '192.0.2.138',
  deviceFamily: 'MOBILE',
  os: 'ANDROID',
  osVersion: '27',
  integration: 'MOBILE_SDK',
  integrationVersion: '3.0.0.0',
  timeZone: 'America/New_York',
  features: ['PHOTO_SHARING', 'CO_APP', 'AUTO_MESSAGES', 'RICH_CONTENT', 'SECURE_FORMS'],
};

function message(sequence: number, dialogId: string): object {
  return {
    sequence,
    originatorClientProperties: clientProperties,
    originatorId: 'cccccccc-0000-4000-8000-000000000009',
    originatorPId: 'cccccccc-0000-4000-8000-000000000009',
    originatorMetadata: { id: 'cccccccc-0000-4000-8000-000000000009', role: 'CONSUMER', clientProperties },
    serverTimestamp: 1_700_000_000_000 + sequence,
    event: { type: 'ContentEvent', message: `message number ${sequence}`, contentType: 'text/plain' },
    conversationId: dialogId,
    dialogId,
    messageAudience: 'ALL',
  };
}

function conversation(n: number): object {
  const convId = `dddddddd-0000-4000-8000-${String(n % 1000).padStart(12, '0')}`;
  const survey = `survey-${n % 1000}`;
  const details = [
    { id: 'cccccccc-0000-4000-8000-000000000009', role: 'CONSUMER', state: 'ACTIVE' },
    { id: '10000001.501', role: 'ASSIGNED_AGENT', state: 'ACTIVE' },
    { id: '10000001.502', role: 'MANAGER', state: 'ACTIVE' },
  ];
  const dialog = (dialogId: string, dialogType: string): object => ({
    dialogId,
    participantsDetails: details,
    dialogType,
    channelType: 'MESSAGING',
    metaData: { appInstallId: 'eeeeeeee-0000-4000-8000-000000000001' },
    state: 'OPEN',
    creationTs: 1_700_000_000_000,
    metaDataLastUpdateTs: 1_700_000_000_000 + n,
  });
  return {
    subscriptionId: 'sub-1',
    sentTs: 1_700_000_000_900 + n,
    changes: [
      {
        type: 'UPSERT',
        result: {
          convId,
          effectiveTTR: 1_700_003_600_000,
          conversationDetails: {
            convId,
            skillId: '77',
            participants: {
              CONSUMER: ['cccccccc-0000-4000-8000-000000000009'],
              MANAGER: ['10000001.502'],
              ASSIGNED_AGENT: ['10000001.501'],
            },
            participantsPId: {
              CONSUMER: ['cccccccc-0000-4000-8000-000000000009'],
              MANAGER: ['aaaaaaaa-0000-5000-8000-000000000502'],
              ASSIGNED_AGENT: [agentPid],
            },
            dialogs: [dialog(convId, 'MAIN'), dialog(survey, 'POST_SURVEY')],
            brandId: '10000001',
            state: 'OPEN',
            stage: 'OPEN',
            startTs: 1_700_000_000_000,
            metaDataLastUpdateTs: 1_700_000_000_500 + n,
            firstConversation: false,
            csatRate: 0,
            ttr: { ttrType: 'NORMAL', value: 3600 },
            note: '',
            groupId: '-1',
            context: { type: 'MobileAppContext', lang: 'en-US', clientProperties },
            campaignInfo: { campaignId: 23_421, engagementId: 23_422 },
            conversationHandlerDetails: { accountId: '10000001', skillId: '77' },
          },
          lastContentEventNotification: message(n, convId),
          numberOfunreadMessages: { '10000001.501': 1, 'cccccccc-0000-4000-8000-000000000009': 0 },
          lastUpdateTime: 1_700_000_000_800 + n,
        },
      },
    ],
  };
}

function routingTask(n: number): object {
  const conversationId = `dddddddd-0000-4000-8000-${String(n % 1000).padStart(12, '0')}`;
  return {
    subscriptionId: 'sub-2',
    changes: [
      {
        type: 'UPSERT',
        result: {
          routingTaskId: `rt-${n}`,
          taskCompleted: false,
          conversationId,
          consumerId: 'cccccccc-0000-4000-8000-000000000009',
          skillId: '77',
          brandId: '10000001',
          assignedAgentId: '10000001.501',
          ringsDetails: [
            {
              ringId: `${conversationId}_10000001_${n}`,
              ringExpirationTs: 1_700_000_072_000 + n,
              ringState: 'WAITING',
              weight: 1_700_003_600_000,
              ringExpiration: 72_000,
              brandId: '10000001',
              convId: conversationId,
              consumerId: 'cccccccc-0000-4000-8000-000000000009',
              skillId: '77',
            },
          ],
        },
      },
    ],
  };
}

export type NotificationKind = 'message' | 'conversation' | 'routing';

const kinds: Readonly<Record<NotificationKind, { readonly type: string; readonly body: (n: number) => object }>> = {
  message: { type: '.ams.ms.OnlineEventDistribution', body: (n) => message(n, 'dddddddd-0000-4000-8000-000000000001') },
  conversation: { type: '.ams.aam.ExConversationChangeNotification', body: conversation },
  routing: { type: '.ams.routing.RoutingTaskNotification', body: routingTask },
};

/** The n-th notification of a kind, as a frame. Messages go to `dialogs` dialogs in turn, each with sequences of its own. */
export function notificationFrame(kind: NotificationKind, n: number, dialogs = 1): string {
  const { type, body } = kinds[kind];
  if (kind !== 'message') return JSON.stringify({ kind: 'notification', type, body: body(n) });
  const dialogId = `dddddddd-${String(dialogs).padStart(8, '0')}-8000-${String(n % dialogs).padStart(12, '0')}`;
  return JSON.stringify({ kind: 'notification', type, body: message(Math.floor(n / dialogs), dialogId) });
}

export const publish = {
  dialogId: 'dddddddd-0000-4000-8000-000000000001',
  event: { type: 'ContentEvent', contentType: 'text/plain', message: 'hello world, how can I help you today?' },
} as const;
