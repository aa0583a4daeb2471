import { describe, expect, it } from 'vitest';
import { Agent, ConnectionError } from '../../src/index.js';
import { Simulator } from '../../src/simulator/index.js';
import {
  agentOf,
  connectedTo,
  eagerly,
  failureOf,
  framesOf,
  listen,
  next,
  reaches,
  sdkFailureOf,
  startPlatform,
  stepsOf,
} from '../support/agents.js';
import { expectOneSocket } from '../support/conversations.js';

describe('reconnect()', () => {
  it('makes a new socket with a new token', async () => {
    await using simulator = await startPlatform();
    await using agent = await connectedTo(simulator);
    const heard = listen(agent, 'success', 'closed', 'connected', 'error', 'reconnected', 'reconnecting');

    await agent.reconnect();

    expect(stepsOf(simulator)).toEqual(['csds 200', 'login 200', 'upgrade 101', 'login 200', 'upgrade 101']);
    expect(heard.slice(0, 3)).toEqual([
      ['success', { location: 'Reconnect#CSDS' }],
      ['success', { location: 'Reconnect#Relogin#WS' }],
      ['connected', { connected: true, ts: expect.any(Number) as number }],
    ]);
    expect(heard.map(([event]) => event)).not.toContain('closed');
    await expectOneSocket(simulator, agent);
  });

  it('makes a new socket with the same token when skipTokenGeneration is true', async () => {
    await using simulator = await startPlatform();
    await using agent = await connectedTo(simulator);

    await agent.reconnect(true);

    expect(stepsOf(simulator)).toEqual(['csds 200', 'login 200', 'upgrade 101', 'upgrade 101']);
    await expectOneSocket(simulator, agent);
  });

  it.each([
    [[true, true, true], 0],
    [[false, false, false], 1],
    [[true, false], 1],
    [[false, true], 1],
    [[true, false, true, false], 1],
  ])('merges the overlapping calls %j into one, with %i logins', async (calls, logins) => {
    await using simulator = await startPlatform();
    await using agent = await connectedTo(simulator);

    await Promise.all(calls.map((skip) => agent.reconnect(skip)));

    const steps = stepsOf(simulator);
    expect({ steps, logins: simulator.logins }).toEqual({ steps, logins: 1 + logins });
    expect(steps.filter((step) => step === 'upgrade 101')).toHaveLength(2);
    await expectOneSocket(simulator, agent);
  });

  it.each([true, false])('with %j rejects what is pending with delivery unknown', async (skip) => {
    await using simulator = await startPlatform();
    await using agent = await connectedTo(simulator);
    simulator.answer('getClock', () => Simulator.SILENCE, { times: 1 });
    const pending = sdkFailureOf(agent.getClock());
    await simulator.seen({ request: 'getClock' });

    await agent.reconnect(skip);

    expect(await pending).toBeInstanceOf(ConnectionError);
    expect(await pending).toMatchObject({ code: 1006, delivery: 'unknown' });
  });

  it('connects an agent that has never connected, and one that is closed', async () => {
    await using simulator = await startPlatform();
    await using agent = agentOf(simulator);

    await agent.reconnect(true);
    await agent.close();
    await agent.reconnect(true);

    expect(agent.connected).toBe(true);
    expect(simulator.logins).toBe(1);
  });

  it('does not wait for the retry delay', async () => {
    await using simulator = await startPlatform();
    await using agent = await connectedTo(simulator, { reconnect: { ...eagerly, firstDelay: 100_000, jitter: 0 } });
    simulator.dropSockets();
    await reaches(agent, 'waiting');

    await agent.reconnect(true);

    expect(agent.connected).toBe(true);
  });

  it('joins a running connect, or restarts it when a new token is wanted', async () => {
    await using simulator = await startPlatform();
    await using agent = agentOf(simulator);

    await Promise.all([agent.connect(), agent.reconnect(true), agent.reconnect()]);

    expect(agent.connected).toBe(true);
    await expectOneSocket(simulator, agent);
  });

  it.each(['csds', 'login'] as const)('overtakes a %s that hangs', async (target) => {
    await using simulator = await startPlatform();
    simulator.faults.http(target, { hang: true }, { times: 1 });
    await using agent = agentOf(simulator);
    const heard = listen(agent, 'reconnecting', 'error');
    const first = agent.connect();
    await simulator.seen({ http: target });

    await agent.reconnect();

    await first;
    expect(heard).toEqual([]);
    expect(agent.connected).toBe(true);
  });

  it('inside a handler of closed replaces the automatic reconnect', async () => {
    await using simulator = await startPlatform();
    await using agent = await connectedTo(simulator);
    const heard = listen(agent, 'reconnecting', 'error');
    const again = new Promise<void>((resolve) => {
      agent.once('closed', () => void agent.reconnect(true).then(resolve));
    });

    simulator.dropSockets();
    await again;

    expect(heard).toEqual([]);
    expect(stepsOf(simulator).filter((step) => step === 'upgrade 101')).toHaveLength(2);
    await expectOneSocket(simulator, agent);
  });

  it('ignores late frames of the replaced socket', async () => {
    await using simulator = await startPlatform();
    await using agent = await connectedTo(simulator);
    const heard = listen(agent, 'closed', 'error', 'notification', 'warn');

    const reconnecting = agent.reconnect(true);
    simulator.notify('.late');
    simulator.closeSockets(4401, 'late');
    await reconnecting;

    await agent.getClock();
    expect(heard).toEqual([]);
  });

  it('subscribes again, with undefined in agentIds still meaning the agent itself', async () => {
    await using simulator = await startPlatform();
    const consumer = simulator.consumer();
    await consumer.startConversation();
    const { conversationId } = consumer;
    await using agent = new Agent({ ...simulator.agentOptions('token'), autoConnect: false, reconnect: eagerly });
    await agent.connect();
    await agent.updateConversationField({
      conversationId,
      conversationField: [{ field: 'ParticipantsChange', type: 'ADD', role: 'MANAGER' }],
    });
    const notified = next(agent, 'cqm.ExConversationChangeNotification');
    await agent.subscribeExConversations({ agentIds: [agent.agentId] });
    await notified;
    expect(agent.agentId).toBe(simulator.agents[0]?.pid);
    const errors = listen(agent, 'error');
    const restored = next(agent, 'reconnected');

    await agent.reconnect(true);
    await restored;

    expect(errors).toEqual([]);
    const again = framesOf(simulator).findLast(({ type }) => type === '.ams.aam.SubscribeExConversations');
    expect(again).toMatchObject({
      id: '1',
      body: { agentIds: [`${agent.accountId}.${agent.userId}`] },
    });
  });
});

