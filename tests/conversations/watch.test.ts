import { once } from 'node:events';
import { describe, expect, it } from 'vitest';
import type { ConversationFilter } from '../../src/index.js';
import type { ConversationView, ConversationWatch } from '../../src/bot/index.js';
import { Refusal, type SimulatedConsumer, type Simulator } from '../../src/simulator/index.js';
import { framesOf, next, sdkFailureOf } from '../support/agents.js';
import { accepted, away, world, type World } from './world.js';

/** The next conversation that an event of the watch is about. */
async function told(watch: ConversationWatch, event: 'added' | 'changed' | 'removed' | 'evicted'): Promise<string> {
  const [{ id }] = (await once(watch, event)) as [ConversationView];
  return id;
}

/** Starts a conversation and waits until the watch has it. */
async function started(watch: ConversationWatch, simulator: Simulator): Promise<SimulatedConsumer> {
  const consumer = simulator.consumer();
  await Promise.all([told(watch, 'added'), consumer.startConversation()]);
  return consumer;
}

async function watching(here: World, query: ConversationFilter = { stage: ['OPEN'] }, max?: number) {
  if (!here.agent.connected) await here.agent.connect();
  return here.conversations.watch(query, { max });
}

const ids = (watch: ConversationWatch): readonly string[] => [...watch].map(({ id }) => id);

describe('a watch', () => {
  it('has the conversations of all agents that match, the one that changed least recently first', async () => {
    const here = await world();
    const watch = await watching(here, { stage: ['OPEN'] });

    const ada = await started(watch, here.simulator);
    const ben = await started(watch, here.simulator);
    await Promise.all([told(watch, 'changed'), ada.say('Hello?')]);

    expect(ids(watch)).toEqual([ben.conversationId, ada.conversationId]);
    expect(watch.size).toBe(2);
    expect(watch.get(ada.conversationId)?.lastMessage).toMatchObject({ role: 'CONSUMER', text: 'Hello?' });
  });

  it('tells handlers that are attached after `await watch()` of the first conversations', async () => {
    const here = await world();
    await here.agent.connect();
    const first = [here.simulator.consumer(), here.simulator.consumer()];
    for (const consumer of first) await consumer.startConversation();

    const watch = await watching(here);
    const added: string[] = [];
    const both = new Promise<void>((resolve) => {
      watch.on('added', ({ id }) => {
        if (added.push(id) === 2) resolve();
      });
    });
    await both;

    expect(added).toEqual(first.map(({ conversationId }) => conversationId));
  });

  it('has the old snapshot and the new one of a change, with note and unread messages', async () => {
    const here = await world();
    const { consumer, conversation } = await accepted(here);
    const watch = await watching(here);
    await told(watch, 'added');

    const noted = once(watch, 'changed');
    await conversation.note('Wants a refund');
    const [now, before] = (await noted) as [ConversationView, ConversationView];
    await Promise.all([told(watch, 'changed'), consumer.say('Hello?')]);

    expect([before.note, now.note]).toEqual([undefined, 'Wants a refund']);
    expect(watch.get(conversation.id)).toMatchObject({
      note: 'Wants a refund',
      unread: { [here.simulator.agents[0]?.legacyId ?? '']: 1 },
    });
  });

  it('does not tell of conversations that match only another subscription of the agent', async () => {
    const here = await world();
    const watch = await watching(here, { stage: ['OPEN'], skillIds: ['10'] });
    await here.agent.subscribeExConversations({ stage: ['OPEN'] });

    await here.simulator.consumer().startConversation({ skillId: '20' });
    const consumer = here.simulator.consumer();
    await Promise.all([told(watch, 'added'), consumer.startConversation({ skillId: '10' })]);

    expect(ids(watch)).toEqual([consumer.conversationId]);
  });

  it('reports a handler that fails, and goes on', async () => {
    const here = await world();
    const watch = await watching(here);
    watch.once('added', () => Promise.reject(new Error('No database')));
    const failed = once(watch, 'error');
    // `once` of Node rejects when an `error` is emitted.
    const added = new Promise<void>((resolve) => void watch.on('added', () => resolve()));

    await here.simulator.consumer().startConversation();
    await added;

    expect((await failed)[0]).toMatchObject({ name: 'HandlerError', event: 'added' });
    await started(watch, here.simulator);
    expect(watch.size).toBe(2);
  });
});

