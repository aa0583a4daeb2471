import type { Agent } from '../agent.js';
import { durationMs } from '../support/duration.js';
import { SDKError } from '../errors.js';
import { isA } from '../support/thrown.js';
import type { Chat, ChatReplyOptions } from './chat.js';
import type { Ask, Flow, OnceContext, QuestionOptions, TextQuestionOptions } from './flow.js';
import { choiceReader, digest, fileOf, fileReader, textReader, type AnswerReader } from './flow-answers.js';
import { FlowError } from './flow-error.js';
import type { FlowRecord, RecordedStep, StoredFile, StoredInput } from './flow-record.js';

/** What a turn brings to a flow. `timeout`: the question in hand was not answered in time. */
export type FlowInput = StoredInput | { readonly kind: 'timeout' };

export interface FlowRunPorts {
  readonly agent: Agent;
  /** Time of the bot's clock. */
  now(): number;
  /** Results of effects whose turn failed: a repeated turn does not repeat them. */
  readonly effects: Map<string, { readonly value: unknown }>;
}

interface WaitingTurn {
  readonly chat: Chat;
  input: FlowInput | undefined;
  readonly resolve: () => void;
  readonly reject: (error: unknown) => void;
}

const TRIES = 3;

/** The function of a flow while it runs: it waits in memory from turn to turn. */
export class FlowRun {
  readonly record: FlowRecord;
  readonly #flow: Flow;
  readonly #ports: FlowRunPorts;
  readonly #counts = new Map<string, number>();
  #turn: WaitingTurn | undefined;
  /** The chat of the present turn, or of the last one. */
  #chat: Chat | undefined;
  #hasBegun = false;
  /** Continues the question that waits. */
  #wake: (() => void) | undefined;
  /** A question has been asked, and is not answered. */
  #isAsking = false;
  /** Effects in flight beside the question. */
  #running = 0;
  #failure: { readonly error: unknown } | undefined;
  /** The flow has ended. */
  isOver = false;

  constructor(flow: Flow, record: FlowRecord, ports: FlowRunPorts) {
    this.#flow = flow;
    this.record = record;
    this.#ports = ports;
  }

  /**
   * Runs on until the next question waits, or the flow ends.
   *
   * @throws What the function throws, now or since the last turn.
   */
  turn(chat: Chat, input: FlowInput | undefined): Promise<void> {
    return new Promise((resolve, reject) => {
      this.#chat = chat;
      this.#turn = { chat, input, resolve, reject };
      const wake = this.#wake;
      this.#wake = undefined;
      if (this.#failure !== undefined) this.#fail(this.#failure.error);
      else if (this.isOver) this.#rest();
      else if (!this.#hasBegun) void this.#run();
      else wake?.();
    });
  }

  async #run(): Promise<void> {
    this.#hasBegun = true;
    try {
      // A flow of another chat type is refused by `bot.flow`.
      await this.#flow.body(this.#ask() as Ask<never>);
      // For a question that the function has not asked.
      this.#keepInput();
      this.isOver = true;
      this.#rest();
    } catch (error) {
      this.#fail(error);
    }
  }

  /** The turn that waits now is done. */
  #rest(): void {
    this.#turn?.resolve();
    this.#turn = undefined;
  }

