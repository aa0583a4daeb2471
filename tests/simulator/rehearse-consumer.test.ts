import { describe, expect, it } from 'vitest';
import { SimulatorError } from '../../src/simulator/index.js';
import { caught } from '../support/caught.js';
import { greeted, room } from './rehearsed.js';

describe('a consumer who says something', () => {
  it('starts a conversation if there is none', async () => {
    const rehearsal = await room();
    const ada = rehearsal.consumer({ firstName: 'Ada' });
    expect(() => ada.conversation).toThrow('has no conversation');

    expect(await ada.says('hello')).toBe(0);
    await ada.hears('Asked so far: 0');
    expect(await ada.says('again')).toBe(2);

    expect(ada.conversation.dialogs[0]?.messages).toHaveLength(3);
  });

  it('starts another conversation after the first one is closed', async () => {
    const rehearsal = await room();
    const ada = await greeted(rehearsal);
    const { conversationId } = ada;
    await ada.close();

    await ada.says('me again');

    expect(ada.conversationId).not.toBe(conversationId);
    expect(rehearsal.simulator.conversation(conversationId)?.stage).toBe('CLOSE');
    expect(ada.conversation.stage).toBe('OPEN');
  });

  it('starts a conversation with a file', async () => {
    const rehearsal = await room();
    const ada = rehearsal.consumer();

    await ada.sends({ caption: 'my picture', fileType: 'JPEG', content: Buffer.from('bytes') });

    const [message] = ada.conversation.dialogs[0]?.messages ?? [];
    expect(message?.event).toMatchObject({
      contentType: 'hosted/file',
      message: { caption: 'my picture', fileType: 'JPEG' },
    });
  });
});

describe('a click', () => {
  it('waits until the button is shown', async () => {
    const rehearsal = await room({
      buttons: (_, conversation) => conversation.reply('Which?', { quickReplies: { late: 'Late', early: 'Early' } }),
    });
    const ada = await greeted(rehearsal);

    const clicked = ada.clicks('Late');
    await ada.says('buttons');
    await clicked;

    expect(await ada.hears('2: Late')).toMatchObject({ role: 'ASSIGNED_AGENT' });
    const events = ada.conversation.dialogs[0]?.messages.map(({ event }) => event);
    expect(events).toContainEqual({ type: 'AcceptStatusEvent', status: 'ACTION', sequenceList: [2] });
  });

  it('rejects when no such button is shown in time, and names those that there are', async () => {
    const rehearsal = await room({
      buttons: (_, conversation) => conversation.reply('Which?', { quickReplies: { late: 'Late', early: 'Early' } }),
    });
    const ada = await greeted(rehearsal);
    await ada.says('buttons');
    await ada.hears('Which?');

    const error = await caught(ada.clicks('Never', { timeoutMs: 1 }));

    expect(error).toBeInstanceOf(SimulatorError);
    expect(error).toMatchObject({
      code: 'TIMEOUT',
      message: 'No element titled "Never" was shown within 1 ms. There is: "Late", "Early"',
    });
  });
});

describe('a consumer sees', () => {
  it('typing, and its end', async () => {
    const rehearsal = await room({
      think: async (_, conversation) => {
        await conversation.typing();
        await conversation.typing(false);
      },
    });
    const ada = await greeted(rehearsal);

    await ada.says('think');

    await ada.seesTyping();
    expect(await ada.sees('stoppedTyping')).toEqual({ type: 'stoppedTyping', agentId: rehearsal.account.pid });
  });

  it('receipts', async () => {
    const rehearsal = await room({ read: (_, conversation, { sequence }) => conversation.markRead(sequence) });
    const ada = await greeted(rehearsal);

    const sequence = await ada.says('read');

    expect(await ada.sees((it) => it.type === 'receipt' && it.status === 'READ')).toEqual({
      type: 'receipt',
      agentId: rehearsal.account.pid,
      status: 'READ',
      sequences: [sequence],
    });
  });

  it('which agent has the conversation, and that it waits for one', async () => {
    const rehearsal = await room({ person: (_, conversation) => conversation.handOff({ skill: 'humans' }) });
    const ada = await greeted(rehearsal);
    expect(await ada.sees('agent')).toEqual({ type: 'agent', agentId: rehearsal.account.pid });

    await ada.says('person');

    expect(await ada.sees('waiting')).toEqual({ type: 'waiting', skillId: 'humans' });
    const sam = rehearsal.human();
    await sam.accepts();
    expect(await ada.sees('agent')).toEqual({ type: 'agent', agentId: sam.id });
  });

  it('the survey and the end', async () => {
    const rehearsal = await room({ bye: (_, conversation) => conversation.close() }, { simulator: { survey: true } });
    const ada = await greeted(rehearsal);

    await ada.says('bye');

    expect(await ada.sees('survey')).toMatchObject({ dialogId: ada.dialogId });
    expect(ada.seen.map(({ type }) => type)).not.toContain('closed');
    await ada.close();
    expect(await ada.sees('closed')).toEqual({ type: 'closed', by: 'AGENT' });
    expect(ada.conversation.stage).toBe('CLOSE');
  });

  it('no private messages', async () => {
    const rehearsal = await room({
      whisper: async (_, conversation) => {
        await conversation.whisper('for colleagues');
        await conversation.reply('for you');
      },
    });
    const ada = await greeted(rehearsal);

    await ada.says('whisper');
    await ada.hears('for you');

    expect(ada.heard.map(({ text }) => text)).toEqual(['Asked so far: 0', 'for you']);
    expect(ada.seen.map(({ type }) => type)).toEqual(['agent']);
    await expect(ada.hears('for colleagues', { timeoutMs: 1 })).rejects.toThrow('was not heard');
    const texts = ada.conversation.dialogs[0]?.messages.map(({ event }) => event['message']);
    expect(texts).toContain('for colleagues');
  });

  it('each sight once, and rejects with the latest ones otherwise', async () => {
    const ada = await greeted(await room());
    await ada.sees('agent');

    const error = await caught(ada.sees('agent', { timeoutMs: 1 }));

    expect(error).toBeInstanceOf(SimulatorError);
    expect(error).toMatchObject({ message: '"agent" was not seen within 1 ms. Seen: agent' });
  });

  it('nothing more when the platform closes', async () => {
    const rehearsal = await room();
    const ada = await greeted(rehearsal);
    const [sees, clicks] = [ada.sees('closed'), ada.clicks('Late')];

    await rehearsal.close();

    await expect(sees).rejects.toThrow('The simulator closed');
    await expect(clicks).rejects.toThrow('The simulator closed');
  });
});
