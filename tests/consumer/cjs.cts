// The same in CommonJS.
import sdk = require('node-agent-sdk');
import bot = require('node-agent-sdk/bot');
import legacy = require('node-agent-sdk/legacy');
import rich = require('node-agent-sdk/rich-content');
import { Simulator } from 'node-agent-sdk/simulator';

const agent: sdk.Agent = new sdk.Agent({ accountId: 1, token: () => 'token', userId: '501', autoConnect: false });
agent.on('routing.RoutingTaskNotification', ({ changes }) => {
  const rings = changes.flatMap(({ result }) => result.ringsDetails);
  for (const { ringId, ringState } of rings) {
    if (ringState === 'WAITING') void agent.updateRingState({ ringId, ringState: 'ACCEPTED' });
  }
});

// @ts-expect-error There is no such event.
agent.on('conected', () => undefined);

export const failure: sdk.SDKError = new sdk.TimeoutError('x', 1);
export const old = (): void => new legacy.Agent({ accountId: '1', token: 't', userId: '501' }).dispose();
export const conversations = new bot.Conversations(agent);
conversations.on('ring', (ring: bot.RingOffer) => ring.accept());
conversations.on('message', async (conversation, message) => {
  if (message.isFromConsumer) await conversation.reply(message.text, { timeout: 1_000 });
});
// @ts-expect-error `idempotencyKey` is a string.
export const wrong = (it: bot.Conversation): Promise<unknown> => it.reply('Hello', { idempotencyKey: 1 });
export const store: bot.Store = new bot.MemoryStore();
export const simulator = (): Promise<Simulator> => Simulator.start({ tls: true });
export const content: sdk.RichContent = rich.card({ title: 'Hello', buttons: { yes: 'Yes' } });
