import { describe, expect, it } from 'vitest';
import { Agent } from '../../src/index.js';
import type { Bot } from '../../src/bot/index.js';
import { deskWithBot } from './desk-client.js';

function echoes(bot: Bot): void {
  bot.hears(/.*/, (chat, { text }) => chat.reply(`Bot: ${text}`));
}

describe('a fault of the desk', () => {
  it('cuts the cable: fault, close and reconnect are rows in their order, and the bot goes on', async () => {
    const { client } = await deskWithBot(echoes);
    const consumerId = await client.consumerSays('hi');
    await client.message('Bot: hi');

    await client.run('fault', { name: 'cut', settings: {} });
    const reconnect = await client.lineRow('connected', ({ text }) => text.endsWith('restored'));
    await client.run('say', { consumerId, text: 'back?' });

    await client.message('Bot: back?');
    const fault = await client.lineRow('fault');
    const closed = await client.lineRow('closed');
    expect(fault).toMatchObject({ title: 'Cut the cable', code: 'simulator.dropSockets();' });
    expect(closed).toMatchObject({ title: 'Closed 1006', text: 'no close frame' });
    expect(reconnect).toMatchObject({
      title: 'Reconnect 1',
      text: expect.stringMatching(/^after \d+ ms, same token, [1-9] subscriptions? restored$/),
    });
    expect([fault.id, closed.id, reconnect.id]).toEqual([fault.id, closed.id, reconnect.id].toSorted((a, b) => a - b));
  });

  it('cuts the cable in the middle of a turn, and the consumer gets one answer', async () => {
    let attempts = 0;
    const { client } = await deskWithBot((bot) => {
      bot.hears(/.*/, async (chat) => {
        attempts += 1;
        if (attempts === 1) await client.run('fault', { name: 'cut', settings: {} });
        await chat.reply('Here');
      });
    });

    await client.consumerSays('hi');

    await client.message('Here');
    await client.lineRow('connected', ({ title }) => title === 'Reconnect 1');
    expect([...client.lines.values()].filter(({ text }) => text === 'Here')).toHaveLength(1);
  });

  it('refuses the next requests: armed with what is left, and a line for each that it refused', async () => {
    const { client } = await deskWithBot(echoes);
    await client.run('fault', { name: 'refuse', settings: { request: 'publishEvent', code: 429, times: 2 } });
    const armed = await client.lineRow('armed');

    await client.consumerSays('hi');

    const refused = await client.request(({ status }) => status === 429);
    expect(armed).toMatchObject({ title: 'Refuse next publishEvent, 429', text: '2 left' });
    expect(armed.code).toBe("simulator.answer('publishEvent',\n  () => { throw new Refusal(429); },\n  { times: 2 });");
    expect(refused).toMatchObject({ namespace: 'ms', name: 'PublishEvent' });
    expect(refused).not.toHaveProperty('lineId');
    await client.lineRow('fault', ({ title }) => title === 'Refuse next publishEvent, 429');
    await client.lineRow('armed', ({ text }) => text === '1 left');
    await client.until(({ desk }) => (desk?.faults.refuse?.left === 1 ? desk : undefined));

    await client.run('disarm', { name: 'refuse' });

    await client.lineRow('armed', ({ text }) => text === 'disarmed');
    expect(await client.until(({ desk }) => (desk?.faults.refuse ? undefined : desk))).toBeDefined();
  });

  it.each([1000, 1011, 4401, 4407])('closes with code %i', async (code) => {
    const { client } = await deskWithBot(echoes);

    await client.run('fault', { name: 'close', settings: { code } });

    const closed = await client.lineRow('closed');
    expect(closed.title).toBe(`Closed ${code}`);
    await client.lineRow('connected', ({ title }) => title === 'Reconnect 1');
  });

  it('revokes the token: the bot logs in again', async () => {
    const { client } = await deskWithBot(echoes);

    await client.run('fault', { name: 'revoke', settings: {} });

    const reconnect = await client.lineRow('connected', ({ title }) => title === 'Reconnect 1');
    expect((await client.lineRow('closed')).title).toBe('Closed 4401');
    expect(reconnect.text).toContain('new token');
    await client.request(({ name }) => name.endsWith('/login'));
  });

  it('logs in elsewhere: the session of the bot ends', async () => {
    const { client } = await deskWithBot(echoes);

    await client.run('fault', { name: 'kick', settings: {} });

    const reconnect = await client.lineRow('connected', ({ title }) => title === 'Reconnect 1');
    expect(reconnect.text).toContain('new token');
  });

  it('is slow, until it is switched off', async () => {
    const { client } = await deskWithBot(echoes);
    await client.run('fault', { name: 'slow', settings: { on: true, delayMs: 20 } });
    await client.consumerSays('hi');

    const delayed = await client.until(({ rows }) =>
      [...rows.values()].find((it) => 'fault' in it && it.fault === 'delayed'),
    );
    await client.message('Bot: hi');

    expect(delayed).toBeDefined();
    expect(await client.until(({ desk }) => (desk?.faults.slowMs === 20 ? desk : undefined))).toBeDefined();
    await client.run('fault', { name: 'slow', settings: { on: false, delayMs: 20 } });
    await client.until(({ desk }) => (desk?.faults.slowMs === undefined ? desk : undefined));
  });

  it('is a blackhole: the bot hears nothing until it ends', async () => {
    const { client } = await deskWithBot(echoes);
    await client.run('fault', { name: 'blackhole', settings: { on: true } });
    await client.consumerSays('hi');
    await client.message('hi');
    expect(client.desk?.faults.blackhole).toBe(true);

    await client.run('fault', { name: 'blackhole', settings: { on: false } });

    await client.message('Bot: hi');
  });

  it('acts on the bot only: another agent of the account stays connected', async () => {
    const { client, simulator } = await deskWithBot(echoes);
    await using other = new Agent({
      ...simulator.agentOptions('password', simulator.addAgent({ username: 'other' })),
      autoConnect: false,
    });
    await other.connect();
    const closed = new Set<string>();
    other.on('closed', () => closed.add('other'));

    await client.run('fault', { name: 'cut', settings: {} });
    await client.lineRow('connected', ({ title }) => title === 'Reconnect 1');

    expect(await other.getClock()).toHaveProperty('currentTime');
    expect(closed).toEqual(new Set());
  });
});
