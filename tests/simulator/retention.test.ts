import { describe, expect, it } from 'vitest';
import { connectedTo, startPlatform } from '../support/agents.js';

describe('the retention of a simulator', () => {
  it('is unlimited by default', async () => {
    await using simulator = await startPlatform();
    const ada = simulator.consumer();
    await ada.startConversation();
    for (let count = 0; count < 300; count += 1) await ada.say(`${count}`);

    expect(ada.conversation.dialogs[0]?.messages).toHaveLength(300);
  });

  it('forgets old messages, and the history of the platform begins with what is kept', async () => {
    await using simulator = await startPlatform({ retention: { messages: 10 } });
    await using agent = await connectedTo(simulator);
    const ada = simulator.consumer();
    await ada.startConversation();
    for (let count = 0; count < 100; count += 1) await ada.say(`${count}`);

    const messages = await agent.messages({ dialogId: ada.dialogId });

    expect(messages.length).toBeGreaterThanOrEqual(10);
    expect(messages.length).toBeLessThanOrEqual(20);
    expect(messages.at(-1)).toMatchObject({ sequence: 99 });
  });

  it('forgets closed conversations with their rings, the oldest first', async () => {
    await using simulator = await startPlatform({ retention: { closedConversations: 2 } });
    const sam = simulator.human({ skillIds: ['humans'] });
    const ada = simulator.consumer();
    const ids: string[] = [];
    for (let count = 0; count < 4; count += 1) {
      ids.push(await ada.startConversation({ skillId: 'humans' }));
      await sam.accepts();
      await ada.close();
    }

    expect(ids.map((id) => simulator.conversation(id) !== undefined)).toEqual([false, false, true, true]);
  });

  it('limits what a consumer has heard and seen', async () => {
    await using simulator = await startPlatform({ retention: { messages: 10 } });
    const sam = simulator.human();
    const ada = simulator.consumer();
    await ada.startConversation();
    await sam.accepts();
    for (let count = 0; count < 100; count += 1) await sam.says(`${count}`);

    expect(ada.heard.length).toBeLessThanOrEqual(20);
    expect(ada.heard.at(-1)).toMatchObject({ text: '99' });
    await ada.hears('99');
    await expect(ada.hears('0', { timeoutMs: 1 })).rejects.toThrow(/was not heard/);
  });
});
