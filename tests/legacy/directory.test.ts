import { expect, it } from 'vitest';
import { answerJson } from '../support/http-server.js';
import { Platform } from './platform.js';
import { aMinuteLater, botOf } from './support.js';

const withoutList = ['Reconnect#CSDS', 'could not fetch domains on reconnect', []] as const;
const emptyList = ['Reconnect#Relogin#WS', 'could not fetch domains', ['success Reconnect#CSDS']] as const;

// As observed with 1.4.11: a list without usable domains passes the first stage.
it.each<[string, unknown, readonly [location: string, message: string, before: readonly string[]]]>([
  ['no list', {}, withoutList],
  ['a list that is null', { baseURIs: null }, withoutList],
  ['a text', 'hello', withoutList],
  ['an empty list', { baseURIs: [] }, emptyList],
  ['no login service', { baseURIs: [{ service: 'facadeMsg', baseURI: '127.0.0.1' }] }, emptyList],
])('reconnect() where the directory answers with %s', async (_, directory, [location, message, passed]) => {
  await using platform = await Platform.start();
  await using bot = botOf(platform.conf());
  await bot.journal.seen('connected');
  const before = bot.journal.entries.length;
  platform.on('directory', (response) => answerJson(response, 200, directory));
  using _later = aMinuteLater();

  bot.agent.reconnect();
  const [failure, context] = await bot.journal.seen('error');

  expect(failure).toMatchObject({ message, code: null, service: 'domainNames', error: null });
  expect(context).toEqual({ location });
  expect(bot.journal.order().slice(before)).toEqual([...passed, 'error']);
  expect(bot.agent.connected).toBe(true);
});

it.each([[null], ['']])('subscribeExConversations leaves out agentIds: %j', async (agentIds) => {
  await using platform = await Platform.start();
  await using bot = botOf(platform.conf());
  await bot.journal.seen('connected');
  const peer = await platform.peer();

  // The type does not allow these values, but bots in JavaScript pass them.
  bot.agent.subscribeExConversations({ convState: ['OPEN'], agentIds } as never);

  expect((await peer.received()).body).toEqual({ convState: ['OPEN'] });
});
