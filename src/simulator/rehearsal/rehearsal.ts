import { setTimeout } from 'node:timers/promises';
import { withDeadline } from '../../support/deadline.js';
import type { WaitOptions } from '../consumer/consumer-options.js';
import type { Store } from '../../store/store.js';
import type { SimulatedConsumer } from '../consumer/simulated-consumer.js';
import { SimulatorError } from '../failures.js';
import type { SimulatedHuman } from '../human/simulated-human.js';
import type { AgentAccount, AgentDetails } from '../platform/accounts.js';
import type { ConsumerProfile } from '../platform/consumer-registry.js';
import type { Simulator } from '../simulator.js';
import { Life } from './life.js';
import { HUMANS, type RehearsalSetup, type RehearsedBot } from './rehearsed-bot.js';
import { LONGEST_SETTLING_MS, RehearsalClock } from './rehearsal-clock.js';

/** Reconnects without the pauses that spare the platform. */
const eagerly = { firstDelay: 0, delay: 10, maxDelay: 100, jitter: 0, loginInterval: 0 } as const;

/** Round trips without anything exchanged, after which a request that a handler had still to send would have arrived. */
const QUIET_ROUND_TRIPS = 3;

/** A platform, a bot and its store, with consumers and human agents. Made by `rehearse`. */
export class Rehearsal<RehearsedAs extends RehearsedBot> implements AsyncDisposable {
  readonly simulator: Simulator;
  /** The real store: what the bot has committed in all its lives. */
  readonly store: Store;
  readonly clock: RehearsalClock;
  readonly #makeBot: (setup: RehearsalSetup) => RehearsedAs;
  readonly #errors: Error[] = [];
  readonly #humans = new Map<string, SimulatedHuman>();
  readonly #replay: 'always' | undefined;
  #lives = 0;
  #running: { readonly bot: RehearsedAs; readonly life: Life } | undefined;
  /** A bot whose `start` is pending. */
  #starting: RehearsedAs | undefined;
  #closing: Promise<void> | undefined;

