import { once } from 'node:events';
import { describe, expect, it } from 'vitest';
import {
  MemoryStore,
  type Conversation,
  type ConversationEvent,
  type ConversationMessage,
} from '../../src/bot/index.js';
import { NotMineError, type Role } from '../../src/index.js';
import { Refusal, type SimulatedConsumer } from '../../src/simulator/index.js';
import { framesOf, sdkFailureOf } from '../support/agents.js';
import { accepted, takeOver, told, world, type World } from './world.js';

/** An agent with these roles that has joined a conversation of a colleague as its manager. */
async function joinedAsManager(
  roles?: readonly Role[],
): Promise<{ readonly here: World; readonly consumer: SimulatedConsumer; readonly conversation: Conversation }> {
  const here = await world({}, { roles });
  await here.conversations.start();
  const human = await here.colleague();
  await human.subscribeRoutingTasks();
  human.on('routing.RoutingTaskNotification', async ({ changes }) => {
    for (const { ringId, ringState } of changes.flatMap(({ result }) => result.ringsDetails)) {
      if (ringState === 'WAITING') await human.updateRingState({ ringId, ringState: 'ACCEPTED' });
    }
  });
  await human.setAgentState({ availability: 'ONLINE' });
  const consumer = here.simulator.consumer();
  const taken = here.simulator.seen({ response: 'updateRingState' });
  const id = await consumer.startConversation();
  await taken;
  const opened = told(here.conversations, 'opened');
  await here.conversations.of(id).join();
  return { here, consumer, conversation: await opened };
}

describe('start()', () => {
  it('rejects with a ConfigurationError where the conversations are started', async () => {
    const here = await world();
    await here.conversations.start();
    const before = framesOf(here.simulator).length;

    expect(await sdkFailureOf(here.conversations.start())).toMatchObject({ name: 'ConfigurationError' });
    expect(framesOf(here.simulator)).toHaveLength(before);
    await accepted(here);
  });

  it('rejects with a ConfigurationError where another reader acknowledges the messages', async () => {
    const here = await world();
    const reader = here.agent.notifications({ acknowledge: true });

    expect(await sdkFailureOf(here.conversations.start())).toMatchObject({ name: 'ConfigurationError' });
    await reader.return?.();
  });

  it('rejects with the refusal of UMS, and can be called again', async () => {
    const here = await world();
    const refused = here.simulator.answer('subscribeRoutingTasks', () => {
      throw new Refusal(403, 'No');
    });

    expect(await sdkFailureOf(here.conversations.start())).toMatchObject({ name: 'ResponseError', code: 403 });
    refused();
    await here.conversations.start();
    await accepted(here);

    expect(here.conversations.size).toBe(1);
  });
});

describe('stop()', () => {
  it('ends the subscription to conversations, and tells of nothing more; the agent stays connected', async () => {
    const here = await world();
    const { consumer } = await accepted(here);
    const events: string[] = [];
    for (const event of ['message', 'closed', 'left', 'activity'] as const) {
      here.conversations.on(event, () => void events.push(event));
    }

    await here.conversations.stop();
    await here.conversations.stop();
    await consumer.say('Hello?');
    await consumer.close();
    await here.agent.getClock();

    expect(events).toEqual([]);
    expect(here.agent.connected).toBe(true);
    const ended = framesOf(here.simulator).filter(({ type }) => type === '.ams.aam.UnsubscribeExConversations');
    expect(ended).toHaveLength(1);
  });

  it('resolves where the platform refuses the end of the subscription', async () => {
    const here = await world();
    await here.conversations.start();
    here.simulator.answer('unsubscribeExConversations', () => {
      throw new Refusal(500, 'No');
    });

    await expect(here.conversations.stop()).resolves.toBeUndefined();
  });

  it('leaves messages unacknowledged: with `cursors` the next start gets them', async () => {
    const here = await world({ cursors: new MemoryStore() });
    const { consumer } = await accepted(here);
    await here.conversations.stop();
    await consumer.say('While stopped');
    await here.agent.getClock();
    const message = once(here.conversations, 'message');

    await here.conversations.start();

    const [, { text }] = (await message) as [Conversation, ConversationMessage];
    expect(text).toBe('While stopped');
  });
});

