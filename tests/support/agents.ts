import { Agent, SDKError, type AgentEvents, type AgentOptions, type LifecycleState } from '../../src/index.js';
import { Simulator, type SimulatorOptions, type TranscriptEntry } from '../../src/simulator/index.js';

/** Everything an agent may be told beside its credentials. */
export type Settings = Partial<AgentOptions>;

/** Reconnecting without the pauses that are there for the platform's sake. */
export const eagerly = {
  firstDelay: 0,
  delay: 1,
  maxDelay: 20,
  jitter: 0,
  loginInterval: 0,
} as const;

let accounts = 20_000_000;

/** A simulator of an account of its own: the domain directory is remembered by account, and ports come back. */
export async function startPlatform(options: SimulatorOptions = {}): Promise<Simulator> {
  accounts += 1;
  return Simulator.start({ accountId: accounts, ...options });
}

/** An agent of the simulator's first user, which has not begun to connect. */
export function agentOf(simulator: Simulator, settings: Settings = {}): Agent {
  return new Agent({ ...simulator.agentOptions(), autoConnect: false, reconnect: eagerly, ...settings });
}

/** An agent of the simulator's first user that is ready. */
export async function connectedTo(simulator: Simulator, settings: Settings = {}): Promise<Agent> {
  const agent = agentOf(simulator, settings);
  await agent.connect();
  return agent;
}

/** What a promise rejects with. A promise that resolves is a failure of the test. */
export async function failureOf(promise: Promise<unknown>): Promise<unknown> {
  let result: unknown;
  try {
    result = await promise;
  } catch (error) {
    return error;
  }
  throw new Error(`Expected a rejection, but got ${JSON.stringify(result)}`);
}

/** As {@link failureOf}, where anything but an error of this library is a failure of the test. */
export async function sdkFailureOf(promise: Promise<unknown>): Promise<SDKError> {
  const error = await failureOf(promise);
  if (error instanceof SDKError) return error;
  throw new Error('Expected an error of this library', { cause: error });
}

type EventArguments<Name extends keyof AgentEvents> = Parameters<AgentEvents[Name]>;

/** The arguments of the next such event. */
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

/** Resolves as soon as the agent is in this state. */
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

/** One event, as a test wants to see it. */
export type Heard = readonly [event: string, ...args: readonly unknown[]];

/** Everything that is emitted under these names, in order. */
export function listen(agent: Agent, ...events: readonly (keyof AgentEvents)[]): Heard[] {
  const heard: Heard[] = [];
  for (const event of events.length > 0 ? events : LIFECYCLE) {
    agent.on(event, ((...args: unknown[]) => void heard.push([event, ...args])) as AgentEvents[typeof event]);
  }
  return heard;
}

/** The frames an agent has sent, in order. */
export function framesOf(simulator: Simulator): readonly Readonly<Record<string, unknown>>[] {
  return simulator.transcript
    .filter((entry): entry is Extract<TranscriptEntry, { kind: 'frame' }> => entry.kind === 'frame')
    .filter(({ direction }) => direction === 'in')
    .map(({ frame }) => frame as Readonly<Record<string, unknown>>);
}

/** The last frame an agent has sent. */
export function lastFrameOf(simulator: Simulator): Readonly<Record<string, unknown>> | undefined {
  return framesOf(simulator).at(-1);
}

/** REST exchanges and upgrades, by what they were about and how they ended. */
export function stepsOf(simulator: Simulator): readonly string[] {
  return simulator.transcript.flatMap((entry) => {
    if (entry.kind === 'http') return [`${entry.service ?? entry.path} ${entry.status ?? 'unanswered'}`];
    return entry.kind === 'upgrade' ? [`upgrade ${entry.status ?? 'unanswered'}`] : [];
  });
}

/** Process warnings of this library, from now on. Dispose of it to stop listening. */
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

/** Loses the connection, does something meanwhile, and has it again. */
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
