import { ConfigurationError, SDKError } from '../errors.js';
import { reasonOf } from '../support/thrown.js';
import type { ConversationMessage, ReceivedFile } from '../conversations/message.js';
import type { Attempt } from './attempt.js';
import type { Chat } from './chat.js';
import { actionNameIn, readClick, type Action } from './clicks.js';
import type { Flow } from './flow.js';
import { isFlowClick } from './flow-answers.js';
import type { Silence } from './silence.js';
import { wordsOf } from './words.js';
import type { Turn } from './turn.js';

/** A handler as it is kept: the public methods of `Bot` know the types of chat and turn. */
export type RouteHandler = (chat: Chat, turn: Turn) => unknown;
type Middleware = (chat: Chat, next: () => Promise<void>, turn: Turn) => unknown;
type Derive = (chat: Chat) => object | PromiseLike<object>;
type Catcher = (error: unknown, chat: Chat, turn: Turn) => unknown;

/** What `derive` functions gave for a conversation. */
export class DerivedValues {
  #consumerId: string | undefined;
  readonly #values = new Map<Derive, object>();

  async of(derive: Derive, chat: Chat): Promise<object> {
    if (this.#consumerId !== chat.consumer.id) this.#values.clear();
    this.#consumerId = chat.consumer.id;
    const known = this.#values.get(derive);
    if (known !== undefined) return known;
    const values = await derive(chat);
    if (typeof values !== 'object' || values === null) {
      throw new ConfigurationError([`derive: expected an object with members for chat, got ${String(values)}`]);
    }
    this.#values.set(derive, values);
    return values;
  }
}

/** Events that have at most one handler each. */
const EVENTS = [
  'start',
  'text',
  'file',
  'left',
  'back',
  'joined',
  'survey',
  'unhandled',
  'unknownClick',
  'flowLost',
] as const;
export type RouteName = (typeof EVENTS)[number];

interface Pattern {
  readonly pattern: string | RegExp;
  readonly handler: RouteHandler;
  readonly isAlways: boolean;
}

/** Which handler is called for what, and what is called around it. */
export class Routes {
  readonly #handlers = new Map<RouteName, RouteHandler>();
  /** Those that come before a flow stand first. */
  #patterns: Pattern[] = [];
  readonly #flows = new Map<string, Flow>();
  readonly silences: Silence[] = [];
  readonly #actions = new Map<string, { readonly action: Action; readonly handler: RouteHandler }>();
  readonly #steps: ({ readonly use: Middleware } | { readonly derive: Derive })[] = [];
  readonly #catchers: Catcher[] = [];