describe('close()', () => {
  it('waits for pending responses, then performs the close handshake', async () => {
    await using simulator = await startPlatform();
    const agent = await connectedTo(simulator);
    let answer: (() => void) | undefined;
    simulator.answer('getClock', () => new Promise((resolve) => (answer = () => resolve({ currentTime: 7 }))));
    const pending = agent.getClock();
    await simulator.seen({ request: 'getClock' });
    const heard = listen(agent, 'closed', 'error');

    const closing = agent.close();
    const refused = await sdkFailureOf(agent.getClock());
    answer?.();
    await closing;

    expect(await pending).toEqual({ currentTime: 7 });
    expect(refused).toMatchObject({ name: 'ConnectionError', delivery: 'not-sent' });
    expect(heard).toEqual([['closed', 1000, '']]);
    expect(await simulator.seen({ kind: 'close' })).toMatchObject({ code: 1000 });
    expect(agent.state).toBe('closed');
  });

  it('waits for pending responses no longer than its timeout', async () => {
    await using simulator = await startPlatform();
    const agent = await connectedTo(simulator);
    simulator.answer('getClock', () => Simulator.SILENCE);
    const pending = sdkFailureOf(agent.getClock());

    await agent.close({ timeout: 20 });

    expect(await pending).toMatchObject({ name: 'ConnectionError', delivery: 'unknown' });
    expect(agent.state).toBe('closed');
  });

  it('waits for the close handshake no longer than its timeout', async () => {
    await using simulator = await startPlatform();
    const agent = await connectedTo(simulator);
    simulator.blackhole();

    await agent.close({ timeout: 20 });

    expect(agent.state).toBe('closed');
  });

  it('called twice waits for the same close', async () => {
    await using simulator = await startPlatform();
    const agent = await connectedTo(simulator);
    let answer: (() => void) | undefined;
    simulator.answer('getClock', () => new Promise((resolve) => (answer = () => resolve({ currentTime: 7 }))));
    const pending = agent.getClock();
    await simulator.seen({ request: 'getClock' });
    const heard = listen(agent, 'closed');

    const closing = [agent.close(), agent.close(), agent[Symbol.asyncDispose]()];
    answer?.();
    await Promise.all(closing);

    expect(await pending).toEqual({ currentTime: 7 });
    expect(heard).toEqual([['closed', 1000, '']]);
  });

  it('is cut short by dispose()', async () => {
    await using simulator = await startPlatform();
    const agent = await connectedTo(simulator);
    simulator.answer('getClock', () => Simulator.SILENCE);
    const pending = sdkFailureOf(agent.getClock());
    await simulator.seen({ request: 'getClock' });
    const closing = agent.close();

    agent.dispose();

    await closing;
    expect(await pending).toMatchObject({ name: 'ConnectionError', delivery: 'unknown' });
  });

  it('ends the session on the platform with logout: true', async () => {
    await using simulator = await startPlatform();
    const agent = await connectedTo(simulator);

    await agent.close({ logout: true });

    expect(stepsOf(simulator)).toEqual(['csds 200', 'login 200', 'upgrade 101', 'logout 200']);
    expect(agent.getBearerToken()).toBeUndefined();
  });

  it('is followed by a new login when the agent connects again', async () => {
    await using simulator = await startPlatform();
    await using agent = await connectedTo(simulator);
    await agent.close({ logout: true });

    await agent.connect();

    expect(simulator.logins).toBe(2);
  });

  it('sends no logout without a session', async () => {
    await using simulator = await startPlatform();
    const agent = new Agent({ ...simulator.agentOptions('token'), autoConnect: false });
    await agent.connect();

    await agent.close({ logout: true });
    await agentOf(simulator).close({ logout: true });

    expect(stepsOf(simulator)).toEqual(['csds 200', 'upgrade 101']);
  });

  it('can be followed by connect() at once', async () => {
    await using simulator = await startPlatform();
    await using agent = await connectedTo(simulator);
    simulator.answer('getClock', () => Simulator.SILENCE, { times: 1 });
    const pending = failureOf(agent.getClock());

    const closing = agent.close({ timeout: 30 });
    await agent.connect();
    await closing;

    await pending;
    expect(agent.state).toBe('ready');
    await expect(agent.getClock()).resolves.toHaveProperty('currentTime');
  });

  it('closes an agent that goes out of scope', async () => {
    await using simulator = await startPlatform();
    let kept: Agent;
    {
      await using agent = await connectedTo(simulator);
      kept = agent;
    }

    expect(kept.state).toBe('closed');
    expect(await simulator.seen({ kind: 'close' })).toMatchObject({ code: 1000 });
  });
});
