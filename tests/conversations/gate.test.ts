import { describe, expect, it } from 'vitest';
import type { Conversation } from '../../src/bot/index.js';
import { NotMineError } from '../../src/index.js';
import { Simulator } from '../../src/simulator/index.js';
import { failureOf, framesOf, next, sdkFailureOf } from '../support/agents.js';
import { accepted, offline, takeOver, textsOf, told, world, type World } from './world.js';

const CHANGES = '.ams.aam.ExConversationChangeNotification';

function published({ simulator }: World): number {
  return framesOf(simulator).filter(({ type }) => type === '.ams.ms.PublishEvent').length;
}

/** The next snapshot of conversations has one more change, which cannot be read. */
function spoilNextSnapshot({ simulator }: World): void {
  let isDone = false;
  simulator.faults.frames(
    'out',
    (frame) => {
      const { type, body } = frame as { type?: string; body?: { changes: readonly object[] } };
      if (isDone || type !== CHANGES || body === undefined) return false;
      isDone = true;
      const changes = [...body.changes, { type: 'UPSERT', result: { convId: 'unreadable' } }];
      setImmediate(() => simulator.send({ kind: 'notification', type, body: { ...body, changes } }));
      return true;
    },
    { drop: true },
  );
}

describe('after a reconnect, the gate', () => {
  it('stays closed for what a partial snapshot does not contain', async () => {
    const here = await world();
    const { conversation } = await accepted(here);
    const human = await here.colleague();
    here.agent.on('error', () => {});
    const online = await offline(here);
    await takeOver(human, here, conversation.id);
    spoilNextSnapshot(here);
    const reply = sdkFailureOf(conversation.reply('Stale', { timeout: 1_500 }));
    online();

    expect(await reply).toMatchObject({ delivery: 'not-sent' });
    expect(published(here)).toBe(0);
  });
});

describe('after handOff()', () => {
  it('that was aborted on the wire, replies are refused', async () => {
    const here = await world();
    const { conversation } = await accepted(here);
    here.simulator.answer('updateConversationField', () => Simulator.SILENCE, { times: 1 });
    const abort = new AbortController();
    const seen = here.simulator.seen({ request: 'updateConversationField' });
    const handOff = failureOf(conversation.handOff({ queue: true }, { signal: abort.signal }));
    await seen;
    abort.abort();
    await handOff;

    expect(await sdkFailureOf(conversation.reply('After the hand-off'))).toBeInstanceOf(NotMineError);
  });

  it('that got no response, it can be called again, and news of the conversation open it again', async () => {
    const here = await world({ requestTimeout: 1_500 });
    const { consumer, conversation } = await accepted(here);
    here.simulator.answer('updateConversationField', () => Simulator.SILENCE, { times: 2 });
    await sdkFailureOf(conversation.handOff({ queue: true }));
    const refused = await sdkFailureOf(conversation.reply('Not yet'));
    const again = await sdkFailureOf(conversation.handOff({ queue: true }));
    const changed = next(here.agent, 'cqm.ExConversationChangeNotification');
    await conversation.note('Still mine');
    await changed;
    await conversation.reply('Still here');

    expect(refused).toMatchObject({ name: 'NotMineError', message: expect.stringContaining('given it away') });
    expect(again).toMatchObject({ name: 'TimeoutError' });
    expect((await consumer.hears('Still here')).text).toBe('Still here');
  });

  it('another role does not open the gate by any notification', async () => {
    const here = await world({}, { roles: ['ASSIGNED_AGENT', 'MANAGER'] });
    const { conversation } = await accepted(here);
    here.simulator.faults.frames('out', (frame) => (frame as { type?: string }).type === CHANGES, { delayMs: 200 });
    await conversation.leave();

    expect(await sdkFailureOf(conversation.reply('After leaving'))).toBeInstanceOf(NotMineError);
  });

  it('of a conversation that another agent has, no summary is whispered', async () => {
    const here = await world();
    const { conversation } = await accepted(here);
    const human = await here.colleague();
    const left = told(here.conversations, 'left');
    await takeOver(human, here, conversation.id);
    await left;

    expect(await sdkFailureOf(conversation.handOff({ queue: true }, { summary: 'secret' }))).toBeInstanceOf(
      NotMineError,
    );
    expect(published(here)).toBe(0);
  });
});

describe('a watch beside the conversations', () => {
  it('brings back none that was transferred, and adds none', async () => {
    const here = await world();
    const { consumer, conversation } = await accepted(here);
    const human = await here.colleague();
    const events: string[] = [];
    for (const type of ['opened', 'left', 'closed'] as const) here.conversations.on(type, () => void events.push(type));
    const watch = await here.conversations.watch({ stage: ['OPEN'] });
    const left = told(here.conversations, 'left');
    await takeOver(human, here, conversation.id);
    await left;
    const changed = new Promise<void>((resolve) => watch.on('changed', ({ note }) => void (note === 'x' && resolve())));
    await human.updateConversationField({
      conversationId: conversation.id,
      conversationField: { field: 'Note', note: 'x' },
    });
    await changed;
    const removed = new Promise<void>((resolve) => watch.on('removed', () => resolve()));
    await consumer.close();
    await removed;

    expect(events).toEqual(['left']);
    expect(here.conversations.size).toBe(0);
  });
});

