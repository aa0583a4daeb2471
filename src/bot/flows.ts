import type { Agent } from '../agent.js';
import { ConfigurationError, SDKError } from '../errors.js';
import type { Saved, StateChange } from '../store/store.js';
import type { Chat } from './chat.js';
import type { Flow } from './flow.js';
import { choicePrefix, inputOf, isFlowClick } from './flow-answers.js';
import { FlowRecord, type FlowJson } from './flow-record.js';
import { FlowRun, type FlowInput } from './flow-run.js';
import type { WaitingEvent } from './inbox.js';
import type { ResolvedBotOptions } from './options.js';
import type { Routes } from './routes.js';

/** A flow that cannot go on. */
export interface LostFlow {
  readonly flow: string;
  /** The version with which the flow was begun. */
  readonly version: number;
  /** What the consumer had answered, by the keys of the questions. */
  readonly answers: Readonly<Record<string, unknown>>;
  readonly why: string;
}

export interface FlowsPorts {
  readonly agent: Agent;
  readonly options: Pick<ResolvedBotOptions<object>, 'clock' | 'replay'>;
  readonly routes: Pick<Routes, 'flow'>;
  /** A flow has ended without the question that waited. */
  lost(flow: LostFlow): void;
}

/** The flow of one conversation: what the store has of it, and the function that waits in memory. */
export class Flows {
  readonly #ports: FlowsPorts;
  /** As the store has it. */
  #saved: FlowJson | undefined;
  #run: FlowRun | undefined;
  /** Something of this turn is not committed. */
  #isDirty = false;
  /** Ended in this turn. */
  #isEnded = false;
  /** The conversation is not this agent's any more: the flow ends whatever becomes of the turn. */
  #mustEnd = false;
  readonly #effects = new Map<string, { readonly value: unknown }>();

  constructor(ports: FlowsPorts, saved: Saved | undefined) {
    this.#ports = ports;
    // What an earlier commit of this class has written.
    this.#saved = saved?.flow as FlowJson | undefined;
  }

