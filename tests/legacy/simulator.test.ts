import { expect, it } from 'vitest';
import { Agent } from '../../src/index.js';
import type { Simulator } from '../../src/simulator/index.js';
import { called, connectedBot, startPlatform, type Bot } from './support.js';

/** The field changes of a transfer to a skill. */
const transfer = (conversationId: string) => ({
  conversationId,
  conversationField: [
    { field: 'ParticipantsChange', type: 'REMOVE', role: 'ASSIGNED_AGENT' } as const,
    { field: 'Skill', type: 'UPDATE', skill: 12 } as const,
  ],
});

/** A conversation whose ring the bot has accepted. */
async function conversationOf(simulator: Simulator, { agent, journal }: Bot): Promise<string> {
  await called((callback) => agent.setAgentState({ availability: 'ONLINE' }, callback));
  await called((callback) => agent.subscribeRoutingTasks({}, callback));
  await called((callback) => agent.subscribeExConversations({ convState: ['OPEN'] }, callback));
  agent.on('routing.RoutingTaskNotification', ({ changes }) => {
    for (const { ringId, ringState } of changes.flatMap(({ result }) => result.ringsDetails)) {
      if (ringState === 'WAITING') agent.updateRingState({ ringId, ringState: 'ACCEPTED' }, () => journal.note('mine'));
    }
  });
  const conversationId = await simulator.consumer().startConversation();
  await journal.seen('mine');
  return conversationId;
}

it('accepts a skill id as a number from the legacy API', async () => {
  await using simulator = await startPlatform();
  await using bot = await connectedBot(simulator);
  const conversationId = await conversationOf(simulator, bot);

  const [error] = await called((callback) => bot.agent.updateConversationField(transfer(conversationId), callback));

  expect(error).toBeNull();
});

it('accepts a skill id as a number from the promise API', async () => {
  await using simulator = await startPlatform();
  await using bot = await connectedBot(simulator);
  const conversationId = await conversationOf(simulator, bot);
  bot.agent.dispose();
  await using agent = new Agent({ ...simulator.agentOptions(), autoConnect: false });
  await agent.connect();

  const sent = agent.updateConversationField(transfer(conversationId));

  await expect(sent).resolves.toEqual(expect.anything());
});

it('accepts the login of an OAuth2 application', async () => {
  await using simulator = await startPlatform();
  await using bot = await connectedBot(simulator, {}, 'oauth2');

  expect(bot.agent.connected).toBe(true);
});

it('sends only the bare elements that 1.4.11 can read, by default', async () => {
  const frames = async (bareSingleElements: true | 'all'): Promise<readonly unknown[]> => {
    await using simulator = await startPlatform({ bareSingleElements });
    await using bot = await connectedBot(simulator);
    const raw: unknown[] = [];
    const socket = bot.agent.transport?.ws;
    socket?.on('message', (data: Buffer) => raw.push(JSON.parse(data.toString())));
    const conversationId = await conversationOf(simulator, bot);
    bot.agent.publishEvent({
      dialogId: conversationId,
      event: { type: 'AcceptStatusEvent', status: 'READ', sequenceList: [0] },
    });
    await bot.journal.seen('ms.MessagingEventNotification');
    return raw.flatMap((frame) => [bodyOf(frame)['changes'], fieldsOf(bodyOf(frame)['event'])['sequenceList']]);
  };

  // 1.4.11 iterates `changes` with forEach and passes `sequenceList` on unchanged.
  const some = (await frames(true)).filter((list) => list !== undefined);
  const all = (await frames('all')).filter((list) => list !== undefined);

  expect(some.filter((list) => !Array.isArray(list))).toEqual([0]);
  expect(all.filter((list) => !Array.isArray(list)).length).toBeGreaterThan(1);
});

function bodyOf(frame: unknown): Record<string, unknown> {
  return fieldsOf(fieldsOf(frame)['body']);
}

function fieldsOf(value: unknown): Record<string, unknown> {
  return typeof value === 'object' && value !== null ? { ...value } : {};
}
