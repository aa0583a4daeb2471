import { expect, it } from 'vitest';
import { Platform } from '../legacy/platform.js';
import { botOf } from '../legacy/support.js';

// A user name is not a secret and may be part of a word: 'Bad Request' became 'Bad Re[redacted]'.
it.each(['u', 'quest'])('a refused login of the user %j keeps the words of the platform', async (username) => {
  await using platform = await Platform.start();
  platform.on('login', (response) => response.writeHead(400, { 'content-type': 'application/json' }).end('{}'));
  await using bot = botOf(platform.conf({ username, password: 'a password' }));

  const [error] = await bot.journal.seen('error');

  expect(error).toMatchObject({ message: 'Error on AgentVEP login: Bad Request', code: 400 });
});

it('a refused login still hides the password that the platform repeats', async () => {
  await using platform = await Platform.start();
  platform.on('login', (response) =>
    response.writeHead(400, 'No abc', { 'content-type': 'application/json' }).end('{}'),
  );
  await using bot = botOf(platform.conf({ username: 'u', password: 'abc' }));

  const [error] = await bot.journal.seen('error');

  expect(error).toMatchObject({ message: 'Error on AgentVEP login: No [redacted]' });
});
