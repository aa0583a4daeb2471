/** Moves a bot of node-agent-sdk 1.x to `Bot`, one account at a time: both run in this process. */
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Agent, type AgentConf } from 'node-agent-sdk/legacy';
import { Bot, FileStore, type BotSetup } from 'node-agent-sdk/bot';
import { Simulator } from 'node-agent-sdk/simulator';

/** As it was with node-agent-sdk 1.x. */
function startOld(conf: AgentConf) {
  const agent = new Agent(conf);
  agent.on('connected', () => {
    agent.setAgentState({ availability: 'ONLINE' });
    agent.subscribeRoutingTasks({});
  });
  agent.on('routing.RoutingTaskNotification', ({ changes }) => {
    for (const { ringId, ringState } of changes.flatMap(({ result }) => result.ringsDetails)) {
      if (ringState === 'WAITING') agent.updateRingState({ ringId, ringState: 'ACCEPTED' });
    }
  });
  agent.on('ms.MessagingEventNotification', ({ dialogId, changes }) => {
    for (const { event, originatorMetadata } of changes) {
      if (originatorMetadata?.role !== 'CONSUMER' || event.type !== 'ContentEvent') continue;
      const message = `The old bot heard: ${event.contentType === 'text/plain' ? event.message : event.contentType}`;
      agent.publishEvent({ dialogId, event: { type: 'ContentEvent', contentType: 'text/plain', message } });
    }
  });
  agent.on('closed', () => agent.reconnect());
  agent.on('error', (error) => console.error(error.message));
  return async () => agent.dispose();
}

const makeBot = (setup: BotSetup) => {
  const bot = new Bot({ ...setup, session: () => ({ answered: -1 }), turns: { mode: 'each' } });
  // The new bot must not answer again what the old one has answered.
  bot.on('start', async (chat) => {
    const said = await chat.messages();
    chat.session.answered = said.findLast(({ event }) => event.originatorId === bot.agent.agentId)?.sequence ?? -1;
  });
  bot.use(async (chat, next, { dialogId, messages: [message] }) => {
    const isAnswered = dialogId === chat.id && message && message.sequence < chat.session.answered;
    if (!isAnswered) await next();
  });
  bot.on('text', (chat, { text }) => chat.reply(`The new bot heard: ${text}`));
  return bot.on('error', (error) => console.error(error.message));
};

const { LP_ACCOUNT, LP_USER = '', LP_PASS = '', MOVED = '' } = process.env;
const moved = new Set(MOVED.split(','));
const folder = LP_ACCOUNT ? './state' : mkdtempSync(join(tmpdir(), 'moving-'));
const store = new FileStore(join(folder, 'moved.jsonl'));

async function start(account: { accountId: string; username: string; password: string }) {
  if (!moved.has(account.accountId)) return startOld(account);
  const bot = makeBot({ agent: account, store });
  await bot.start();
  return async () => bot.stop();
}

if (LP_ACCOUNT) {
  const accounts = LP_ACCOUNT.split(',').map((accountId) => ({ accountId, username: LP_USER, password: LP_PASS }));
  const ends = await Promise.all(accounts.map(start));
  process.once('SIGINT', () => void ends.map((end) => end()));
} else {
  await using simulator = await Simulator.start();
  const ada = simulator.consumer();
  await ada.startConversation();
  const endOld = await start(simulator.agentOptions());
  await simulator.seen({ response: 'updateRingState' });
  await ada.say('One');
  console.log((await ada.hears(/./)).text);
  await endOld();
  await ada.say('Two');
  moved.add(simulator.accountId);
  const endNew = await start(simulator.agentOptions());
  console.log((await ada.hears(/./)).text);
  await endNew();
  rmSync(folder, { recursive: true });
}
