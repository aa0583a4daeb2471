import { readFileSync } from 'node:fs';
import { describe, expect, test } from 'vitest';
import { rehearse } from 'node-agent-sdk/simulator';
import { makeBot } from '../../examples/service-bot.js';

describe('The service bot', () => {
  test('greets by name, remembers over a restart, and shows buttons that work', async () => {
    await using room = await rehearse(makeBot);
    const ada = room.consumer({ firstName: 'Ada' });
    await ada.startConversation();
    await ada.hears('Hello Ada! What can I do for you?');
    await ada.says('Do you sell tea?');
    await ada.sees((it) => it.type === 'receipt' && it.status === 'READ');
    await ada.hears(/^I have no answer to "Do you sell tea\?", your question 1 in 2 messages/);
    // A bot that is killed before its commit handles the message in hand once more.
    await room.settled();
    await room.restart();
    await ada.says('And coffee?');
    await ada.hears(/^I have no answer to "And coffee\?", your question 2 in 4 messages/);
    await ada.clicks('Where is my order?');
    await ada.seesTyping();
    await ada.hears('Order 4711 arrives tomorrow.');
    await ada.says('When are you open?');
    await ada.hears('We are open from 9 to 5.');
    expect(room.errors).toEqual([]);
  });

  test('takes and sends files', async () => {
    await using room = await rehearse(makeBot);
    const ada = room.consumer();
    await ada.startConversation();
    await ada.hears(/^Hello/);
    await ada.sends({ content: Buffer.from('12345') });
    await ada.hears('Thank you for the file.');
    await ada.says('My invoice, please');
    const { event } = await ada.hears('Your invoice');
    expect(event).toMatchObject({ contentType: 'hosted/file', message: { fileType: 'PDF' } });
    expect(room.errors).toEqual([]);
  });

  test('hands off to a skill, and to a named agent, who sees what is private', async () => {
    await using room = await rehearse(makeBot);
    const sam = room.human('sam');
    const advisor = room.human('advisor', { userId: '700', skillIds: ['advisors'] });
    const [ada, bob] = [room.consumer({ firstName: 'Ada' }), room.consumer({ firstName: 'Bob' })];
    await ada.startConversation();
    await ada.clicks('A person, please');
    await ada.hears('One moment, please.');
    await sam.accepts();
    await sam.says('I am Sam.');
    await ada.hears('I am Sam.');
    await sam.givesBack();
    await ada.hears('Here I am again, Ada.');
    await bob.says('I want to talk with my advisor');
    await advisor.accepts();
    await advisor.sees('Bob knows an advisor.');
    expect(bob.heard.map(({ text }) => text)).toEqual(['Hello Bob! What can I do for you?']);
    expect(room.errors).toEqual([]);
  });

  test('says goodbye and closes with the survey', async () => {
    await using room = await rehearse(makeBot, { simulator: { survey: true } });
    const ada = room.consumer({ firstName: 'Ada' });
    await ada.says('Goodbye and bye');
    await ada.hears('Goodbye Ada!');
    await ada.sees('survey');
    expect(room.errors).toEqual([]);
  });

  test('has at most 80 lines, no cast and at most 5 words of the protocol', () => {
    const text = readFileSync(new URL('../../examples/service-bot.ts', import.meta.url), 'utf8');
    expect(text.trimEnd().split('\n').length).toBeLessThanOrEqual(80);
    expect(text).not.toMatch(/\bas (?!const\b)[A-Z{(]|\bany\b|@ts-/);
    const literals =
      text.match(/'[A-Z][A-Z_]{2,}'|'[a-z]+_[a-z_]+'|'(?:ContentEvent|AcceptStatusEvent|ParticipantsChange)'/g) ?? [];
    expect(literals.length).toBeLessThanOrEqual(5);
  });
});
