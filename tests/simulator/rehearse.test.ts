import { describe, expect, it } from 'vitest';
import { MemoryStore, type Change, type Saved, type Store } from '../../src/bot/index.js';
import { rehearse } from '../../src/simulator/index.js';
import { next, warnings } from '../support/agents.js';
import { caught } from '../support/caught.js';
import { greeted, room, SmallBot } from './rehearsed.js';

const savedIn = async (store: Store): Promise<readonly Saved[]> => {
  const all: Saved[] = [];
  for await (const saved of store.load('small')) all.push(saved);
  return all;
};

/** Its commits take until `end()`. */
class SlowStore extends MemoryStore {
  readonly #ends: (() => void)[] = [];
  onCommit: () => void = () => {};

  override async commit(agent: string, change: Change): Promise<void> {
    const told = new Promise<void>((resolve) => this.#ends.push(resolve));
    this.onCommit();
    await told;
    await super.commit(agent, change);
  }

  /** Ends the commit that began first. */
  end(): void {
    this.#ends.shift()?.();
  }
}

describe('a rehearsal', () => {
  // The first test: a `MemoryStore` warns once in a process.
  it('does not warn of its own store, which ends with the test', async () => {
    using heard = warnings();
    const ada = await greeted(await room());
    await ada.says('hello');
    await ada.hears('1: hello');
    // Warnings are emitted in a later tick: one more, to be heard after any other.
    const last = heard.next();
    process.emitWarning(Object.assign(new Error('the last one'), { name: 'NodeAgentSDKWarning' }));
    await last;

    expect(heard.messages).toEqual(['the last one']);
  });

  it('runs a bot that answers a consumer', async () => {
    const ada = await greeted(await room());

    await ada.says('hello');

    expect(await ada.hears('1: hello')).toMatchObject({ role: 'ASSIGNED_AGENT' });
    expect(ada.conversation).toMatchObject({ stage: 'OPEN', skillId: 'bot' });
  });

  it('passes options to the platform, whose first user is the bot', async () => {
    const rehearsal = await room({}, { simulator: { agents: [{ username: 'clara' }], skills: [], survey: true } });
    const ada = await greeted(rehearsal);

    expect(rehearsal.account.username).toBe('clara');
    await rehearsal.bot.conversations.of(ada.conversationId).close();
    await ada.sees('survey');
  });

  it('keeps state in the store that it is given', async () => {
    const store = new MemoryStore();
    const rehearsal = await room({}, { store });
    const ada = await greeted(rehearsal);
    await ada.says('hello');
    await ada.hears('1: hello');

    expect(rehearsal.store).toBe(store);
    expect(await savedIn(store)).toMatchObject([{ conversationId: ada.conversationId, session: 1 }]);
  });

  it('rejects with the error of a bot that does not start, and closes the platform', async () => {
    const bots: SmallBot[] = [];
    let address = '';
    const failing = rehearse((setup) => {
      const bot = new SmallBot(setup);
      bots.push(bot);
      address = setup.agent.csdsDomain ?? '';
      bot.start = async () => {
        await bot.agent.connect();
        throw new RangeError('mine');
      };
      return bot;
    });

    expect(await caught(failing)).toMatchObject({ message: 'mine' });
    expect(bots.map(({ agent }) => agent.state)).toEqual(['closed']);
    await expect(fetch(address)).rejects.toThrow('fetch failed');
  });

  it('stops the bot and refuses more when it is closed', async () => {
    const rehearsal = await room();
    const { bot } = rehearsal;

    await rehearsal.close();

    expect(bot.agent.state).toBe('closed');
    expect(() => rehearsal.bot).toThrow('The bot is not running');
    await expect(rehearsal.restart()).rejects.toThrow('The bot is not running');
  });

  it('is closed with the error of a bot that does not stop', async () => {
    const rehearsal = await rehearse((setup) => new SmallBot(setup));
    rehearsal.bot.stop = async () => Promise.reject(new RangeError('mine'));
    const { host } = rehearsal.simulator;

    expect(await caught(rehearsal.close())).toMatchObject({ message: 'mine' });
    await expect(fetch(`http://${host}`)).rejects.toThrow('fetch failed');
  });
});

describe('the errors of a bot', () => {
  it('are kept, and named where a consumer waits in vain', async () => {
    const rehearsal = await room({
      fail: () => {
        throw new RangeError('mine');
      },
    });
    const ada = await greeted(rehearsal);
    const reported = new Promise((resolve) => rehearsal.bot.agent.once('error', resolve));
    await ada.says('fail');
    await reported;

    expect(rehearsal.errors).toMatchObject([{ name: 'HandlerError', cause: { message: 'mine' } }]);
    await expect(ada.hears('an answer', { timeoutMs: 1 })).rejects.toThrow(/Errors of the bot: HandlerError/);
  });

  it('are those of its event `error`, if it has one', async () => {
    let report: (error: Error) => unknown = () => {};
    await using rehearsal = await rehearse((setup) =>
      Object.assign(new SmallBot(setup), {
        on: (_: 'error', handler: (error: Error) => unknown) => (report = handler),
      }),
    );

    report(new RangeError('mine'));

    expect(rehearsal.errors).toMatchObject([{ message: 'mine' }]);
  });

  it('are not those of a bot that is dead', async () => {
    const rehearsal = await room();
    const { agent } = rehearsal.bot;

    await rehearsal.restart();
    agent.emit('error', new Error('too late') as never);

    expect(rehearsal.errors).toEqual([]);
  });
});

describe('restart', () => {
  it('keeps what the bot has committed', async () => {
    const rehearsal = await room();
    const ada = await greeted(rehearsal);
    const { bot } = rehearsal;
    await ada.says('hello');
    await ada.hears('1: hello');

    await rehearsal.restart();

    expect(rehearsal.bot).not.toBe(bot);
    expect(bot.agent.state).toBe('closed');
    await ada.hears('Asked so far: 1');
    await ada.says('again');
    await ada.hears('2: again');
  });

  it('waits for the commits that have begun, and lets the old bot hear nothing of them', async () => {
    const store = new SlowStore();
    const rehearsal = await room({}, { store });
    const ada = await greeted(rehearsal);
    const begun = new Promise<void>((resolve) => (store.onCommit = resolve));
    let isTold = false;
    const commit = rehearsal.bot.store.commit('small', { conversationId: ada.conversationId, session: 1 });
    void commit.finally(() => (isTold = true));
    await begun;

    const restarted = rehearsal.restart();
    store.end();
    await restarted;

    await ada.hears('Asked so far: 1');
    expect(isTold).toBe(false);
  });

  it('keeps the commits of the old bot from the store', async () => {
    const rehearsal = await room();
    const ada = await greeted(rehearsal);
    const { store } = rehearsal.bot;
    let isTold = false;

    await rehearsal.restart();
    const late = store.commit('small', { conversationId: 'of the old bot', session: 99 });
    void late.finally(() => (isTold = true));
    await ada.says('hello');
    await ada.hears('1: hello');

    expect(await savedIn(rehearsal.store)).toMatchObject([{ conversationId: ada.conversationId, session: 1 }]);
    expect(isTold).toBe(false);
  });

  it('keeps what the store has from the old bot', async () => {
    const rehearsal = await room();
    const ada = await greeted(rehearsal);
    await ada.says('hello');
    await ada.hears('1: hello');
    const { store } = rehearsal.bot;
    const told: unknown[] = [];
    const load = async (): Promise<void> => {
      for await (const saved of store.load('small')) told.push(saved);
      told.push('the end');
    };

    await rehearsal.restart();
    void load();
    await ada.says('again');
    await ada.hears('2: again');

    expect(told).toEqual([]);
  });

  it('keeps the timers of the old bot from firing', async () => {
    const rehearsal = await room({}, { clock: 'manual' });
    const { clock } = rehearsal.bot;
    const fired: string[] = [];
    clock.after(1_000, () => fired.push('set before'));

    await rehearsal.restart();
    clock.after(1_000, () => fired.push('set after'));
    rehearsal.bot.clock.after(1_000, () => fired.push('of the new bot'));
    await rehearsal.clock.advance('1m');

    expect(fired).toEqual(['of the new bot']);
  });
});

describe('settled', () => {
  it('resolves when the bot has committed and answered what was said', async () => {
    const rehearsal = await room();
    const ada = await greeted(rehearsal);

    await ada.says('hello');
    await rehearsal.settled();

    expect(await savedIn(rehearsal.store)).toMatchObject([{ session: 1 }]);
    await ada.hears('1: hello', { timeoutMs: 0 });
  });
});

describe('cut', () => {
  it('resolves when the connection is lost; the bot reconnects and misses nothing', async () => {
    const rehearsal = await room();
    const ada = await greeted(rehearsal);

    await rehearsal.cut();

    expect(rehearsal.bot.agent.state).not.toBe('ready');
    await ada.says('hello');
    await ada.hears('1: hello');
  });

  it('leaves a bot alone that has no connection', async () => {
    const rehearsal = await room();
    const healed = rehearsal.simulator.faults.upgrade({ drop: true });
    await rehearsal.cut();
    await rehearsal.cut();
    const back = next(rehearsal.bot.agent, 'reconnected');
    healed();
    await back;

    expect(rehearsal.bot.agent.state).toBe('ready');
  });
});
