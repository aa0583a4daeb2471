import { expect, it } from 'vitest';
import type { NotificationItem } from '../../src/index.js';
import { ValidationError } from '../../src/index.js';
import { eagerly } from '../support/agents.js';
import { conversationChange } from '../support/wire.js';
import { ClientWorld } from '../client/world.js';

// Notifications that could not be decoded never reached a reader of `notifications()`; the reader waited for ever when the
// agent gave up; and options that do not fit were ignored.

const CONVERSATIONS = '.ams.aam.ExConversationChangeNotification';

async function itemsOf(world: ClientWorld, type: string, body: unknown, count: number): Promise<NotificationItem[]> {
  world.emitter.on('error', () => undefined);
  const reader = world.client.stream.read({});
  world.notify(type, body);
  const items: NotificationItem[] = [];
  while (items.length < count) {
    const { value } = await reader.next();
    if (value !== undefined) items.push(value);
  }
  return items;
}

it('a notification of an unknown type is an item', async () => {
  using world = await ClientWorld.connected();

  const items = await itemsOf(world, '.made.Up', { any: 'thing' }, 1);

  expect(items).toEqual([{ kind: 'unreadable', type: '.made.Up', body: { any: 'thing' }, errors: [] }]);
});

it('a notification that does not fit is an item, with the reason', async () => {
  using world = await ClientWorld.connected();
  const body = { subscriptionId: 's', changes: [{ type: 'UPSERT', result: 7 }] };

  const items = await itemsOf(world, CONVERSATIONS, body, 1);

  expect(items).toMatchObject([
    { kind: 'unreadable', type: CONVERSATIONS, body, errors: [{ name: 'ValidationError' }] },
  ]);
});

it('a notification of which one change does not fit is an item after the changes that fit', async () => {
  using world = await ClientWorld.connected();
  const body = { subscriptionId: 's', changes: [conversationChange('c'), { type: 'UPSERT', result: 7 }] };

  const items = await itemsOf(world, CONVERSATIONS, body, 3);

  expect(items).toMatchObject([
    { kind: 'notification', body: { changes: [{ result: { convId: 'c' } }] } },
    { kind: 'unreadable', body, errors: [{ name: 'ValidationError' }] },
    { kind: 'snapshot', complete: false },
  ]);
});

it('an iteration ends when the agent gives up', async () => {
  using world = await ClientWorld.connected({ reconnect: { ...eagerly, maxAttempts: 1 } });
  world.emitter.on('error', () => undefined);
  const reader = world.client.stream.read({});
  const waiting = reader.next();

  world.peer.close(1006);
  await world.fail();

  expect(await waiting).toEqual({ done: true, value: undefined });
});

it.each([
  ['an unknown key', { acknowledged: true }],
  ['a wrong type', { acknowledge: 'yes' }],
  ['no object', null],
])('options with %s are refused', (_, options) => {
  using world = ClientWorld.idle();

  expect(() => world.client.stream.read(options as never)).toThrow(ValidationError);
});
