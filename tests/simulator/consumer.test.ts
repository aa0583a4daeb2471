import { describe, expect, it } from 'vitest';
import { Simulator, SimulatorError, type SimulatedConsumer } from '../../src/simulator/index.js';
import { Peer } from './peer.js';

interface Scene extends AsyncDisposable {
  readonly simulator: Simulator;
  readonly peer: Peer;
  readonly consumer: SimulatedConsumer;
  readonly id: string;
}

async function scene(): Promise<Scene> {
  const simulator = await Simulator.start();
  const peer = await Peer.ready(simulator);
  const consumer = simulator.consumer({ firstName: 'Ada' });
  await consumer.startConversation();
  await peer.accept(consumer.conversationId);
  return {
    simulator,
    peer,
    consumer,
    id: consumer.conversationId,
    [Symbol.asyncDispose]: async () => simulator.close(),
  };
}

const events = async (peer: Peer): Promise<readonly unknown[]> =>
  (await peer.all('.ams.ms.OnlineEventDistribution')).map(({ body }) => body['event']);

const button = (title: string, text: string): object => ({
  type: 'button',
  title,
  click: { actions: [{ type: 'publishText', text }], metadata: [{ type: 'ExternalId', id: title }] },
});

describe('hears', () => {
  it('returns past and future messages, each once', async () => {
    await using it = await scene();
    const later = it.consumer.hears('one');
    await it.peer.say(it.id, 'one');
    await it.peer.say(it.id, 'two');
    await it.peer.say(it.id, 'two');

    expect(await later).toMatchObject({
      text: 'one',
      sequence: 0,
      dialogId: it.id,
      from: 'aaaaaaaa-0000-5000-8000-000000000501',
      role: 'ASSIGNED_AGENT',
    });
    expect((await it.consumer.hears(/^tw/)).sequence).toBe(1);
    expect((await it.consumer.hears(({ text }) => text.length === 3)).sequence).toBe(2);
    await expect(it.consumer.hears('two', { timeoutMs: 20 })).rejects.toThrow(
      '"two" was not heard within 20 ms. Heard: "one", "two", "two"',
    );
  });

  it('gives each message to one of several calls', async () => {
    await using it = await scene();
    const waits = [it.consumer.hears(/./), it.consumer.hears(/./)];

    await it.peer.say(it.id, 'one');
    await it.peer.say(it.id, 'two');

    expect((await Promise.all(waits)).map(({ text }) => text)).toEqual(['one', 'two']);
  });

  it('rejects when the simulator closes, and afterwards', async () => {
    const it = await scene();
    const waiting = it.consumer.hears('never');

    await it.simulator.close();

    await expect(waiting).rejects.toThrow('closed while this promise was pending');
    await expect(it.consumer.hears('never')).rejects.toBeInstanceOf(SimulatorError);
  });

  it('rejects with the error of a predicate', async () => {
    await using it = await scene();
    const waiting = it.consumer.hears(() => {
      throw new RangeError('mine');
    });

    await it.peer.say(it.id, 'one');

    await expect(waiting).rejects.toThrow('mine');
  });
});

describe('a consumer', () => {
  it('publishes typing and window states, which have no sequence', async () => {
    await using it = await scene();

    await it.consumer.typing();
    await it.consumer.stopTyping();
    await it.consumer.leaveWindow();
    await it.consumer.returnToWindow();

    const states = ['COMPOSING', 'PAUSE', 'BACKGROUND', 'ACTIVE'];
    expect(await events(it.peer)).toEqual(states.map((chatState) => ({ type: 'ChatStateEvent', chatState })));
    expect(await it.consumer.say('first')).toBe(0);
  });

  it('marks unread messages as read, each once', async () => {
    await using it = await scene();
    await it.peer.say(it.id, 'one');
    await it.peer.say(it.id, 'two');

    await it.consumer.read();
    await it.consumer.read();

    expect((await events(it.peer)).slice(2)).toEqual([
      { type: 'AcceptStatusEvent', status: 'READ', sequenceList: [0, 1] },
    ]);
  });

  it('clicks a quick reply: receipt and text, both with the metadata of the reply', async () => {
    await using it = await scene();
    const quickReplies = {
      type: 'quickReplies',
      itemsPerRow: 2,
      replies: [button('Yes', 'yes!'), button('No', 'no!')],
    };
    const event = { type: 'ContentEvent', contentType: 'text/plain', message: 'Sure?', quickReplies };
    await it.peer.request('.ams.ms.PublishEvent', { dialogId: it.id, event });

    await it.consumer.click('No');

    const metadata = [{ type: 'ExternalId', id: 'No' }];
    const [, action, text] = await it.peer.all('.ams.ms.OnlineEventDistribution');
    expect(action?.body).toMatchObject({
      metadata,
      event: { type: 'AcceptStatusEvent', status: 'ACTION', sequenceList: [0] },
    });
    expect(text?.body).toMatchObject({ metadata, event: { contentType: 'text/plain', message: 'no!' } });
  });

  it('clicks a nested element of the latest rich content', async () => {
    await using it = await scene();
    const card = (id: string): object => ({
      type: 'vertical',
      elements: [
        { type: 'text', text: 'Choose' },
        { type: 'horizontal', elements: [button('A', `A of ${id}`), button('B', `B of ${id}`)] },
      ],
    });
    for (const id of ['1', '2']) {
      const event = { type: 'RichContentEvent', content: card(id) };
      expect(await it.peer.request('.ams.ms.PublishEvent', { dialogId: it.id, event })).toMatchObject({ code: 200 });
    }

    await it.consumer.click('B');

    expect((await events(it.peer)).at(-1)).toMatchObject({ message: 'B of 2' });
    expect((await it.consumer.hears(/Choose/)).text).toBe('Choose\nA\nB');
    await expect(it.consumer.click('C')).rejects.toThrow(
      'No element titled "C" to click. There is: "A", "B", "A", "B"',
    );
  });

  it('sends a file whose content the simulator keeps', async () => {
    await using it = await scene();

    await it.consumer.sendFile({ content: Buffer.from('png'), fileType: 'png', caption: 'look' });

    const [event] = (await events(it.peer)) as { message: { relativePath: string } }[];
    expect(event).toMatchObject({ contentType: 'hosted/file', message: { caption: 'look', fileType: 'PNG' } });
    expect(it.simulator.file(event?.message.relativePath ?? '')?.toString()).toBe('png');
  });

  it('closes the conversation and starts another', async () => {
    await using it = await scene();

    await it.consumer.close();
    await it.consumer.startConversation({ lang: 'de-DE', skillId: '4' });

    expect(it.simulator.conversation(it.id)).toMatchObject({ state: 'CLOSE', closeReason: 'CONSUMER' });
    expect(it.consumer.conversationId).not.toBe(it.id);
    const changes = await it.peer.all('.ams.aam.ExConversationChangeNotification');
    expect(changes.at(-1)?.body.changes?.[0]?.result.conversationDetails).toMatchObject({
      firstConversation: false,
      skillId: '4',
      context: { lang: 'de-DE' },
    });
  });

  it('cannot speak without a conversation', async () => {
    await using simulator = await Simulator.start();
    const consumer = simulator.consumer();

    await expect(consumer.say('hi')).rejects.toThrow('call startConversation() first');
    expect(() => consumer.conversationId).toThrow(SimulatorError);
    expect(simulator.conversation('none')).toBeUndefined();
  });
});
