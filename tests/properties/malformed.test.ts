import { fc, it } from '@fast-check/vitest';
import { afterAll, afterEach, beforeAll, describe, expect, test } from 'vitest';
import {
  type NotificationEvents,
  Agent,
  ConfigurationError,
  notifications,
  SDKError,
  type AgentOptions,
} from '../../src/index.js';
import type { AnyNotification } from '../../src/protocol/define.js';
import { requestNamed, requests, type RequestName } from '../../src/protocol/registry.js';
import type { HttpFault, HttpService, Simulator, TranscriptEntry } from '../../src/simulator/index.js';
import { agentOf, connectedTo, failureOf, next, startPlatform } from '../support/agents.js';

const uncaught: unknown[] = [];
const catching = (error: unknown): void => void uncaught.push(error);

beforeAll(() => {
  process.on('unhandledRejection', catching);
  process.on('uncaughtException', catching);
});

afterAll(() => {
  process.off('unhandledRejection', catching);
  process.off('uncaughtException', catching);
});

// oxlint-disable-next-line vitest/no-standalone-expect -- of each test
afterEach(() => expect(uncaught.splice(0)).toEqual([]));

describe('whatever the platform sends', () => {
  let simulator: Simulator;
  let agent: Agent;
  let problems: string[];

  beforeAll(async () => {
    simulator = await startPlatform();
    agent = await connectedTo(simulator, { requestTimeout: 2_000 });
    problems = [];
    agent.on('error', (error) => {
      if (!(error instanceof SDKError)) problems.push(`error with ${String(error)}`);
    });
    agent.on('warn', ({ message }) => {
      if (typeof message !== 'string') problems.push('warn without a message');
    });
    agent.on('closed', (code) => void problems.push(`closed with ${code}`));
    for (const event of Object.keys(notifications) as (keyof NotificationEvents)[]) {
      agent.on(event, ((body: unknown) => {
        if (!isWellFormed(event, body)) problems.push(`${event} with ${JSON.stringify(body)}`);
      }) as never);
    }
  });

  afterAll(async () => {
    await agent.close();
    await simulator.close();
  });

  /** The agent works, and nothing was emitted that should not be. */
  async function sound(): Promise<void> {
    expect(await agent.getClock()).toHaveProperty('currentTime');
    await new Promise((resolve) => setImmediate(resolve));
    expect(problems.splice(0)).toEqual([]);
  }

  it.prop(
    [
      fc.oneof(
        fc.string(),
        fc.json(),
        fc.uint8Array().map((bytes) => Buffer.from(bytes)),
      ),
    ],
    { numRuns: 60 },
  )('a frame of anything is a warning at most', async (frame) => {
    simulator.send(frame);

    await sound();
  });

  const kinds = fc.oneof(fc.constantFrom('resp', 'notification', 'req'), fc.jsonValue());
  const anyFrame = fc.record(
    {
      kind: kinds,
      type: fc.oneof(fc.string(), fc.jsonValue()),
      body: fc.jsonValue(),
      code: fc.jsonValue(),
      reqId: fc.jsonValue(),
    },
    { requiredKeys: [] },
  );

  it.prop([fc.array(anyFrame, { maxLength: 5 })], { numRuns: 60 })(
    'frames with members of any kind do no harm',
    async (frames) => {
      for (const frame of frames) simulator.send(frame);

      await sound();
    },
  );

  const entries = Object.values<AnyNotification>(notifications);
  const malformed = fc
    .constantFrom(...entries)
    .chain(({ type, example }) => mutated(example.wire).map((body) => ({ kind: 'notification', type, body })));

  it.prop([fc.array(malformed, { minLength: 1, maxLength: 5 })], { numRuns: 120 })(
    'a notification that is damaged is read, or reported',
    async (frames) => {
      for (const frame of frames) simulator.send(frame);

      await sound();
    },
  );

  const names = Object.keys(requests) as RequestName[];
  const answers = fc.constantFrom(...names).chain((name) => {
    const { example } = requestNamed(name);
    return fc.record({
      name: fc.constant(name),
      code: fc.oneof({ arbitrary: fc.constant(200), weight: 3 }, fc.integer({ min: 0, max: 999 }), fc.jsonValue()),
      type: fc.oneof(fc.constantFrom('.x', 'error', 'notification', '__proto__'), fc.string()),
      body: fc.oneof(mutated(example.response), fc.jsonValue()),
    });
  });

  it.prop([answers], { numRuns: 120 })('a response that is damaged settles its request', async ({ name, ...rest }) => {
    const { type: asked, example } = requestNamed(name);
    using _ = simulator.faults.frames('in', (frame) => frame?.type === asked, { drop: true });
    const call = agent[name] as (body: unknown, options: object) => Promise<unknown>;
    const after = simulator.transcript.at(-1)?.index ?? -1;
    const settled = call.call(agent, example.request, { timeout: 1_000 }).then(
      () => undefined,
      (error: unknown) => error,
    );
    const sent = (await simulator.seen({ request: name }, { after })) as Extract<TranscriptEntry, { kind: 'frame' }>;
    const { id: reqId } = sent.frame as { readonly id: string };

    simulator.send({ kind: 'resp', reqId, ...rest });
    // A response that cannot be told for one leaves the request waiting for another.
    simulator.send({ kind: 'resp', reqId, code: 500 });

    const failure = await settled;
    if (failure !== undefined) expect(failure).toBeInstanceOf(SDKError);
    _();
    await sound();
  });

  const depths = [100, 5_000, 100_000] as const;
  it.each(depths.flatMap((depth) => entries.map(({ type }) => [type, depth] as const)))(
    '%s as deep as %i does no harm',
    async (type, depth) => {
      for (const open of ['[', '{"changes":', '{"event":', '{"a":']) {
        const body = `${open.repeat(depth)}1${(open === '[' ? ']' : '}').repeat(depth)}`;
        simulator.send(`{"kind":"notification","type":${JSON.stringify(type)},"body":${body}}`);
      }

      await sound();
    },
  );

  it('a frame of many megabytes does no harm', async () => {
    const text = 'x'.repeat(8 * 1024 * 1024);
    simulator.send(text);
    simulator.notify('.huge', { text });
    simulator.notify('.ams.ms.OnlineEventDistribution', {
      dialogId: 'huge',
      event: { type: 'ContentEvent', contentType: 'text/plain', message: text },
    });
    simulator.notify('.ams.aam.ExConversationChangeNotification', { changes: Array(2_000).fill(null) });

    await sound();
  });
});