describe('a watch with `max`', () => {
  it('drops the conversation that changed least recently, and follows it again when it changes', async () => {
    const here = await world();
    const watch = await watching(here, { stage: ['OPEN'] }, 2);
    const ada = await started(watch, here.simulator);
    const ben = await started(watch, here.simulator);
    await Promise.all([told(watch, 'changed'), ada.say('Hello?')]);

    const first = told(watch, 'evicted');
    const cleo = await started(watch, here.simulator);
    expect(await first).toBe(ben.conversationId);
    expect(ids(watch)).toEqual([ada.conversationId, cleo.conversationId]);

    const second = told(watch, 'evicted');
    const [again] = await Promise.all([told(watch, 'added'), ben.say('Hello?')]);
    expect([again, await second]).toEqual([ben.conversationId, ada.conversationId]);
    expect(ids(watch)).toEqual([cleo.conversationId, ben.conversationId]);
  });

  it.each([0, -1, 1.5, NaN, '10'])('of %j is refused, and nothing is subscribed', async (max) => {
    const here = await world();
    await here.agent.connect();
    const before = framesOf(here.simulator).length;

    const error = await sdkFailureOf(here.conversations.watch({}, { max: max as number }));

    expect(error).toMatchObject({ name: 'ConfigurationError', message: expect.stringContaining('max') });
    expect(framesOf(here.simulator)).toHaveLength(before);
  });
});

describe('a watch after a reconnect', () => {
  it('tells once that a conversation was closed meanwhile, and nothing of those that did not change', async () => {
    const here = await world();
    const watch = await watching(here);
    const ada = await started(watch, here.simulator);
    const ben = await started(watch, here.simulator);
    const events: string[] = [];
    for (const event of ['added', 'changed', 'removed'] as const) {
      watch.on(event, ({ id }: ConversationView) => void events.push(`${event} ${id}`));
    }
    const removed = told(watch, 'removed');

    await away(here, () => ada.close());

    expect(await removed).toBe(ada.conversationId);
    expect(events).toEqual([`removed ${ada.conversationId}`]);
    expect(ids(watch)).toEqual([ben.conversationId]);
  });

  it('tells of conversations that were started meanwhile', async () => {
    const here = await world();
    const watch = await watching(here);
    const ada = here.simulator.consumer();
    const added = told(watch, 'added');

    await away(here, () => ada.startConversation());

    expect(await added).toBe(ada.conversationId);
  });
});

describe('the end of a watch', () => {
  it('ends its subscription: no event follows', async () => {
    const here = await world();
    const watch = await watching(here);
    await started(watch, here.simulator);
    const events: string[] = [];
    for (const event of ['added', 'changed', 'removed'] as const) watch.on(event, () => void events.push(event));

    await watch[Symbol.asyncDispose]();
    await watch[Symbol.asyncDispose]();
    await here.simulator.consumer().startConversation();
    await here.agent.getClock();

    expect(events).toEqual([]);
    const ended = framesOf(here.simulator).filter(({ type }) => type === '.ams.aam.UnsubscribeExConversations');
    expect(ended).toHaveLength(1);
  });

  it('of which the agent was disposed of resolves', async () => {
    const here = await world();
    const watch = await watching(here);
    here.agent.dispose();

    await expect(watch[Symbol.asyncDispose]()).resolves.toBeUndefined();
  });

  it('comes with a subscription that UMS refuses: watch() rejects, and another one can follow', async () => {
    const here = await world();
    await here.agent.connect();
    const refused = here.simulator.answer('subscribeExConversations', () => {
      throw new Refusal(403, 'No');
    });

    expect(await sdkFailureOf(here.conversations.watch())).toMatchObject({ name: 'ResponseError', code: 403 });
    refused();

    const watch = await watching(here);
    await started(watch, here.simulator);
    expect(watch.size).toBe(1);
  });

  it('does not end the subscription of the conversations', async () => {
    const here = await world();
    const { consumer, conversation } = await accepted(here);
    const watch = await watching(here);
    await watch[Symbol.asyncDispose]();
    const closed = next(here.agent, 'cqm.ExConversationChangeNotification');

    await Promise.all([once(here.conversations, 'closed'), consumer.close()]);
    await closed;

    expect(conversation.now?.stage).toBe('CLOSE');
  });
});
