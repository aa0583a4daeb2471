import { EventEmitter } from 'node:events';
import { Agent } from '../agent.js';
import { Conversations } from '../conversations/conversations.js';
import { Handlers } from '../conversations/handlers.js';
import { ObservedPromise } from '../client/observed-promise.js';
import { ConfigurationError, ConnectionError, HandlerError, SDKError } from '../errors.js';
import { withDeadline } from '../support/deadline.js';
import type { Duration } from '../support/duration.js';
import { reasonOf } from '../support/thrown.js';
import { Availability } from './availability.js';
import type { Chat } from './chat.js';
import type { Action } from './clicks.js';
import type { Flow, StartsFlow } from './flow.js';
import type { SharedPorts } from './job-runner.js';
import {
  resolveBotOptions,
  type BotHealth,
  type BotOptions,
  type ResolvedBotOptions,
  type StopOptions,
} from './options.js';
import { Reporter } from './report.js';
import { Routes, type RouteHandler, type RouteName } from './routes.js';
import { addSilence } from './silence.js';
import { drainMs } from './drain.js';
import { Slots } from './slots.js';
import type { TurnHandler } from './turn-handler.js';
import type {
  ClickTurn,
  FileTurn,
  FlowLostTurn,
  HearsTurn,
  JoinedTurn,
  LeftTurn,
  Turn,
  UnknownClickTurn,
} from './turn.js';
import { Workers } from './workers.js';

/** The longest time that `stop` takes after the drain, in which the socket is closed. */
const CLOSE_MS = 800;

/**
 * A bot: handlers for what consumers say. Keeps the order, remembers a session for each conversation, and stops talking when
 * another agent has it.
 *
 * ```ts
 * const bot = new Bot({ agent: { accountId, username, password }, store: new FileStore('./state/bot.jsonl') });
 * bot.on('text', (chat, turn) => chat.reply(`You said: ${turn.text}`));
 * await bot.start();
 * ```
 *
 * @see docs/bots.md
 */
export class Bot<
  Session extends object = Record<string, unknown>,
  Derived extends object = object,
