import { expect, test } from 'vitest';
import { MemoryStore } from '../../src/bot/index.js';
import { caught } from '../support/caught.js';
import { Gate } from './gate.js';
import { botWorld } from './world.js';

test('A bot that is stopped while it loads its state does not start, and leaves no timer behind', async () => {
  const world = await botWorld();
  const [isLoading, goesOn] = [new Gate(), new Gate()];
  const store = new MemoryStore();
  const load = store.load.bind(store);
  store.load = async function* slowly(agent: string) {
    isLoading.open();
    await goesOn.opened;
    yield* load(agent);
  };
  const timers = new Set<object>();
  const clock = {
    now: () => 0,
    after: () => {
      const timer = {};
      timers.add(timer);
      return () => void timers.delete(timer);
    },
  };
  const bot = world.bot({ store, clock });
  const started = caught(bot.start());
  await isLoading.opened;
  await bot.stop({ drain: 0 });
  goesOn.open();
  expect(await started).toMatchObject({ code: 'STOPPED' });
  expect(timers.size).toBe(0);
});
