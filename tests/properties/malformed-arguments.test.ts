import { fc, it } from '@fast-check/vitest';
import { describe, expect, test } from 'vitest';
import { Agent, type AgentOptions, ConfigurationError, SDKError } from '../../src/index.js';
import { type RequestName, requestNamed, requests } from '../../src/protocol/registry.js';
import { connectedTo, failureOf, next, startPlatform } from '../support/agents.js';
import { failOnUncaught } from '../support/uncaught.js';
import { mutated } from '../support/damaged.js';

failOnUncaught();

describe('malformed options', () => {
  const weird = fc.anything({
    withBigInt: true,
    withDate: true,
    withMap: true,
    withNullPrototype: true,
    withSet: true,
  });
  // No value that could be the name of a real host.
  const nowhere = fc.constantFrom<unknown>(
    '',
    ' ',
    'a b',
    'http://',
    '[::',
    '[::1',
    '127.0.0.1:1',
    'http://127.0.0.1:1',
    5,
    null,
    [],
    {},
    '\ud800',
    '%',
    '..',
    '/',
  );
  const names = [
    'accountId',
    'wsDomainType',
    'apiVersion',
    'requestTimeout',
    'connectTimeout',
    'handshakeTimeout',
    'refreshSessionInterval',
    'refreshSessionToken',
    'pingInterval',
    'pingTimeout',
    'whenOffline',
    'maxWaiting',
    'deliver',
    'cursors',
    'maxDialogs',
    'keepAlive',
    'logger',
    'tls',
    'headers',
    'userAgent',
    'username',
    'password',
    'assertion',
    'token',
    'userId',
    'appKey',
    'clientId',
  ] as const;
  const options = fc.record(
    {
      ...Object.fromEntries(
        names.map((name) => [name, fc.oneof(weird, fc.string(), fc.integer(), fc.func(fc.string()))]),
      ),
      reconnect: fc.oneof(weird, fc.record({ delay: weird, maxAttempts: weird }, { requiredKeys: [] })),
      csdsDomain: nowhere,
      domains: fc.oneof(weird, fc.dictionary(fc.constantFrom('agentVep', 'facadeMsg'), nowhere)),
      proxy: nowhere,
    },
    { requiredKeys: [] },
  );

  it.prop([fc.oneof(weird, options)], { numRuns: 150 })(
    'make an agent, or throw an error that lists every problem',
    (given) => {
      let agent: Agent | undefined;
      try {
        agent = new Agent(given as AgentOptions);
      } catch (error) {
        expect(error).toBeInstanceOf(ConfigurationError);
        expect((error as ConfigurationError).problems.length).toBeGreaterThan(0);
      }
      agent?.dispose();
    },
  );

  it.prop([options], { numRuns: 30 })(
    'accepted by the constructor lead to a connection or an SDKError',
    async (given) => {
      await using simulator = await startPlatform();
      let agent: Agent;
      try {
        agent = new Agent({ ...simulator.agentOptions(), ...(given as object), autoConnect: false });
      } catch (error) {
        expect(error).toBeInstanceOf(ConfigurationError);
        return;
      }
      agent.on('error', () => {});

      const outcome = await agent.connect({ timeout: 40 }).catch((error: unknown) => error);
      agent.dispose();

      if (outcome !== undefined) expect(outcome).toBeInstanceOf(SDKError);
      expect(agent.state).toBe('closed');
    },
  );

  it.prop([options], { numRuns: 10 })('with unknown members beside valid ones still connect', async (given) => {
    await using simulator = await startPlatform();
    const good = { ...simulator.agentOptions(), autoConnect: false };
    const unknown = Object.fromEntries(Object.entries(given).map(([name, value]) => [`x-${name}`, value]));

    await using agent = new Agent({ ...unknown, ...good });
    await agent.connect();

    expect(await agent.getClock()).toHaveProperty('currentTime');
  });
});

describe('malformed arguments of a request', () => {
  const names = Object.keys(requests) as RequestName[];
  const bodies = fc.constantFrom(...names).chain((name) =>
    fc.record({
      name: fc.constant(name),
      body: fc.oneof(mutated(requestNamed(name).example.request), fc.anything({ withBigInt: true, withMap: true })),
      options: fc.oneof(
        fc.constant(undefined),
        fc.anything(),
        fc.record({ metadata: fc.anything(), timeout: fc.anything() }),
      ),
    }),
  );

  it.prop([fc.array(bodies, { maxLength: 10 })], { numRuns: 40 })(
    'are rejected, or sent in the form of the entry',
    async (calls) => {
      await using simulator = await startPlatform();
      await using agent = await connectedTo(simulator, { requestTimeout: 1_000 });

      for (const { name, body, options } of calls) {
        const call = agent[name] as (body: unknown, options: unknown) => Promise<unknown>;
        const failure = await call.call(agent, body, options).catch((error: unknown) => error);
        if (failure instanceof Error) expect(failure).toBeInstanceOf(SDKError);
      }

      expect(await agent.getClock()).toHaveProperty('currentTime');
    },
  );

  test('without a handler on the promise cause no unhandledRejection', async () => {
    await using simulator = await startPlatform();
    await using agent = await connectedTo(simulator);
    const reported = next(agent, 'error');

    void agent.request('.Unheard');

    expect((await reported)[0]).toMatchObject({ name: 'ResponseError', code: 400 });
    await failureOf(agent.request('.Unheard'));
  });
});
