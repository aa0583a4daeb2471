import type { Agent } from '../agent.js';
import { Conversation, type VerbPorts } from '../conversations/handle.js';
import { ConnectionError, HandlerError, NotMineError, SDKError } from '../errors.js';
import type { Change } from '../store/store.js';
import { isA, reasonOf } from '../support/thrown.js';
import { Attempt, type EndReason } from './attempt.js';
import { Chat } from './chat.js';
import { MOST_TEXTS } from './cutting.js';
import { escalate } from './escalation.js';
import type { Inbox } from './inbox.js';
import { turnOf, type Job } from './job.js';
import type { ResolvedBotOptions } from './options.js';
import { Pause } from './pause.js';
import type { DerivedValues, Routes } from './routes.js';
import type { OpenSession, SavedState } from './saved-state.js';
import type { Slots } from './slots.js';

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
  /** Why a job cannot be carried out now. */
  refusalOf(job: Job): Error | undefined;
  /** Whether another agent has the conversation. */
  isAway(): boolean;
}

type Result =
  | { readonly kind: 'over' }
  /** The store has failed, which was reported. */
  | { readonly kind: 'uncommitted'; readonly error: SDKError }
  | { readonly kind: 'failed'; readonly error: unknown; readonly chat: Chat | undefined }
  | { readonly kind: 'hung'; readonly chat: Chat; readonly settled: Promise<unknown> };

/** Pauses between the attempts for one turn. The last one repeats. */
const PAUSES_MS = [1_000, 5_000, 25_000] as const;
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
  /** Events whose turns were committed. */
  #handledCount = 0;
  #current: { readonly attempt: Attempt; readonly job: Job } | undefined;

  constructor(ports: RunnerPorts) {
    this.#ports = ports;
    this.#verbs = Conversation.portsOf(ports.conversation);
    this.#pause = new Pause(ports.options.clock);
  }

  /** The job whose handler runs. */
  get job(): Job | undefined {
    return this.#current?.job;
  }

  /** The handler that runs, until its turn is committed. */
  get busy(): Promise<unknown> | undefined {
    return this.#busy;
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
        await this.#giveUp(job, number, hungError(job, this.#ports, number), result.chat);
        await result.settled;
        return;
      }
      if (job.caller !== undefined) {
        job.caller.reject(result.error);
        return;
      }
      // Lost, and UMS has not told so: after a reconnect the verbs know it before the events.
      const isRefused = result.kind === 'failed' && this.#isNotMine(result.error) && refusals < PAUSES_MS.length;
      if (isRefused) refusals += 1;
      this.#wasCut = result.kind === 'failed' && this.#hasLostConnection(result.error, connections);
      if (result.kind === 'failed' && !isRefused) {
        // What a lost connection has ended, the handler is not to blame for.
        if (!this.#wasCut) failures += 1;
        this.#ports.report(failedError(job, this.#ports, number, result.error), result.chat);
        if (failures >= (this.#ports.options.escalation?.after ?? PAUSES_MS.length + 1)) {
          await this.#giveUp(job, number, gaveUpError(job, this.#ports, number, result.error), result.chat);
          return;
        }
      }
      if (this.#wasCut && this.#ports.agent.connected) continue;
      await this.#pause.wait(PAUSES_MS[Math.min(number, PAUSES_MS.length) - 1] ?? 0);
      this.#wasCut = false;
    }
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
    const attempt = this.#attempt(job, number);
    this.#busy = attempt;
    try {
      return await attempt;
    } finally {
      this.#busy = undefined;
      release();
    }
  }

  async #attempt(job: Job, number: number): Promise<Result> {
    const { state, conversation, routes, options, derived } = this.#ports;
    let session: OpenSession<object>;
    try {
      session = state.open();
    } catch (error) {
      // The function `session` of the application has failed.
      return { kind: 'failed', error, chat: undefined };
    }
    const attempt = new Attempt({
      clock: options.clock,
      timeoutMs: options.handlerTimeoutMs,
      event: job.event,
      mayWrite: (operation) => checkDialog(operation, conversation, job),
      keep: (data) => session.keep(data),
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
    if (outcome.kind === 'hung') {
      attempt.refuse(hungError(job, this.#ports, number));
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
          ...state.awayTimer(this.#ports.isAway(), options.clock.now()),
        };
    try {
      await options.store.commit(storeKey, change);
    } catch (cause) {
      const what = `The store did not commit conversation ${conversationId}, whose turn is handled again: ${reasonOf(cause)}`;
      const error = new SDKError(what, { code: 'COMMIT', cause });
      this.#ports.report(error, chat);
      return error;
    }
    state.committed(change);
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
    while ((await this.#commit(job, undefined)) !== undefined) {
      await this.#pause.wait(PAUSES_MS[PAUSES_MS.length - 1] ?? 0);
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

/** A turn of the main dialog says nothing in the survey after it. @throws {NotMineError} The dialog is closed. */
function checkDialog(operation: string, { id, now }: Conversation, { dialogId, needsOwner }: Job): void {
  if (!needsOwner || now?.openDialog === undefined || now.openDialog.id === dialogId) return;
  throw new NotMineError(operation, id, undefined, 'the dialog of the turn is closed');
}

function factsOf({ event, events, dialogId }: Job, { conversation }: RunnerPorts, attempt: number) {
  const sequence = events.at(-1)?.sequence;
  return { event, conversationId: conversation.id, dialogId, sequence, attempt };
}

function failedError(job: Job, ports: RunnerPorts, attempt: number, cause: unknown): HandlerError {
  const message = `The handler of '${job.event}' failed in ${placeOf(job, ports)}, attempt ${attempt}: ${reasonOf(cause)}`;
  return new HandlerError(message, { ...factsOf(job, ports, attempt), ...deliveryOf(cause), code: 'HANDLER', cause });
}

function gaveUpError(job: Job, ports: RunnerPorts, attempt: number, cause: unknown): HandlerError {
  const message = `The handler of '${job.event}' failed ${attempt} times in ${placeOf(job, ports)}, which is passed over; set \`escalation\` to hand such conversations off: ${reasonOf(cause)}`;
  return new HandlerError(message, { ...factsOf(job, ports, attempt), ...deliveryOf(cause), code: 'GAVE_UP', cause });
}

function hungError(job: Job, ports: RunnerPorts, attempt: number): HandlerError {
  const message = `The handler of '${job.event}' still runs 10 s after its signal was aborted, in ${placeOf(job, ports)}; its verbs reject from now on`;
  return new HandlerError(message, { ...factsOf(job, ports, attempt), code: 'HUNG', delivery: 'unknown' });
}

function deliveryOf(cause: unknown): { readonly delivery: SDKError['delivery'] } {
  return { delivery: cause instanceof SDKError ? cause.delivery : 'answered' };
}

function placeOf({ events }: Job, { conversation }: RunnerPorts): string {
  const sequence = events.at(-1)?.sequence;
  return `conversation ${conversation.id}${sequence === undefined ? '' : `, message ${sequence}`}`;
}
