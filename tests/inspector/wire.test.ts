import { describe, expect, it, test } from 'vitest';
import { startInspector } from '../../src/inspector/inspector.js';
import { findingsOf } from '../../src/inspector/findings.js';
import { requestNamed, requests, type RequestName } from '../../src/protocol/registry.js';
import { connectedTo } from '../support/agents.js';
import { Simulator } from '../../src/simulator/index.js';
import { desk, deskWithBot, DeskClient, page } from './desk-client.js';

describe('the wire', () => {
  it('has a row for each request with its answer, latency and line', async () => {
    const { client } = await deskWithBot((bot) => bot.hears(/.*/, (chat) => chat.reply('Hello')));
    await client.consumerSays('hi');
    const hello = await client.message('Hello', (it) => it.rowId !== undefined);

    const row = await client.request(({ id, status }) => id === hello.rowId && status !== undefined);
    const detail = await client.detail(row.id);

    expect(row).toMatchObject({
      namespace: 'ms',
      name: 'PublishEvent',
      summary: '“Hello”',
      status: 200,
      sequence: hello.sequence,
      lineId: hello.id,
      conversationId: hello.conversationId,
      dialogId: hello.dialogId,
      canSendAgain: true,
    });
    expect(row.latencyMs).toBeGreaterThan(0);
    expect(detail).toMatchObject({
      request: { kind: 'req', type: '.ams.ms.PublishEvent' },
      answer: { kind: 'resp', code: 200, body: { sequence: hello.sequence } },
      requestBytes: Buffer.byteLength(JSON.stringify(detail.request)),
      findings: [],
      timing: [
        { step: 'received', ms: 0 },
        { step: 'answered', ms: row.latencyMs },
      ],
    });
  });

  it('has the login as HTTP rows without secrets, and the socket as a line', async () => {
    const { client, simulator } = await deskWithBot(() => {});

    const login = await client.request(({ name }) => name === `POST /api/account/${simulator.accountId}/login`);
    const { request } = await client.detail(login.id);

    expect(login).toMatchObject({ namespace: 'HTTP', status: 200, canSendAgain: false });
    expect(request).toMatchObject({ method: 'POST', body: { username: 'greeter', password: '[redacted]' } });
    expect(await client.lineRow('connected')).toMatchObject({ title: 'Connected' });
  });

  it('has notifications, linked to the messages that they bring', async () => {
    const { client } = await deskWithBot((bot) => bot.hears(/.*/, (chat) => chat.reply('Hello')));
    const consumerId = await client.consumerSays('hi');
    await client.message('Hello');
    await client.run('say', { consumerId, text: 'more' });

    const more = await client.message('more', (it) => it.rowId !== undefined);

    expect(await client.until(({ rows }) => rows.get(more.rowId ?? 0))).toMatchObject({
      kind: 'notification',
      name: 'OnlineEventDistribution',
      summary: '“more”',
      lineId: more.id,
      sequence: more.sequence,
    });
  });

  it('has typing states, which have no sequence', async () => {
    const { client } = await deskWithBot((bot) =>
      bot.hears(/.*/, async (chat) => {
        await chat.typing();
        await chat.reply('Hello');
      }),
    );

    await client.consumerSays('hi');

    const row = await client.request(({ summary }) => summary === 'typing');
    expect(row).not.toHaveProperty('sequence');
  });

  it('has what is not in the schema of a request as a line below the request, and passes it through', async () => {
    const { client, simulator } = await desk();
    await using agent = await connectedTo(simulator);
    const body = { availability: 'AWAY', channels: ['MESSAGING'], mood: 'good' };

    await agent.request('.ams.routing.SetAgentState', body);

    const finding = await client.lineRow('finding');
    const row = await client.request(({ name }) => name === 'SetAgentState');
    expect(finding).toMatchObject({ title: 'Not in the schema', text: 'mood, passed through' });
    expect(finding.id).toBe(row.id + 1);
    expect(await client.detail(row.id)).toMatchObject({ findings: ['mood, passed through'], request: { body } });
  });

  it('shows a request that gets no answer as pending', async () => {
    const { client, simulator } = await desk();
    await using agent = await connectedTo(simulator, { requestTimeout: 100 });
    simulator.answer('getClock', () => Simulator.SILENCE);

    await expect(agent.getClock()).rejects.toThrow(/no response/);

    const row = await client.request(({ name }) => name === 'GetClock');
    expect(row).not.toHaveProperty('status');
    expect(await client.detail(row.id)).not.toHaveProperty('answer');
  });

  it('measures round trips while a page is connected', async () => {
    const { client } = await deskWithBot(() => {});

    const { roundTrips } = await client.until((it) => (it.desk?.roundTrips.length ? it.desk : undefined));

    expect(roundTrips[0]).toBeGreaterThan(0);
  });

  it('begins late with the lines of the conversations that there are', async () => {
    const { simulator, inspector } = await desk();
    const ada = simulator.consumer({ firstName: 'Ada' });
    await ada.says('Hello?');
    await inspector.close();
    await using late = await startInspector(simulator, { page, survey: false, skills: [] });
    const client = new DeskClient(late.address);

    const line = await client.message('Hello?');

    expect(line).toMatchObject({ sequence: 0, from: { kind: 'consumer', name: 'Ada' } });
    client.close();
  });
});

describe('the schema of a request', () => {
  const names = Object.keys(requests) as RequestName[];

  test.each(names)('%s finds nothing in what the SDK sends', (name) => {
    const { type, example } = requestNamed(name);

    expect(findingsOf(type, example.wire)).toEqual([]);
  });

  test('finds a type that the SDK does not know', () => {
    expect(findingsOf('.ams.ms.Sing', {})).toEqual(['request type .ams.ms.Sing']);
  });

  test('finds a value that does not fit', () => {
    expect(
      findingsOf('.ams.ms.PublishEvent', { dialogId: 7, event: { type: 'ChatStateEvent', chatState: 'ACTIVE' } }),
    ).toEqual([expect.stringMatching(/^dialogId: /)]);
  });
});
