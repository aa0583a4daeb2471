import { Conversation, type ReplyOptions, type VerbPorts } from '../conversations/handle.js';
import { ObservedPromise } from '../client/observed-promise.js';
import type { GatedOptions, VerbLimits } from '../conversations/gate.js';
import type { QuickReplyOptions } from '../conversations/quick-replies.js';
import type { HandOffOptions, HandOffTarget } from '../conversations/hand-off.js';
import { NotMineError, SDKError } from '../errors.js';
import { quickReplies } from '../rich-content/quick-replies.js';
import { reasonOf } from '../support/thrown.js';
import { externalIdOf, type Offer } from './clicks.js';
import type { Flow } from './flow.js';

/** Options of `chat.reply`. */
export interface ChatReplyOptions extends Omit<ReplyOptions, 'quickReplies'> {
  /** Buttons below the text: offers of `actions`, titles by id, or as UMS has them. */
  readonly quickReplies?: QuickReplyOptions | readonly Offer[] | undefined;
}

/** What a chat needs of the turn that it is for. */
export interface TurnPorts {
  readonly signal: AbortSignal;
  /**
   * Called when the frame of a verb is written.
   *
   * @param operation Of a verb that the consumer notices.
   * @throws Why the handler may not speak any more.
   */
  beforeWrite(operation?: string): void;
  /** Keeps data that do not fit into a click. @returns A short key. */
  keep(data: string): string;
  /** A failure that no promise of the handler carries. */
  report(error: SDKError): void;
  readonly flows: TurnFlows;
}

/** The flow of the conversation, for one turn. */
export interface TurnFlows {
  /** @throws {SDKError} `FLOW_RUNS`. */
  start(flow: Flow, chat: Chat): Promise<void>;
  /** @returns What was answered; `undefined`: no flow runs. */
  end(): Readonly<Record<string, unknown>> | undefined;
  /** What was answered, for the agent who gets the conversation. */
  readonly summary: string | undefined;
}

/** Verbs whose failure is reported if the handler does not await them: an unhandled rejection would end the process. */
const VERBS = [
  'reply',
  'typing',
  'markRead',
  'whisper',
  'note',
  'sendFile',
  'messages',
  'profile',
  'handOff',
  'close',
  'join',
  'leave',
  'setUrgency',
] as const satisfies readonly (keyof Conversation)[];

/**
 * A conversation, for one turn: a handle with verbs, and what the bot remembers. Verbs reject with a `NotMineError` when
 * another agent has the conversation.
 */
export class Chat<Session extends object = object> extends Conversation {
  static {
    for (const verb of VERBS) {
      const call = this.prototype[verb] as (...args: never[]) => Promise<unknown>;
      const value = function (this: Chat, ...args: never[]): Promise<unknown> {
        return ObservedPromise.of(call.apply(this, args), (cause) => this.#unobserved(verb, cause));
      };
      Object.defineProperty(this.prototype, verb, { value, configurable: true, writable: true });
    }
    // Not declared: `bot.flow` adds it to the type, for the flows of the bot.
    const start = function (this: Chat, flow: Flow): Promise<void> {
      return ObservedPromise.of(this.#turn.flows.start(flow, this), (cause) => this.#unobserved('start', cause));
    };
    Object.defineProperty(this.prototype, 'start', { value: start, configurable: true, writable: true });
  }

  readonly #turn: TurnPorts;
  #isTyping = false;
  /** What is remembered of the conversation. Saved when the handler is done; JSON. */
  session: Session;

  /** Made by the bot for each turn. */
  constructor(ports: VerbPorts, id: string, turn: TurnPorts, session: Session) {
    const guard = (): void => turn.beforeWrite();
    super({ ...ports, guard, gate: gateOf(ports, turn) }, id);
    this.#turn = turn;
    this.session = session;
  }

  /**
   * Aborted when a colleague takes the conversation, when it is transferred or closed, when the handler takes too long, when
   * the bot stops, and when a newer text interrupts the turn. Its reason says which.
   */
  get signal(): AbortSignal {
    return this.#turn.signal;
  }

  /** The person with whom the bot talks; after a login the id is another one. */
  get consumer(): { readonly id: string } {
    const { now } = this;
    // UMS names the consumer in every conversation; the consumer's own messages would name no other.
    return { id: now?.consumerId ?? '' };
  }

  /**
   * Says something to the consumer, and ends the typing state.
   *
   * @param options An `idempotencyKey` is good for this turn: a repeated turn looks for the reply before it publishes.
   * @throws {SDKError} As `conversation.reply`.
   */
  override async reply(text: string, options: ChatReplyOptions = {}): Promise<{ readonly sequence: number }> {
    const { quickReplies } = options;
    const sent = await super.reply(text, {
      ...options,
      quickReplies: isOffers(quickReplies) ? this.#buttonsOf(quickReplies) : quickReplies,
    });
    this.endTyping();
    return sent;
  }

  /**
   * Shows the consumer that the bot types, until the next reply or until the handler is done. Need not be awaited.
   *
   * @throws {SDKError} As `conversation.typing`.
   */
  override async typing(isTyping = true, limits: VerbLimits = {}): Promise<void> {
    this.#isTyping = isTyping;
    await super.typing(isTyping, limits);
  }

  /** As `conversation.handOff`. What a flow has asked is added to the summary. */
  override async handOff(target: HandOffTarget, options: HandOffOptions & VerbLimits = {}): Promise<void> {
    const answers = this.#turn.flows.summary;
    const summary = answers === undefined ? options.summary : [options.summary, answers].filter(Boolean).join('\n');
    await super.handOff(target, { ...options, summary });
  }

  /** Ends the flow that runs in the conversation, with this turn. @returns What was answered; `undefined`: none runs. */
  endFlow(): Readonly<Record<string, unknown>> | undefined {
    return this.#turn.flows.end();
  }

  /** @internal The handler is done, or has replied. */
  endTyping(): void {
    if (this.#isTyping) void this.typing(false);
  }

  /** The handler does not await the verb that failed. */
  #unobserved(verb: string, cause: unknown): void {
    if (cause instanceof NotMineError) return;
    this.#turn.report(
      cause instanceof SDKError ? cause : new SDKError(`${verb}() failed: ${reasonOf(cause)}`, { cause }),
    );
  }

  #buttonsOf(offers: readonly Offer[]): QuickReplyOptions {
    const idOf = (offer: Offer): string => externalIdOf(offer, (data) => this.#turn.keep(data));
    return quickReplies(offers.map((offer) => [idOf(offer), offer.title] as const));
  }
}

function isOffers(quickReplies: ChatReplyOptions['quickReplies']): quickReplies is readonly Offer[] {
  return Array.isArray(quickReplies);
}

/** The gate of the conversation, which asks the turn, too, when a frame is written. */
function gateOf({ gate }: VerbPorts, turn: TurnPorts): VerbPorts['gate'] {
  return {
    send: (operation, conversationId, send, limits, isRelease) => {
      const asked = (options: GatedOptions): GatedOptions => ({
        ...options,
        guard: () => {
          options.guard();
          turn.beforeWrite(operation);
        },
      });
      return gate.send(operation, conversationId, (options) => send(asked(options)), limits, isRelease);
    },
  };
}
