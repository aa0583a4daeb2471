import { once } from 'node:events';
import { describe, expect, it, onTestFinished } from 'vitest';
import { Agent } from '../../src/agent.js';
import { Conversations, type Conversation, type ConversationMessage, type RingOffer } from '../../src/bot/index.js';
import { Simulator } from '../../src/simulator/index.js';

async function open(options?: Parameters<typeof Simulator.start>[0]) {
  const simulator = await Simulator.start(options);
  const agent = new Agent({ ...simulator.agentOptions(), autoConnect: false });
  const conversations = new Conversations(agent);
  onTestFinished(async () => {
    await conversations.stop();
    await agent.close();
    await simulator.close();
  });
  return { simulator, agent, conversations };
}

describe('conversations', () => {
  it('accept a ring, answer a message, and end with the conversation', async () => {
    const { simulator, agent, conversations } = await open();
    const told: string[] = [];
    for (const type of ['opened', 'left', 'closed', 'joined', 'transferred', 'survey', 'back', 'takenOver'] as const) {
      conversations.on(type, (conversation: Conversation) => void told.push(`${type} ${conversation.now?.stage}`));
    }
    conversations.on('ring', async (ring: RingOffer) => expect(await ring.accept()).toBe(true));
    conversations.on('message', async (conversation: Conversation, message: ConversationMessage) => {
      if (message.isFromConsumer) await conversation.reply(`You said: ${message.text}`);
    });
    await conversations.start();
    await agent.setAgentState({ availability: 'ONLINE' });
    const ada = simulator.consumer({ firstName: 'Ada' });
    const opened = once(conversations, 'opened');
    await ada.startConversation();
    await opened;
    await ada.say('Hello');
    await ada.hears('You said: Hello');
    const [conversation] = conversations;
    expect(conversation?.isMine).toBe(true);
    expect(await conversation?.profile()).toMatchObject({ firstName: 'Ada' });
    const closed = once(conversations, 'closed');
    await conversation?.close({ survey: false });
    await closed;
    expect(told).toEqual(['opened OPEN', 'closed CLOSE']);
  });
});
