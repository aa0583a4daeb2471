import { z } from 'zod';
import type { Agent } from '../agent.js';
import type { AgentOptions } from '../options/options.js';
import { ConfigurationError } from '../errors.js';
import { isAgent, checkOptions } from '../conversations/checks.js';
import type { HandOffTarget } from '../conversations/hand-off.js';
import type { RingOffer } from '../conversations/ring-offer.js';
import { lazyCompiled } from '../protocol/checking.js';
import { MemoryStore } from '../store/memory-store.js';
import type { Store } from '../store/store.js';
import { durationMs, type Duration } from '../support/duration.js';
import { hasMethods } from '../support/has-methods.js';
import { systemClock, type Clock } from './clock.js';
import { ATTEMPTS } from './pause.js';

/** What differs between a program, a test and a fleet. `makeBot = (setup: BotSetup) => new Bot({ ...setup, ... })`. */
export interface BotSetup {
  /** Without `cursors`: the bot keeps the positions itself. `autoConnect` has no effect. */
  readonly agent: AgentOptions;
  /**
   * Keeps positions and sessions.
   *
   * @default a new `MemoryStore`, which ends with the process
   */
  readonly store?: Store | undefined;
  /** @default the time of this machine */
  readonly clock?: Clock | undefined;
  /** For tests. `always`: a flow runs again from its beginning in each turn, so that one that is not repeatable fails. */
  readonly replay?: 'always' | undefined;
}

/** Which messages make one turn. */
export interface TurnOptions {
  /**
   * - `each`: every message is a turn.
   * - `combined`: neighbouring plain texts that came while the bot was busy are one turn, at most 20 texts or 16 KB.
   * - `interrupt`: as `combined`; and as long as the handler has said nothing, a newer text aborts `chat.signal`, and the
   *   turn begins again with both.
   *
   * Files, clicks and texts that `hears` matches are always turns of their own.
   *
   * @default 'combined'
   */
  readonly mode?: 'each' | 'combined' | 'interrupt' | undefined;
  /**
   * How long a text waits for more texts, longer while the consumer types, at most ten times as long. Not with `each`.
   *
   * @default 0
   */
  readonly wait?: Duration | undefined;
}

/** Which conversations the bot takes. */
export interface RingOptions {
  /**
   * `true` takes the conversation, `false` leaves it to other agents, `'reject'` rejects the ring.
   *
   * @default 'all'
   */
  readonly accept?: 'all' | ((ring: RingOffer) => boolean | 'reject' | Promise<boolean | 'reject'>) | undefined;
  /**
   * With so many conversations the agent is `OCCUPIED` and leaves rings to others; below nine tenths it is `ONLINE` again.
   *
   * @default 250
   */
  readonly capacity?: number | undefined;
}

/** Where a conversation goes in which the bot fails. */
export type EscalationOptions = HandOffTarget & {
  /**
   * Attempts for one turn, after pauses of 1, 5 and then 25 seconds.
   *
   * @default 4
   */
  readonly after?: number | undefined;
  /** The last text to the consumer. */
  readonly say?: string | undefined;
};

/** Options of a {@link Bot}. */
export interface BotOptions<Session extends object> extends BotSetup {
  /**
   * A new session: a JSON object that the store keeps for each conversation. A saved session is laid over it, so that
   * members added by a later version have their defaults.
   */
  readonly session?: (() => Session) | undefined;
  readonly rings?: RingOptions | undefined;
  readonly turns?: TurnOptions | undefined;
  /** Without it a turn that fails again and again is reported with code `GAVE_UP` and passed over. */
  readonly escalation?: EscalationOptions | undefined;
  /**
   * After so long `chat.signal` is aborted; a handler that still runs ten seconds later has its conversation handed off.
   *
   * @default '60s'
   */
  readonly handlerTimeout?: Duration | undefined;
  /**
   * Handlers at the same time, each of another conversation.
   *
   * @default 250
   */
  readonly maxConcurrent?: number | undefined;
  /** Skills for which this agent is rung, so that `handOff` refuses them. Those of its rings are learned. */
  readonly skills?: readonly string[] | undefined;
}

/** A bot's state in numbers, for a health check or a dashboard. */
export interface BotHealth {
  /** Conversations that the bot's agent has. */
  readonly conversations: number;
  /** Turns whose handler runs or whose commit is being written. */
  readonly running: number;
  /** Messages and other turns that wait. */
  readonly waiting: number;
  /** How long the oldest message has been waiting, in milliseconds; `undefined`: none waits. */
  readonly oldestWaitingMs: number | undefined;
  /** Handlers that have failed since the bot was made. */
  readonly failures: number;
  /** State of the connection: `agent.health()` has the details. */
  readonly agent: Agent['state'];
}

