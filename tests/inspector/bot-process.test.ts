import { describe, expect, it } from 'vitest';
import type { BotProcess } from '../../src/inspector/bot-process.js';
import type { BotReport } from '../../src/inspector/contract.js';
import { desk } from './desk-client.js';

/** The process of a bot, whose state the test sets. */
class SetProcess implements BotProcess {
  readonly command = 'bot.ts';
  state: BotProcess['state'] = 'running';
  failure: string | undefined;
  silence: string | undefined = 'An original bot reports nothing of itself.';
  readonly reports = new Map<string, BotReport>();
  restarts = 0;
  readonly #listeners = new Set<() => void>();

  async restart(): Promise<void> {
    this.restarts += 1;
    this.set({ state: 'restarting' });
  }

  onChange(listener: () => void): void {
    this.#listeners.add(listener);
  }

  set(members: Partial<Pick<SetProcess, 'state' | 'failure' | 'silence'>>): void {
    Object.assign(this, members);
    for (const listener of this.#listeners) listener();
  }
}

describe('the process of the bot', () => {
  it('appears with its command and state, and is restarted by a command', async () => {
    const bot = new SetProcess();
    const { client } = await desk({}, { bot });
    expect(client.desk?.bot).toMatchObject({ command: 'bot.ts', state: 'not connected', silence: bot.silence });

    await client.run('restartBot', {});

    expect(bot.restarts).toBe(1);
    await client.until((it) => (it.desk?.bot.state === 'restarting' ? it : undefined));
    bot.set({ state: 'failed', failure: 'exit code 1: SyntaxError' });
    const failed = await client.until((it) => (it.desk?.bot.state === 'failed' ? it.desk : undefined));
    expect(failed.bot.failure).toBe('exit code 1: SyntaxError');
  });

  it('reports of a conversation, beside what the platform knows of it', async () => {
    const bot = new SetProcess();
    const { client } = await desk({}, { bot });
    await client.consumerSays('Hi');
    const { id: conversationId } = await client.conversation();
    const report = {
      conversationId,
      isOwner: true,
      session: { asked: 2 },
      positions: { [conversationId]: 0 },
      running: false,
      waiting: 0,
    };

    bot.reports.set(conversationId, report);
    bot.set({ silence: undefined });

    expect(await client.conversation((it) => it.bot !== undefined)).toMatchObject({ bot: report });
    expect(client.desk?.bot).not.toHaveProperty('silence');
  });

  it('is named as missing, if the desk has started none', async () => {
    const { client } = await desk();

    expect(client.desk?.bot.silence).toMatch(/has not started this bot/);
  });
});
