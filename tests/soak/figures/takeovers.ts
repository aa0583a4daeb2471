import { Conversations, type Conversation } from '../../../src/bot/index.js';
import { Agent, NotMineError, type UpdateConversationBody } from '../../../src/index.js';
import { FaultProxy, type SimulatedConsumer } from '../../../src/simulator/index.js';
import { eagerly, next, startPlatform } from '../../support/agents.js';

export interface Takeovers {
  readonly takeovers: number;
  /** Of these, while the bot had no connection. */
  readonly offline: number;
  /** Frames to the consumer that were written after the SDK had read that another agent has the conversation. */
  readonly writtenAfter: number;
  /** Frames that crossed the notification on the wire: the platform refused them. */
  readonly crossed: number;
  /** Replies before the takeover. */
  readonly replies: number;
  /** Conversations in which the bot was not refused in the end. */
  readonly notRefused: number;
}

/** A bot that replies without a pause in several conversations, which a human takes over one after the other. */
export async function takeovers(times: number, parallel: number, offlineEvery: number): Promise<Takeovers> {
  await using simulator = await startPlatform({
    agents: [{ username: 'bot' }, { username: 'human' }],
    transcriptLimit: 1_000,
  });
  const [user, other] = simulator.agents;
  if (user === undefined || other === undefined) throw new Error('The platform has two agents');
  await using proxy = await FaultProxy.start(simulator);
  await using bot = new Agent({ ...proxy.agentOptions('password', user), reconnect: eagerly, autoConnect: false });
  await using human = new Agent({
    ...simulator.agentOptions('password', other),
    deliver: 'live-only',
    autoConnect: false,
  });
  /** Conversations that the SDK has read to be another agent's. */
  const read = new Set<string>();
  let [writtenAfter, crossed, replies, notRefused, offline] = [0, 0, 0, 0, 0];
  bot.on('error', () => {});
  bot.on('cqm.ExConversationChangeNotification', ({ changes }) => {
    for (const { type, result } of changes) {
      const isOurs = result.conversationDetails.participants.some(
        ({ id, role }) => id === bot.agentId && role === 'ASSIGNED_AGENT',
      );
      if (type === 'DELETE' || !isOurs) read.add(result.convId);
    }
  });
  bot.on('message:sent', ({ type, body }) => {
    const { conversationId } = body as { readonly conversationId?: string };
    if (type === '.ams.ms.PublishEvent' && conversationId !== undefined && read.has(conversationId)) writtenAfter += 1;
  });
  await using conversations = new Conversations(bot);
  conversations.on('error', () => {});
  conversations.on('ring', (ring) => ring.accept());
  await conversations.start();
  await bot.setAgentState({ availability: 'ONLINE' });
  await human.connect();

  const talk = async (conversation: Conversation): Promise<void> => {
    for (let turn = 1; ; turn += 1) {
      try {
        await (turn % 5 === 0 ? conversation.typing() : conversation.reply(`Reply ${turn}`));
        replies += 1;
      } catch (error) {
        if (error instanceof NotMineError) return;
        // The platform refuses what crossed the takeover on the wire; a cut leaves a reply unanswered.
        if ((error as { readonly delivery?: string }).delivery === 'answered') crossed += 1;
        if (turn > 10_000) {
          notRefused += 1;
          return;
        }
      }
    }
  };
  for (let taken = 0; taken < times; taken += parallel) {
    const consumers = await Promise.all(
      Array.from({ length: parallel }, async () => {
        const consumer = simulator.consumer();
        const opened = openedIn(conversations, consumer);
        await consumer.startConversation();
        return { consumer, conversation: await opened };
      }),
    );
    const talks = consumers.map(({ conversation }) => talk(conversation));
    for (const { consumer } of consumers) await human.updateConversationField(joining(consumer));
    for (const [index, { consumer }] of consumers.entries()) {
      if ((taken + index) % offlineEvery !== 0) {
        await human.updateConversationField(taking(consumer, user.legacyId, other.legacyId));
        continue;
      }
      const back = next(bot, 'reconnected');
      proxy.refuse();
      proxy.reset();
      await human.updateConversationField(taking(consumer, user.legacyId, other.legacyId));
      offline += 1;
      proxy.refuse(false);
      await back;
    }
    await Promise.all(talks);
    for (const { consumer } of consumers) await consumer.close();
  }
  return { takeovers: times, offline, writtenAfter, crossed, replies, notRefused };
}

function openedIn(conversations: Conversations, consumer: SimulatedConsumer): Promise<Conversation> {
  return new Promise((resolve) => {
    const listener = (conversation: Conversation): void => {
      if (conversation.now?.consumerId !== consumer.id) return;
      conversations.off('opened', listener);
      resolve(conversation);
    };
    conversations.on('opened', listener);
  });
}

export function joining({ conversationId }: SimulatedConsumer): UpdateConversationBody {
  return { conversationId, conversationField: { field: 'ParticipantsChange', type: 'ADD', role: 'MANAGER' } };
}

export function taking({ conversationId }: SimulatedConsumer, from: string, to: string): UpdateConversationBody {
  return {
    conversationId,
    conversationField: [
      { field: 'ParticipantsChange', type: 'REMOVE', role: 'ASSIGNED_AGENT', userId: from },
      { field: 'ParticipantsChange', type: 'ADD', role: 'ASSIGNED_AGENT', userId: to },
    ],
  };
}
