import { expect, it } from 'vitest';
import { Refusal } from '../../src/simulator/index.js';
import { connectedTo, framesOf, next, sdkFailureOf, startPlatform } from '../support/agents.js';

it('a call that joins a subscription being made again has its own deadline and signal', async () => {
  await using simulator = await startPlatform();
  await using agent = await connectedTo(simulator);
  await agent.subscribeExConversations({ convState: ['OPEN'] });
  simulator.faults.frames('out', (frame) => frame?.kind === 'resp', { drop: true });
  const up = next(agent, 'connected');
  simulator.dropSockets();
  await up;

  const late = await sdkFailureOf(agent.subscribeExConversations({ convState: ['OPEN'] }, { timeout: 20 }));

  expect(late).toMatchObject({ name: 'TimeoutError', operation: 'subscribeExConversations' });
  // The one that was made by itself still waits for its answer.
  agent.dispose();
});

it('a refusal of what a call has joined is told once', async () => {
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

it('a refusal that repeats the token does not show it', async () => {
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

it('a call that joins and leaves leaves room for the next, and a refusal is still told', async () => {
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
