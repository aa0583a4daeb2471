import { describe, expect, it } from 'vitest';
import type { Agent } from '../../src/index.js';
import { agentOf, connectedTo, listen, next, startPlatform } from '../support/agents.js';
import { joined } from '../soak/figures/messages.js';

const hello = (dialogId: string, message: string) =>
  ({ dialogId, event: { type: 'ContentEvent', contentType: 'text/plain', message } }) as const;

/** Calls `handle` with each text of a consumer. */
function onConsumer(agent: Agent, handle: (text: string, dialogId: string) => unknown): void {
  agent.on('ms.MessagingEventNotification', ({ dialogId, changes }) => {
    const [change] = changes;
    if (change?.originatorMetadata?.role !== 'CONSUMER' || change.event.type !== 'ContentEvent') return undefined;
    const { message } = change.event;
    return typeof message === 'string' ? handle(message, dialogId) : undefined;
  });
}

/** A gate in a handler: `entered` when the handler waits, `opened` when the test lets it continue. */
function gate(): { readonly entered: Promise<void>; readonly opened: Promise<void>; enter(): void; open(): void } {
  let enter = (): void => undefined;
  let open = (): void => undefined;
  const entered = new Promise<void>((resolve) => (enter = resolve));
  const opened = new Promise<void>((resolve) => (open = resolve));
  return { entered, opened, enter: () => enter(), open: () => open() };
}

describe('close()', () => {
  it('waits for the running handler and sends its requests; the next process gets the other messages', async () => {
    await using simulator = await startPlatform();
    const cursors = new Map<string, number>();
    const agent = await connectedTo(simulator, { cursors });
    const consumer = await joined(simulator, agent);
    const { entered, opened, enter, open } = gate();
    const heard: string[] = [];
    onConsumer(agent, async (text, dialogId) => {
      heard.push(text);
      enter();
      await opened;
      await agent.publishEvent(hello(dialogId, `re: ${text}`));
    });
    for (const text of ['1', '2', '3']) await consumer.say(text);
    await entered;

    const closed = agent.close();
    open();
    await closed;

    expect(heard).toEqual(['1']);
    expect((await consumer.hears(/^re/)).text).toBe('re: 1');
    await using second = agentOf(simulator, { cursors });
    const again: string[] = [];
    const done = new Promise<void>((resolve) => {
      onConsumer(second, (text) => {
        again.push(text);
        if (text === '3') resolve();
      });
    });
    await second.connect();
    await second.subscribeExConversations({ convState: ['OPEN'], agentIds: [second.agentId] });
    await done;
    expect(again).toEqual(['2', '3']);
  });

  it('called in a handler resolves at its timeout, and the message counts as not handled', async () => {
    await using simulator = await startPlatform();
    const cursors = new Map<string, number>();
    const agent = await connectedTo(simulator, { cursors });
    const consumer = await joined(simulator, agent);
    const closed = new Promise<void>((resolve) => {
      onConsumer(agent, async () => {
        await agent.close({ timeout: 50 });
        resolve();
      });
    });

    await consumer.say('1');
    await closed;

    expect(agent.state).toBe('closed');
    expect(cursors.size).toBe(0);
  });

  it('is cancelled by connect() while it waits for a handler', async () => {
    await using simulator = await startPlatform();
    await using agent = await connectedTo(simulator);
    const consumer = await joined(simulator, agent);
    const { entered, opened, enter, open } = gate();
    const heard: string[] = [];
    onConsumer(agent, async (text) => {
      heard.push(text);
      enter();
      if (text === '1') await opened;
    });
    await consumer.say('1');
    await entered;

    const closed = agent.close();
    await agent.connect();
    await closed;
    const second = next(agent, 'ms.MessagingEventNotification');
    await consumer.say('2');
    open();
    await second;

    expect(heard).toEqual(['1', '2']);
    expect(agent.state).toBe('ready');
  });
});

describe('dispose()', () => {
  it('in a handler that then returns does not count the message as handled', async () => {
    await using simulator = await startPlatform();
    const cursors = new Map<string, number>();
    const agent = await connectedTo(simulator, { cursors });
    const consumer = await joined(simulator, agent);
    const failures = listen(agent, 'error');
    const ended = new Promise<void>((resolve) => {
      onConsumer(agent, async (text, dialogId) => {
        agent.dispose();
        await agent.publishEvent(hello(dialogId, text)).catch(() => undefined);
        setImmediate(resolve);
      });
    });

    await consumer.say('1');
    await ended;

    expect(cursors.size).toBe(0);
    expect(failures).toEqual([]);
  });
});
