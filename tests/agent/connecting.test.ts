import { describe, expect, it } from 'vitest';
import { Agent, ConnectionError } from '../../src/index.js';
import type { Simulator, TranscriptEntry } from '../../src/simulator/index.js';
import { agentOf, eagerly, listen, sdkFailureOf, startPlatform, stepsOf } from '../support/agents.js';

const here = { autoConnect: false, reconnect: eagerly } as const;

function httpEntries(simulator: Simulator): readonly Extract<TranscriptEntry, { kind: 'http' }>[] {
  return simulator.transcript.filter((entry) => entry.kind === 'http');
}

function upgrades(simulator: Simulator): readonly Extract<TranscriptEntry, { kind: 'upgrade' }>[] {
  return simulator.transcript.filter((entry) => entry.kind === 'upgrade');
}

function entry(service: string, simulator: Simulator): object {
  return { service, account: simulator.accountId, baseURI: `http://${simulator.host}` };
}

function socketEntry(service: string, simulator: Simulator): object {
  return { service, account: simulator.accountId, baseURI: `ws://${simulator.host}` };
}

describe('connecting', () => {
  it('looks up the domains, logs in and opens the socket', async () => {
    await using simulator = await startPlatform();
    await using agent = agentOf(simulator);

    await agent.connect();

    expect(stepsOf(simulator)).toEqual(['csds 200', 'login 200', 'upgrade 101']);
    expect(httpEntries(simulator).map(({ method, path }) => [method, path])).toEqual([
      ['GET', `/api/account/${simulator.accountId}/service/baseURI.json?version=1.0`],
      ['POST', `/api/account/${simulator.accountId}/login?v=1.3`],
    ]);
    expect(upgrades(simulator)[0]?.path).toMatch(
      new RegExp(`^/ws_api/account/${simulator.accountId}/messaging/brand/[^/]+\\?v=2\\.1$`),
    );
    expect(agent).toMatchObject({ connected: true, state: 'ready' });
  });

  it('emits the stages in their order, and connected last', async () => {
    await using simulator = await startPlatform();
    await using agent = agentOf(simulator);
    const heard = listen(agent, 'success', 'connected', 'error', 'closed', 'warn', 'notification');

    await agent.connect();

    expect(heard).toEqual([
      ['success', { location: 'Connect#CSDS' }],
      ['success', { location: 'Connect#Login' }],
      ['connected', { connected: true, ts: expect.any(Number) as number }],
    ]);
  });

  it('passes through the states idle, connecting, ready and closed', async () => {
    await using simulator = await startPlatform();
    const agent = agentOf(simulator);
    const heard = listen(agent, 'state');
    const before = agent.state;

    await agent.connect();
    await agent.close();

    expect([before, ...heard.map(([, state]) => state)]).toEqual(['idle', 'connecting', 'ready', 'closed']);
  });

  it('sets the ids of the agent before connect() resolves', async () => {
    await using simulator = await startPlatform();
    const [user] = simulator.agents;
    await using agent = agentOf(simulator);
    expect([agent.agentId, agent.userId, agent.getBearerToken()]).toEqual([undefined, undefined, undefined]);

    await agent.connect();

    expect(agent.agentId).toBe(user?.pid);
    expect(agent.userId).toBe(user?.userId);
    expect(agent.accountId).toBe(simulator.accountId);
    expect(agent.getBearerToken()).toEqual(expect.any(String));
  });

  it('takes an account id that is a number', async () => {
    await using simulator = await startPlatform();
    await using agent = agentOf(simulator, { accountId: Number(simulator.accountId) });

    await agent.connect();

    expect(agent.accountId).toBe(simulator.accountId);
  });

  it('sends its User-Agent with every HTTP call and the upgrade', async () => {
    await using simulator = await startPlatform();
    await using agent = agentOf(simulator, { userAgent: 'greeter/1.2' });

    await agent.connect();

    const names = [...httpEntries(simulator), ...upgrades(simulator)].map(
      ({ headers }) => (headers as Record<string, string>)['user-agent'],
    );
    expect(names).toEqual(Array(3).fill(expect.stringMatching(/^greeter\/1\.2 node-agent-sdk\/\d/)));
  });

  it('sends further headers with the upgrade', async () => {
    await using simulator = await startPlatform();
    await using agent = agentOf(simulator, { headers: { 'Client-Properties': '{"type":".ClientProperties"}' } });

    await agent.connect();

    expect(upgrades(simulator)[0]?.headers).toMatchObject({ 'client-properties': '{"type":".ClientProperties"}' });
  });

  it('uses the API version of the options', async () => {
    await using simulator = await startPlatform();
    await using agent = agentOf(simulator, { apiVersion: 2 });

    await agent.connect();

    expect(upgrades(simulator)[0]?.path).toMatch(/\?v=2$/);
  });

  it('looks the domains up once for two agents of the same account', async () => {
    await using simulator = await startPlatform({ agents: [{}, {}] });
    const [first, second] = simulator.agents.map(
      (user) => new Agent({ ...simulator.agentOptions('password', user), ...here }),
    ) as [Agent, Agent];

    await Promise.all([first.connect(), second.connect()]);

    expect(httpEntries(simulator).filter(({ service }) => service === 'csds')).toHaveLength(1);
    await Promise.all([first.close(), second.close()]);
  });
});