  /** @throws {ConfigurationError} No such event, or it has a handler. */
  add(name: RouteName, handler: RouteHandler): void {
    if (!EVENTS.includes(name)) {
      throw new ConfigurationError([
        `on: there is no event ${JSON.stringify(name)}; expected ${EVENTS.join(', ')}, error, or an action of actions()`,
      ]);
    }
    checkFunction(`on('${name}')`, handler);
    if (this.#handlers.has(name)) throw taken(`on('${name}')`);
    this.#handlers.set(name, handler);
  }

  addAction(action: Action, handler: RouteHandler): void {
    const { actionName } = action;
    if (typeof actionName !== 'string') {
      throw new ConfigurationError([
        'on: this function is no action; expected the name of an event, or an action of actions()',
      ]);
    }
    checkFunction(`on(${actionName})`, handler);
    if (this.#actions.has(actionName)) throw taken(`on() for the action ${actionName}`);
    this.#actions.set(actionName, { action, handler });
  }

  addPattern(pattern: string | RegExp, handler: RouteHandler, isAlways: boolean): void {
    checkFunction('hears', handler);
    if (typeof pattern !== 'string' && !(pattern instanceof RegExp)) {
      throw new ConfigurationError(['hears: expected a text or a regular expression']);
    }
    // A pattern with state would match every other time.
    const plain = pattern instanceof RegExp ? new RegExp(pattern.source, pattern.flags.replace(/[gy]/g, '')) : pattern;
    const added = { pattern: typeof plain === 'string' ? wordsOf(plain) : plain, handler, isAlways };
    this.#patterns = [...this.#patterns, added].toSorted((one, other) => Number(other.isAlways) - Number(one.isAlways));
  }

  use(middleware: Middleware): void {
    checkFunction('use', middleware);
    this.#steps.push({ use: middleware });
  }

  derive(derive: Derive): void {
    checkFunction('derive', derive);
    this.#steps.push({ derive });
  }

  catch(catcher: Catcher): void {
    checkFunction('catch', catcher);
    this.#catchers.push(catcher);
  }

  /** @throws {ConfigurationError} No flow, or there is another one of this name. */
  addFlow(flow: Flow): void {
    const { flowName } = flow;
    if (typeof flowName !== 'string') throw new ConfigurationError(['bot.flow: expected what flow() returns']);
    if (this.#flows.has(flowName)) throw taken(`flow ${flowName}`);
    this.#flows.set(flowName, flow);
  }

  flow(name: string): Flow | undefined {
    return this.#flows.get(name);
  }

  get(name: RouteName): RouteHandler | undefined {
    return this.#handlers.get(name);
  }

  /** The handler of a survey that begins. It joins first: a survey dialog has participants of its own. */
  surveyBegins(): RouteHandler | undefined {
    const handler = this.get('survey');
    if (handler === undefined) return undefined;
    let hasJoined = false;
    return async (chat, turn) => {
      if (!hasJoined) await chat.join();
      hasJoined = true;
      await handler(chat, turn);
    };
  }

  /** Whether a click with this id has a handler; one that has none is a text. */
  isClick(externalId: string): boolean {
    if (isFlowClick(externalId) && this.#flows.size > 0) return true;
    const name = actionNameIn(externalId);
    if (name === undefined) return this.#actions.has(externalId);
    return this.#actions.has(name) || this.#handlers.has('unknownClick');
  }

  /** The first pattern that matches. `isAlways`: also while a flow waits. */
  match(text: string): (Omit<Pattern, 'pattern'> & { readonly match: RegExpMatchArray }) | undefined {
    for (const { pattern, handler, isAlways } of this.#patterns) {
      const match = typeof pattern === 'string' ? matchOfWords(pattern, text) : pattern.exec(text);
      if (match !== null) return { handler, isAlways, match };
    }
    return undefined;
  }

  /**
   * The handler of a click. Without a handler for unknown clicks the text of the click is handled as a text.
   *
   * @param recall Data that did not fit into the click.
   */
  clicked(externalId: string, recall: (key: string) => string | undefined): RouteHandler {
    return async (chat, turn) => {
      const known = { get: (name: string) => this.#actions.get(name)?.action };
      const reading = await readClick(externalId, known, recall);
      if (reading?.kind === 'click') {
        const { data, action } = reading;
        return this.#actions.get(action.actionName)?.handler(chat, { ...turn, data } as Turn);
      }
      const unknown = this.get('unknownClick');
      if (unknown !== undefined) {
        const why = reading?.why ?? 'no action of the bot has this id';
        return unknown(chat, { ...turn, externalId, why } as Turn);
      }
      return this.textHandler(turn.text)?.(chat, turn);
    };
  }

  /** The handler of a file. */
  fileHandler(message: ConversationMessage, file: ReceivedFile): RouteHandler {
    const extra = { file, download: message.download.bind(message) };
    return (chat, turn) => this.get('file')?.(chat, { ...turn, ...extra } as Turn);
  }

  /** The handler of a text that is a turn of its own. */
  textHandler(text: string): RouteHandler | undefined {
    const heard = this.match(text);
    if (heard === undefined) return this.get('text') ?? this.get('unhandled');
    return (chat, turn) => heard.handler(chat, { ...turn, match: heard.match } as Turn);
  }

  /** Calls a handler with everything around it. @throws What the handler throws, unless a catcher has handled it. */
  async call(handler: RouteHandler, chat: Chat, turn: Turn, attempt: Attempt, derived: DerivedValues): Promise<void> {
    const run = async (index: number): Promise<void> => {
      const step = this.#steps[index];
      if (step === undefined) {
        await handler(chat, turn);
      } else if ('derive' in step) {
        assignTo(chat, await derived.of(step.derive, chat));
        await run(index + 1);
      } else {
        await wrapped(step.use, chat, turn, () => run(index + 1));
      }
    };
    try {
      await run(0);
    } catch (error) {
      if (!(await this.#isHandled(error, chat, turn, attempt))) throw error;
    } finally {
      chat.endTyping();
    }
  }

  async #isHandled(error: unknown, chat: Chat, turn: Turn, attempt: Attempt): Promise<boolean> {
    for (const catcher of this.#catchers) {
      // After an abort there is nothing to handle.
      if (attempt.end !== undefined && attempt.end !== 'late') return false;
      try {
        if ((await catcher(error, chat, turn)) === 'handled') return true;
      } catch (cause) {
        const what = `A handler of catch() failed: ${reasonOf(cause)}`;
        attempt.report(new SDKError(what, { code: 'CATCH', cause, delivery: 'answered' }));
      }
    }
    return false;
  }
}

/** Calls a middleware. A `next()` that it does not await is awaited nevertheless. */
async function wrapped(use: Middleware, chat: Chat, turn: Turn, rest: () => Promise<void>): Promise<void> {
  let called: Promise<void> | undefined;
  let hasCalledTwice = false;
  const next = (): Promise<void> => {
    if (called !== undefined) {
      hasCalledTwice = true;
      throw twice();
    }
    called = rest();
    // Awaited below.
    called.catch(() => {});
    return called;
  };
  try {
    await use(chat, next, turn);
  } catch (error) {
    // A second attempt must not begin beside a handler that runs on.
    await called?.catch(() => {});
    throw error;
  }
  await called;
  if (hasCalledTwice) throw twice();
}

function twice(): ConfigurationError {
  return new ConfigurationError(['use: a middleware has called next() twice; the handler runs once in each turn']);
}

function assignTo(chat: Chat, values: object): void {
  for (const [name, value] of membersWithMethods(values)) {
    if (name in chat && !derivedNames.get(chat)?.has(name)) {
      throw new ConfigurationError([`derive: chat has a member ${name} of its own; use another name`]);
    }
    derivedNames.set(chat, (derivedNames.get(chat) ?? new Set()).add(name));
    Object.defineProperty(chat, name, { value, configurable: true, enumerable: true });
  }
}

/** The members of an object, and the methods of its class, which keep their `this`. */
function membersWithMethods(values: object): readonly (readonly [name: string, value: unknown])[] {
  const members = new Map<string, unknown>(Object.entries(values));
  for (
    let type: unknown = Object.getPrototypeOf(values);
    typeof type === 'object' && type !== null && Object.getPrototypeOf(type) !== null;
    type = Object.getPrototypeOf(type)
  ) {
    for (const name of Object.getOwnPropertyNames(type)) {
      if (name === 'constructor' || members.has(name)) continue;
      const value: unknown = Reflect.get(values, name);
      members.set(name, typeof value === 'function' ? value.bind(values) : value);
    }
  }
  return [...members];
}

/** Members that `derive` has added: a later one may replace them. */
const derivedNames = new WeakMap<Chat, Set<string>>();

function matchOfWords(words: string, text: string): RegExpMatchArray | null {
  // A match of the whole text, as a regular expression would give it.
  return wordsOf(text) === words ? /^[\s\S]*$/.exec(text) : null;
}

function checkFunction(what: string, value: unknown): void {
  if (typeof value !== 'function') throw new ConfigurationError([`${what}: expected a function`]);
}

function taken(what: string): ConfigurationError {
  return new ConfigurationError([
    `${what}: this bot has such a handler; one event has one handler, call both functions from it`,
  ]);
}
