import { describe, expect, it } from 'vitest';
import { ResponseError } from '../../src/index.js';
import { Refusal } from '../../src/simulator/index.js';
import { connectedTo, failureOf, lastFrameOf, listen, sdkFailureOf, startPlatform } from '../support/agents.js';
import { anId } from '../support/conversations.js';

describe('events about requests', () => {
  it('are emitted under the type of the response before the promise resolves', async () => {
    await using simulator = await startPlatform();
    await using agent = await connectedTo(simulator);
    const order: unknown[] = [];
    agent.on('.GetClock$Response', (body, requestId) => void order.push([body, requestId]));

    const result = await agent.getClock();
    order.push('resolved');

    expect(order).toEqual([[result, lastFrameOf(simulator)?.['id']], 'resolved']);
  });

  it('are emitted for a refusal', async () => {
    await using simulator = await startPlatform();
    await using agent = await connectedTo(simulator);
    const heard = listen(agent, '.ReqBody$StringResp');

    await failureOf(agent.updateRingState({ ringId: 'none', ringState: 'REJECTED' }));

    expect(heard).toEqual([['.ReqBody$StringResp', 'Ring not found', anId]]);
  });

  it('are emitted for the response of an unknown request', async () => {
    await using simulator = await startPlatform();
    await using agent = await connectedTo(simulator);
    const heard = listen(agent, 'KeepAlive$Response' as '.x');

    await agent.request('KeepAlive');

    expect(heard).toEqual([['KeepAlive$Response', {}, anId]]);
  });

  it.each(['connected', 'error', 'closed', 'notification', 'ms.MessagingEventNotification'] as const)(
    'are not emitted for a response of the type %s',
    async (type) => {
      await using simulator = await startPlatform();
      await using agent = await connectedTo(simulator);
      const heard = listen(agent, type);
      using _ = simulator.faults.frames('out', (frame) => frame?.kind === 'resp', {
        replaceWith: JSON.stringify({ kind: 'resp', reqId: '1', code: 200, type, body: { currentTime: 1 } }),
      });

      await agent.getClock();

      expect(heard).toEqual([]);
    },
  );

  it('are emitted as message:sent with the frame as it was written', async () => {
    await using simulator = await startPlatform();
    await using agent = await connectedTo(simulator);
    const heard = listen(agent, 'message:sent');

    await agent.setAgentState({ availability: 'AWAY' });

    expect(heard).toEqual([['message:sent', lastFrameOf(simulator)]]);
  });

  it('are not emitted for a request that was not sent', async () => {
    await using simulator = await startPlatform();
    await using agent = await connectedTo(simulator);
    const heard = listen(agent, 'message:sent');

    await failureOf(agent.request('.GetClock', 1n));
    await failureOf(agent.setAgentState({} as never));
    agent.dispose();
    await failureOf(agent.getClock());

    expect(heard).toEqual([]);
  });

  it('may fail in a handler without failing the request', async () => {
    await using simulator = await startPlatform();
    await using agent = await connectedTo(simulator);
    const errors = listen(agent, 'error');
    agent.on('message:sent', () => {
      throw new Error('sent');
    });
    agent.on('.GetClock$Response', () => Promise.reject(new Error('answered')));

    await expect(agent.getClock()).resolves.toHaveProperty('currentTime');
    await agent.getClock();

    expect(errors.map(([, error]) => (error as Error).message)).toEqual(
      expect.arrayContaining([
        "A handler of 'message:sent' failed: sent",
        "A handler of '.GetClock$Response' failed: answered",
      ]),
    );
  });
});

describe('refusals', () => {
  it.each([400, 401, 403, 404, 409, 429, 500, 503])('reject with the code %i and the body', async (code) => {
    await using simulator = await startPlatform();
    await using agent = await connectedTo(simulator);
    simulator.answer('getClock', () => {
      throw new Refusal(code, { reason: 'none of your business' });
    });

    const error = await sdkFailureOf(agent.getClock());

    expect(error).toBeInstanceOf(ResponseError);
    expect(error).toMatchObject({
      operation: 'getClock',
      kind: 'resp',
      code,
      body: { reason: 'none of your business' },
      reqId: anId,
      service: 'messaging',
      delivery: 'answered',
    });
    expect(agent.connected).toBe(true);
  });

  it('of a profile keep their text', async () => {
    await using simulator = await startPlatform();
    await using agent = await connectedTo(simulator);

    const error = await sdkFailureOf(agent.getUserProfile('unknown'));

    expect(error).toMatchObject({ name: 'ResponseError', code: 404, body: 'User not found' });
  });

  it('do not affect concurrent requests', async () => {
    await using simulator = await startPlatform();
    await using agent = await connectedTo(simulator);
    simulator.answer(
      'getClock',
      () => {
        throw new Refusal(500);
      },
      { times: 1 },
    );

    const results = await Promise.allSettled([agent.getClock(), agent.getClock(), agent.getClock()]);

    expect(results.map(({ status }) => status)).toEqual(['rejected', 'fulfilled', 'fulfilled']);
  });
});
