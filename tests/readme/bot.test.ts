import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { Agent } from 'node-agent-sdk';
import { Refusal } from 'node-agent-sdk/simulator';
import { describe, expect, it } from 'vitest';
import { framesOf, startPlatform } from '../support/agents.js';
import { programIn, start } from './program.js';
import { readmeText, root } from './source.js';

const source = programIn('new Agent({');

describe("the README's agent", { timeout: 90_000 }, () => {
  it('answers the first message and the next', async () => {
    await using simulator = await startPlatform();
    const bot = await start(source, simulator);
    const consumer = simulator.consumer();

    await consumer.startConversation({ message: 'Hello?' });
    const first = await consumer.hears(/./);
    await consumer.say('Are you there?');
    const second = await consumer.hears(/./);
    await bot.end();

    expect(first.text).toBe('You said: Hello?');
    expect(second.text).toBe('You said: Are you there?');
    expect(consumer.heard).toHaveLength(2);
    expect(bot.stderr).toBe('');
  });

  it('ignores the refusal of a ring that another agent has accepted, and accepts the next ring', async () => {
    await using simulator = await startPlatform();
    const bot = await start(source, simulator);
    const refuse = (): never => {
      throw new Refusal(409, 'Ring is already CANCELLED');
    };
    simulator.answer('updateRingState', refuse, { times: 1 });

    await simulator.consumer().startConversation({ message: 'Hello?' });
    await simulator.seen({ response: 'updateRingState' });
    const consumer = simulator.consumer();
    await consumer.startConversation({ message: 'And me?' });
    const { text } = await consumer.hears(/./);
    await bot.end();

    expect(text).toBe('You said: And me?');
    expect(bot.stderr).toBe('');
  });

  it('reports any other refusal of a ring', async () => {
    await using simulator = await startPlatform();
    const bot = await start(source, simulator);
    const refuse = (): never => {
      throw new Refusal(403, 'Not allowed');
    };
    simulator.answer('updateRingState', refuse, { times: 1 });

    await simulator.consumer().startConversation({ message: 'Hello?' });
    await simulator.seen({ response: 'updateRingState' });
    await bot.end();

    expect(bot.stderr).toContain('HandlerError');
  });

  it('does not answer messages that another agent has answered before the bot joined', async () => {
    await using simulator = await startPlatform({
      agents: [
        { username: 'bot', skillIds: ['20'] },
        { username: 'colleague', skillIds: ['10'] },
      ],
    });
    const bot = await start(source, simulator);
    await using colleague = new Agent(simulator.agentOptions('password', simulator.agents[1]));
    const consumer = simulator.consumer();
    await colleague.connect();
    await consumer.startConversation({ message: 'Hello?', skillId: '10' });
    const { conversationId } = consumer;
    const join = { field: 'ParticipantsChange', type: 'ADD', role: 'ASSIGNED_AGENT' } as const;
    await colleague.updateConversationField({ conversationId, conversationField: join });
    await say(colleague, conversationId, 'Hello!');
    await consumer.say('My order is late.');
    await say(colleague, conversationId, 'My colleague knows more.');

    await colleague.updateConversationField({
      conversationId,
      conversationField: [
        { field: 'ParticipantsChange', type: 'REMOVE', role: 'ASSIGNED_AGENT' },
        { field: 'Skill', type: 'UPDATE', skill: '20' },
      ],
    });
    await simulator.seen({ response: 'updateRingState' });
    await consumer.say('Are you the colleague?');
    const { text } = await consumer.hears(/^You said/);
    await bot.end();

    expect(text).toBe('You said: Are you the colleague?');
    expect(bot.stderr).toBe('');
  });

  it('fetches the history before it joined once, and answers its last message', async () => {
    await using simulator = await startPlatform();
    const consumer = simulator.consumer();
    await consumer.startConversation({ message: '0' });
    for (let n = 1; n < 50; n += 1) await consumer.say(String(n));
    const bot = await start(source, simulator);

    const { text } = await consumer.hears(/./);
    await bot.end();

    expect(text).toBe('You said: 49');
    expect(consumer.heard).toHaveLength(1);
    const historyRequests = framesOf(simulator).filter(({ type }) => type === '.ams.ms.QueryMessages');
    expect(historyRequests.length).toBeLessThan(10);
  });

  it('exits at SIGTERM with a logout, and answers nothing twice after a restart', async () => {
    await using simulator = await startPlatform();
    const before = await start(source, simulator);
    const consumer = simulator.consumer();
    await consumer.startConversation({ message: 'Hello?' });
    await consumer.hears('You said: Hello?');

    const end = await before.end();
    await simulator.seen({ http: 'logout', status: 200 });
    await consumer.say('Where are you?');
    const after = await start(source, simulator, before.state);
    const { text } = await consumer.hears(/./);
    await after.end();

    expect(end).toEqual([0, null]);
    expect(text).toBe('You said: Where are you?');
    expect(consumer.heard).toHaveLength(2);
    expect(before.stderr + after.stderr).toBe('');
  });

  it('equals examples/quick-start.ts from its first handler on', () => {
    const example = readFileSync(join(root, 'examples/quick-start.ts'), 'utf8');
    const body = source.slice(source.indexOf("agent.on('error'"));

    expect(body).toContain('await agent.connect();');
    expect(example).toContain(body);
  });
});

describe("the README's bot", { timeout: 90_000 }, () => {
  const bot = programIn('new Bot({');

  it('is the first program, of at most 25 lines', () => {
    expect(readmeText().indexOf('```ts')).toBe(readmeText().indexOf(bot) - '```ts\n'.length);
    expect(bot.trimEnd().split('\n').length).toBeLessThanOrEqual(25);
  });

  it('answers, and goes on where it was after SIGTERM', async () => {
    await using simulator = await startPlatform();
    const before = await start(bot, simulator);
    const consumer = simulator.consumer();
    await consumer.startConversation({ message: 'Hello?' });
    await consumer.hears('You said: Hello?');

    const end = await before.end();
    await consumer.say('Where are you?');
    const after = await start(bot, simulator, before.state);
    const { text } = await consumer.hears(/./);
    await after.end();

    expect(end).toEqual([0, null]);
    expect(text).toBe('You said: Where are you?');
    expect(consumer.heard).toHaveLength(2);
    expect(before.stderr + after.stderr).toBe('');
  });

  it('hands off to a person, and comes back with what it remembers', async () => {
    await using simulator = await startPlatform({ agents: [{ username: 'bot', skillIds: ['10'] }] });
    const sam = simulator.human({ username: 'sam', skillIds: ['20'] });
    const running = await start(bot, simulator);
    const consumer = simulator.consumer();
    await consumer.startConversation({ skillId: '10', message: 'Hello?' });
    await consumer.hears('You said: Hello?');
    await consumer.say('A person, please');
    await consumer.hears('One moment, please.');
    await sam.accepts();
    await sam.givesBack();
    await consumer.hears('Here I am again, after 1 questions.');
    await running.end();

    expect(running.stderr).toBe('');
  });
});

async function say(agent: Agent, dialogId: string, message: string): Promise<void> {
  await agent.publishEvent({ dialogId, event: { type: 'ContentEvent', contentType: 'text/plain', message } });
}
