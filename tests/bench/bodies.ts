/** Notifications of the size that production sends, made from the examples of the protocol entries. */
import { notifications } from '../../src/protocol/registry.js';

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

const CONSUMER = 'cccccccc-0000-4000-8000-000000000009';

// The type of an entry says `unknown` of its wire example; tests/protocol/entries.test.ts holds it to the schema.
const exampleOf = (event: keyof typeof notifications): unknown => notifications[event].example.wire;
const exampleMessage = exampleOf('ms.MessagingEventNotification') as object;
const [exampleChange] = (exampleOf('cqm.ExConversationChangeNotification') as Batch<ConversationResult>).changes;
const [exampleTask] = (exampleOf('routing.RoutingTaskNotification') as Batch<RoutingResult>).changes;

interface Batch<Result> {
  readonly changes: readonly [{ readonly type: string; readonly result: Result }];
}

interface ConversationResult {
  readonly conversationDetails: { readonly dialogs: readonly [object] };
}

interface RoutingResult {
  readonly ringsDetails: readonly [object];
}

function message(sequence: number, dialogId: string): object {
  return {
    ...exampleMessage,
    sequence,
    originatorClientProperties: clientProperties,
    originatorId: CONSUMER,
    originatorPId: CONSUMER,
    originatorMetadata: { id: CONSUMER, role: 'CONSUMER', clientProperties },
    serverTimestamp: 1_700_000_000_000 + sequence,
    event: { type: 'ContentEvent', message: `message number ${sequence}`, contentType: 'text/plain' },
    conversationId: dialogId,
    dialogId,
  };
}

/** The example with the further members that production sends: clients, campaign, a survey. */
function conversation(n: number): object {
  const convId = `dddddddd-0000-4000-8000-${String(n % 1000).padStart(12, '0')}`;
  const { conversationDetails } = exampleChange.result;
  const dialog = (dialogId: string, dialogType: string): object => ({
    ...conversationDetails.dialogs[0],
    dialogId,
    participantsDetails: [
      { id: CONSUMER, role: 'CONSUMER', state: 'ACTIVE' },
      { id: '10000001.501', role: 'ASSIGNED_AGENT', state: 'ACTIVE' },
      { id: '10000001.502', role: 'MANAGER', state: 'ACTIVE' },
    ],
    dialogType,
    metaData: { appInstallId: 'eeeeeeee-0000-4000-8000-000000000001' },
    creationTs: 1_700_000_000_000,
    metaDataLastUpdateTs: 1_700_000_000_000 + n,
  });
  return {
    subscriptionId: 'sub-1',
    sentTs: 1_700_000_000_900 + n,
    changes: [
      {
        ...exampleChange,
        result: {
          ...exampleChange.result,
          convId,
          conversationDetails: {
            ...conversationDetails,
            convId,
            participants: { CONSUMER: [CONSUMER], MANAGER: ['10000001.502'], ASSIGNED_AGENT: ['10000001.501'] },
            participantsPId: {
              CONSUMER: [CONSUMER],
              MANAGER: ['aaaaaaaa-0000-5000-8000-000000000502'],
              ASSIGNED_AGENT: [agentPid],
            },
            dialogs: [dialog(convId, 'MAIN'), dialog(`survey-${n % 1000}`, 'POST_SURVEY')],
            metaDataLastUpdateTs: 1_700_000_000_500 + n,
            firstConversation: false,
            ttr: { ttrType: 'NORMAL', value: 3600 },
            note: '',
            context: { type: 'MobileAppContext', lang: 'en-US', clientProperties },
            campaignInfo: { campaignId: 23_421, engagementId: 23_422 },
            conversationHandlerDetails: { accountId: '10000001', skillId: '77' },
          },
          lastContentEventNotification: message(n, convId),
          numberOfunreadMessages: { '10000001.501': 1, [CONSUMER]: 0 },
          lastUpdateTime: 1_700_000_000_800 + n,
        },
      },
    ],
  };
}

function routingTask(n: number): object {
  const conversationId = `dddddddd-0000-4000-8000-${String(n % 1000).padStart(12, '0')}`;
  const ring = {
    ...exampleTask.result.ringsDetails[0],
    ringId: `${conversationId}_10000001_${n}`,
    ringExpirationTs: 1_700_000_072_000 + n,
    convId: conversationId,
    consumerId: CONSUMER,
  };
  return {
    subscriptionId: 'sub-2',
    changes: [
      {
        ...exampleTask,
        result: {
          ...exampleTask.result,
          routingTaskId: `rt-${n}`,
          conversationId,
          consumerId: CONSUMER,
          ringsDetails: [ring],
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
