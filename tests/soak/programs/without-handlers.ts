import { Agent, type AgentOptions } from '../../../src/index.js';
import { FaultProxy, type HttpService, type Simulator } from '../../../src/simulator/index.js';
import { eagerly, startPlatform } from '../../support/agents.js';

/**
 * Tries every fault on agents without listeners whose promises have no handlers. Prints the errors that reached the process
 * at the end, which also proves that the process survived.
 */
const uncaught: string[] = [];
const unhandled: string[] = [];
process.on('uncaughtException', (error) => uncaught.push(String(error.stack)));
process.on('unhandledRejection', (reason) =>
  unhandled.push(reason instanceof Error ? String(reason.stack) : String(reason)),
);

interface Arranged {
  readonly simulator: Simulator;
  readonly proxy: FaultProxy;
}

type Arrange = (arranged: Arranged) => void;

const services: readonly HttpService[] = ['csds', 'login', 'refresh', 'logout'];
const before: Record<string, Arrange> = { nothing: () => {} };
for (const service of services) {
  for (const status of [200, 204, 302, 400, 401, 403, 404, 408, 429, 451, 500, 502, 503]) {
    before[`${service} ${status}`] = ({ simulator }) => simulator.faults.http(service, { status });
  }
  before[`${service} hangs`] = ({ simulator }) => simulator.faults.http(service, { hang: true });
  before[`${service} drops`] = ({ simulator }) => simulator.faults.http(service, { drop: true });
  before[`${service} talks nonsense`] = ({ simulator }) =>
    simulator.faults.http(service, { status: 200, body: '<html>' });
  before[`${service} says null`] = ({ simulator }) => simulator.faults.http(service, { status: 200, body: null });
  before[`${service} is wild`] = ({ simulator }) =>
    simulator.faults.http(service, {
      edit: () => ({ bearer: 1, csrf: [], config: 'x', baseURIs: { a: 1 }, error: {} }),
    });
}
for (const status of [200, 301, 400, 401, 403, 404, 426, 429, 451, 500, 503]) {
  before[`upgrade ${status}`] = ({ simulator }) =>
    simulator.faults.upgrade({ status, headers: { 'retry-after': 'soon' } });
}
before['upgrade hangs'] = ({ simulator }) => simulator.faults.upgrade({ hang: true });
before['upgrade drops'] = ({ simulator }) => simulator.faults.upgrade({ drop: true });
before['network refuses'] = ({ proxy }) => proxy.refuse();
before['network is a black hole'] = ({ proxy }) => proxy.blackhole();
before['network crawls'] = ({ proxy }) => proxy.conditions({ latencyMs: 20, chunkBytes: 3 });
before['no answers'] = ({ simulator }) => simulator.faults.frames('out', () => true, { drop: true });
before['torn answers'] = ({ simulator }) =>
  simulator.faults.frames('out', () => true, { replaceWith: '{"kind":"resp"' });
before['wild answers'] = ({ simulator }) =>
  simulator.faults.frames('out', () => true, { replaceWith: '{"kind":"resp","reqId":"1","code":200,"body":null}' });
before['binary answers'] = ({ simulator }) =>
  simulator.faults.frames('out', () => true, { replaceWith: Buffer.from([0, 255, 1]) });
before['doubled frames'] = ({ simulator }) => simulator.faults.frames('out', () => true, { duplicate: true });

const during: Record<string, Arrange> = { nothing: () => {} };
for (const code of [1000, 1001, 1003, 1006, 1008, 1011, 1012, 3000, 4000, 4401, 4407, 4999]) {
  during[`close ${code}`] = ({ simulator }) => simulator.closeSockets(code, 'because');
}
during['reset'] = ({ proxy }) => proxy.reset();
during['drop'] = ({ proxy }) => proxy.drop();
during['cut frame'] = ({ proxy }) => proxy.cutFrame();
during['half open'] = ({ proxy }) => proxy.halfOpen();
during['black hole'] = ({ proxy }) => proxy.blackhole();
during['slow close'] = ({ simulator, proxy }) => {
  proxy.conditions({ closeDelayMs: 100 });
  simulator.closeSockets(1001);
};
during['revoked'] = ({ simulator }) => simulator.revoke();
during['revoked and cut'] = ({ simulator }) => simulator.revoke(undefined, { closeCode: 1006 });
during['wild notifications'] = ({ simulator }) => {
  for (const frame of wild()) simulator.send(frame);
};
during['throttled'] = ({ simulator }) => simulator.faults.frames('in', () => true, { drop: true });

function* wild(): Generator<object | string> {
  const bodies = [null, 1, 'x', [], [null], {}, { changes: null }, { changes: [null] }, { changes: 'x' }];
  const changes = [{ type: 'UPSERT' }, { type: 'UPSERT', result: {} }, { type: 'UPSERT', result: { ringsDetails: 1 } }];
  const types = [
    '.ams.ms.OnlineEventDistribution',
    '.ams.aam.ExConversationChangeNotification',
    '.ams.routing.RoutingTaskNotification',
    '.ams.routing.AgentStateNotification',
    'error',
    'connected',
    'newListener',
    '__proto__',
    'constructor',
  ];
  yield '';
  yield 'null';
  yield '[]';
  yield '{"kind":"notification"}';
  yield '{"kind":"notification","type":{}}';
  yield `{"kind":"notification","type":"x","body":${'['.repeat(5_000)}${']'.repeat(5_000)}}`;
  for (const type of types) {
    for (const body of [...bodies, ...changes.map((change) => ({ changes: [change] }))]) {
      yield { kind: 'notification', type, body };
    }
    yield { kind: 'notification', type, body: { dialogId: 'd', sequence: -1, event: { type: 'ContentEvent' } } };
    yield {
      kind: 'notification',
      type,
      body: { dialogId: 'd', sequence: 1e300, event: { type: 'AcceptStatusEvent' } },
    };
  }
}