> implements AsyncDisposable {
  /** Made from the option `agent`. Its handlers of messages only observe: the bot acknowledges. */
  readonly agent: Agent;
  /**
   * Resolves when the bot has stopped, and rejects when it has ended by itself: the platform refuses the credentials for
   * good, or another process has logged in.
   */
  readonly ended: Promise<void>;
  readonly #options: ResolvedBotOptions<object>;
  readonly #routes = new Routes();
  readonly #errors = new EventEmitter();
  readonly #errorHandlers = new Handlers(this.#errors);
  readonly #handlers: Slots;
  readonly #conversations: Conversations;
  readonly #availability: Availability;
  readonly #reporter = Reporter.ofProcess();
  #workers: Workers | undefined;
  #failures = 0;
  #lastError: SDKError | undefined;
  #isStarted = false;
  #stopping: Promise<void> | undefined;
  #end: { readonly resolve: () => void; readonly reject: (error: Error) => void } = {
    resolve: () => {},
    reject: () => {},
  };

  /** @throws {ConfigurationError} The options cannot describe a bot; `problems` names each. */
  constructor(options: BotOptions<Session>) {
    // Sessions are JSON objects here; the type parameter is for the handlers.
    this.#options = resolveBotOptions(options) as ResolvedBotOptions<object>;
    const { maxConcurrent, skills } = this.#options;
    this.#handlers = new Slots(maxConcurrent);
    this.ended = new Promise((resolve, reject) => (this.#end = { resolve, reject }));
    // The application may not look at it.
    this.ended.catch(() => {});
    this.agent = new Agent(this.#options.agent);
    this.#conversations = new Conversations(this.agent, { skills });
    this.#availability = new Availability({
      agent: this.agent,
      options: this.#options,
      count: () => this.#workers?.count ?? 0,
      report: (error) => this.#report(error),
    });
    this.#conversations.on('ring', (ring) => this.#availability.ring(ring));
    this.#conversations.on('error', (error) => this.#report(error));
    this.agent.on('error', (error) => this.#report(error));
    this.agent.on('state', (state) => {
      if (state === 'closed') this.#agentClosed();
    });
  }

  /** The conversation is new to the bot, before what the consumer has said. */
  on(event: 'start', handler: TurnHandler<Session, Derived>): this;
  /** A text, or several that came while the bot was busy. */
  on(event: 'text', handler: TurnHandler<Session, Derived>): this;
  /** A file. */
  on(event: 'file', handler: TurnHandler<Session, Derived, FileTurn>): this;
  /** This agent does not have the conversation any more. The verbs that the consumer notices reject. */
  on(event: 'left', handler: TurnHandler<Session, Derived, LeftTurn>): this;
  /** The conversation came back after another agent had it. What was said meanwhile is no turn. */
  on(event: 'back', handler: TurnHandler<Session, Derived>): this;
  /** Another participant has joined, for example a manager. */
  on(event: 'joined', handler: TurnHandler<Session, Derived, JoinedTurn>): this;
  /** A survey has begun, which the bot has joined (`turn.messages` is empty), or the consumer has said something in it. */
  on(event: 'survey', handler: TurnHandler<Session, Derived>): this;
  /** What the consumer said has no other handler. */
  on(event: 'unhandled', handler: TurnHandler<Session, Derived>): this;
  /** A click that names no action of this bot, or has data that do not fit. Without it, its text is handled as a text. */
  on(event: 'unknownClick', handler: TurnHandler<Session, Derived, UnknownClickTurn>): this;
  /** A flow has ended since this version of the bot cannot continue it. Without a handler: an `error`, `FLOW_LOST`. */
  on(event: 'flowLost', handler: TurnHandler<Session, Derived, FlowLostTurn>): this;
  /** A handler failed, or something else that no promise carried. Without a handler: a process warning. */
  on(event: 'error', handler: (error: SDKError, chat?: Chat<Session>) => unknown): this;
  /** A click on what `actions` has offered. */
  on<Data>(
    // `never` accepts the actions of any input: the function is not called.
    action: Action<string, never, Data>,
    handler: TurnHandler<Session, Derived, ClickTurn<Data>>,
  ): this;
  /** @throws {ConfigurationError} There is such a handler, or no such event. */
  on(event: RouteName | 'error' | Action<string, never, unknown>, handler: (...args: never[]) => unknown): this {
    // The overloads say what the handler of each event gets.
    const any = handler as unknown as RouteHandler;
    if (event === 'error') {
      if (typeof handler !== 'function') throw new ConfigurationError(["on('error'): expected a function"]);
      this.#errors.on('error', any);
    } else if (typeof event === 'function') this.#routes.addAction(event, any);
    else this.#routes.add(event, any);
    return this;
  }

  /**
   * Handles texts that match, before `text`. The first registered pattern that matches wins. A string has to be the whole
   * text; case and spaces do not matter. With `always` also while a flow waits for an answer.
   *
   * @throws {ConfigurationError} No text and no regular expression.
   */
  hears(
    pattern: string | RegExp,
    handler: TurnHandler<Session, Derived, HearsTurn>,
    { always = false }: { readonly always?: boolean } = {},
  ): this {
    this.#routes.addPattern(pattern, handler as unknown as RouteHandler, always);
    return this;
  }

  /**
   * Registers a flow, which `chat.start` of the returned bot's handlers starts. @throws {ConfigurationError} There is one of
   * this name.
   */
  flow<Name extends string>(flow: Flow<Name, Chat<Session> & Derived>): Bot<Session, Derived & StartsFlow<Name>> {
    this.#routes.addFlow(flow as unknown as Flow);
    // The same bot: the new type says which flows its chats can start.
    return this as unknown as Bot<Session, Derived & StartsFlow<Name>>;
  }

  /**
   * Calls the handler once when the consumer has said nothing for so long. The timer is in the store.
   * @throws {ConfigurationError} No duration from 1 ms to 24 days, or one that has a handler.
   */
  silence(duration: Duration, handler: TurnHandler<Session, Derived>): this {
    addSilence(this.#routes.silences, duration, handler as unknown as RouteHandler);
    return this;
  }

  /**
   * Runs around every handler, in the order of the calls. A middleware that does not call `next` keeps the handler from
   * running; the turn counts as handled. A failure of the handler stands even if the middleware catches it: see `catch`.
   */
  use(middleware: (chat: Chat<Session> & Derived, next: () => Promise<void>, turn: Turn) => unknown): this {
    this.#routes.use(middleware as unknown as Parameters<Routes['use']>[0]);
    return this;
  }

  /**
   * Adds members to `chat`, for the handlers and middleware that are registered afterwards: use the returned bot. Called
   * once for each conversation and consumer.
   */
  derive<More extends object>(
    derive: (chat: Chat<Session> & Derived) => More | PromiseLike<More>,
  ): Bot<Session, Derived & More> {
    this.#routes.derive(derive as unknown as Parameters<Routes['derive']>[0]);
    // The same bot: the new type says what its chats have.
    return this as unknown as Bot<Session, Derived & More>;
  }

  /**
   * Called with what a handler throws. With `'handled'` the turn counts as handled; otherwise the failure stands, and the
   * turn is tried again.
   */
  catch(catcher: (error: unknown, chat: Chat<Session> & Derived, turn: Turn) => unknown): this {
    this.#routes.catch(catcher as unknown as Parameters<Routes['catch']>[0]);
    return this;
  }

  /**
   * A turn that begins outside, for example with a webhook. Waits for its place among the turns of the conversation. Its
   * failure is the caller's: it is not tried again.
   *
   * @returns What the handler returns, when it is committed.
   * @throws {NotMineError} This agent does not have the conversation.
   * @throws {ConnectionError} `STOPPED`: the bot is not started, or was stopped.
   */
  turn<Result>(
    conversationId: string,
    handler: (chat: Chat<Session> & Derived, turn: Turn) => Result,
  ): Promise<Awaited<Result>> {
    // A webhook may not look at it.
    return ObservedPromise.of(this.#turn(conversationId, handler), (cause) => {
      const message = `turn() of conversation ${conversationId} failed: ${reasonOf(cause)}`;
      this.#report(cause instanceof SDKError ? cause : new SDKError(message, { code: 'HANDLER', cause }));
    });
  }

  async #turn<Result>(
    conversationId: string,
    handler: (chat: Chat<Session> & Derived, turn: Turn) => Result,
  ): Promise<Awaited<Result>> {
    if (this.#workers === undefined || this.#stopping !== undefined) {
      throw new ConnectionError('turn() was not begun: the bot is not running', { code: 'STOPPED' });
    }
    let result: Awaited<Result> | undefined;
    await this.#workers.turn(conversationId, async (chat, turn) => {
      result = await handler(chat as unknown as Chat<Session> & Derived, turn);
    });
    // The handler has finished.
    return result as Awaited<Result>;
  }

  /**
   * Connects the agent, loads what is saved, and takes rings. Resolves when the bot is `ONLINE`.
   *
   * @throws {ConfigurationError} The bot was started before, or its agent was.
   * @throws {ConnectionError} The bot was stopped meanwhile (code `STOPPED`).
   * @throws {SDKError} As `agent.connect`, the store, and the subscriptions.
   */
  async start(): Promise<void> {
    if (this.#isStarted || this.#stopping !== undefined) {
      throw new ConfigurationError(['start(): this bot was started or stopped before; make another bot']);
    }
    if (this.agent.state !== 'idle' && this.agent.state !== 'closed') {
      throw new ConfigurationError(['start(): bot.agent is connected already; leave connecting to bot.start()']);
    }
    this.#isStarted = true;
    try {
      await this.agent.connect();
      const workers = new Workers(this.#workersPorts());
      this.#workers = workers;
      await workers.load();
      // `stop` has stopped the workers that there were.
      this.#throwIfStopping();
      workers.start();
      this.#reporter?.start(this.#conversations, (id) => workers.stateOf(id));
      await this.#conversations.start();
      this.#throwIfStopping();
      await this.#availability.start();
      this.#throwIfStopping();
    } catch (error) {
      await this.stop({ drain: 0 });
      throw error;
    }
  }

  /**
   * Takes no more rings, and lets the handlers in hand finish and commit, within `drain`. The signals of later ones are
   * aborted; what they were working on is handled after the next start. Takes at most `drain` and a second. Never rejects.
   */
  stop(options: StopOptions = {}): Promise<void> {
    // `null` is what JavaScript can pass, and `stop` never rejects.
    this.#stopping ??= this.#stop((options as StopOptions | null) ?? {});
    return this.#stopping;
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.stop();
  }

  health(): BotHealth {
    const { count = 0, oldestAt } = this.#workers?.waiting ?? {};
    return {
      conversations: this.#workers?.count ?? 0,
      running: this.#workers?.running ?? 0,
      waiting: count,
      oldestWaitingMs: oldestAt === undefined ? undefined : this.#options.clock.now() - oldestAt,
      failures: this.#failures,
      agent: this.agent.state,
    };
  }

  async #stop({ drain, logout = false }: StopOptions): Promise<void> {
    const until = performance.now() + drainMs(drain, (error) => this.#report(error));
    const restMs = (): number => Math.max(until - performance.now(), 0);
    const away = this.#availability.stop(Math.max(restMs(), 1));
    const drained = Promise.all([away, this.#workers?.stop()]);
    await withDeadline(drained, { deadline: { timeoutMs: restMs(), error: () => new Error('drained') } }).catch(() => {
      // The deadline is over: the handlers that still run are aborted.
    });
    this.#workers?.abort();
    void this.#conversations.stop();
    await this.agent.close({ timeout: restMs() + CLOSE_MS, logout });
    this.agent.dispose();
    this.#end.resolve();
  }

  #workersPorts(): ConstructorParameters<typeof Workers>[0] {
    const { agent } = this;
    const store = this.#reporter?.watched(this.#options.store);
    const shared: SharedPorts = {
      agent,
      options: store === undefined ? this.#options : { ...this.#options, store },
      storeKey: `${agent.accountId}/${agent.userId ?? agent.agentId ?? ''}`,
      routes: this.#routes,
      handlers: this.#handlers,
      report: (error, chat) => this.#report(error, chat),
    };
    return {
      ...shared,
      conversations: this.#conversations,
      changed: (conversationId) => this.#availability.changed(conversationId),
    };
  }

  /** @throws {ConnectionError} */
  #throwIfStopping(): void {
    if (this.#stopping === undefined) return;
    throw new ConnectionError('start() did not finish: the bot was stopped meanwhile', { code: 'STOPPED' });
  }

  #agentClosed(): void {
    if (this.#stopping !== undefined || !this.#isStarted) return;
    const message = `The bot has ended, since its agent has: ${this.#lastError?.message ?? 'it was closed'}`;
    this.#end.reject(new ConnectionError(message, { code: 'ENDED', cause: this.#lastError }));
    // What the handlers in hand wait for fails now, which is no failure of theirs.
    this.#workers?.abort();
    void this.stop({ drain: 0 });
  }

  #report(error: SDKError, chat?: Chat): void {
    this.#lastError = error;
    if (error instanceof HandlerError && error.code === 'HANDLER') this.#failures += 1;
    this.#errorHandlers.report(error, chat);
  }
}
