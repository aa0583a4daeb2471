import type { Agent } from '../agent.js';
import { Conversation, type VerbPorts } from '../conversations/handle.js';
import { ConnectionError, NotMineError, type HandlerError, type SDKError } from '../errors.js';
import type { Change } from '../store/store.js';
import { isA } from '../support/thrown.js';
import { Attempt, type EndReason } from './attempt.js';
import { Chat } from './chat.js';
import { MOST_TEXTS } from './cutting.js';
import { escalate } from './escalation.js';
import { FlowError } from './flow-error.js';
import type { Flows } from './flows.js';
import type { Inbox } from './inbox.js';
import { turnOf, type Job } from './job.js';
import { commitError, failedError, gaveUpError, hungError } from './turn-errors.js';
import type { ResolvedBotOptions } from './options.js';
import { ATTEMPTS, Pause, pauseAfterMs } from './pause.js';
import { checkDialog } from './refusal.js';
import type { DerivedValues, Routes } from './routes.js';
import type { OpenSession, SavedState } from './saved-state.js';
import type { Silences } from './silence.js';
import type { Slots } from './slots.js';
import { turnFlows } from './turn-flows.js';

/** What all conversations of a bot share. */
export interface SharedPorts {
  readonly agent: Agent;
  readonly options: ResolvedBotOptions<object>;
  /** Key of the agent in the store. */
  readonly storeKey: string;
  readonly routes: Routes;
  /** Handlers at the same time. */
  readonly handlers: Slots;
  report(error: SDKError, chat?: Chat): void;
}

/** What the jobs of one conversation need. */
export interface RunnerPorts extends SharedPorts {
  readonly conversation: Conversation;
  readonly inbox: Inbox;
  readonly state: SavedState<object>;
  readonly derived: DerivedValues;
  readonly flows: Flows;
  readonly silences: Silences;
  /** Why a job cannot be carried out now. */
  refusalOf(job: Job): Error | undefined;
  /** Whether another agent has the conversation. */
  isAway(): boolean;
  /** A handler hangs: what waits for a turn after it would wait in vain. */
  hung(): void;
}

type Result =
  | { readonly kind: 'over' }
  /** The store has failed, which was reported. */
  | { readonly kind: 'uncommitted'; readonly error: SDKError }
  | { readonly kind: 'failed'; readonly error: unknown; readonly chat: Chat | undefined }
  | { readonly kind: 'hung'; readonly chat: Chat; readonly settled: Promise<unknown> };

/** How often in a row a verb may be refused that UMS has not told the loss of. */
const MAX_REFUSALS = 3;
const OVER = { kind: 'over' } as const;

/** Carries out the jobs of one conversation, one at a time: attempts, the commit, and the escalation. */
export class JobRunner {
  readonly #ports: RunnerPorts;
  readonly #verbs: VerbPorts;
  readonly #pause: Pause;
  #busy: Promise<unknown> | undefined;
  /** The turn that waits for its next attempt has lost its connection. */
  #wasCut = false;
  #connections = 1;
  /** Called when the conversation comes back while its handler hangs. */
  #onReturn: (() => void) | undefined;
  /** Events whose turns were committed. */
  #handledCount = 0;
  #current: { readonly attempt: Attempt; readonly job: Job } | undefined;

  constructor(ports: RunnerPorts) {
    this.#ports = ports;
    this.#verbs = Conversation.portsOf(ports.conversation);
    this.#pause = new Pause(ports.options.clock);
  }

