import { fc, it } from '@fast-check/vitest';
import { afterAll, beforeAll, describe, expect } from 'vitest';
import { type Agent, type NotificationEvents, notifications, SDKError } from '../../src/index.js';
import type { AnyNotification } from '../../src/protocol/define.js';
import { type RequestName, requestNamed, requests } from '../../src/protocol/registry.js';
import type { HttpFault, HttpService, Simulator, TranscriptEntry } from '../../src/simulator/index.js';
import { agentOf, connectedTo, startPlatform } from '../support/agents.js';
import { failOnUncaught } from '../support/uncaught.js';
import { mutated } from '../support/damaged.js';

failOnUncaught();

/** Whether the body has the members that the event types promise to a handler. */
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

describe('a malformed frame', () => {
  let simulator: Simulator;
  let agent: Agent;
  let problems: string[];

  beforeAll(async () => {
    simulator = await startPlatform();
    agent = await connectedTo(simulator, { requestTimeout: 20_000 });
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
  )('of any text causes a warning at most', async (frame) => {
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
    'with members of any kind leaves the agent working',
    async (frames) => {
      for (const frame of frames) simulator.send(frame);

      await sound();
    },
  );

  const entries = Object.values<AnyNotification>(notifications);
  const malformed = fc
    .constantFrom(...entries)
    .chain(({ type, example }) => mutated(example.wire).map((body) => ({ kind: 'notification', type, body })));

  it.prop([fc.array(malformed, { minLength: 1, maxLength: 5 })], { numRuns: 60 })(
    'with a damaged notification is decoded or reported',
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

  it.prop([answers], { numRuns: 60 })('with a damaged response settles its request', async ({ name, ...rest }) => {
    const { type: requestType, example } = requestNamed(name);
    using _ = simulator.faults.frames('in', (frame) => frame?.type === requestType, { drop: true });
    const call = agent[name] as (body: unknown, options: object) => Promise<unknown>;
    const after = simulator.transcript.at(-1)?.id ?? -1;
    const settled = call.call(agent, example.request, { timeout: 1_000 }).then(
      () => undefined,
      (error: unknown) => error,
    );
    const sent = (await simulator.seen({ request: name }, { after })) as Extract<TranscriptEntry, { kind: 'frame' }>;
    const { id: reqId } = sent.frame as { readonly id: string };

    simulator.send({ kind: 'resp', reqId, ...rest });
    // A frame that is not recognizable as a response leaves its request waiting, so the test sends a good one.
    simulator.send({ kind: 'resp', reqId, code: 500 });

    const failure = await settled;
    if (failure !== undefined) expect(failure).toBeInstanceOf(SDKError);
    _();
    await sound();
  });

  // A recursive function overflows the stack at about 11 000 levels.
  const depths = [100, 5_000, 20_000] as const;
  it.each(depths.flatMap((depth) => entries.map(({ type }) => [type, depth] as const)))(
    'with %s %i levels deep leaves the agent working',
    async (type, depth) => {
      for (const open of ['[', '{"changes":', '{"event":', '{"a":']) {
        const body = `${open.repeat(depth)}1${(open === '[' ? ']' : '}').repeat(depth)}`;
        simulator.send(`{"kind":"notification","type":${JSON.stringify(type)},"body":${body}}`);
      }

      await sound();
    },
  );

  it('of many megabytes leaves the agent working', async () => {
    const text = 'x'.repeat(4 * 1024 * 1024);
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

describe('a malformed response of a REST service', () => {
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
    // 204, 205 and 304 cannot have a body; a longer retry-after would delay the retry.
    ({ status: code, headers: { 'retry-after': pause = '' } }) =>
      code !== 204 && code !== 205 && code !== 304 && !(Number(pause) > 1),
  );

  it.prop([fc.constantFrom<HttpService[]>('csds', 'login', 'refresh', 'logout'), faults], { numRuns: 15 })(
    'fails the agent with an SDKError or not at all, and the agent works once the service does',
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
