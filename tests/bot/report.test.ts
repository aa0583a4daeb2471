import { fork, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { describe, expect, it } from 'vitest';
import { Simulator } from '../../src/simulator/index.js';
import { builtProgram } from '../support/program.js';

/** A bot in a process that this process has an IPC channel to. */
async function startBot(simulator: Simulator, env: NodeJS.ProcessEnv): Promise<ChildProcess> {
  const { accountId, username, password } = simulator.agentOptions();
  return fork(await builtProgram(new URL('programs/reporting.ts', import.meta.url)), {
    env: { ...process.env, LP_CSDS_DOMAIN: `http://${simulator.host}`, ...env },
    execArgv: [],
    stdio: ['ignore', 'inherit', 'inherit', 'ipc'],
    serialization: 'json',
  }).once('spawn', function send(this: ChildProcess) {
    this.send({ accountId, username, password });
  });
}

describe('a bot whose process was asked for reports', () => {
  it('sends that it reports, then the newest state of a conversation, and ends although the channel is open', async () => {
    await using simulator = await Simulator.start();
    const bot = await startBot(simulator, { LP_INSPECTOR: '1' });
    const [hello] = (await once(bot, 'message')) as [unknown];
    const consumer = simulator.consumer();

    const reported = new Promise((resolve) => {
      bot.on(
        'message',
        (message: { readonly reports: readonly { readonly session: { readonly heard?: string } }[] }) => {
          if (message.reports[0]?.session.heard === 'Hi') resolve(message);
        },
      );
    });
    await consumer.startConversation({ message: 'Hi' });
    const message = await reported;
    await consumer.says('stop');

    expect(hello).toEqual({ type: 'node-agent-sdk/reports', reports: [] });
    expect(message).toMatchObject({
      type: 'node-agent-sdk/reports',
      reports: [{ isOwner: true, session: { heard: 'Hi' }, waiting: 0 }],
    });
    expect(await once(bot, 'exit')).toEqual([0, null]);
  });

  it('goes on after the program that asked has closed the channel', async () => {
    await using simulator = await Simulator.start();
    const bot = await startBot(simulator, { LP_INSPECTOR: '1' });
    await once(bot, 'message');

    bot.disconnect();
    const consumer = simulator.consumer();
    await consumer.startConversation({ message: 'Hi' });
    await consumer.hears('heard Hi');
    await consumer.says('stop');

    expect(await once(bot, 'exit')).toEqual([0, null]);
  });
});

describe('a bot whose process was not asked', () => {
  it('sends nothing through the channel', async () => {
    await using simulator = await Simulator.start();
    const bot = await startBot(simulator, { LP_INSPECTOR: '' });
    const messages: unknown[] = [];
    bot.on('message', (message: unknown) => messages.push(message));
    const consumer = simulator.consumer();

    await consumer.startConversation({ message: 'stop' });

    expect(await once(bot, 'exit')).toEqual([0, null]);
    expect(messages).toEqual([]);
  });
});