  /** Rejects the turn that waits now, or the next one: not the one in which the function last went on. */
  #fail(error: unknown): void {
    this.#failure = { error };
    this.#turn?.reject(error);
    this.#turn = undefined;
  }

  #ask(): Ask {
    const question = (reader: (name: string) => AnswerReader) => {
      return (key: string, text: string, options: QuestionOptions = {}): Promise<unknown> => {
        const name = this.#nameOf(key);
        return this.#question(name, text, reader(name), options);
      };
    };
    const text = (key: string, ask: string, options: TextQuestionOptions<unknown> = {}): Promise<unknown> =>
      question(() => textReader(options.as))(key, ask, options);
    const members = {
      choice: (key: string, ask: string, titles: readonly string[], options?: QuestionOptions) =>
        question((name) => choiceReader(this.record.name, name, titles))(key, ask, options),
      file: async (key: string, ask: string, options?: QuestionOptions) => {
        const stored = (await question(() => fileReader)(key, ask, options)) as StoredFile | undefined;
        return stored && fileOf(this.#ports.agent, this.#present.id, stored);
      },
      once: (key: string, run: (context: OnceContext) => unknown) =>
        this.#effect(this.#nameOf(key), (chat, name) => {
          const { name: flow, run: id } = this.record;
          return run({ key: `${chat.id}:${flow}:${id}:${name}`, signal: chat.signal });
        }),
      say: async (key: string, words: string, options: ChatReplyOptions = {}) => {
        await this.#effect(this.#nameOf(key), async (chat, name) => {
          await this.#reply(chat, words, name, options);
        });
      },
      close: (options?: Parameters<Chat['close']>[0]) => this.#end((chat) => chat.close(options)),
      handOff: (...args: Parameters<Chat['handOff']>) => this.#end((chat) => chat.handOff(...args)),
    };
    const ask = Object.assign(text, members);
    Object.defineProperty(ask, 'chat', { get: () => this.#present });
    // The members above, and `chat`.
    return ask as unknown as Ask;
  }

  async #question(name: string, text: string, reader: AnswerReader, options: QuestionOptions): Promise<unknown> {
    const known = this.record.get(name);
    if (known !== undefined) return this.#answerOf(name, known);
    this.#checkOpen();
    if (this.#isAsking) throw this.#misuse(`asks "${name}" while another question waits: await each question`);
    this.#isAsking = true;
    let early = this.record.take(name);
    if (this.record.question?.key !== name) {
      this.#keepInput();
      this.record.checkRoom(name);
      if (early === undefined) await this.#say(text, reader, `${name}?`);
      const { timeout } = options;
      const dueAt = timeout === undefined ? undefined : this.#ports.now() + durationMs(timeout, `${name}: timeout`);
      this.record.question = { key: name, tries: 0, ...(dueAt !== undefined && { dueAt }) };
    }
    for (;;) {
      const input = early ?? this.#takeInput() ?? (await this.#nextInput());
      early = undefined;
      const step = await this.#stepOf(name, text, reader, options, input);
      if (step === undefined) continue;
      this.#isAsking = false;
      const value = this.record.add(name, step.kind, step.value);
      return this.#answerOf(name, { kind: step.kind, value });
    }
  }

  /** @returns `undefined`: the answer does not fit, and another one may come. */
  async #stepOf(
    name: string,
    text: string,
    reader: AnswerReader,
    { otherwise, optional = false, tries = optional ? 1 : TRIES }: QuestionOptions,
    input: FlowInput,
  ): Promise<RecordedStep | undefined> {
    const givenUp = (kind: 'timeout' | 'tries'): RecordedStep => ({
      kind: optional ? 'answer' : kind,
      value: undefined,
    });
    if (input.kind === 'timeout') return givenUp('timeout');
    const answer = await reader.read(input);
    if (answer !== undefined) return { kind: 'answer', value: answer.value };
    const question = this.record.question ?? { key: name, tries: 0 };
    const count = question.tries + 1;
    if (count >= tries) return givenUp('tries');
    await this.#say(otherwise ?? text, reader, `${name}!${count}`);
    this.record.question = { ...question, tries: count };
    return undefined;
  }

  #answerOf(name: string, { kind, value }: RecordedStep): unknown {
    const { name: flow } = this.record;
    const what = `The flow ${flow} got no answer to "${name}"`;
    if (kind === 'timeout') throw new FlowError(`${what} in time`, { code: 'FLOW_TIMEOUT', flow, key: name });
    if (kind === 'tries') throw new FlowError(`${what} that fits`, { code: 'FLOW_TRIES', flow, key: name });
    return value;
  }

  async #effect(name: string, run: (chat: Chat, name: string) => unknown): Promise<unknown> {
    const known = this.record.get(name);
    if (known !== undefined) return known.value;
    this.#checkOpen();
    this.record.checkRoom(name);
    const { effects } = this.#ports;
    this.#running += 1;
    try {
      const done = effects.get(name) ?? { value: await run(this.#present, name) };
      effects.set(name, done);
      return this.record.add(name, 'effect', done.value);
    } finally {
      this.#running -= 1;
      if (this.#wake !== undefined) this.#restAtQuestion();
    }
  }

  async #end(end: (chat: Chat) => Promise<void>): Promise<void> {
    this.#checkOpen();
    await end(this.#present);
    this.isOver = true;
    this.record.question = undefined;
  }

  /** Ends the turn until the next input comes. */
  async #nextInput(): Promise<FlowInput> {
    for (;;) {
      await new Promise<void>((resolve) => {
        this.#wake = resolve;
        this.#restAtQuestion();
      });
      const input = this.#takeInput();
      if (input !== undefined) return input;
    }
  }

  /** An effect beside the question belongs to the turn. */
  #restAtQuestion(): void {
    if (this.#running === 0) this.#rest();
  }

  #takeInput(): FlowInput | undefined {
    const input = this.#turn?.input;
    if (this.#turn !== undefined) this.#turn.input = undefined;
    return input;
  }

  /** A new version asks something else first: the answer in hand is for the question that was asked. */
  #keepInput(): void {
    const input = this.#takeInput();
    const { question } = this.record;
    if (question !== undefined && input !== undefined && input.kind !== 'timeout')
      this.record.keep(question.key, input);
  }

  async #say(text: string, { choices }: AnswerReader, step: string): Promise<void> {
    await this.#reply(this.#present, text, step, choices && { quickReplies: choices });
  }

  async #reply(chat: Chat, text: string, step: string, options: ChatReplyOptions = {}): Promise<void> {
    // The same in each repetition of a turn, whichever process repeats it.
    const key = `flow ${digest(JSON.stringify([this.record.name, this.record.run, step]))}`;
    try {
      await chat.reply(text, { ...options, idempotencyKey: key });
    } catch (error) {
      const isUndecided = isA(error, SDKError) && error.code === 'UNKNOWN_DELIVERY' && error.cause === undefined;
      if (!isUndecided) throw error;
      // No publish of this process was lost, and the history has no key at all: text twice is better than a flow that ends.
      const metadata = [...(options.metadata ?? []), { type: 'ExternalId', id: key } as const];
      await chat.reply(text, { ...options, metadata });
    }
  }

  get #present(): Chat {
    if (this.#chat === undefined) throw this.#misuse('has not begun');
    return this.#chat;
  }

  #nameOf(key: string): string {
    if (typeof key !== 'string' || key === '') throw this.#misuse('has a step without a key: expected a text');
    const count = (this.#counts.get(key) ?? 0) + 1;
    this.#counts.set(key, count);
    return count === 1 ? key : `${key}#${count}`;
  }

  #checkOpen(): void {
    if (this.isOver) throw this.#misuse('is over: close() and handOff() are its last steps');
    if (this.#failure !== undefined) throw this.#misuse('has failed, and runs again from its beginning');
  }

  #misuse(what: string): FlowError {
    const { name } = this.record;
    return new FlowError(`The flow ${name} ${what}`, { code: 'FLOW_MISUSE', flow: name });
  }
}