describe('a takeover whose notification has no sentTs', () => {
  it('is told at once', async () => {
    const here = await world();
    const { conversation } = await accepted(here);
    const human = await here.colleague();
    here.simulator.faults.frames(
      'out',
      (frame) => {
        const { type, body } = frame as { type?: string; body?: Readonly<Record<string, unknown>> };
        if (type !== CHANGES || body?.['sentTs'] === undefined) return false;
        const { sentTs: _, ...rest } = body;
        setImmediate(() => here.simulator.send({ kind: 'notification', type, body: rest }));
        return true;
      },
      { drop: true },
    );
    const takenOver = told(here.conversations, 'takenOver');
    await takeOver(human, here, conversation.id);

    expect(await takenOver).toBe(conversation);
  });
});

describe('a reply with a key', () => {
  it('that was sent before is looked for, also after its delivery was unknown', async () => {
    const here = await world({ requestTimeout: 1_500 });
    const { conversation } = await accepted(here);
    here.simulator.answer(
      'publishEvent',
      (_, context) => {
        context.proceed();
        return Simulator.SILENCE;
      },
      { times: 1 },
    );
    here.simulator.answer('subscribeMessagingEvents', () => Simulator.SILENCE, { times: 1 });
    const first = await sdkFailureOf(conversation.reply('Card', { idempotencyKey: 'k' }));
    await conversation.reply('Card', { idempotencyKey: 'k' });
    await conversation.reply('Card', { idempotencyKey: 'k' });

    expect(first).toMatchObject({ code: 'UNKNOWN_DELIVERY' });
    expect(textsOf(here, conversation)).toEqual(['Card']);
  });

  it('that waits while a survey opens goes to the main dialog or nowhere', async () => {
    const here = await world({}, { simulator: { survey: true } });
    const { consumer, conversation } = await accepted(here);
    const online = await offline(here);
    const reply = sdkFailureOf(conversation.reply('For the main dialog', { idempotencyKey: 'k' }));
    await consumer.close();
    online();

    expect(await reply).toMatchObject({ name: 'ResponseError' });
    expect(textsOf(here, conversation)).toEqual([]);
  });
});

describe('a handler', () => {
  it('of `error` that throws ends no process', async () => {
    const here = await world();
    const warnings: string[] = [];
    const onWarning = ({ message }: Error): void => void warnings.push(message);
    process.on('warning', onWarning);
    here.conversations.on('opened', () => {
      throw new Error('Broken');
    });
    const failed = new Promise<void>((resolve) => {
      here.conversations.on('error', () => {
        resolve();
        throw new Error('Broken as well');
      });
    });
    await accepted(here);
    await failed;
    await here.agent.getClock();
    process.off('warning', onWarning);

    expect(warnings).toContain("A handler of 'error' failed: Broken as well");
  });

  it('of `message` that is attached late gets the message that came before', async () => {
    const here = await world({ cursors: new Map() });
    const { consumer } = await accepted(here);
    const seen = next(here.agent, 'ms.MessagingEventNotification');
    await consumer.say('First');
    await seen;

    const text = await new Promise((resolve) =>
      here.conversations.on('message', (_, message) => resolve(message.text)),
    );

    expect(text).toBe('First');
  });
});

describe('conversations', () => {
  it('whose agent was closed start anew', async () => {
    const here = await world();
    const { conversation } = await accepted(here);
    await here.agent.close();

    expect(await sdkFailureOf(conversation.reply('Closed'))).toMatchObject({ delivery: 'not-sent' });
    const opened = told(here.conversations, 'opened');
    await here.conversations.start();

    expect((await opened).id).toBe(conversation.id);
  });

  it('that are stopped while they start do not start', async () => {
    const here = await world();
    const started = sdkFailureOf(here.conversations.start());
    await here.conversations.stop();

    expect(await started).toMatchObject({ code: 'STOPPED' });
    expect(framesOf(here.simulator).filter(({ type }) => type === '.ams.aam.SubscribeExConversations')).toEqual([]);
  });

  it('tell a conversation that was closed before a cut only once', async () => {
    const here = await world();
    const one = await accepted(here);
    const other = await accepted(here);
    const events: string[] = [];
    for (const type of ['opened', 'left', 'back', 'closed'] as const) {
      here.conversations.on(type, ({ id }: Conversation) => {
        events.push(`${type} ${id === one.conversation.id ? 'one' : 'other'}`);
      });
    }
    const closed = told(here.conversations, 'closed');
    await one.consumer.close();
    await closed;
    const online = await offline(here);
    await other.consumer.close();
    const otherClosed = told(here.conversations, 'closed');
    online();
    await otherClosed;

    expect(events).toEqual(['closed one', 'closed other']);
  });

  it('tell what was closed although the connection is cut while they ask', async () => {
    const here = await world();
    const { consumer } = await accepted(here);
    const online = await offline(here);
    await consumer.close();
    let isCut = false;
    here.simulator.answer('subscribeExConversations', (body, context) => {
      if (isCut || !JSON.stringify(body).includes('CLOSE')) return context.proceed();
      isCut = true;
      here.simulator.dropSockets();
      return Simulator.SILENCE;
    });
    const ended = Promise.race([
      told(here.conversations, 'closed').then(() => 'closed'),
      told(here.conversations, 'left').then(() => 'left'),
    ]);
    online();

    expect(await ended).toBe('closed');
  });
});