describe('whatever a service answers', () => {
  const text = fc.string({
    unit: fc
      .integer({ min: 0x20, max: 0xff })
      .filter((code) => code < 0x7f || code > 0xa0)
      .map((code) => String.fromCharCode(code)),
  });
  const headers = fc.dictionary(
    fc.constantFrom('set-cookie', 'retry-after', 'location', 'content-type', 'x-anything'),
    fc.oneof(text, fc.constantFrom('Session_id=; Max-Age=0', '=;=', '99999999999999', '-1', 'http://', '//', '/')),
  );
  const status = fc.oneof({ arbitrary: fc.constant(200), weight: 2 }, fc.integer({ min: 200, max: 599 }));
  const login = { bearer: 'b', csrf: 'c', config: { userId: '501', userPid: 'p' } };
  const directory = { baseURIs: [{ service: 'agentVep', account: '1', baseURI: 'http://127.0.0.1:1' }] };
  const body = fc.oneof(
    fc.string(),
    fc.jsonValue().map((value) => JSON.stringify(value)),
    mutated(login).map((value) => JSON.stringify(value)),
    mutated(directory).map((value) => JSON.stringify(value)),
    fc.constant(`${'['.repeat(50_000)}${']'.repeat(50_000)}`),
  );
  const faults: fc.Arbitrary<HttpFault> = fc.record({ status, body, headers }).filter(
    // What has no body by definition is not written with one, and who is told to wait does not come back at once.
    ({ status: code, headers: { 'retry-after': pause = '' } }) =>
      code !== 204 && code !== 205 && code !== 304 && !(Number(pause) > 1),
  );

  it.prop([fc.constantFrom<HttpService[]>('csds', 'login', 'refresh', 'logout'), faults], { numRuns: 60 })(
    'the agent fails with an error of its own, or does not, and works when the service does',
    async (service, fault) => {
      await using simulator = await startPlatform();
      await using agent = agentOf(simulator, { requestTimeout: 300, connectTimeout: 50 });
      const removal = simulator.faults.http(service, fault);

      const settled = await Promise.allSettled([
        agent.connect(),
        agent.getClock(),
        agent.connect().then(() => agent.refreshSession()),
        agent.connect().then(() => agent.close({ logout: service === 'logout' })),
      ]);
      removal();
      await agent.connect({ timeout: 5_000 });

      for (const outcome of settled) {
        if (outcome.status === 'rejected') expect(outcome.reason).toBeInstanceOf(SDKError);
      }
      expect(await agent.getClock()).toHaveProperty('currentTime');
    },
  );
});

