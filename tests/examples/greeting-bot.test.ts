import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { join } from 'node:path';
import { expect, it } from 'vitest';
import { Simulator } from '../../src/simulator/index.js';
import { compileFileInto, programFolder } from '../support/compiled.js';

const compiled = programFolder();

it('the greeting bot stops by itself on SIGTERM, which a restart from the desk sends', async () => {
  await using simulator = await Simulator.start();
  const { username, password } = simulator.agentOptions();
  const program = compileFileInto(compiled, join(import.meta.dirname, '../../examples/greeting-bot.ts'));
  const bot = spawn(process.execPath, [program], {
    cwd: compiled,
    env: {
      ...process.env,
      LP_ACCOUNT: simulator.accountId,
      LP_USER: username,
      LP_PASS: password,
      LP_CSDS_DOMAIN: `http://${simulator.host}`,
    },
    stdio: ['ignore', 'inherit', 'inherit'],
  });
  const consumer = simulator.consumer();
  await consumer.startConversation();
  await consumer.hears(/^Hello/);

  bot.kill('SIGTERM');
  const [code, signal] = (await once(bot, 'exit')) as [number | null, string | null];

  expect([code, signal]).toEqual([0, null]);
});
