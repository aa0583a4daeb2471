import { CHANGES } from '../conversations/changes.js';
import type { Conversations } from '../conversations/conversations.js';
import type { Conversation } from '../conversations/handle.js';
import { NotMineError, SDKError } from '../errors.js';
import type { Batch } from '../protocol/read.js';
import type { ConversationChange } from '../protocol/registry.js';
import type { Saved } from '../store/store.js';
import { reasonOf } from '../support/thrown.js';
import type { TurnState } from './report.js';
import { MemoryBudget } from './memory-budget.js';
import type { RouteHandler } from './routes.js';
import { AWAY } from './saved-state.js';
import { Slots } from './slots.js';
import { Worker } from './worker.js';
import type { WorkerPorts } from './worker-ports.js';

/** A conversation that another agent has is remembered so long, and so many of them. */
const AWAY_AGE_MS = 7 * 24 * 3_600_000;
const MAX_AWAY = 1_000;
const PRUNE_EVERY_MS = 3_600_000;
/** A saved conversation of which UMS has not told by then belongs to another agent. */
const ABSENT_AFTER_MS = 60_000;

/** Histories that a bot reads at the same time. */
const MOST_READINGS = 8;

/** Of all bots of the process. */
const budget = new MemoryBudget();

export interface WorkersPorts extends Omit<WorkerPorts, 'ended' | 'readings' | 'budget'> {
  readonly conversations: Conversations;
  /** The number of conversations may have changed. */
  changed(conversationId: string | undefined): void;
}

/** The conversations of a bot: passes on to each what is heard of it. */
export class Workers {
  readonly #ports: WorkersPorts;
  readonly #readings = new Slots(MOST_READINGS);
  readonly #workers = new Map<string, Worker>();
  /** Saved by an earlier process, and not told of by UMS. */
  readonly #absent = new Map<string, Saved>();
  #cancelTimers: (() => void)[] = [];