  /** Use `rehearse()`. */
  constructor(
    simulator: Simulator,
    store: Store,
    makeBot: (setup: RehearsalSetup) => RehearsedAs,
    replay: 'always' | undefined,
  ) {
    this.#replay = replay;
    this.simulator = simulator;
    this.store = store;
    this.#makeBot = makeBot;
    // Errors of the bot are often why a consumer waits in vain.
    simulator.explainTimeouts(() => {
      const texts = this.#errors.slice(-3).map(({ name, message }) => `${name}: ${message}`);
      return texts.length === 0 ? '' : `. Errors of the bot: ${texts.join('; ')}`;
    });
    this.clock = new RehearsalClock(simulator.clock, async (deadline) => this.#settle(deadline));
  }

  /** The bot that runs: another one after `restart()`. */
  get bot(): RehearsedAs {
    return this.#alive().bot;
  }

  /** The user of the bot. */
  get account(): AgentAccount {
    const [account] = this.simulator.agents;
    if (account === undefined) throw new SimulatorError('The platform of the rehearsal has no user', 'MISUSE');
    return account;
  }

  /** The errors of the bot, of all its lives: those of its event `error`, or else of the event `error` of its agent. */
  get errors(): readonly Error[] {
    return this.#errors;
  }

  /** A consumer, whose conversations start in the bot's first skill. */
  consumer(profile: ConsumerProfile = {}): SimulatedConsumer {
    const [skillId] = this.account.skillIds;
    return this.simulator.consumer(profile, { start: { skillId } });
  }

  /**
   * A human agent of the skill `humans`, or of the skills in `details`, who is online from the first call with this name
   * on.
   */
  human(name = 'sam', details: Omit<AgentDetails, 'username'> = {}): SimulatedHuman {
    const known = this.#humans.get(name);
    if (known !== undefined) return known;
    const account = { username: name, firstName: name, skillIds: [HUMANS], ...details };
    const human = this.simulator.human(account);
    this.#humans.set(name, human);
    return human;
  }

  /**
   * The bot's process dies and comes back: the agent is cut off in the middle of what it does, nothing that the old bot
   * does reaches platform or store, and a new bot starts on the same store. Handlers of the old bot cannot be stopped; what
   * they wait for does not come. A turn that was not committed is handled again: with `settled()` before, none is.
   *
   * @throws {SDKError} As `bot.start()`.
   * @throws {SimulatorError} The store does not finish a commit that had begun in time, or the rehearsal is closed meanwhile.
   */
  async restart({ timeoutMs = COMMIT_MS }: WaitOptions = {}): Promise<void> {
    const { bot, life } = this.#alive();
    this.#running = undefined;
    life.end();
    bot.agent.dispose();
    // The platform notices at once: it would ring a dead agent.
    this.simulator.endProcess(this.account, life.userAgent);
    await life.committed(timeoutMs);
    await this.start();
  }

  /**
   * The network of the bot is cut. Resolves when the bot has lost its connection; the bot reconnects by itself. A verb whose
   * response is lost may fail, and the bot repeats the turn by the clock of the rehearsal: a manual clock is to be advanced.
   */
  async cut(): Promise<void> {
    const { agent } = this.bot;
    if (agent.state !== 'ready') return;
    const lost = new Promise<void>((resolve) => {
      const onState = (state: RehearsedBot['agent']['state']): void => {
        if (state === 'ready') return;
        agent.off('state', onState);
        resolve();
      };
      agent.on('state', onState);
    });
    this.simulator.dropSockets(this.account);
    await lost;
  }

  /**
   * Resolves when platform and bot have exchanged everything, the bot's handlers are done and its commits are stored, as far
   * as can be known: a handler that waits for something else, and a bot that never rests, cost a second.
   */
  async settled(): Promise<void> {
    await this.#settle(performance.now() + LONGEST_SETTLING_MS);
  }

  /** @internal Makes and starts a bot. */
  async start(): Promise<void> {
    if (this.#closing !== undefined) throw closedMeanwhile();
    this.#lives += 1;
    const life = new Life(this.store, this.simulator.clock, `rehearsed-bot/${this.#lives}`);
    const { userAgent } = life;
    const agent = {
      ...this.simulator.agentOptions('password', this.account),
      autoConnect: false,
      reconnect: eagerly,
      userAgent,
    };
    const bot = this.#makeBot({
      agent,
      store: life.store,
      clock: life.clock,
      ...(this.#replay && { replay: this.#replay }),
    });
    const onError = (error: Error): void => {
      if (!life.isOver) this.#errors.push(error);
    };
    if (bot.on === undefined) bot.agent.on('error', onError);
    else bot.on('error', onError);
    this.#starting = bot;
    try {
      await bot.start();
      if (this.#closing !== undefined) throw closedMeanwhile();
      this.#running = { bot, life };
    } catch (error) {
      life.end();
      // A bot that reconnects for ever would keep the test alive.
      bot.agent.dispose();
      throw this.#closing === undefined ? error : closedMeanwhile(error);
    } finally {
      this.#starting = undefined;
    }
  }

  /** Stops the bot without waiting for its handlers, and closes the platform. */
  async close(): Promise<void> {
    this.#closing ??= this.#close();
    await this.#closing;
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.close();
  }

  async #close(): Promise<void> {
    const { bot, life } = this.#running ?? {};
    this.#running = undefined;
    // Its start would wait for ever for a platform that is gone.
    this.#starting?.agent.dispose();
    try {
      await bot?.stop({ drain: 0 });
    } finally {
      life?.end();
      bot?.agent.dispose();
      try {
        await life?.committed(COMMIT_MS);
      } finally {
        await this.simulator.close();
      }
    }
  }

  #alive(): { readonly bot: RehearsedAs; readonly life: Life } {
    if (this.#running !== undefined) return this.#running;
    throw new SimulatorError(
      'The bot is not running: the rehearsal is closed, or a restart has not finished',
      'MISUSE',
    );
  }

  /** @param deadline On the clock of `performance.now()`. */
  async #settle(deadline: number): Promise<void> {
    const isLate = (): boolean => performance.now() >= deadline;
    for (let quiet = 0; quiet < QUIET_ROUND_TRIPS;) {
      const isActive = await withDeadline(this.simulator.roundTrip(), {
        deadline: { timeoutMs: ROUND_TRIP_MS, error: unreachable },
      });
      const isBusy = this.#isBusy();
      quiet = (isActive || isBusy) && !isLate() ? 0 : quiet + 1;
      // The bot works on something beside its sockets.
      if (isBusy && !isActive) await setTimeout(1);
    }
  }

  #isBusy(): boolean {
    if (this.#running === undefined) return false;
    const { bot, life } = this.#running;
    const isConnecting = bot.agent.state === 'connecting' || bot.agent.state === 'waiting';
    return isConnecting || life.isCommitting || (bot.health?.().running ?? 0) > 0;
  }
}

/** How long a store may take for commits that had begun when the bot's process ended. */
const COMMIT_MS = 5_000;

function closedMeanwhile(cause?: unknown): SimulatorError {
  return new SimulatorError('The rehearsal was closed before the bot had started', 'CLOSED', cause);
}

/** On loopback a round trip takes less than a millisecond. */
const ROUND_TRIP_MS = 5_000;

function unreachable(): SimulatorError {
  return new SimulatorError(
    'The agents did not answer a ping in 5 seconds: settled() and advance() need a network that works',
    'TIMEOUT',
  );
}
