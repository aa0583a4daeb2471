import { Agent, SDKError, type AgentEvents, type AgentOptions, type LifecycleState } from '../../src/index.js';
import { Simulator, type SimulatorOptions, type TranscriptEntry } from '../../src/simulator/index.js';

/** Options of an agent beside its credentials. */
export type Settings = Partial<AgentOptions>;

/** Reconnects without the delays that spare the platform. */
export const eagerly = {
  firstDelay: 0,
  delay: 1,
  maxDelay: 20,
  jitter: 0,
  loginInterval: 0,
} as const;

let accounts = 20_000_000;

/** A simulator with an account id of its own: domains are cached by account, and the system reuses ports. */
export async function startPlatform(options: SimulatorOptions = {}): Promise<Simulator> {
  accounts += 1;
  return Simulator.start({ accountId: accounts, ...options });
}

/** An agent of the simulator's first user, not yet connecting. */
export function agentOf(simulator: Simulator, settings: Settings = {}): Agent {
  return new Agent({ ...simulator.agentOptions(), autoConnect: false, reconnect: eagerly, ...settings });
}

/** A connected agent of the simulator's first user. */
export async function connectedTo(simulator: Simulator, settings: Settings = {}): Promise<Agent> {
  const agent = agentOf(simulator, settings);
  await agent.connect();
  return agent;
}

/** The rejection of a promise. Throws if the promise resolves. */
export async function failureOf(promise: Promise<unknown>): Promise<unknown> {
  let result: unknown;
  try {
    result = await promise;
  } catch (error) {
    return error;
  }
  throw new Error(`Expected a rejection, but got ${JSON.stringify(result)}`);
}

/** As {@link failureOf}. Throws if the rejection is not an SDKError. */
export async function sdkFailureOf(promise: Promise<unknown>): Promise<SDKError> {
  const error = await failureOf(promise);
  if (error instanceof SDKError) return error;
  throw new Error('Expected an error of this library', { cause: error });
}

type EventArguments<Name extends keyof AgentEvents> = Parameters<AgentEvents[Name]>;

/** The arguments of the next event of that name which `accepts` accepts. */
export function next<Name extends keyof AgentEvents>(
  agent: Agent,
  event: Name,
  accepts: (...args: EventArguments<Name>) => boolean = () => true,
): Promise<EventArguments<Name>> {
  return new Promise((resolve) => {
    const listener = (...args: EventArguments<Name>): void => {
      if (!accepts(...args)) return;
      agent.off(event, listener as AgentEvents[Name]);
      resolve(args);
    };
    agent.on(event, listener as AgentEvents[Name]);
  });
}

/** Resolves once the agent is in the state. */
export async function reaches(agent: Agent, state: LifecycleState): Promise<void> {
  if (agent.state !== state) await next(agent, 'state', (current) => current === state);
}

const LIFECYCLE = [
  'connected',
  'closed',
  'error',
  'warn',
  'success',
  'notification',
  'state',
  'reconnecting',
  'reconnected',
] as const;

/** One emitted event: its name and arguments. */
export type Heard = readonly [event: string, ...args: readonly unknown[]];

/** Collects the events of these names in order; without names, those of the lifecycle. */
export function listen(agent: Agent, ...events: readonly (keyof AgentEvents)[]): Heard[] {
  const heard: Heard[] = [];
  for (const event of events.length > 0 ? events : LIFECYCLE) {
    agent.on(event, ((...args: unknown[]) => void heard.push([event, ...args])) as AgentEvents[typeof event]);
  }
  return heard;
}

/** The frames that an agent has sent, in order. */
export function framesOf(simulator: Simulator): readonly Readonly<Record<string, unknown>>[] {
  return simulator.transcript
    .filter((entry): entry is Extract<TranscriptEntry, { kind: 'frame' }> => entry.kind === 'frame')
    .filter(({ direction }) => direction === 'in')
    .map(({ frame }) => frame as Readonly<Record<string, unknown>>);
}

/** The last frame that an agent has sent. */
export function lastFrameOf(simulator: Simulator): Readonly<Record<string, unknown>> | undefined {
  return framesOf(simulator).at(-1);
}

/** REST exchanges and upgrades in order: service or path, and status. */
export function stepsOf(simulator: Simulator): readonly string[] {
  return simulator.transcript.flatMap((entry) => {
    if (entry.kind === 'http') return [`${entry.service ?? entry.path} ${entry.status ?? 'unanswered'}`];
    return entry.kind === 'upgrade' ? [`upgrade ${entry.status ?? 'unanswered'}`] : [];
  });
}

/** Collects the process warnings of this library until disposed of. */
export function warnings(): Disposable & { readonly messages: readonly string[]; next(): Promise<Error> } {
  const messages: string[] = [];
  const waiters = new Set<(warning: Error) => void>();
  const listener = (warning: Error): void => {
    if (warning.name !== 'NodeAgentSDKWarning') return;
    messages.push(warning.message);
    for (const resolve of waiters) resolve(warning);
    waiters.clear();
  };
  process.on('warning', listener);
  return {
    messages,
    next: () => new Promise((resolve) => waiters.add(resolve)),
    [Symbol.dispose]: () => void process.off('warning', listener),
  };
}

/** Drops the connection, does the work while the agent is offline, and waits for the reconnect. */
export async function whileAway(simulator: Simulator, agent: Agent, work: () => Promise<unknown>): Promise<void> {
  const lost = next(agent, 'closed');
  const back = next(agent, 'reconnected');
  const healed = simulator.faults.upgrade({ drop: true });
  simulator.dropSockets();
  await lost;
  await work();
  healed();
  await back;
}
