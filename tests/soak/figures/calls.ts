import { Agent, SDKError } from '../../../src/index.js';
import { FaultProxy, Refusal, type Simulator } from '../../../src/simulator/index.js';
import { eagerly, startPlatform } from '../../support/agents.js';
import { after, until } from '../figure.js';
import { withConsumers } from './messages.js';

export interface Calls {
  readonly calls: number;
  readonly unsettled: number;
  readonly settledTwice: number;
  /** Failures whose `delivery` contradicts the transcript of the platform. */
  readonly untrue: number;
  /** Calls that arrived more than once. */
  readonly sentAgain: number;
  readonly outcomes: Readonly<Record<string, number>>;
}

interface Arranged {
  readonly simulator: Simulator;
  readonly proxy: FaultProxy;
}

/** Faults during calls. @returns A function that ends the fault. */
const troubles: readonly ((arranged: Arranged) => (() => void) | void)[] = [
  () => {},
  ({ proxy }) => proxy.reset(),
  ({ proxy }) => proxy.drop(),
  ({ proxy }) => proxy.cutFrame(),
  ({ proxy }) => proxy.halfOpen(),
  ({ proxy }) => {
    proxy.blackhole();
    return () => proxy.blackhole(false);
  },
  ({ proxy }) => {
    proxy.refuse();
    proxy.reset();
    return () => proxy.refuse(false);
  },
  ({ proxy }) => {
    proxy.conditions({ closeDelayMs: 50 });
    return () => proxy.conditions({});
  },
  ({ simulator, proxy }) => {
    proxy.conditions({ closeDelayMs: 50, latencyMs: 2 });
    simulator.closeSockets(1001);
    return () => proxy.conditions({});
  },
  ({ simulator }) => simulator.closeSockets(1011),
  ({ simulator }) => simulator.revoke(undefined, { closeCode: 4401 }),
  ({ simulator }) => simulator.faults.frames('out', () => Math.random() < 0.2, { drop: true }),
  ({ simulator }) => simulator.faults.frames('in', () => Math.random() < 0.2, { drop: true }),
  ({ simulator }) => simulator.faults.frames('out', () => Math.random() < 0.2, { duplicate: true }),
  ({ simulator }) => simulator.faults.frames('out', () => Math.random() < 0.2, { delayMs: 80 }),
  ({ simulator }) => simulator.faults.frames('out', () => Math.random() < 0.2, { replaceWith: '{"kind":"resp"' }),
];

const ECHO = '.test.Echo';

/** Makes several kinds of calls under faults. Each call has a number in its body, by which its request is found. */
export async function callsUnderFaults(calls: number, atOnce: number): Promise<Calls> {
  await using simulator = await startPlatform({ transcriptLimit: atOnce * 20 });
  await using proxy = await FaultProxy.start(simulator);
  const [consumer] = await withConsumers(simulator, 1);
  if (consumer === undefined) throw new Error('There is no consumer');
  const { dialogId } = consumer;
  let refusals = 0;
  const answer = (): unknown => {
    refusals += 1;
    if (refusals % 11 === 0) throw new Refusal(429, 'Slow down');
    if (refusals % 13 === 0) throw new Refusal(500, 'Out of order');
    return { sequence: 1 };
  };
  simulator.answer(ECHO, answer);
  simulator.answer('publishEvent', answer);
  await using agent = new Agent({
    ...proxy.agentOptions(),
    reconnect: eagerly,
    pingInterval: 300,
    pingTimeout: 200,
    handshakeTimeout: 500,
    requestTimeout: 1_000,
    maxWaiting: Math.floor(atOnce / 2),
  });
  agent.on('error', () => {});
  await agent.connect();

  const arrived = new Uint8Array(calls);
  const settled = new Uint8Array(calls);
  const failures: unknown[] = [];
  const outcomes: Record<string, number> = {};
  const note = (mark: number, outcome: string, failure?: unknown): void => {
    settled[mark] = (settled[mark] ?? 0) + 1;
    outcomes[outcome] = (outcomes[outcome] ?? 0) + 1;
    failures[mark] = failure;
  };
  let read = -1;
  const readTranscript = (): void => {
    for (const entry of simulator.transcript) {
      if (entry.id <= read) continue;
      read = entry.id;
      if (entry.kind !== 'frame' || entry.direction !== 'in') continue;
      const mark = markIn(entry.frame);
      if (mark !== undefined) arrived[mark] = (arrived[mark] ?? 0) + 1;
    }
  };

  for (let first = 0, round = 0; first < calls; first += atOnce, round += 1) {
    const inFlight: Promise<void>[] = [];
    let heal: (() => void) | void = undefined;
    for (let mark = first; mark < Math.min(first + atOnce, calls); mark += 1) {
      if (mark === first + Math.floor(atOnce / 3)) heal = troubles[round % troubles.length]?.({ simulator, proxy });
      if (mark % 20 === 0) await new Promise((resolve) => setImmediate(resolve));
      inFlight.push(
        call(agent, dialogId, mark).then(
          () => note(mark, 'answered well'),
          (error: unknown) => note(mark, nameOf(error), error),
        ),
      );
    }
    await after(30);
    heal?.();
    await until(() => settled.subarray(first, first + inFlight.length).every((count) => count > 0), 5_000);
    simulator.faults.clear();
    readTranscript();
  }
  await after(300);
  readTranscript();

  const marks = Array.from({ length: calls }, (_, mark) => mark);
  return {
    calls,
    unsettled: marks.filter((mark) => settled[mark] === 0).length,
    settledTwice: marks.filter((mark) => (settled[mark] ?? 0) > 1).length,
    untrue: marks.filter((mark) => isUntrue(failures[mark], arrived[mark] ?? 0)).length,
    sentAgain: marks.filter((mark) => (arrived[mark] ?? 0) > 1).length,
    outcomes,
  };
}

function call(agent: Agent, dialogId: string, mark: number): Promise<unknown> {
  const timeout = [50, 150, 400][mark % 3];
  const signal = mark % 17 === 0 ? AbortSignal.timeout(mark % 60) : undefined;
  const options = { timeout, ...(signal && { signal }) };
  if (mark % 4 !== 0) return agent.request(ECHO, { mark }, options);
  const event = { type: 'ContentEvent', contentType: 'text/plain', message: 'Hello' } as const;
  return agent.publishEvent({ dialogId, event, eventId: `mark-${mark}` }, options);
}

function markIn(frame: unknown): number | undefined {
  const { body } = frame as { readonly body?: { readonly mark?: number; readonly eventId?: string } };
  if (typeof body !== 'object' || body === null) return undefined;
  return body.mark ?? (body.eventId === undefined ? undefined : Number(body.eventId.slice('mark-'.length)));
}

function nameOf(error: unknown): string {
  if (error instanceof SDKError) return `${error.name} ${error.delivery}`;
  return error instanceof Error ? error.name : 'something else';
}

function isUntrue(failure: unknown, arrivals: number): boolean {
  // The reason of a signal says nothing about delivery; a result proves that the request arrived.
  if (!(failure instanceof SDKError)) return failure === undefined && arrivals !== 1;
  if (failure.delivery === 'not-sent') return arrivals !== 0;
  return failure.delivery === 'answered' && arrivals === 0;
}
