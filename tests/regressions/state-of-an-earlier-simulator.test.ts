import { expect, it } from 'vitest';
import { Bot, MemoryStore } from '../../src/bot/index.js';
import { Simulator } from '../../src/simulator/index.js';

it('a bot that keeps its store greets in the first conversation of each simulator with ids of its own', async () => {
  const store = new MemoryStore();

  for (const run of ['first', 'second']) {
    await using simulator = await Simulator.start({ repeatableIds: false });
    await using bot = new Bot({ agent: simulator.agentOptions(), store });
    bot.on('start', (chat) => chat.reply(`Hello in the ${run}!`));
    await bot.start();
    const consumer = simulator.consumer();

    await consumer.startConversation();

    expect((await consumer.hears(/^Hello/)).text).toBe(`Hello in the ${run}!`);
  }
});
