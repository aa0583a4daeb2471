import { setFlagsFromString } from 'node:v8';
import { runInNewContext } from 'node:vm';
import { Conversations } from '../../../src/bot/index.js';
import { notifications } from '../../../src/index.js';
import { connectedTo, startPlatform } from '../../support/agents.js';
import { until } from '../figure.js';

const CHANGES = notifications['cqm.ExConversationChangeNotification'];

setFlagsFromString('--expose-gc');
const collect = runInNewContext('gc') as () => void;

/**
 * Heap that an agent keeps for each idle open conversation: its snapshot, what delivery and reconnecting need, and the
 * handle. To be called in a process of its own.
 */
export async function heapPerConversation(count: number): Promise<number> {
  await using simulator = await startPlatform({ transcriptLimit: 10 });
  simulator.answer('subscribeMessagingEvents', () => []);
  await using agent = await connectedTo(simulator, { maxDialogs: 2 * count });
  let subscriptionId = '';
  simulator.answer('subscribeExConversations', (_, context) => {
    const answer = context.proceed() as { readonly subscriptionId: string };
    ({ subscriptionId } = answer);
    return answer;
  });
  await using conversations = new Conversations(agent);
  await conversations.start();
  let opened = 0;
  conversations.on('opened', () => void (opened += 1));
  const open = async (from: number, to: number): Promise<void> => {
    const [user] = simulator.agents;
    for (let number = from; number < to; number += 1) {
      const body = conversationOf(agent.agentId ?? '', user?.legacyId ?? '', number);
      simulator.notify(CHANGES.type, { ...body, subscriptionId });
    }
    if (!(await until(() => opened === to, 60_000))) throw new Error(`Only ${opened} of ${to} were opened`);
  };
  // The first ones also compile code and grow maps.
  await open(0, count);
  const before = heap();
  await open(count, 2 * count);
  return (heap() - before) / count;
}

function heap(): number {
  for (let time = 0; time < 5; time += 1) collect();
  return process.memoryUsage().heapUsed;
}

/** As UMS tells a conversation of this agent: docs/protocol.md#4.1.1. */
function conversationOf(pid: string, legacyId: string, number: number): object {
  const convId = `dddddddd-0000-4000-8000-${String(number).padStart(12, '0')}`;
  const consumer = `cccccccc-0000-4000-8000-${String(number).padStart(12, '0')}`;
  const now = 1_700_000_000_000 + number;
  return {
    sentTs: now,
    changes: [
      {
        type: 'UPSERT',
        result: {
          convId,
          effectiveTTR: now + 3_600_000,
          conversationDetails: {
            convId,
            skillId: '277498214',
            participants: { CONSUMER: [consumer], ASSIGNED_AGENT: [legacyId], MANAGER: ['10000001.502'] },
            participantsPId: {
              CONSUMER: [consumer],
              ASSIGNED_AGENT: [pid],
              MANAGER: ['aaaaaaaa-0000-5000-8000-000000000502'],
            },
            dialogs: [
              {
                dialogId: convId,
                participantsDetails: [
                  { id: consumer, role: 'CONSUMER', state: 'ACTIVE' },
                  { id: legacyId, role: 'ASSIGNED_AGENT', state: 'ACTIVE' },
                  { id: '10000001.502', role: 'MANAGER', state: 'ACTIVE' },
                ],
                dialogType: 'MAIN',
                channelType: 'MESSAGING',
                metaData: { appInstallId: 'webAsync' },
                state: 'OPEN',
                creationTs: now,
                metaDataLastUpdateTs: now,
              },
            ],
            brandId: '10000001',
            state: 'OPEN',
            stage: 'OPEN',
            startTs: now,
            metaDataLastUpdateTs: now,
            firstConversation: false,
            ttr: { ttrType: 'NORMAL', value: 3_600 },
            note: 'Asked for the order status',
            campaignInfo: { campaignId: 1, engagementId: 2 },
            context: {
              type: 'SharkContext',
              lang: 'en-US',
              clientProperties: { type: '.ClientProperties', appId: 'webAsync' },
            },
          },
          lastContentEventNotification: {
            sequence: 3,
            originatorId: consumer,
            originatorMetadata: { id: consumer, role: 'CONSUMER' },
            serverTimestamp: now,
            event: { type: 'ContentEvent', message: 'Where is my order, please?', contentType: 'text/plain' },
            conversationId: convId,
            dialogId: convId,
          },
          numberOfunreadMessages: { [legacyId]: 1 },
          lastUpdateTime: now,
        },
      },
    ],
  };
}
