/** A client of the benchmark of turns: an `Agent` or a `Bot` that replies to each message. Reports its CPU time on request. */
import { Bot, MemoryStore } from '../../src/bot/index.js';
import { Agent, type AgentOptions } from '../../src/index.js';

const [kind = '', optionsText = '{}'] = process.argv.slice(2);
const options = JSON.parse(optionsText) as AgentOptions;

if (kind === 'bot') {
  const bot = new Bot({
    agent: options,
    store: new MemoryStore(),
    session: () => ({ texts: 0 }),
    turns: { mode: 'each' },
  });
  bot.on('text', async (chat, { text }) => {
    chat.session.texts += 1;
    await chat.reply(`re: ${text}`);
  });
  await bot.start();
} else {
  const agent = new Agent({ ...options, autoConnect: false });
  agent.on('ms.MessagingEventNotification', async ({ dialogId, changes }) => {
    for (const { event, originatorMetadata } of changes) {
      if (event.type !== 'ContentEvent' || typeof event.message !== 'string') continue;
      if (originatorMetadata?.role !== 'CONSUMER') continue;
      const message = `re: ${event.message}`;
      await agent.publishEvent({ dialogId, event: { type: 'ContentEvent', contentType: 'text/plain', message } });
    }
  });
  await agent.connect();
  await agent.subscribeExConversations({ convState: ['OPEN'], agentIds: [agent.agentId] });
}
process.on('message', () => {
  const { user, system } = process.cpuUsage();
  process.send?.(user + system);
});
process.send?.(0);
