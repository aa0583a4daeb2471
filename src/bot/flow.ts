import { ConfigurationError } from '../errors.js';
import type { HandOffOptions, HandOffTarget } from '../conversations/hand-off.js';
import type { DownloadedFile, ReceivedFile } from '../conversations/message.js';
import type { CloseOptions } from '../conversations/verb-options.js';
import type { DownloadLimits } from '../files/transfer.js';
import type { Duration } from '../support/duration.js';
import type { StandardSchema } from '../support/standard-schema.js';
import type { Chat, ChatReplyOptions } from './chat.js';

/** How a question is asked. */
export interface QuestionOptions {
  /** What is said when an answer does not fit. Default: the question again. */
  readonly otherwise?: string | undefined;
  /**
   * Answers that may be given until one fits; then the conversation is escalated, or, of an `optional` question, the answer
   * is `undefined`.
   *
   * @default 3, of an optional question 1
   */
  readonly tries?: number | undefined;
  /** How long the answer is waited for; then the turn fails, or, of an `optional` question, the answer is `undefined`. */
  readonly timeout?: Duration | undefined;
  /** @default false */
  readonly optional?: boolean | undefined;
}

/** A question for a text. */
export interface TextQuestionOptions<Answer> extends QuestionOptions {
  /** What the answer has to be: any schema of the Standard Schema convention. Its output has to be JSON. Default: any text. */
  readonly as?: StandardSchema<unknown, Answer> | undefined;
}

type Optional = { readonly optional: true };

/** A file that the consumer has sent as an answer. */
export interface FlowFile extends ReceivedFile {
  /** @throws {SDKError} As `message.download`. */
  download(limits?: DownloadLimits): Promise<DownloadedFile>;
}

/** What a function of `ask.once` gets. */
export interface OnceContext {
  /** The same in each repetition of the step, and in no other step: for an idempotent request to your backend. */
  readonly key: string;
  /** As `chat.signal`. */
  readonly signal: AbortSignal;
}

/**
 * What a flow can do. Each step has a key. A step that is done is recorded under its key, and answers from the record when
 * the flow runs again from its beginning: after a restart, in another process, after a deployment. The same key twice gets
 * a counter, as `order#2`.
 *
 * Between its steps a flow has to be repeatable: what it reads from elsewhere belongs into `ask.once`.
 */
export interface Ask<Seen extends object = object> {
  /**
   * Asks for a text.
   *
   * @throws {FlowError} `FLOW_TRIES`, `FLOW_TIMEOUT`: the question is given up. If the flow does not catch it, the
   * conversation is escalated.
   */
  <Answer = string>(
    key: string,
    question: string,
    options: TextQuestionOptions<Answer> & Optional,
  ): Promise<Answer | undefined>;
  <Answer = string>(key: string, question: string, options?: TextQuestionOptions<Answer>): Promise<Answer>;
  /** Asks with quick replies. The title of one, typed, is an answer too. @throws {FlowError} As a question for a text. */
  choice<const Title extends string>(
    key: string,
    question: string,
    titles: readonly Title[],
    options: QuestionOptions & Optional,
  ): Promise<Title | undefined>;
  choice<const Title extends string>(
    key: string,
    question: string,
    titles: readonly Title[],
    options?: QuestionOptions,
  ): Promise<Title>;
  /** Asks for a file. @throws {FlowError} As a question for a text. */
  file(key: string, question: string, options: QuestionOptions & Optional): Promise<FlowFile | undefined>;
  file(key: string, question: string, options?: QuestionOptions): Promise<FlowFile>;
  /**
   * Calls a function, and records what it returns, which has to be JSON. At least once: a process that is killed before the
   * turn is committed calls it again, with the same `key`.
   */
  once<Value>(key: string, run: (context: OnceContext) => Value): Promise<Awaited<Value>>;
  /** Says something. */
  say(key: string, text: string, options?: Omit<ChatReplyOptions, 'idempotencyKey'>): Promise<void>;
  /** Closes the conversation, and ends the flow: its other steps reject afterwards. As `chat.close`. */
  close(options?: CloseOptions): Promise<void>;
  /** Hands the conversation off with what was answered in the summary, and ends the flow. As `chat.handOff`. */
  handOff(target: HandOffTarget, options?: HandOffOptions): Promise<void>;
  /** The conversation as it is in the present turn, for reading. */
  readonly chat: Pick<Chat, 'id' | 'now' | 'consumer' | 'session'> & Readonly<Seen>;
}

export interface FlowOptions {
  /** A whole number. Increase it when running flows cannot go on with the new code. */
  readonly version: number;
  /**
   * What happens to a flow that was begun with another version: it ends (event `flowLost`), it is handed off to the target
   * of `escalation` or else to the queue, or it goes on as if the version were the same.
   *
   * @default 'end'
   */
  readonly changed?: 'end' | 'handOff' | 'goOn' | undefined;
}

/** A dialog of several turns. Made by {@link flow}. */
export interface Flow<Name extends string = string, Seen extends object = never> {
  readonly flowName: Name;
  readonly version: number;
  readonly changed: 'end' | 'handOff' | 'goOn';
  readonly body: (ask: Ask<Seen>) => unknown;
}

const NAME = /^[A-Za-z0-9_-]{1,40}$/;

/**
 * A dialog of several turns, as a function. See `docs/bots.md`.
 *
 * ```ts
 * const complaint = flow('complaint', { version: 1 }, async (ask) => {
 *   const order = await ask('order', 'Which order?');
 *   await ask.say('thanks', `Thank you. We look into order ${order}.`);
 * });
 * bot.flow(complaint).hears(/complain/i, (chat) => chat.start(complaint));
 * ```
 *
 * @param name 1 to 40 letters, digits, `_` or `-`. Flows in the store have it: keep it.
 * @throws {ConfigurationError} The name or the options do not fit.
 */
export function flow<const Name extends string, Seen extends object = object>(
  name: Name,
  { version, changed = 'end' }: FlowOptions,
  body: (ask: Ask<Seen>) => unknown,
): Flow<Name, Seen> {
  const problems = [
    ...(NAME.test(name) ? [] : [`flow: ${JSON.stringify(name)} is no name: expected 1 to 40 letters, digits, _ or -`]),
    ...(Number.isSafeInteger(version) ? [] : [`flow ${name}: version: expected a whole number`]),
    ...(['end', 'handOff', 'goOn'].includes(changed) ? [] : [`flow ${name}: changed: expected end, handOff or goOn`]),
    ...(typeof body === 'function' ? [] : [`flow ${name}: expected a function`]),
  ];
  if (problems.length > 0) throw new ConfigurationError(problems);
  return Object.freeze({ flowName: name, version, changed, body });
}

/** What `bot.flow` adds to the chats of its handlers. */
export interface StartsFlow<Name extends string> {
  /**
   * Starts a flow. Resolves when its first question is asked; the turn commits both. Within the turn nothing else need be
   * said.
   *
   * @throws {SDKError} `FLOW_RUNS`: a flow runs in the conversation. Otherwise as the steps of the flow before its first
   * question.
   */
  start(flow: Flow<Name>): Promise<void>;
}
