import { describe, expect, it } from 'vitest';
import {
  type Agent,
  AuthenticationError,
  ConnectionError,
  ResponseError,
  SDKError,
  ValidationError,
} from '../../src/index.js';
import type { Simulator } from '../../src/simulator/index.js';
import {
  agentOf,
  connectedTo,
  listen,
  next,
  reaches,
  sdkFailureOf,
  startPlatform,
  warnings,
} from '../support/agents.js';

/** Deadlines short enough for a test to reach, long enough for a successful exchange on loopback. */
const hasty = { requestTimeout: 400, handshakeTimeout: 400 } as const;

const once = { ...hasty, reconnect: false } as const;

describe('a failure that no promise carries', () => {
  it.each([
    ['Connect#CSDS', 'csds', { status: 404 }],
    ['Connect#Login', 'login', { status: 401 }],
  ] as const)('is emitted once as error, with the stage %s', async (location, target, fault) => {
    await using simulator = await startPlatform();
    simulator.faults.http(target, fault);
    await using agent = agentOf(simulator, { autoConnect: true });
    const heard = listen(agent, 'error', 'closed', 'connected', 'reconnecting');

    await reaches(agent, 'closed');
    await Promise.resolve();

    expect(heard).toEqual([['error', expect.any(SDKError), { location }]]);
  });

  it.each([
    ['csds', { hang: true }],
    ['login', { drop: true }],
    ['login', { status: 500 }],
  ] as const)('is emitted once as error without reconnection: %s %j', async (target, fault) => {
    await using simulator = await startPlatform();
    simulator.faults.http(target, fault);
    await using agent = agentOf(simulator, { ...once, autoConnect: true });
    const heard = listen(agent, 'error', 'closed', 'connected', 'reconnecting');

    await reaches(agent, 'closed');
    await Promise.resolve();

    expect(heard.map(([event]) => event)).toEqual(['error']);
  });

  it('becomes one process warning without a listener, and no exception', async () => {
    await using simulator = await startPlatform();
    simulator.faults.http('login', { status: 401 });
    using processWarnings = warnings();
    const warned = processWarnings.next();
    await using agent = agentOf(simulator, { autoConnect: true });

    expect(await warned).toMatchObject({ code: '401' });
    await reaches(agent, 'closed');
    expect(processWarnings.messages).toHaveLength(1);
  });

  it('of the connection rejects every call of connect() and every waiting request', async () => {
    await using simulator = await startPlatform();
    simulator.faults.http('login', { status: 401 });
    await using agent = agentOf(simulator);
    const heard = listen(agent, 'error');

    const [first, second, request] = await Promise.all([
      sdkFailureOf(agent.connect()),
      sdkFailureOf(agent.connect()),
      sdkFailureOf(agent.getClock()),
    ]);

    expect([first, second]).toEqual([expect.any(AuthenticationError), expect.any(AuthenticationError)]);
    expect(request).toBeInstanceOf(ConnectionError);
    expect(request).toMatchObject({ code: 401, delivery: 'not-sent', cause: first });
    expect(heard).toEqual([]);
  });
});

describe('an error', () => {
  it('names its class and code in every textual form', async () => {
    await using simulator = await startPlatform();
    await using agent = await connectedTo(simulator);

    const error = await sdkFailureOf(agent.updateRingState({ ringId: 'r', ringState: 'ACCEPTED' }));

    expect(error).toBeInstanceOf(ResponseError);
    expect(String(error)).toBe('ResponseError: UMS refused updateRingState with 404: Ring not found');
    expect(JSON.parse(JSON.stringify(error))).toMatchObject({
      code: 404,
      service: 'messaging',
      delivery: 'answered',
      kind: 'resp',
      body: 'Ring not found',
    });
    expect(error.error).toBe(error.cause);
  });
});

describe('a rejected promise without a handler', () => {
  it.each<readonly [string, (simulator: Simulator) => void, (agent: Agent) => Promise<unknown>, object]>([
    ['a request', () => {}, (agent) => agent.request('.Unheard'), { name: 'ResponseError', code: 400 }],
    ['an invalid body', () => {}, (agent) => agent.setAgentState({} as never), { name: 'ValidationError' }],
    [
      'refreshSession()',
      (simulator) => void simulator.faults.http('refresh', { status: 500 }),
      (agent) => agent.refreshSession(),
      { name: 'HttpError', code: 500 },
    ],
    [
      'reconnect()',
      (simulator) => void simulator.faults.http('login', { status: 401 }),
      (agent) => agent.reconnect(),
      { name: 'AuthenticationError', code: 401 },
    ],
    ['callService()', () => {}, (agent) => agent.callService('none', '/'), { code: 'NO_DOMAIN' }],
    [
      'a signal that was given',
      () => {},
      (agent) => agent.getClock({}, { signal: AbortSignal.abort('enough') }),
      { name: 'SDKError', cause: 'enough' },
    ],
  ])('is reported as error, once: %s', async (_, arrange, act, facts) => {
    await using simulator = await startPlatform();
    await using agent = await connectedTo(simulator);
    arrange(simulator);
    const heard = listen(agent, 'error');
    const emitted = next(agent, 'error');

    void act(agent);

    expect((await emitted)[0]).toMatchObject(facts);
    await new Promise((resolve) => setImmediate(() => setImmediate(resolve)));
    expect(heard).toHaveLength(1);
    expect(heard[0]?.[1]).toBeInstanceOf(SDKError);
  });

  it('is not reported once a handler is attached', async () => {
    await using simulator = await startPlatform();
    await using agent = await connectedTo(simulator);
    const heard = listen(agent, 'error');

    const promise = agent.setAgentState({} as never);
    await Promise.resolve();

    await expect(promise).rejects.toBeInstanceOf(ValidationError);
    const both = [agent.request('.Unheard'), agent.request('.Unheard')];
    await Promise.allSettled(both);
    await Promise.all(both).catch(() => undefined);
    expect(heard).toEqual([]);
  });
});
