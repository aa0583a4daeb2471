import { describe, expect, it } from 'vitest';
import { vectors } from '../protocol/vectors.js';
import { connectedBot, startPlatform } from './support.js';

describe('a notification on the wire', () => {
  it('of a conversation is decoded, with the role of the agent, after its warning', async () => {
    await using simulator = await startPlatform();
    await using bot = await connectedBot(simulator);
    const { type, event, wire, body, warnings } = vectors.conversation;

    simulator.notify(type, wire);

    const [decoded] = await bot.journal.seen(event);
    const [change] = body.changes;
    const conversationDetails = { ...change?.result.conversationDetails, __myRole: 'ASSIGNED_AGENT' };
    const changes = [{ ...change, result: { ...change?.result, conversationDetails } }];
    // As text, which holds the order of the members, too.
    expect(JSON.stringify(decoded)).toBe(JSON.stringify({ ...body, changes }));
    expect(await bot.journal.seen('warn')).toEqual(warnings.map((message) => ({ message })));
    expect(bot.journal.order('warn', event, 'notification')).toEqual(['warn', event, 'notification']);
  });

  it.each([
    ['message', vectors.message, { __isMe: true }],
    ['ring', vectors.ring, {}],
    ['state', vectors.state, {}],
  ] as const)('of a %s is decoded', async (_, { type, event, wire, body }, more) => {
    await using simulator = await startPlatform();
    await using bot = await connectedBot(simulator);

    simulator.notify(type, wire);

    const [decoded] = await bot.journal.seen(event);
    // Without the methods that the legacy API adds.
    expect(JSON.parse(JSON.stringify(decoded))).toEqual({
      ...body,
      changes: body.changes.map((change) => ({ ...change, ...more })),
    });
    const [whole] = await bot.journal.seen('notification');
    expect(whole).toEqual({ kind: 'notification', type: event, body: decoded });
  });

  it('of an updated ring is emitted as deprecated', async () => {
    await using simulator = await startPlatform();
    await using bot = await connectedBot(simulator);

    simulator.notify('.ams.routing.RingUpdated', { ringId: 'r', ringState: 'ACCEPTED' });

    expect(await bot.journal.seen('notification')).toStrictEqual([{ kind: 'notification', type: 'deprecated' }]);
    expect(bot.journal.all('deprecated')).toEqual([['deprecated', undefined]]);
  });
});