  constructor(ports: WorkersPorts) {
    this.#ports = ports;
    const { conversations } = ports;
    conversations.on('opened', (conversation) => this.#look(this.#workerOf(conversation)));
    conversations.on('back', (conversation) => this.#look(this.#workerOf(conversation)));
    conversations.on('message', (conversation, { event }) => this.#workers.get(conversation.id)?.hear(event));
    conversations.on('activity', (conversation, activity) => {
      const worker = this.#workers.get(conversation.id);
      const { participantId: originatorId, role, ...event } = activity;
      if (activity.sequence === undefined) worker?.sees(activity);
      else worker?.hear({ ...event, originatorId, ...(role !== undefined && { originatorMetadata: { role } }) });
    });
    conversations.on('joined', ({ id }, { participant }) => this.#workers.get(id)?.joined(participant));
    conversations.on('survey', ({ id }, { dialog }) => this.#workers.get(id)?.survey(dialog));
    conversations.on('takenOver', ({ id }) => this.#left(id, 'takenOver'));
    conversations.on('left', ({ id }, { isMe, why }) => {
      if (isMe) this.#left(id, why);
    });
    conversations.on('closed', ({ id }) => this.#left(id, 'closed'));
  }

  /** Loads what an earlier process has saved. @throws What the store throws. */
  async load(): Promise<void> {
    const { options, storeKey } = this.#ports;
    this.#absent.clear();
    for await (const saved of options.store.load(storeKey)) this.#absent.set(saved.conversationId, saved);
  }

  /** The conversations are followed. */
  start(): void {
    const { clock } = this.#ports.options;
    this.#ports.agent.on(CHANGES, this.#onChanges);
    this.#ports.agent.on('state', this.#onState);
    const prune = (): void => {
      void this.#prune();
      this.#cancelTimers[1] = clock.after(PRUNE_EVERY_MS, prune);
    };
    this.#cancelTimers = [
      clock.after(ABSENT_AFTER_MS, () => void this.#markAbsent()),
      clock.after(PRUNE_EVERY_MS, prune),
    ];
  }

  /** No further turn begins. Resolves when the turns in hand are committed. */
  async stop(): Promise<void> {
    for (const cancel of this.#cancelTimers) cancel();
    for (const worker of this.#workers.values()) worker.stop();
    await Promise.all(Array.from(this.#workers.values(), (worker) => worker.busy ?? Promise.resolve()));
  }

  /** Ends the handlers that run, whose turns are not committed. */
  abort(): void {
    this.#ports.agent.off(CHANGES, this.#onChanges);
    this.#ports.agent.off('state', this.#onState);
    for (const worker of this.#workers.values()) worker.abort();
    this.#workers.clear();
  }

  /** Conversations that this agent has. */
  get count(): number {
    let count = 0;
    for (const { isMine } of this.#workers.values()) if (isMine) count += 1;
    return count;
  }

  /** Conversations whose handler runs, or whose commit is being written. */
  get running(): number {
    let count = 0;
    for (const { busy } of this.#workers.values()) if (busy !== undefined) count += 1;
    return count;
  }

  stateOf(conversationId: string): TurnState {
    const worker = this.#workers.get(conversationId);
    return {
      isOwner: worker?.isMine === true,
      running: worker?.busy !== undefined,
      waiting: worker?.waiting ?? 0,
    };
  }

  /** Turns and messages that wait, and since when the oldest does, on the bot's clock. */
  get waiting(): { readonly count: number; readonly oldestAt: number | undefined } {
    let count = 0;
    let oldestAt: number | undefined;
    for (const worker of this.#workers.values()) {
      count += worker.waiting;
      if (worker.oldestAt !== undefined) oldestAt = Math.min(oldestAt ?? Infinity, worker.oldestAt);
    }
    return { count, oldestAt };
  }

  /** @throws {NotMineError} This agent does not have the conversation. */
  async turn(conversationId: string, handler: RouteHandler): Promise<void> {
    const worker = this.#workers.get(conversationId);
    if (worker === undefined) throw new NotMineError('turn()', conversationId);
    await worker.turn(handler);
  }

  readonly #onChanges = ({ changes }: Batch<ConversationChange>): void => {
    for (const { result } of changes) {
      const worker = this.#workers.get(result.convId);
      if (worker !== undefined) this.#look(worker);
    }
  };

  readonly #onState = (state: WorkersPorts['agent']['state']): void => {
    this.#cancelTimers[0]?.();
    if (state !== 'ready') return;
    this.#cancelTimers[0] = this.#ports.options.clock.after(ABSENT_AFTER_MS, () => void this.#markAbsent());
    for (const worker of this.#workers.values()) worker.connected();
  };

  #look(worker: Worker): void {
    const wasMine = worker.isMine;
    worker.look();
    // An accepted conversation counts as such until it is this agent's.
    if (worker.isMine !== wasMine) this.#ports.changed(worker.isMine ? worker.conversationId : undefined);
  }

  #workerOf(conversation: Conversation): Worker {
    const known = this.#workers.get(conversation.id);
    if (known !== undefined) return known;
    const ports = {
      ...this.#ports,
      readings: this.#readings,
      budget,
      ended: (conversationId: string): void => {
        this.#workers.delete(conversationId);
        this.#ports.changed(conversationId);
      },
    };
    const worker = new Worker(ports, conversation, this.#absent.get(conversation.id));
    this.#absent.delete(conversation.id);
    this.#workers.set(conversation.id, worker);
    return worker;
  }

  #left(conversationId: string, why: Parameters<Worker['left']>[0]): void {
    this.#workers.get(conversationId)?.left(why);
    this.#ports.changed(conversationId);
    void this.#prune();
  }

  /** Forgets conversations that another agent has had for long. */
  async #prune(): Promise<void> {
    const now = this.#ports.options.clock.now();
    const away = [...this.#workers.values()]
      .filter(({ awaySince }) => awaySince !== undefined)
      .toSorted((one, other) => Number(one.awaySince) - Number(other.awaySince));
    const old = away.filter(({ awaySince }) => now - Number(awaySince) > AWAY_AGE_MS);
    for (const worker of new Set([...old, ...away.slice(0, Math.max(away.length - MAX_AWAY, 0))])) worker.forget();
    for (const { conversationId, timers } of this.#absent.values()) {
      if (now - (timers[AWAY] ?? now) <= AWAY_AGE_MS) continue;
      if (await this.#commit({ conversationId, removed: true })) this.#absent.delete(conversationId);
    }
  }

  async #markAbsent(): Promise<void> {
    const now = this.#ports.options.clock.now();
    for (const saved of this.#absent.values()) {
      const { conversationId, timers } = saved;
      if (timers[AWAY] !== undefined) continue;
      const isCommitted = await this.#commit({ conversationId, timers: { [AWAY]: now } });
      if (!isCommitted) continue;
      if (!this.#absent.has(conversationId)) {
        // UMS has told of it meanwhile.
        if (this.#workers.get(conversationId)?.isMine) await this.#commit({ conversationId, timers: { [AWAY]: null } });
        continue;
      }
      this.#absent.set(conversationId, { ...saved, timers: { ...timers, [AWAY]: now } });
    }
  }

  /** @returns `false`: the store has failed, which was reported. */
  async #commit(change: Parameters<WorkersPorts['options']['store']['commit']>[1]): Promise<boolean> {
    const { options, storeKey } = this.#ports;
    try {
      await options.store.commit(storeKey, change);
      return true;
    } catch (cause) {
      const message = `The store did not commit conversation ${change.conversationId}: ${reasonOf(cause)}`;
      this.#ports.report(new SDKError(message, { code: 'COMMIT', cause }));
      return false;
    }
  }
}
