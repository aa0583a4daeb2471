import { describe, expect, it } from 'vitest';
import { ConfigurationError } from '../../src/index.js';
import { MemoryStore, type Change } from '../../src/bot/index.js';
import { rehearse } from '../../src/simulator/index.js';
import { greeted, room, SmallBot } from './rehearsed.js';

describe('the manual clock of a rehearsal', () => {
  it('stands still until it is advanced, for platform and bot', async () => {
    const rehearsal = await room({}, { clock: 'manual' });
    const startedAt = rehearsal.clock.now();
    const ada = await greeted(rehearsal);
    await ada.says('hello');
    await ada.hears('1: hello');

    await rehearsal.clock.advance('30m');

    expect(rehearsal.clock.now() - startedAt).toBe(1_800_000);
    expect(rehearsal.bot.clock.now()).toBe(rehearsal.clock.now());
    await ada.says('again');
    const times = ada.conversation.dialogs[0]?.messages.map(({ serverTimestamp = 0 }) => serverTimestamp - startedAt);
    expect(times).toEqual([0, 0, 0, 1_800_000]);
  });

  it('has brought what was said before to the bot, and what the bot says to the consumer', async () => {
    const rehearsal = await room(
      { remind: ({ clock }, conversation) => clock.after(60_000, () => void conversation.reply('reminder')) },
      { clock: 'manual' },
    );
    const ada = await greeted(rehearsal);
    await ada.says('remind');

    await rehearsal.clock.advance('59s');
    expect(ada.heard.map(({ text }) => text)).not.toContain('reminder');
    await rehearsal.clock.advance('1s');

    expect(ada.heard.map(({ text }) => text)).toContain('reminder');
  });

  it('fires timers that handlers start meanwhile, each at its own time', async () => {
    const at: number[] = [];
    const rehearsal = await room(
      {
        repeat: ({ clock }, conversation) => {
          const startedAt = clock.now();
          const again = async (): Promise<void> => {
            at.push(clock.now() - startedAt);
            await conversation.reply(`reminder ${at.length}`);
            if (at.length < 3) clock.after(600_000, () => void again());
          };
          clock.after(600_000, () => void again());
        },
      },
      { clock: 'manual' },
    );
    const ada = await greeted(rehearsal);
    await ada.says('repeat');

    await rehearsal.clock.advance('1h');

    expect(at).toEqual([600_000, 1_200_000, 1_800_000]);
    await ada.hears('reminder 3', { timeoutMs: 0 });
  });

  it('waits for the commits that the bot has begun', async () => {
    let isCommitted = false;
    class SlowStore extends MemoryStore {
      override async commit(agent: string, change: Change): Promise<void> {
        // Several turns of the event loop, as a file takes.
        for (let turn = 0; turn < 50; turn += 1) await new Promise((resolve) => setImmediate(resolve));
        await super.commit(agent, change);
        isCommitted = true;
      }
    }
    const rehearsal = await room({}, { clock: 'manual', store: new SlowStore() });
    const ada = await greeted(rehearsal);
    await ada.says('hello');

    await rehearsal.clock.advance(1);

    expect(isCommitted).toBe(true);
    await ada.hears('1: hello', { timeoutMs: 0 });
  });

  it('waits for the handlers of a bot that tells how many run', async () => {
    let running = 0;
    let isDone = false;
    const work = async (): Promise<void> => {
      running += 1;
      for (let turn = 0; turn < 50; turn += 1) await new Promise((resolve) => setImmediate(resolve));
      running -= 1;
      isDone = true;
    };
    await using rehearsal = await rehearse(
      (setup) => Object.assign(new SmallBot(setup), { health: () => ({ running }) }),
      { clock: 'manual' },
    );
    rehearsal.bot.clock.after(1_000, () => void work());

    await rehearsal.clock.advance('1s');

    expect(isDone).toBe(true);
  });

  it('goes on without a handler that waits for the clock itself', async () => {
    let running = 0;
    const done: string[] = [];
    await using rehearsal = await rehearse(
      (setup) => Object.assign(new SmallBot(setup), { health: () => ({ running }) }),
      { clock: 'manual' },
    );
    const { clock } = rehearsal.bot;
    clock.after(1_000, () => {
      running += 1;
      clock.after(1_000, () => {
        running -= 1;
        done.push('after the second timer');
      });
    });

    await rehearsal.clock.advance('1m');

    expect(done).toEqual(['after the second timer']);
  });

  it('goes on without a bot that never rests', async () => {
    let isOver = false;
    const rehearsal = await room({}, { clock: 'manual' });
    const asking = (async (): Promise<void> => {
      while (!isOver) await rehearsal.bot.agent.getClock();
    })();
    const startedAt = rehearsal.clock.now();

    await rehearsal.clock.advance('1m');
    isOver = true;
    await asking;

    expect(rehearsal.clock.now() - startedAt).toBe(60_000);
  });

  it('waits for a bot that reconnects', async () => {
    const rehearsal = await room({}, { clock: 'manual' });
    await rehearsal.cut();

    await rehearsal.clock.advance('1s');

    expect(rehearsal.bot.agent.state).toBe('ready');
  });

  it('leaves no trace of its waiting in the transcript', async () => {
    const rehearsal = await room({}, { clock: 'manual' });
    const ada = await greeted(rehearsal);
    await ada.seesTyping({ timeoutMs: 1 }).catch(() => {});
    await rehearsal.clock.advance(1);
    const { length } = rehearsal.simulator.transcript;

    await rehearsal.clock.advance('1m');

    expect(rehearsal.simulator.transcript).toHaveLength(length);
  });

  it.each(['soon', -1, '2d'])('refuses to advance by %j', async (duration) => {
    const rehearsal = await room({}, { clock: 'manual' });

    // What a program without types may pass.
    await expect(rehearsal.clock.advance(duration as '1s')).rejects.toThrow(ConfigurationError);
  });
});

describe('the running clock of a rehearsal', () => {
  it('runs, and can be moved ahead', async () => {
    const rehearsal = await room();
    const fired = new Promise<number>((resolve) => {
      rehearsal.bot.clock.after(3_600_000, () => resolve(rehearsal.clock.now()));
    });
    const startedAt = rehearsal.clock.now();

    await rehearsal.clock.advance('1h');

    expect((await fired) - startedAt).toBeGreaterThanOrEqual(3_600_000);
    await new Promise<void>((resolve) => rehearsal.bot.clock.after(1, resolve));
  });
});