describe('the address of a service', () => {
  it("is facadeMsg's for messaging", async () => {
    await using simulator = await startPlatform();
    simulator.faults.http('csds', {
      edit: () => ({ baseURIs: [entry('agentVep', simulator), socketEntry('facadeMsg', simulator), elsewhere] }),
    });
    const elsewhere = { service: 'asyncMessagingEnt', account: '1', baseURI: 'ws://127.0.0.1:9' };
    await using agent = agentOf(simulator);

    await agent.connect();

    expect(agent.connected).toBe(true);
  });

  it("is asyncMessagingEnt's where the account lacks facadeMsg", async () => {
    await using simulator = await startPlatform();
    simulator.faults.http('csds', {
      edit: () => ({ baseURIs: [entry('agentVep', simulator), socketEntry('asyncMessagingEnt', simulator)] }),
    });
    await using agent = agentOf(simulator);

    await agent.connect();

    expect(agent.connected).toBe(true);
  });

  it('is that of the service named by wsDomainType', async () => {
    await using simulator = await startPlatform();
    const unreachable = { service: 'facadeMsg', account: '1', baseURI: 'ws://127.0.0.1:9' };
    simulator.faults.http('csds', {
      edit: () => ({ baseURIs: [entry('agentVep', simulator), socketEntry('ownFacade', simulator), unreachable] }),
    });
    await using agent = agentOf(simulator, { wsDomainType: 'ownFacade' });

    await agent.connect();

    expect(agent.connected).toBe(true);
  });

  it('ignores a wsDomainType that the account does not have', async () => {
    await using simulator = await startPlatform();
    await using agent = agentOf(simulator, { wsDomainType: 'unheardOf' });

    await agent.connect();

    expect(agent.connected).toBe(true);
  });

  it('is that of the options rather than of the directory', async () => {
    await using simulator = await startPlatform();
    const wrong = 'http://127.0.0.1:9';
    simulator.faults.http('csds', {
      edit: () => ({
        baseURIs: ['agentVep', 'facadeMsg'].map((service) => ({ service, account: '1', baseURI: wrong })),
      }),
    });
    await using agent = agentOf(simulator, {
      domains: { agentVep: `http://${simulator.host}`, facadeMsg: `ws://${simulator.host}/` },
    });

    await agent.connect();

    expect(stepsOf(simulator)).toEqual(['csds 200', 'login 200', 'upgrade 101']);
  });

  it('is that of the options also after a reconnect', async () => {
    await using simulator = await startPlatform();
    simulator.faults.http('csds', { body: { baseURIs: [] } });
    await using agent = agentOf(simulator, {
      domains: { agentVep: `http://${simulator.host}`, facadeMsg: `ws://${simulator.host}` },
    });
    await agent.connect();

    await agent.reconnect();

    expect(agent.connected).toBe(true);
  });

  it('is the last of several entries for one service', async () => {
    await using simulator = await startPlatform();
    simulator.faults.http('csds', {
      edit: ({ baseURIs }) => ({
        baseURIs: [
          { service: 'agentVep', account: '1', baseURI: 'http://127.0.0.1:9' },
          ...(baseURIs as readonly object[]),
        ],
      }),
    });
    await using agent = agentOf(simulator);

    await agent.connect();

    expect(agent.connected).toBe(true);
  });

  it('is found through a redirection of the directory', async () => {
    await using simulator = await startPlatform();
    simulator.faults.http(
      'csds',
      { status: 302, headers: { location: `http://${simulator.host}/moved` } },
      { times: 1 },
    );
    simulator.faults.http(/^\/moved/, {
      status: 200,
      body: { baseURIs: [entry('agentVep', simulator), socketEntry('facadeMsg', simulator)] },
    });
    await using agent = agentOf(simulator);

    await agent.connect();

    expect(stepsOf(simulator)).toEqual(['csds 302', '/moved 200', 'login 200', 'upgrade 101']);
  });

  it.each(['http://liveperson.example', 'ws://liveperson.example'])(
    'gets no credentials when it is %s without TLS, and there is no retry',
    async (csdsDomain) => {
      await using simulator = await startPlatform();
      await using agent = agentOf(simulator, { csdsDomain });

      const error = await sdkFailureOf(agent.connect());

      expect(error).toBeInstanceOf(ConnectionError);
      expect(error).toMatchObject({ code: 'INSECURE_ADDRESS', service: 'domainNames' });
      expect(agent.state).toBe('closed');
    },
  );

  it.each(['', ' ', 'a b', 'user@host', 'ftp://127.0.0.1', 'http://', 'host?query', '127.0.0.1:99999'])(
    'is refused without a retry when the login host is %j',
    async (agentVep) => {
      await using simulator = await startPlatform();
      simulator.faults.http('csds', {
        body: { baseURIs: [{ service: 'agentVep', account: '1', baseURI: agentVep }] },
      });
      await using agent = agentOf(simulator);

      const error = await sdkFailureOf(agent.connect());

      expect(error).toBeInstanceOf(ConnectionError);
      expect(error).toMatchObject({
        code: expect.stringMatching(/^(BAD_ADDRESS|INSECURE_ADDRESS|NO_DOMAIN)$/) as string,
        service: 'domainNames',
        delivery: 'not-sent',
      });
    },
  );
});
