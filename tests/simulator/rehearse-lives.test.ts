import { describe, expect, it, onTestFinished } from 'vitest';
import { MemoryStore, type Change } from '../../src/bot/index.js';
import { rehearse, SimulatorError, type Rehearsal } from '../../src/simulator/index.js';
import { Gate } from '../bot/gate.js';
import { caught } from '../support/caught.js';
import { greeted, room, SmallBot } from './rehearsed.js';

/** Its commits do not end. */
class HangingStore extends MemoryStore {
  isHanging = false;
  onCommit: () => void = () => {};

  override async commit(agent: string, change: Change): Promise<void> {
    this.onCommit();
    if (this.isHanging) await new Promise(() => {});
    await super.commit(agent, change);
  }
}

/** A rehearsal, and all bots that it has made. */
async function recorded(): Promise<{ readonly rehearsal: Rehearsal<SmallBot>; readonly bots: readonly SmallBot[] }> {
  const bots: SmallBot[] = [];
  const rehearsal = await rehearse((setup) => {
    const bot = new SmallBot(setup);
    bots.push(bot);
    return bot;
  });
  onTestFinished(() => rehearsal.close());
  return { rehearsal, bots };
}

it('a rehearsal that is closed during a restart starts no bot', async () => {
  const { rehearsal, bots } = await recorded();

  const restarted = caught(rehearsal.restart());
  await rehearsal.close();

  expect(await restarted).toMatchObject({ name: 'SimulatorError', code: 'CLOSED' });
  expect(bots).toHaveLength(1);
});

it('a rehearsal that is closed while a new bot connects ends that bot', async () => {
  const { rehearsal, bots } = await recorded();
  rehearsal.simulator.faults.upgrade({ hang: true });
  const after = rehearsal.simulator.transcript.at(-1);
  const restarted = caught(rehearsal.restart());
  await rehearsal.simulator.seen({ kind: 'upgrade' }, { after });

  await rehearsal.close();

  expect(await restarted).toMatchObject({ name: 'SimulatorError', code: 'CLOSED' });
  expect(bots.map(({ agent }) => agent.state)).toEqual(['closed', 'closed']);
});

it('a restart does not wait for ever for a commit that hangs: the error names the store', async () => {
  const store = new HangingStore();
  const rehearsal = await room({}, { store });
  const ada = await greeted(rehearsal);
  store.isHanging = true;
  const begun = new Promise<void>((resolve) => (store.onCommit = resolve));
  await ada.says('hello');
  await begun;

  const error = await caught(rehearsal.restart({ timeoutMs: 1 }));

  expect(error).toBeInstanceOf(SimulatorError);
  expect(error).toMatchObject({
    code: 'TIMEOUT',
    message: expect.stringContaining('The store did not finish') as string,
  });
});

it('a second restart while one is pending is refused', async () => {
  const rehearsal = await room();
  const first = rehearsal.restart();

  await expect(rehearsal.restart()).rejects.toThrow('a restart has not finished');

  await first;
  await greeted(rehearsal);
});

describe('the REST calls of a bot', () => {
  it('do not reach the platform when the bot is dead', async () => {
    const calls: string[] = [];
    const begun = new Gate();
    const held = new Gate();
    const ended = new Gate();
    const failures: unknown[] = [];
    const rehearsal = await room(
      {
        order: async ({ agent }) => {
          begun.open();
          await held.opened;
          failures.push(await caught(agent.callService('crm', '/orders', { method: 'POST' })));
          ended.open();
        },
      },
      { services: { crm: ({ path }) => ({ body: calls.push(path) }) } },
    );
    const ada = await greeted(rehearsal);
    await ada.says('order');
    await begun.opened;

    await rehearsal.restart();
    held.open();
    await ended.opened;

    expect(failures).toMatchObject([{ name: 'ConnectionError' }]);
    expect(calls).toEqual([]);
  });

  it('get no answer if the bot dies meanwhile', async () => {
    const called = new Gate();
    const held = new Gate();
    const ended = new Gate();
    const failures: unknown[] = [];
    const rehearsal = await room(
      {
        order: async ({ agent }) => {
          failures.push(await caught(agent.callService('crm', '/orders', { method: 'POST' })));
          ended.open();
        },
      },
      {
        services: {
          crm: async () => {
            called.open();
            await held.opened;
            return {};
          },
        },
      },
    );
    const ada = await greeted(rehearsal);
    await ada.says('order');
    await called.opened;

    await rehearsal.restart();
    held.open();
    await ended.opened;

    expect(failures).toMatchObject([{ name: 'ConnectionError' }]);
  });

  it('reach the platform after a restart', async () => {
    const rehearsal = await room(
      { order: async ({ agent }, chat) => chat.reply(String((await agent.callService('crm', '/')).body)) },
      { services: { crm: () => ({ body: 7 }) } },
    );
    const ada = await greeted(rehearsal);

    await rehearsal.restart();
    await ada.says('order');

    expect(await ada.hears('7')).toMatchObject({ role: 'ASSIGNED_AGENT' });
  });
});