  get #id(): string {
    return this.#ports.conversation.id;
  }

  /** The job whose handler runs. */
  get job(): Job | undefined {
    return this.#current?.job;
  }

  /** The handler that runs, until its turn is committed. */
  get busy(): Promise<unknown> | undefined {
    return this.#busy;
  }

  /** The handler that runs was aborted. */
  get isEnding(): boolean {
    return this.#current?.attempt.end !== undefined;
  }

  /** Whether a handler runs that has said nothing. */
  get isSilent(): boolean {
    return this.#current?.attempt.hasSpoken === false;
  }

  /** Ends the running handler, as far as it reacts to its signal, and any pause. */
  abort(end: EndReason, reason: Error): void {
    this.#current?.attempt.abort(end, reason);
    this.#pause.end();
  }

  /** Resolves when the job is committed or given up, or does not matter any more. Never rejects. */
  async run(job: Job): Promise<void> {
    let failures = 0;
    let refusals = 0;
    for (let number = 1; ; number += 1) {
      const connections = this.#connections;
      const result = await this.#try(job, number);
      if (result.kind === 'over') return;
      if (result.kind === 'hung') {
        await this.#untilEnded(job, number, result);
        return;
      }
      if (job.caller !== undefined) {
        job.caller.reject(result.error);
        return;
      }
      // Lost, and UMS has not told so: after a reconnect the verbs know it before the events.
      const isRefused = result.kind === 'failed' && this.#isNotMine(result.error) && refusals < MAX_REFUSALS;
      if (isRefused) refusals += 1;
      this.#wasCut = result.kind === 'failed' && this.#hasLostConnection(result.error, connections);
      if (result.kind === 'failed' && !isRefused) {
        // What a lost connection has ended, the handler is not to blame for.
        if (!this.#wasCut) failures += 1;
        this.#ports.report(failedError(job, this.#id, number, result.error), result.chat);
        // The same answers would fail again.
        const isFinal = isA(result.error, FlowError);
        if (isFinal || failures >= (this.#ports.options.escalation?.after ?? ATTEMPTS)) {
          await this.#giveUp(job, number, gaveUpError(job, this.#id, number, result.error), result.chat);
          return;
        }
      }
      if (this.#wasCut && this.#ports.agent.connected) continue;
      await this.#pause.wait(pauseAfterMs(number));
      this.#wasCut = false;
    }
  }

  /** A handler runs that was given up: no other one begins before it has ended. */
  get isHung(): boolean {
    return this.#onReturn !== undefined;
  }

  /** The conversation has come back. If its handler hangs, it is let go again. */
  returned(): void {
    this.#onReturn?.();
  }

  /** Removes what is saved, beside a handler that hangs. */
  async remove(): Promise<void> {
    const { options, storeKey, conversation, state } = this.#ports;
    const change: Change = { conversationId: conversation.id, removed: true };
    try {
      await options.store.commit(storeKey, change);
      state.committed(change);
    } catch (cause) {
      this.#ports.report(commitError(conversation.id, cause));
    }
  }

  /** A handler hangs: its conversation is let go, as often as it comes back meanwhile. */
  async #untilEnded(job: Job, number: number, { chat, settled }: Extract<Result, { kind: 'hung' }>): Promise<void> {
    let hasEnded = false;
    const ended = settled.then(() => (hasEnded = true));
    while (!hasEnded) {
      const returned = new Promise<void>((resolve) => (this.#onReturn = resolve));
      this.#ports.hung();
      await this.#giveUp(job, number, hungError(job, this.#id, number), chat);
      await Promise.race([ended, returned]);
    }
    this.#onReturn = undefined;
  }

  /** There is a connection again: a turn that failed without one need not wait longer. */
  connected(): void {
    this.#connections += 1;
    if (this.#wasCut) this.#pause.end();
  }

  #isNotMine(error: unknown): boolean {
    return isA(error, NotMineError) && error.conversationId === this.#ports.conversation.id;
  }

  /** Whether a handler has failed since the connection was lost during its attempt. */
  #hasLostConnection(error: unknown, before: number): boolean {
    return isA(error, ConnectionError) && (!this.#ports.agent.connected || this.#connections !== before);
  }

  async #try(job: Job, number: number): Promise<Result> {
    const { handlers } = this.#ports;
    const release = job.run === undefined ? (): void => {} : await handlers.take();
    const refusal = this.#ports.refusalOf(job);
    if (refusal !== undefined) {
      release();
      job.caller?.reject(refusal);
      return OVER;
    }
    const attempt = this.#attempt(job, number, release);
    this.#busy = attempt;
    try {
      return await attempt;
    } finally {
      this.#busy = undefined;
      this.#ports.flows.rollBack();
    }
  }

  async #attempt(job: Job, number: number, release: () => void): Promise<Result> {
    const { state, conversation, routes, options, derived } = this.#ports;
    let session: OpenSession<object>;
    try {
      session = state.open();
    } catch (error) {
      // The function `session` of the application has failed.
      release();
      return { kind: 'failed', error, chat: undefined };
    }
    const attempt = new Attempt({
      clock: options.clock,
      timeoutMs: options.handlerTimeoutMs,
      event: job.event,
      mayWrite: (operation) => checkDialog(operation, conversation, job),
      keep: (data) => session.keep(data),
      flows: turnFlows(this.#ports, job),
      report: (error) => this.#ports.report(error, chat),
    });
    const chat = new Chat(this.#verbsOf(job, number), conversation.id, attempt, session.value);
    this.#current = { attempt, job };
    const { run } = job;
    const outcome =
      run === undefined
        ? ({ kind: 'done' } as const)
        : await attempt.run(() => routes.call(run, chat, turnOf(job, number), attempt, derived));
    this.#current = undefined;
    // A commit may take long: it does not keep other conversations waiting.
    release();
    if (outcome.kind === 'hung') {
      attempt.refuse(hungError(job, this.#id, number));
      return { ...outcome, chat };
    }
    return this.#conclude(job, attempt, chat, session, outcome);
  }

  async #conclude(
    job: Job,
    { end }: Attempt,
    chat: Chat,
    session: OpenSession<object>,
    outcome: { readonly kind: 'done' } | { readonly kind: 'failed'; readonly error: unknown },
  ): Promise<Result> {
    if (end === 'stopped' || end === 'interrupted' || (end === 'lost' && outcome.kind === 'failed')) {
      job.caller?.reject(outcome.kind === 'failed' ? outcome.error : chat.signal.reason);
      return OVER;
    }
    if (outcome.kind === 'failed') return { kind: 'failed', error: outcome.error, chat };
    let change: object | undefined;
    try {
      change = job.run && session.changed(chat.session);
    } catch (error) {
      return { kind: 'failed', error, chat };
    }
    const error = await this.#commit(job, change, chat);
    if (error !== undefined) return { kind: 'uncommitted', error };
    job.caller?.resolve();
    return OVER;
  }

  /** @returns The failure of the store, which was reported. */
  async #commit(job: Job, session: object | undefined, chat?: Chat): Promise<SDKError | undefined> {
    const { inbox, state, conversation, options, storeKey } = this.#ports;
    const { id: conversationId } = conversation;
    const change: Change = job.isLast
      ? { conversationId, removed: true }
      : {
          conversationId,
          positions: inbox.positionsAfter(job.events),
          ...(session !== undefined && { session }),
          ...this.#ports.flows.change(job.endsFlow === true),
          ...state.timers(this.#ports.isAway(), job, options.clock.now(), this.#ports.silences.change(job)),
        };
    try {
      await options.store.commit(storeKey, change);
    } catch (cause) {
      const error = commitError(conversationId, cause);
      this.#ports.report(error, chat);
      return error;
    }
    state.committed(change);
    if (!change.removed) {
      this.#ports.flows.committed(change);
      this.#ports.silences.committed(change);
    }
    inbox.remove(job.events);
    this.#handledCount += job.events.length;
    return undefined;
  }

  /** Lets the conversation go, or passes over what was said. */
  async #giveUp(job: Job, number: number, error: HandlerError, chat: Chat | undefined): Promise<void> {
    const { escalation } = this.#ports.options;
    job.caller?.reject(error);
    if (job.needsOwner && this.#ports.refusalOf(job) !== undefined) return;
    if (error.code === 'HUNG') this.#ports.report(error, chat);
    if (job.needsOwner && escalation !== undefined) {
      await escalate(this.#escalationChat(job), escalation, {
        pause: this.#pause,
        isOver: () => this.#ports.refusalOf(job) !== undefined,
        report: (failure) => this.#ports.report(failure, chat),
      });
      return;
    }
    if (error.code !== 'HUNG') this.#ports.report(error, chat);
    // Its question would wait for ever.
    if (job.event.startsWith('flow ')) this.#ports.flows.end();
    while ((await this.#commit(job, undefined)) !== undefined) {
      await this.#pause.wait(pauseAfterMs(ATTEMPTS));
      if (this.#ports.refusalOf(job) !== undefined) return;
    }
  }

  #escalationChat(job: Job): Chat {
    const { conversation } = this.#ports;
    const free = {
      signal: new AbortController().signal,
      beforeWrite: () => {},
      keep: () => '',
      report: () => {},
      flows: turnFlows(this.#ports, job),
    };
    return new Chat(this.#verbsOf(job, 2), conversation.id, free, {});
  }

  /**
   * Keys are looked for from the first message of the turn on, where an earlier attempt or process may have sent them. An
   * earlier process has begun one turn at most after its last commit.
   */
  #verbsOf({ events, dialogId }: Job, number: number): VerbPorts {
    const floor = this.#ports.inbox.positionsAfter([])[dialogId] ?? -1;
    const [first] = events;
    const mostInTurn = this.#ports.options.mode === 'each' ? 1 : MOST_TEXTS;
    const mayBeBegun = this.#handledCount < mostInTurn && events.some(({ isFromHistory }) => isFromHistory);
    const mayBeSent = number > 1 || first === undefined || mayBeBegun;
    return { ...this.#verbs, keys: this.#verbs.keys.within(dialogId, first?.sequence ?? floor, mayBeSent) };
  }
}
