import { expect, it } from 'vitest';
import { Refusal } from '../../src/simulator/index.js';
import { connectedTo, framesOf, next, sdkFailureOf, startPlatform } from '../support/agents.js';

it('a call that joins a restoring subscription has its own deadline and signal', async () => {
  await using simulator = await startPlatform();
  await using agent = await connectedTo(simulator);
  await agent.subscribeExConversations({ convState: ['OPEN'] });
  simulator.faults.frames('out', (frame) => frame?.kind === 'resp', { drop: true });
  const up = next(agent, 'connected');
  simulator.dropSockets();
  await up;

  const late = await sdkFailureOf(agent.subscribeExConversations({ convState: ['OPEN'] }, { timeout: 20 }));

  expect(late).toMatchObject({ name: 'TimeoutError', operation: 'subscribeExConversations' });
  // The restored request still waits for its response.
  agent.dispose();
});

it('the refusal of a joined subscription is reported once', async () => {
  await using simulator = await startPlatform();
  await using agent = await connectedTo(simulator);
  const errors: unknown[] = [];
  agent.on('error', (error) => errors.push(error));
  await agent.subscribeExConversations({ convState: ['OPEN'] });
  simulator.answer('subscribeExConversations', () => {
    throw new Refusal(403);
  });
  const up = next(agent, 'connected');
  simulator.dropSockets();
  await up;

  const refusal = await sdkFailureOf(agent.subscribeExConversations({ convState: ['OPEN'] }));

  expect(refusal).toMatchObject({ name: 'ResponseError', code: 403 });
  await new Promise((resolve) => setImmediate(resolve));
  expect(errors).toEqual([]);
});

it('the token in a refusal is redacted', async () => {
  await using simulator = await startPlatform();
  await using agent = await connectedTo(simulator);
  const token = agent.getBearerToken() ?? '';
  expect(token).not.toBe('');
  simulator.answer('getClock', () => {
    throw new Refusal(400, `What is ${token}?`);
  });

  const refusal = await sdkFailureOf(agent.getClock());

  expect(JSON.stringify(refusal) + refusal.message + String(refusal.stack)).not.toContain(token);
  expect(refusal).toMatchObject({ name: 'ResponseError', code: 400 });
});

it('after a joined call is aborted, another may join, and a refusal is still reported', async () => {
  await using simulator = await startPlatform();
  await using agent = await connectedTo(simulator);
  await agent.subscribeExConversations({ convState: ['OPEN'] });
  simulator.faults.frames('out', (frame) => frame?.kind === 'resp', { delayMs: 200 }, { times: 1 });
  simulator.answer('subscribeExConversations', () => {
    throw new Refusal(403);
  });
  const refused = next(agent, 'error');
  const up = next(agent, 'connected');
  simulator.dropSockets();
  await up;
  const abort = new AbortController();

  const left = agent.subscribeExConversations({ convState: ['OPEN'] }, { signal: abort.signal });
  abort.abort(new Error('Enough'));
  await expect(left).rejects.toThrow('Enough');
  await expect(
    agent.subscribeExConversations({ convState: ['OPEN'] }, { signal: AbortSignal.abort(new Error('Before')) }),
  ).rejects.toThrow('Before');

  expect((await refused)[0]).toMatchObject({ code: 'NOT_RESTORED' });
  expect(framesOf(simulator).filter(({ type }) => type === '.ams.aam.SubscribeExConversations')).toHaveLength(2);
});
