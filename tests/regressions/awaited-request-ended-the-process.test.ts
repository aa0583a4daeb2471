import { expect, it } from 'vitest';
import { Refusal, Simulator } from '../../src/simulator/index.js';
import { called, connectedBot, settled, startPlatform } from '../legacy/support.js';

const field = { field: 'ConversationStateField', conversationState: 'CLOSE' } as const;
const fields = { conversationId: 'c-1', conversationField: [field] };

it.each([
  [
    'refused',
    (): never => {
      throw new Refusal(403);
    },
  ],
  ['answered', (): unknown => 'fine'],
  ['not answered', (): unknown => Simulator.SILENCE],
])('a request that is %s returns undefined, so that await cannot throw', async (_, answer) => {
  await using simulator = await startPlatform();
  await using bot = await connectedBot(simulator, { requestTimeout: 100 });
  simulator.answer('updateConversationField', answer);

  // Bots for 1.4.11 write `return await agent.updateConversationField(..., callback)` without a catch.
  let returned: unknown = 'nothing yet';
  const outcome = await called((callback) => {
    returned = bot.agent.updateConversationField(fields, callback);
  });

  expect(outcome.length).toBeGreaterThan(0);
  expect(returned).toBeUndefined();
});

it('a request without a callback, of any type, or without a connection returns undefined', async () => {
  await using simulator = await startPlatform();
  await using bot = await connectedBot(simulator);
  const requests = [
    () => bot.agent.updateConversationField(fields),
    () => bot.agent.request('.ams.cm.UpdateConversationField', fields),
  ];

  const online: unknown[] = requests.map((request) => request());
  await settled(bot);
  bot.agent.dispose();
  const offline: unknown[] = requests.map((request) => request());

  expect([...online, ...offline]).toEqual([undefined, undefined, undefined, undefined]);
});