/** Every kind of request; no result is awaited. */
function askEverything(agent: Agent): void {
  const dialogId = 'd';
  const text = { type: 'ContentEvent', contentType: 'text/plain', message: 'Hello' } as const;
  void agent.connect();
  void agent.connect({ timeout: 1 });
  void agent.connect({ signal: AbortSignal.timeout(1) });
  void agent.getClock();
  void agent.getClock({}, { signal: AbortSignal.abort() });
  void agent.getClock({}, { timeout: 1 });
  void agent.publishEvent({ dialogId, event: text });
  void agent.publishEvent({ dialogId } as never);
  void agent.publishEvent({ dialogId, event: { ...text, message: 1n } } as never);
  void agent.setAgentState({ availability: 'ONLINE' });
  void agent.subscribeExConversations({ convState: ['OPEN'] });
  void agent.subscribeRoutingTasks({});
  void agent.subscribeAgentsState({});
  void agent.subscribeMessagingEvents({ dialogId });
  void agent.unsubscribeExConversations({ subscriptionId: 'none' });
  void agent.updateRingState({ ringId: 'none', ringState: 'ACCEPTED' });
  void agent.request('.no.such.Request', { at: 'all' });
  void agent.request('', null, { timeout: -1 });
  void agent.refreshSession();
  void agent.callService('accountConfigReadOnly', '/nowhere');
  void agent.callService('no such service', '/');
}

const brokenLogger = {
  debug: fail,
  info: fail,
  warn: fail,
  error: fail,
};

function fail(): never {
  throw new Error('Broken');
}

/** Programs that make requests, each without awaiting its results in another way. */
const habits: Record<string, (options: AgentOptions) => Agent> = {
  'listens to nothing': (options) => new Agent(options),
  'throws in every handler': (options) => {
    const agent = new Agent({ ...options, logger: brokenLogger });
    for (const event of ['connected', 'closed', 'error', 'warn', 'success', 'state', 'notification'] as const) {
      agent.on(event, fail);
    }
    agent.on('ms.MessagingEventNotification', async () => fail());
    agent.on('cqm.ExConversationChangeNotification', fail);
    agent.on('reconnecting', async () => fail());
    agent.on('message:sent', fail);
    return agent;
  },
  'does not reconnect': (options) => new Agent({ ...options, reconnect: false, whenOffline: 'fail' }),
  'has a store that fails': (options) =>
    new Agent({ ...options, cursors: { get: fail, set: async () => fail(), dialogs: () => ['d', 'e'] } }),
};

async function trial(arrange: Arrange, happen: Arrange, habit: (options: AgentOptions) => Agent): Promise<void> {
  await using simulator = await startPlatform({ transcriptLimit: 100 });
  await using proxy = await FaultProxy.start(simulator);
  arrange({ simulator, proxy });
  const agent = habit({
    ...proxy.agentOptions(),
    reconnect: eagerly,
    requestTimeout: 100,
    handshakeTimeout: 100,
    connectTimeout: 150,
    pingInterval: 60,
    pingTimeout: 50,
    refreshSessionInterval: 20,
    keepAlive: 10,
  });
  askEverything(agent);
  for (let waited = 0; waited < 20 && !agent.connected; waited += 1) await pause(10);
  await pause(20);
  happen({ simulator, proxy });
  askEverything(agent);
  await pause(60);
  void agent.reconnect();
  askEverything(agent);
  void agent.close({ logout: true, timeout: 20 });
  askEverything(agent);
  await pause(40);
  agent.dispose();
  askEverything(agent);
  agent.dispose();
  void agent.close({ logout: true });
}

function pause(ms: number): Promise<void> {
  return new Promise((resolve) => setTimeout(resolve, ms));
}

const [share = '1'] = process.argv.slice(2);
const trials: (() => Promise<void>)[] = [];
for (const habit of Object.values(habits)) {
  for (const arrange of Object.values(before)) trials.push(() => trial(arrange, () => {}, habit));
  for (const happen of Object.values(during)) trials.push(() => trial(() => {}, happen, habit));
}
const every = Math.max(1, Math.round(1 / Number(share)));
const chosen = trials.filter((_, index) => index % every === 0);
const queue = [...chosen];
await Promise.all(
  Array.from({ length: 12 }, async () => {
    for (let next = queue.shift(); next !== undefined; next = queue.shift()) await next();
  }),
);
await pause(200);
const counts = { trials: chosen.length, uncaught: uncaught.length, unhandled: unhandled.length };
console.log(JSON.stringify({ ...counts, examples: [...uncaught, ...unhandled].slice(0, 3) }));
