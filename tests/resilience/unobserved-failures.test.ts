import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { TimeoutError, type Agent } from '../../src/index.js';
import { agentOf, connectedTo, listen, next, startPlatform, warnings } from '../support/agents.js';

const unhandled: unknown[] = [];
const onUnhandled = (reason: unknown): void => void unhandled.push(reason);

beforeEach(() => {
  unhandled.length = 0;
  process.on('unhandledRejection', onUnhandled);
});

afterEach(async () => {
  await macrotask();
  process.off('unhandledRejection', onUnhandled);
  if (unhandled.length > 0) throw new Error('A rejection was left unhandled', { cause: unhandled[0] });
});

function macrotask(): Promise<void> {
  return new Promise((resolve) => setImmediate(() => setImmediate(resolve)));
}

/** An event for a dialog that does not exist: the request is refused with 404. */
const toNoDialog = {
  dialogId: 'nowhere',
  event: { type: 'ContentEvent', contentType: 'text/plain', message: 'Hello' },
} as const;

describe('a promise without a handler', () => {
  it('is reported as error when it rejects', async () => {
    await using simulator = await startPlatform();
    await using agent = await connectedTo(simulator);
    const failure = next(agent, 'error');

    void agent.publishEvent(toNoDialog);

    expect((await failure)[0]).toMatchObject({ name: 'ResponseError', code: 404 });
  });

  it('is a process warning if error has no listener', async () => {
    await using simulator = await startPlatform();
    await using agent = await connectedTo(simulator);
    using heard = warnings();
    const warned = heard.next();

    void agent.publishEvent(toNoDialog);

    expect((await warned).message).toMatch(/404/);
  });

  it.each<[string, (agent: Agent) => unknown]>([
    ['a malformed body', (agent) => agent.publishEvent({} as never)],
    ['a request of an unknown type', (agent) => agent.request('.no.such.Type', 1n as never)],
    ['refreshSession()', (agent) => agent.refreshSession({ signal: AbortSignal.abort() })],
    ['callService()', (agent) => agent.callService('none', '/')],
    ['connect()', (agent) => agent.connect({ signal: AbortSignal.abort() })],
    ['reconnect()', (agent) => agent.reconnect(false, { signal: AbortSignal.abort() })],
    ['a deadline', (agent) => agent.getClock({}, { signal: AbortSignal.abort(new TimeoutError('A test', 1)) })],
  ])('is reported once: %s', async (_, call) => {
    await using simulator = await startPlatform();
    await using agent = await connectedTo(simulator);
    const failures = listen(agent, 'error');

    void call(agent);
    await macrotask();
    await macrotask();

    expect(failures).toHaveLength(1);
  });

  it('is reported once if connecting fails', async () => {
    await using simulator = await startPlatform();
    simulator.faults.http('login', { status: 401 });
    await using agent = agentOf(simulator);
    const failures = listen(agent, 'error');
    const failure = next(agent, 'error');

    void agent.connect();
    void agent.getClock().catch(() => {});
    await failure;
    await macrotask();

    expect(failures).toMatchObject([['error', { status: 401 }, { location: 'Connect#Login' }]]);
  });
});

describe('a promise with a handler', () => {
  it.each<[string, (promise: Promise<unknown>) => Promise<unknown>]>([
    ['await', async (promise) => void (await promise)],
    ['await, later', (promise) => Promise.resolve().then(() => promise)],
    ['then', (promise) => promise.then(() => 'no')],
    ['finally', (promise) => promise.finally(() => 'no')],
    ['Promise.all', (promise) => Promise.all([promise, later()])],
    ['Promise.race', (promise) => Promise.race([promise, later()])],
    ['Promise.any', (promise) => Promise.any([promise, fails()])],
    ['Promise.resolve', (promise) => Promise.resolve(promise)],
    ['an async function that returns it', async (promise) => promise],
  ])('rejects in that handler, and is not reported: %s', async (way, hold) => {
    await using simulator = await startPlatform();
    await using agent = await connectedTo(simulator);
    const failures = listen(agent, 'error');

    const error = await hold(agent.publishEvent(toNoDialog)).catch((caught: unknown) => caught);
    await macrotask();

    expect(error).toMatchObject(way === 'Promise.any' ? { name: 'AggregateError' } : { name: 'ResponseError' });
    expect(failures).toEqual([]);
  });

  it('is a native promise', async () => {
    await using simulator = await startPlatform();
    await using agent = await connectedTo(simulator);
    const request = agent.getClock();

    expect(request).toBeInstanceOf(Promise);
    expect(Object.prototype.toString.call(request)).toBe('[object Promise]');
    expect(request.then(() => {}).constructor).toBe(Promise);
    await expect(request).resolves.toHaveProperty('currentTime');
  });

  it('rejects with the awaiting functions in the stack', async () => {
    await using simulator = await startPlatform();
    await using agent = await connectedTo(simulator);
    async function greetTheConsumer(): Promise<void> {
      await agent.publishEvent(toNoDialog);
    }

    const error = await greetTheConsumer().catch((caught: unknown) => caught);

    expect((error as Error).stack).toContain('greetTheConsumer');
  });
});

describe('a handler that fails', () => {
  it.each<[string, () => void | Promise<void>]>([
    ['throws', fail],
    ['rejects', async () => fail()],
  ])('is reported, and the next notification is emitted (%s)', async (_, handler) => {
    await using simulator = await startPlatform();
    await using agent = await connectedTo(simulator);
    const failures = listen(agent, 'error');
    let after = 0;
    agent.on('routing.AgentStateNotification', handler);
    agent.on('routing.AgentStateNotification', () => void (after += 1));

    for (let count = 0; count < 3; count += 1) simulator.notify('.ams.routing.AgentStateNotification', { changes: [] });
    await agent.getClock();
    await macrotask();

    expect(failures.filter(([, error]) => String(error).includes('Broken'))).toHaveLength(3);
    expect(after).toBe(3);
  });

  it('of the error event becomes a process warning', async () => {
    await using simulator = await startPlatform();
    await using agent = await connectedTo(simulator);
    using heard = warnings();
    const warned = heard.next();
    agent.on('error', fail);

    void agent.publishEvent(toNoDialog);

    expect((await warned).message).toMatch(/'error'.*Broken/);
  });
});

/** Resolves after every request of these tests has settled. */
function later(): Promise<void> {
  return new Promise((resolve) => setTimeout(resolve, 100));
}

async function fails(): Promise<never> {
  return fail();
}

function fail(): never {
  throw new Error('Broken');
}