  /** The record of the flow that runs. */
  get #record(): FlowRecord | undefined {
    if (this.#run !== undefined) return this.#run.isOver ? undefined : this.#run.record;
    if (this.#isEnded || this.#mustEnd || this.#saved === undefined) return undefined;
    return new FlowRecord(this.#saved);
  }

  get #current(): Pick<FlowJson, 'name' | 'dialogId' | 'question'> | undefined {
    if (this.#run !== undefined) return this.#run.isOver ? undefined : this.#run.record;
    return this.#isEnded || this.#mustEnd ? undefined : this.#saved;
  }

  /** When the question in hand is given up, on the bot's clock. */
  get dueAt(): number | undefined {
    return this.#current?.question?.dueAt;
  }

  /** Name of the flow that waits in this dialog. */
  nameIn(dialogId: string): string | undefined {
    const { name, dialogId: own } = this.#current ?? {};
    return own === dialogId && name !== undefined && this.#ports.routes.flow(name) !== undefined ? name : undefined;
  }

  /** Whether the flow that waits takes an event: any text or file, and a click on a quick reply of its question. */
  takes({ dialogId, clickId }: WaitingEvent): boolean {
    if (this.#current === undefined || this.nameIn(dialogId) === undefined) return false;
    const { name, question } = this.#current;
    if (clickId === undefined) return true;
    return isFlowClick(clickId) && question !== undefined && clickId.startsWith(choicePrefix(name, question.key));
  }

  /** The handler of a message for the flow. */
  answer(event: WaitingEvent): (chat: Chat) => Promise<void> {
    return (chat) => this.#continue(chat, inputOf(event));
  }

  /** The handler of a question that was not answered in time. */
  readonly timeout = (chat: Chat): Promise<void> => this.#continue(chat, { kind: 'timeout' });

  /**
   * Starts a flow. Resolves when its first question is asked, or when it has ended.
   *
   * @param run The same in each repetition of the turn.
   * @throws {SDKError} `FLOW_RUNS`.
   */
  async start(flow: Flow, chat: Chat, place: { readonly run: string; readonly dialogId: string }): Promise<void> {
    const { flowName: name, version } = flow;
    if (this.#ports.routes.flow(name) !== flow) {
      throw new ConfigurationError([`chat.start: the bot has no flow ${name}; register it with bot.flow()`]);
    }
    const current = this.#current?.name;
    if (current !== undefined && this.lost === undefined) {
      const message = `chat.start: the flow ${current} runs in conversation ${chat.id}; end it with chat.endFlow()`;
      throw new SDKError(message, { code: 'FLOW_RUNS' });
    }
    this.#run = this.#made(flow, new FlowRecord({ name, version, ...place, steps: [] }));
    this.#isDirty = true;
    await this.#run.turn(chat, undefined);
  }

  async #continue(chat: Chat, input: FlowInput): Promise<void> {
    if (this.#run === undefined) {
      const record = this.#record;
      const flow = record && this.#ports.routes.flow(record.name);
      if (record === undefined || flow === undefined) return;
      this.#run = this.#made(flow, record);
    }
    this.#isDirty = true;
    await this.#run.turn(chat, input);
  }

  #made(flow: Flow, record: FlowRecord): FlowRun {
    const { agent, options } = this.#ports;
    return new FlowRun(flow, record, { agent, now: () => options.clock.now(), effects: this.#effects });
  }

  /** Ends the flow in this turn. @returns What was answered. */
  endInTurn(): Readonly<Record<string, unknown>> | undefined {
    const answers = this.#record?.answers;
    this.#run = undefined;
    this.#isEnded = true;
    this.#isDirty = true;
    return answers;
  }

  /** Ends the flow with the next commit. */
  end(): void {
    // A commit in hand may write the flow after this.
    this.#mustEnd = this.#saved !== undefined || this.#isDirty;
    this.#run = undefined;
    this.#isDirty = false;
    this.#effects.clear();
  }

  /** What was answered, for the agent who gets the conversation. */
  get summary(): string | undefined {
    const record = this.#record;
    const answers = Object.entries(record?.answers ?? {});
    if (record === undefined || answers.length === 0) return undefined;
    return `${record.name}: ${answers.map(([key, value]) => `${key}: ${textOf(value)}`).join(', ')}`;
  }

  /** A saved flow that this version of the bot cannot continue. */
  get lost(): (LostFlow & { readonly isHandedOff: boolean }) | undefined {
    const record = this.#record;
    if (record === undefined || this.#run !== undefined) return undefined;
    const { name, version, answers } = record;
    const flow = this.#ports.routes.flow(name);
    if (flow !== undefined && (flow.version === version || flow.changed === 'goOn')) return undefined;
    const why = flow === undefined ? 'the bot has no flow of this name' : `the bot has version ${flow.version}`;
    return { flow: name, version, answers, why, isHandedOff: flow?.changed === 'handOff' };
  }

  /** What the next commit writes. @param isLost The saved flow was told to be lost. */
  change(isLost: boolean): Pick<StateChange, 'flow'> {
    if (isLost) return this.#run === undefined ? { flow: null } : { flow: this.#run.record.toJson() };
    if (this.#run !== undefined && !this.#run.isOver) return this.#isDirty ? { flow: this.#run.record.toJson() } : {};
    const isOver = this.#isEnded || this.#mustEnd || this.#run?.isOver === true;
    return isOver && this.#saved !== undefined ? { flow: null } : {};
  }

  /** The store has this change. */
  committed({ flow }: Pick<StateChange, 'flow'>): void {
    const run = this.#run;
    if (run?.isOver && this.#isDirty) this.#reportUnused(run.record);
    // As made by `change`.
    if (flow !== undefined) this.#saved = (flow ?? undefined) as FlowJson | undefined;
    // Without a run the conversation may have been lost while the commit was written.
    if (this.#saved === undefined || run !== undefined) this.#mustEnd = false;
    if (run?.isOver || this.#ports.options.replay === 'always') this.#run = undefined;
    this.#isDirty = false;
    this.#isEnded = false;
    this.#effects.clear();
  }

  /** The turn was not committed: the flow runs again from its beginning. */
  rollBack(): void {
    if (!this.#isDirty) return;
    this.#run = undefined;
    this.#isDirty = false;
    this.#isEnded = false;
  }

  #reportUnused({ name, version, answers, unused, question }: FlowRecord): void {
    const key = unused[0] ?? question?.key;
    if (key === undefined) return;
    this.#ports.lost({ flow: name, version, answers, why: `its step "${key}" is not in the code any more` });
  }
}

function textOf(value: unknown): string {
  if (typeof value === 'string') return value;
  const { caption, type } = value as { readonly caption?: unknown; readonly type?: unknown };
  return typeof caption === 'string' && typeof type === 'string' ? `${type} ${caption}`.trim() : JSON.stringify(value);
}
