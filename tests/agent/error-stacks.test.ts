import { describe, expect, it } from 'vitest';
import { Agent, SDKError } from '../../src/index.js';
import { Refusal, Simulator } from '../../src/simulator/index.js';
import {
  agentOf,
  connectedTo,
  failureOf,
  next,
  sdkFailureOf,
  type Settings,
  startPlatform,
} from '../support/agents.js';

describe('the stack of an error', () => {
  interface Case {
    readonly settings?: Settings;
    readonly arrange?: (simulator: Simulator, agent: Agent) => void | Promise<void>;
    readonly act: (agent: Agent) => Promise<unknown>;
    readonly after?: (simulator: Simulator, agent: Agent) => void;
  }

  const offline = async (simulator: Simulator, agent: Agent): Promise<void> => {
    simulator.faults.upgrade({ hang: true });
    simulator.dropSockets();
    await next(agent, 'closed');
  };
  const silent = (simulator: Simulator): void => void simulator.answer('getClock', () => Simulator.SILENCE);

  const cases: Readonly<Record<string, Case>> = {
    'an invalid body': { act: (agent) => agent.setAgentState({} as never) },
    'a body that cannot be written': { act: (agent) => agent.request('.GetClock', 1n) },
    'a refusal': { act: (agent) => agent.updateRingState({ ringId: 'r', ringState: 'ACCEPTED' }) },
    'a refusal of something else': { act: (agent) => agent.request('.Unheard') },
    'a refused subscription': {
      arrange: (simulator) =>
        void simulator.answer('subscribeExConversations', () => {
          throw new Refusal(403);
        }),
      act: (agent) => agent.subscribeExConversations(),
    },
    'a refused history request': { act: (agent) => agent.subscribeMessagingEvents({ dialogId: 'none' }) },
    'an invalid response': {
      arrange: (simulator) => void simulator.answer('getClock', () => ({})),
      act: (agent) => agent.getClock(),
    },
    'no answer in time': { arrange: silent, act: (agent) => agent.getClock({}, { timeout: 10 }) },
    'a lost connection': {
      arrange: silent,
      act: (agent) => agent.getClock(),
      after: (simulator) => void simulator.seen({ request: 'getClock' }).then(() => simulator.dropSockets()),
    },
    'no connection in time': { arrange: offline, act: (agent) => agent.getClock({}, { timeout: 10 }) },
    'no connection': { settings: { whenOffline: 'fail' }, arrange: offline, act: (agent) => agent.getClock() },
    'an agent that is closed': { arrange: (_, agent) => agent.dispose(), act: (agent) => agent.getClock() },
    'an agent closed meanwhile': {
      arrange: offline,
      act: (agent) => agent.getClock(),
      after: (_, agent) => agent.dispose(),
    },
    'reconnect() refused': {
      arrange: (simulator) => void simulator.faults.http('login', { status: 401 }),
      act: (agent) => agent.reconnect(),
    },
    'reconnect() not in time': {
      arrange: (simulator) => void simulator.faults.upgrade({ hang: true }),
      act: (agent) => agent.reconnect(true, { timeout: 10 }),
    },
    'connect() stopped': {
      arrange: (simulator, agent) => {
        agent.dispose();
        simulator.faults.upgrade({ hang: true });
      },
      act: (agent) => agent.connect(),
      after: (_, agent) => agent.dispose(),
    },
    'refreshSession() refused': {
      arrange: (simulator) => void simulator.faults.http('refresh', { status: 500 }),
      act: (agent) => agent.refreshSession(),
    },
    'callService() without such a service': { act: (agent) => agent.callService('none', '/') },
    'callService() refused': { act: (agent) => agent.callService('accountConfigReadOnly', '/none') },
  };

  const ways: Readonly<Record<string, (promise: Promise<unknown>) => Promise<unknown>>> = {
    'try and await': failureOf,
    catch: (promise) => promise.catch((error: unknown) => error),
  };

  describe.each(Object.entries(ways))('with %s', (_, way) => {
    it.each(Object.entries(cases))('%s', async (__, { settings, arrange, act, after }) => {
      await using simulator = await startPlatform();
      await using agent = await connectedTo(simulator, settings);
      await arrange?.(simulator, agent);

      const failing = way(actHere(act, agent));
      after?.(simulator, agent);

      const error = await failing;
      expect(error).toBeInstanceOf(SDKError);
      expect((error as SDKError).stack).toContain('error-stacks.test.ts');
      expect((error as SDKError).stack).toContain((error as SDKError).message.split('\n')[0]);
    });
  });

  // Not async: the only stack frames of this file are those of the call under test.
  function actHere(act: Case['act'], agent: Agent): Promise<unknown> {
    return act(agent);
  }

  it('leads to connect(), even for an attempt that began before that call', async () => {
    await using simulator = await startPlatform();
    simulator.faults.http('login', { status: 401 });
    await using agent = new Agent(simulator.agentOptions());
    await next(agent, 'success');

    const error = await sdkFailureOf(agent.connect());

    expect(error.stack).toContain('error-stacks.test.ts');
  });

  it('does not grow with the number of callers that share the failure', async () => {
    await using simulator = await startPlatform();
    simulator.faults.http('login', { status: 401 });
    await using agent = agentOf(simulator);

    const errors = await Promise.all(Array.from({ length: 20 }, () => sdkFailureOf(agent.connect())));

    expect(Math.max(...errors.map(({ stack = '' }) => stack.length))).toBeLessThan(10_000);
  });
});
