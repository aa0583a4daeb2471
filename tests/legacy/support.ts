import { vi } from 'vitest';
import { Agent, type AgentConf, type RequestFailure } from '../../src/legacy/index.js';
import { Simulator, type SimulatorOptions, type TranscriptEntry } from '../../src/simulator/index.js';
import { loopbackCertificate } from '../support/certificate.js';

/** A platform with TLS, as in production. */
export async function startPlatform(options: SimulatorOptions = {}): Promise<Simulator> {
  return Simulator.start({ tls: await loopbackCertificate(), ...options });
}

type CredentialKind = Parameters<Simulator['agentOptions']>[0];

/** The conf of a bot that trusts the platform's certificate. */
export function confOf(simulator: Simulator, conf: Partial<AgentConf> = {}, kind?: CredentialKind): AgentConf {
  return { ...simulator.agentOptions(kind), ...conf };
}

/** An emitted event, or a note of the test, with its arguments. */
export type Entry = readonly [name: string, ...args: readonly unknown[]];

const NODES_OWN = new Set(['newListener', 'removeListener']);

/** Records every event of an agent, with or without listeners, and the notes of the test. */
export class Journal {
  readonly entries: Entry[] = [];
  readonly #waiting = new Set<() => void>();

  note(name: string, ...args: readonly unknown[]): void {
    this.entries.push([name, ...args]);
    for (const check of this.#waiting) check();
  }

  /** The names of the entries in order, without arguments; optionally only of these names. */
  order(...names: readonly string[]): readonly string[] {
    const occurred = this.entries.map(([name, first]) => (isContext(first) ? `${name} ${first.location}` : name));
    return names.length === 0 ? occurred : occurred.filter((name) => names.includes(name.split(' ')[0] ?? ''));
  }

  all(name: string): readonly Entry[] {
    return this.entries.filter(([other]) => other === name);
  }

  /** Resolves with the arguments of the `count`th event of that name, past or future. */
  seen(name: string, count = 1): Promise<readonly unknown[]> {
    return new Promise((resolve) => {
      const check = (): void => {
        const entry = this.all(name)[count - 1];
        if (entry === undefined) return;
        this.#waiting.delete(check);
        resolve(entry.slice(1));
      };
      this.#waiting.add(check);
      check();
    });
  }
}

function isContext(value: unknown): value is { readonly location: string } {
  return typeof value === 'object' && value !== null && 'location' in value;
}

export interface Bot extends AsyncDisposable {
  readonly agent: Agent;
  readonly journal: Journal;
}

/** An agent whose events are recorded, disposed of at the end of the test. */
export function botOf(conf: AgentConf, make: (conf: AgentConf) => Agent = (it) => new Agent(it)): Bot {
  const agent = make(conf);
  const journal = watch(agent);
  return {
    agent,
    journal,
    [Symbol.asyncDispose]: async () => {
      agent.dispose();
      await turn();
    },
  };
}

export function watch(agent: Agent): Journal {
  const journal = new Journal();
  const emit = agent.emit.bind(agent) as (event: string, ...args: unknown[]) => boolean;
  Object.defineProperty(agent, 'emit', {
    configurable: true,
    value: (event: string, ...args: unknown[]) => {
      if (!NODES_OWN.has(event)) journal.note(event, ...args);
      return event === 'error' && agent.listenerCount('error') === 0 ? false : emit(event, ...args);
    },
  });
  return journal;
}

export async function connectedBot(
  simulator: Simulator,
  conf: Partial<AgentConf> = {},
  kind?: CredentialKind,
): Promise<Bot> {
  const bot = botOf(confOf(simulator, conf, kind));
  await bot.journal.seen('connected');
  return bot;
}

/** Resolves with the arguments of a callback. */
export function called(
  start: (callback: (...args: readonly [error?: RequestFailure | null, ...rest: unknown[]]) => void) => unknown,
): Promise<readonly unknown[]> {
  return new Promise((resolve) => {
    start((...args) => resolve(args));
  });
}

/** Waits for the next turn of the event loop, after pending microtasks and immediates. */
export function turn(): Promise<void> {
  return new Promise((resolve) => {
    setImmediate(resolve);
  });
}

/** Waits for one round trip: earlier frames in both directions have arrived. */
export async function settled({ agent }: Bot): Promise<void> {
  await called((callback) => agent.getClock(callback));
  await turn();
}

/** The enumerable fields of an error, as in a log. */
export function fieldsOf(error: unknown): unknown {
  return JSON.parse(JSON.stringify(error));
}

export function bodiesOf(simulator: Simulator, request: string): readonly unknown[] {
  return framesOf(simulator, request).map(({ body }) => body);
}

/** The received frames of a request. */
export function framesOf(simulator: Simulator, request: string): readonly Record<string, unknown>[] {
  return simulator.transcript
    .filter((entry): entry is Extract<TranscriptEntry, { kind: 'frame' }> => entry.kind === 'frame')
    .filter((entry) => entry.direction === 'in' && entry.request === request)
    .map(({ frame }) => frame as Record<string, unknown>);
}

export function httpOf(simulator: Simulator, service: string): readonly Extract<TranscriptEntry, { kind: 'http' }>[] {
  return simulator.transcript
    .filter((entry): entry is Extract<TranscriptEntry, { kind: 'http' }> => entry.kind === 'http')
    .filter((entry) => entry.service === service);
}

/** Expires the domain cache by moving Date.now() forward by a minute; timers are not affected. */
export function aMinuteLater(): Disposable {
  vi.useFakeTimers({ toFake: ['Date'], now: Date.now() + 61_000 });
  return { [Symbol.dispose]: () => vi.useRealTimers() };
}

/** The largest number of sockets open at the same time. */
export function mostSockets(simulator: Simulator): number {
  let open = 0;
  let most = 0;
  for (const entry of simulator.transcript) {
    if (entry.kind === 'upgrade' && entry.status === 101) open += 1;
    if (entry.kind === 'close') open -= 1;
    most = Math.max(most, open);
  }
  return most;
}
