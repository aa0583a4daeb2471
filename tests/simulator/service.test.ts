import { describe, expect, it } from 'vitest';
import { ConnectionError, HttpError } from '../../src/index.js';
import { SimulatorError, type ServiceRequest } from '../../src/simulator/index.js';
import { connectedTo, startPlatform } from '../support/agents.js';
import { caught } from '../support/caught.js';
import { greeted, room } from './rehearsed.js';

describe('a service of a test', () => {
  it('gets the calls of agents, and answers them', async () => {
    await using simulator = await startPlatform();
    const calls: ServiceRequest[] = [];
    simulator.service('crm', (call) => {
      calls.push(call);
      return { status: 201, body: { name: 'Ada' } };
    });
    await using agent = await connectedTo(simulator);

    const answer = await agent.callService('crm', '/customers/47%2F11', {
      method: 'POST',
      query: { full: true },
      headers: { 'x-reason': 'test' },
      body: { note: 'hello' },
    });

    expect(answer).toEqual({ status: 201, body: { name: 'Ada' } });
    expect(calls).toMatchObject([
      { method: 'POST', path: '/customers/47%2F11', headers: { 'x-reason': 'test' }, body: { note: 'hello' } },
    ]);
    expect(calls[0]?.query.get('full')).toBe('true');
    expect(calls[0]?.headers['authorization']).toMatch(/^Bearer ./);
  });

  it('may answer later, without a body', async () => {
    await using simulator = await startPlatform();
    let answer: () => void = () => {};
    const called = new Promise<void>((resolve) => {
      simulator.service('crm', async ({ body, path }) => {
        expect([path, body]).toEqual(['/', undefined]);
        resolve();
        await new Promise<void>((done) => (answer = done));
        return {};
      });
    });
    await using agent = await connectedTo(simulator);

    const waiting = agent.callService('crm', '/', { answer: 'bytes' });
    await called;
    answer();

    expect(await waiting).toEqual({ status: 200, body: Buffer.alloc(0) });
  });

  it('answers with status 500 and the text of what its handler throws', async () => {
    await using simulator = await startPlatform();
    simulator.service('crm', () => {
      throw new RangeError('mine');
    });
    await using agent = await connectedTo(simulator);

    const error = await caught(agent.callService('crm', '/customers'));

    expect(error).toBeInstanceOf(HttpError);
    expect(error).toMatchObject({ status: 500, body: { error: { message: 'RangeError: mine' } } });
  });

  it('is in the transcript under its name, without secrets', async () => {
    await using simulator = await startPlatform();
    let bearer = '';
    simulator.service('crm', ({ headers }) => {
      bearer = String(headers['authorization']).slice('Bearer '.length);
      return { body: { password: 'hush', echo: `You sent ${bearer}` } };
    });
    await using agent = await connectedTo(simulator);

    await agent.callService('crm', '/login', { method: 'POST', query: { token: 'abcd' }, body: { password: 'hush' } });

    const entry = await simulator.seen({ http: 'crm' });
    expect(entry).toMatchObject({ method: 'POST', status: 200, responseBody: { echo: 'You sent [redacted]' } });
    const text = JSON.stringify(simulator.transcript);
    expect(bearer).not.toBe('');
    for (const secret of ['hush', 'abcd', bearer]) expect(text).not.toContain(secret);
  });

  it('takes faults by its name', async () => {
    await using simulator = await startPlatform();
    simulator.service('crm', () => ({ body: {} }));
    simulator.faults.http('crm', { status: 503 });
    await using agent = await connectedTo(simulator);

    expect(await caught(agent.callService('crm', '/'))).toMatchObject({ status: 503 });
  });

  it('is gone from the directory when it is removed', async () => {
    await using simulator = await startPlatform();
    const remove = simulator.service('crm', () => ({ body: {} }));
    remove();
    await using agent = await connectedTo(simulator);

    const error = await caught(agent.callService('crm', '/'));

    expect(error).toBeInstanceOf(ConnectionError);
    expect(error).toMatchObject({ code: 'NO_DOMAIN' });
    expect((await fetch(`http://${simulator.host}/services/crm/`)).status).toBe(404);
  });

  it.each([
    ['agentVep', 'already'],
    ['crm', 'already'],
    ['my crm', 'expected a name'],
    ['', 'expected a name'],
  ])('cannot be called %j', async (name, problem) => {
    await using simulator = await startPlatform();
    simulator.service('crm', () => ({}));

    const error = await caught(() => simulator.service(name, () => ({})));

    expect(error).toBeInstanceOf(SimulatorError);
    expect(error).toMatchObject({ code: 'MISUSE', message: expect.stringContaining(problem) as string });
  });

  it('can be given to a rehearsal, whose bot finds it from the start', async () => {
    const rehearsal = await room(
      {
        who: async ({ agent }, conversation) => {
          const { body } = await agent.callService('crm', '/me');
          await conversation.reply(JSON.stringify(body));
        },
      },
      { services: { crm: () => ({ body: { name: 'Ada' } }) } },
    );
    const ada = await greeted(rehearsal);

    await ada.says('who');

    expect(await ada.hears(/Ada/)).toMatchObject({ text: '{"name":"Ada"}' });
  });
});