describe('a conversation of stopped conversations', () => {
  it('refuses replies at once: who has it is not known any more', async () => {
    const here = await world();
    const { consumer, conversation } = await accepted(here);
    await here.conversations.stop();
    await takeOver(await here.colleague(), here, conversation.id);

    const error = await sdkFailureOf(conversation.reply('Too late'));

    expect(error).toMatchObject({ name: 'ConnectionError', code: 'STOPPED', delivery: 'not-sent' });
    expect(consumer.heard).toEqual([]);
  });

  it('refuses replies before start()', async () => {
    const here = await world();
    await here.agent.connect();

    expect(await sdkFailureOf(here.conversations.of('c-1').reply('Early'))).toMatchObject({ code: 'STOPPED' });
  });

  it('is forgotten by the next start() if it was closed meanwhile; the others are told as opened', async () => {
    const here = await world();
    const { consumer } = await accepted(here);
    const { conversation: other } = await accepted(here);
    await here.conversations.stop();
    await consumer.close();
    const opened = told(here.conversations, 'opened');

    await here.conversations.start();

    expect((await opened).id).toBe(other.id);
    expect([...here.conversations].map(({ id }) => id)).toEqual([other.id]);
    await other.reply('Here I am again');
  });
});

describe('a handler of messages that fails', () => {
  it('gets the message again with `cursors`, before the next one', async () => {
    const here = await world({ cursors: new MemoryStore(), redelivery: { attempts: 3, firstDelay: 1 } });
    const errors: unknown[] = [];
    here.agent.on('error', (error) => void errors.push(error));
    const { consumer } = await accepted(here);
    const texts: string[] = [];
    const last = new Promise<void>((resolve) => {
      here.conversations.on('message', async (_, { text }) => {
        texts.push(text);
        if (texts.length === 1) throw new Error('No database');
        if (text === 'Two') resolve();
      });
    });

    await consumer.say('One');
    await consumer.say('Two');
    await last;

    expect(texts).toEqual(['One', 'One', 'Two']);
    expect(errors).toEqual([expect.objectContaining({ name: 'HandlerError', code: 'HANDLER', sequence: 0 })]);
  });

  it('gets the next message without `cursors`, and the failure is reported', async () => {
    const here = await world();
    const errors: unknown[] = [];
    here.agent.on('error', (error) => void errors.push(error));
    const { consumer } = await accepted(here);
    const texts: string[] = [];
    const last = new Promise<void>((resolve) => {
      here.conversations.on('message', (_, { text }) => {
        texts.push(text);
        if (text === 'Two') resolve();
        else throw new Error('No database');
      });
    });

    await consumer.say('One');
    await consumer.say('Two');
    await last;

    expect(texts).toEqual(['One', 'Two']);
    expect(errors).toEqual([expect.objectContaining({ name: 'HandlerError', code: 'HANDLER' })]);
  });
});

describe('a manager', () => {
  it('may speak after join() with the role, until leave()', async () => {
    const { here, consumer, conversation } = await joinedAsManager(['ASSIGNED_AGENT', 'MANAGER']);

    await conversation.reply('The manager speaks');
    expect((await consumer.hears('The manager speaks')).role).toBe('MANAGER');
    expect(conversation.isMine).toBe(false);

    const left = told(here.conversations, 'left');
    await conversation.leave();
    await left;
    expect(await sdkFailureOf(conversation.reply('Late'))).toBeInstanceOf(NotMineError);
  });

  it('may whisper, but not speak, after join() without the role', async () => {
    const { consumer, conversation } = await joinedAsManager();

    await conversation.whisper('For the agent');

    expect(await sdkFailureOf(conversation.reply('No'))).toBeInstanceOf(NotMineError);
    expect(consumer.heard).toEqual([]);
  });

  it('may not speak before join()', async () => {
    const here = await world({}, { roles: ['ASSIGNED_AGENT', 'MANAGER'] });
    await here.conversations.start();
    const id = await here.simulator.consumer().startConversation();

    expect(await sdkFailureOf(here.conversations.of(id).reply('Not yet'))).toBeInstanceOf(NotMineError);
  });
});

describe('a consumer who logs in', () => {
  it('has another id: `consumerChanged` tells both', async () => {
    const here = await world();
    const { consumer, conversation } = await accepted(here);
    const frames = here.simulator.transcript.filter((entry) => entry.kind === 'frame');
    const newest = frames.findLast(({ frame }) => {
      const { type } = frame as { readonly type?: string };
      return type === '.ams.aam.ExConversationChangeNotification';
    });
    const changed = once(here.conversations, 'consumerChanged');

    // The platform's own notification, in which the consumer has another id and the data a later time.
    const text = JSON.stringify(newest?.frame).replaceAll(consumer.id, 'u-known');
    const later = Date.now() + 60_000;
    here.simulator.send(text.replace(/"metaDataLastUpdateTs":\d+/, `"metaDataLastUpdateTs":${later}`));

    const [which, event] = (await changed) as [Conversation, ConversationEvent];
    expect(which).toBe(conversation);
    expect(event).toEqual({ type: 'consumerChanged', fromId: consumer.id, toId: 'u-known' });
    expect(conversation.now?.consumerId).toBe('u-known');
    expect(conversation.isMine).toBe(true);
  });
});
