import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { Agent } from 'node-agent-sdk';
import { Refusal, type Simulator } from 'node-agent-sdk/simulator';
import { describe, expect, it, onTestFinished } from 'vitest';
import { framesOf, startPlatform } from '../support/agents.js';
import { compileInto, programFolder } from '../support/compiled.js';
import { snippetsIn } from './snippets.js';
import { readmeText, root } from './source.js';

const snippet = snippetsIn(readmeText()).find(({ source }) => source.includes('new FileStore('));
const source = snippet?.source ?? '';

const folder = programFolder();

describe("the README's bot", { timeout: 90_000 }, () => {
  it('answers the first message and the next', async () => {
    await using simulator = await startPlatform();
    const bot = await start(simulator);
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
    const bot = await start(simulator);
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
    const bot = await start(simulator);
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
    const bot = await start(simulator);
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
    const bot = await start(simulator);

    const { text } = await consumer.hears(/./);
    await bot.end();

    expect(text).toBe('You said: 49');
    expect(consumer.heard).toHaveLength(1);
    const historyRequests = framesOf(simulator).filter(({ type }) => type === '.ams.ms.QueryMessages');
    expect(historyRequests.length).toBeLessThan(10);
  });

  it('exits at SIGTERM with a logout, and answers nothing twice after a restart', async () => {
    await using simulator = await startPlatform();
    const before = await start(simulator);
    const consumer = simulator.consumer();
    await consumer.startConversation({ message: 'Hello?' });
    await consumer.hears('You said: Hello?');

    const end = await before.end();
    await simulator.seen({ http: 'logout', status: 200 });
    await consumer.say('Where are you?');
    const after = await start(simulator, before.state);
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

interface Bot {
  /** The folder of the store with the bot's positions. */
  readonly state: string;
  readonly stderr: string;
  /** Sends SIGTERM. @returns Exit code and signal. */
  end(): Promise<readonly unknown[]>;
}

/** Runs the README's bot as a process, against the built package. Resolves once the bot has subscribed to rings. */
async function start(simulator: Simulator, state = mkdtempSync(join(folder, 'state-'))): Promise<Bot> {
  const { accountId, username, password, csdsDomain } = simulator.agentOptions();
  const code = source
    .replace('new Agent({', `new Agent({ csdsDomain: '${csdsDomain}',`)
    .replace("'./state/", `'${state}/`);
  const file = compileInto(mkdtempSync(join(folder, 'code-')), 'bot', code);
  const { NODE_OPTIONS: _, ...inherited } = process.env;
  const bot = spawn(process.execPath, [file], {
    cwd: root,
    env: { ...inherited, LP_ACCOUNT: accountId, LP_USER: username, LP_PASS: password },
    stdio: ['ignore', 'inherit', 'pipe'],
  });
  onTestFinished(() => void bot.kill('SIGKILL'));
  const closed = once(bot, 'close');
  let stderr = '';
  bot.stderr.on('data', (chunk: Buffer) => (stderr += chunk.toString()));

  const after = simulator.transcript.at(-1)?.id ?? -1;
  const isReady = simulator.seen({ response: 'subscribeRoutingTasks' }, { after, timeoutMs: 60_000 });
  await Promise.race([
    isReady,
    closed.then(() => {
      throw new Error(`The bot ended before it was ready: ${stderr}`);
    }),
  ]);
  return {
    state,
    get stderr() {
      return stderr;
    },
    end: () => {
      bot.kill('SIGTERM');
      return closed;
    },
  };
}

async function say(agent: Agent, dialogId: string, message: string): Promise<void> {
  await agent.publishEvent({ dialogId, event: { type: 'ContentEvent', contentType: 'text/plain', message } });
}