describe('whatever the options are', () => {
  const weird = fc.anything({
    withBigInt: true,
    withDate: true,
    withMap: true,
    withNullPrototype: true,
    withSet: true,
  });
  // Nothing that may be the name of a host somewhere.
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
    'there is an agent, or an error that lists what is wrong',
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

  it.prop([options], { numRuns: 60 })(
    'an agent that can be made fails with an error of its own, or connects',
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

  it.prop([options], { numRuns: 40 })('one mistake more does not spoil a good set of options', async (given) => {
    await using simulator = await startPlatform();
    const good = { ...simulator.agentOptions(), autoConnect: false };
    const unknown = Object.fromEntries(Object.entries(given).map(([name, value]) => [`x-${name}`, value]));

    await using agent = new Agent({ ...unknown, ...good });
    await agent.connect();

    expect(await agent.getClock()).toHaveProperty('currentTime');
  });
});

describe('whatever the caller passes', () => {
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
    'is sent as it should be, or not at all',
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

  test('nothing is left to the process when nobody waits', async () => {
    await using simulator = await startPlatform();
    await using agent = await connectedTo(simulator);
    const told = next(agent, 'error');

    void agent.request('.Unheard');

    expect((await told)[0]).toMatchObject({ name: 'ResponseError', code: 400 });
    await failureOf(agent.request('.Unheard'));
  });
});

/** The value, damaged in one place or several: something is missing, or something else. */
function mutated(value: unknown): fc.Arbitrary<unknown> {
  const paths = pathsOf(value);
  const damage = fc.record({
    path: fc.constantFrom(...paths),
    by: fc.oneof(
      fc.constant(MISSING),
      fc.jsonValue(),
      fc.constantFrom(null, '', 0, -1, [], {}, '__proto__', 2 ** 53, 1e308),
    ),
  });
  return fc
    .array(damage, { minLength: 1, maxLength: 3 })
    .map((damages) => damages.reduce<unknown>((rest, { path, by }) => replaced(rest, path, by), value));
}

const MISSING = Symbol('missing');

function pathsOf(value: unknown, above: readonly string[] = []): readonly (readonly string[])[] {
  if (typeof value !== 'object' || value === null) return [above];
  return [above, ...Object.entries(value).flatMap(([name, member]) => pathsOf(member, [...above, name]))];
}

function replaced(value: unknown, [name, ...rest]: readonly string[], by: unknown): unknown {
  if (name === undefined) return by === MISSING ? undefined : by;
  if (typeof value !== 'object' || value === null) return value;
  const copy: Record<string, unknown> = Array.isArray(value) ? (Object.assign([], value) as never) : { ...value };
  if (rest.length === 0 && by === MISSING) delete copy[name];
  else copy[name] = replaced(copy[name], rest, by);
  return copy;
}

/** What the types of the events promise, as far as a handler depends on it. */
function isWellFormed(event: keyof typeof notifications, body: unknown): boolean {
  if (event === 'deprecated') return body === undefined;
  const { changes, dialogId } = body as { changes: unknown; dialogId?: unknown };
  if (!Array.isArray(changes)) return false;
  return changes.every((change: Readonly<Record<string, never>>) => {
    const result = change['result'] as Readonly<Record<string, unknown>> | undefined;
    switch (event) {
      case 'ms.MessagingEventNotification':
        return typeof dialogId === 'string' && typeof change['event']?.['type'] === 'string';
      case 'cqm.ExConversationChangeNotification': {
        if (typeof change['type'] !== 'string') return false;
        if (result === undefined) return true;
        const details = result['conversationDetails'] as Readonly<Record<string, unknown>>;
        return (
          typeof result['convId'] === 'string' &&
          Array.isArray(details['participants']) &&
          Array.isArray(details['dialogs'])
        );
      }
      case 'routing.RoutingTaskNotification':
        return typeof change['type'] === 'string' && Array.isArray(result?.['ringsDetails']);
      case 'routing.AgentStateNotification':
        return typeof change['type'] === 'string';
    }
  });
}