/** Options of `bot.stop`. */
export interface StopOptions {
  /**
   * How long handlers in hand may take to finish.
   *
   * @default '10s'
   */
  readonly drain?: Duration | undefined;
  /** Ends the session, too, so that its seat is free. */
  readonly logout?: boolean | undefined;
}

/** With every default. */
export interface ResolvedBotOptions<Session extends object> {
  readonly agent: AgentOptions;
  readonly store: Store;
  readonly clock: Clock;
  readonly replay: 'always' | undefined;
  readonly session: () => Session;
  readonly accept: NonNullable<RingOptions['accept']>;
  readonly capacity: number;
  readonly mode: NonNullable<TurnOptions['mode']>;
  readonly waitMs: number;
  readonly escalation:
    | { readonly target: HandOffTarget; readonly after: number; readonly say: string | undefined }
    | undefined;
  readonly handlerTimeoutMs: number;
  readonly maxConcurrent: number;
  readonly skills: readonly string[] | undefined;
}

const CAPACITY = 250;

const duration = (): z.ZodType => z.union([z.number(), z.string()], 'expected milliseconds or a text such as 10s');
const aFunction = (): z.ZodType => z.custom((value) => typeof value === 'function', 'expected a function');

const botOptions = lazyCompiled(() =>
  z.strictObject({
    options: z.strictObject({
      agent: z.looseObject({}),
      store: z
        .custom((value) => hasMethods(value, 'load', 'commit'), 'expected a Store, with load() and commit()')
        .optional(),
      clock: z
        .custom((value) => hasMethods(value, 'now', 'after'), 'expected a Clock, with now() and after()')
        .optional(),
      replay: z.literal('always').optional(),
      session: aFunction().optional(),
      rings: z
        .strictObject({
          accept: z.union([z.literal('all'), aFunction()], "expected 'all' or a function").optional(),
          capacity: z.number().int().positive().optional(),
        })
        .optional(),
      turns: z
        .strictObject({ mode: z.enum(['each', 'combined', 'interrupt']).optional(), wait: duration().optional() })
        .optional(),
      escalation: z
        .strictObject({
          skill: z.string().min(1).optional(),
          agent: z.string().min(1).optional(),
          queue: z.literal(true).optional(),
          after: z.number().int().positive().optional(),
          say: z.string().optional(),
        })
        .refine(
          ({ skill, agent, queue }) => skill !== undefined || agent !== undefined || queue !== undefined,
          'expected { skill }, { agent } or { queue: true }',
        )
        .optional(),
      handlerTimeout: duration().optional(),
      maxConcurrent: z.number().int().positive().optional(),
      skills: z.array(z.string().min(1)).optional(),
    }),
  }),
);

/** @throws {ConfigurationError} Names each option that does not fit. */
export function resolveBotOptions<Session extends object>(options: BotOptions<Session>): ResolvedBotOptions<Session> {
  if (isAgent((options as Partial<BotOptions<Session>> | undefined)?.agent)) {
    throw new ConfigurationError([
      'agent: expected the options of an agent, got an Agent; pass its options, the bot makes, connects and closes the agent',
    ]);
  }
  checkOptions(botOptions(), { options });
  const { agent, rings = {}, turns = {}, escalation, session } = options;
  if (agent.cursors !== undefined) {
    throw new ConfigurationError([
      'agent.cursors: a bot keeps the positions of its conversations in its own store; leave cursors out, and pass the store as `store`',
    ]);
  }
  return {
    agent: { ...agent, autoConnect: false },
    store: options.store ?? new MemoryStore(),
    clock: options.clock ?? systemClock,
    replay: options.replay,
    // The type parameter is `{}` where no session is given.
    session: session ?? ((): Session => ({}) as Session),
    accept: rings.accept ?? 'all',
    capacity: rings.capacity ?? CAPACITY,
    mode: turns.mode ?? 'combined',
    waitMs: durationMs(turns.wait ?? 0, 'turns.wait'),
    escalation: escalation && escalationOf(escalation),
    handlerTimeoutMs: timeoutMs(options.handlerTimeout),
    maxConcurrent: options.maxConcurrent ?? CAPACITY,
    skills: options.skills,
  };
}

function timeoutMs(handlerTimeout: Duration = '60s'): number {
  const ms = durationMs(handlerTimeout, 'handlerTimeout');
  if (ms > 0) return ms;
  throw new ConfigurationError(['handlerTimeout: expected more than 0']);
}

function escalationOf({
  after = ATTEMPTS,
  say,
  ...target
}: EscalationOptions): ResolvedBotOptions<object>['escalation'] {
  return { target, after, say };
}
