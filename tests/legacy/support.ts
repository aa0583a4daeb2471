import { vi } from 'vitest';
import { Agent, type AgentConf, type RequestFailure } from '../../src/legacy/index.js';
import { Simulator, type SimulatorOptions, type TranscriptEntry } from '../../src/simulator/index.js';
import { loopbackCertificate } from '../support/certificate.js';

/** A platform with TLS, as the one that old bots know. */
export async function startPlatform(options: SimulatorOptions = {}): Promise<Simulator> {
  return Simulator.start({ tls: await loopbackCertificate(), ...options });
}

type CredentialKind = Parameters<Simulator['agentOptions']>[0];

/** A conf as old bots have them, which trusts the platform. */
export function confOf(simulator: Simulator, conf: Partial<AgentConf> = {}, kind?: CredentialKind): AgentConf {
  return { ...simulator.agentOptions(kind), ...conf };
}

/** One thing that happened: an event, or what a test noted, with its arguments. */
export type Entry = readonly [name: string, ...args: readonly unknown[]];

const NODES_OWN = new Set(['newListener', 'removeListener']);

/** Everything an agent emits, whether or not anybody listens, and what tests note between. */
export class Journal {
  readonly entries: Entry[] = [];
  readonly #waiting = new Set<() => void>();

  note(name: string, ...args: readonly unknown[]): void {
    this.entries.push([name, ...args]);
    for (const check of this.#waiting) check();
  }

  /** What happened under these names, without the arguments. */
  order(...names: readonly string[]): readonly string[] {
    const told = this.entries.map(([name, first]) => (isContext(first) ? `${name} ${first.location}` : name));
    return names.length === 0 ? told : told.filter((name) => names.includes(name.split(' ')[0] ?? ''));
  }

  all(name: string): readonly Entry[] {
    return this.entries.filter(([other]) => other === name);
  }

  /** The arguments of the `count`th such event, past or future. */
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

/** An agent that is listened to in every respect, and ends with the test. */
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

/** The arguments a callback is called with. */
export function called(
  start: (callback: (...args: readonly [error?: RequestFailure | null, ...rest: unknown[]]) => void) => unknown,
): Promise<readonly unknown[]> {
  return new Promise((resolve) => {
    start((...args) => resolve(args));
  });
}

/** Another turn of the event loop: what was put off until then has happened. */
export function turn(): Promise<void> {
  return new Promise((resolve) => {
    setImmediate(resolve);
  });
}

/** Everything that was on its way has arrived: a request went there and back. */
export async function settled({ agent }: Bot): Promise<void> {
  await called((callback) => agent.getClock(callback));
  await turn();
}

/** As an error is written into a log. */
export function fieldsOf(error: unknown): unknown {
  return JSON.parse(JSON.stringify(error));
}

export function bodiesOf(simulator: Simulator, request: string): readonly unknown[] {
  return framesOf(simulator, request).map(({ body }) => body);
}

/** Requests as they came, as JSON. */
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

/** The domain directory is asked again. Timers go on as they do. */
export function aMinuteLater(): Disposable {
  vi.useFakeTimers({ toFake: ['Date'], now: Date.now() + 61_000 });
  return { [Symbol.dispose]: () => vi.useRealTimers() };
}

/** How many sockets there were at the same time, at most. */
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
