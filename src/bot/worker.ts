import type { Activity } from '../conversations/conversations.js';
import { isMine, type LeaveReason } from '../conversations/events.js';
import type { Conversation } from '../conversations/handle.js';
import { ConversationMessage } from '../conversations/message.js';
import type { DialogView, ParticipantView } from '../conversations/snapshot.js';
import { ConnectionError, NotMineError, SDKError } from '../errors.js';
import type { Saved } from '../store/store.js';
import { HistoryReading } from './history-reading.js';
import { Inbox, type HeardEvent } from './inbox.js';
import type { Job } from './job.js';
import { JobRunner, type SharedPorts } from './job-runner.js';
import type { MemoryBudget } from './memory-budget.js';
import { NextTurn } from './next-turn.js';
import { DerivedValues, type RouteHandler } from './routes.js';
import { SavedState } from './saved-state.js';
import type { Slots } from './slots.js';
import type { Turn } from './turn.js';

/** What the conversations of a bot share. */
export interface WorkerPorts extends SharedPorts {
  /** Readings of histories at the same time. */
  readonly readings: Slots;
  readonly budget: MemoryBudget;
  /** The conversation is closed, and what was saved of it is removed. */
  ended(conversationId: string): void;
}

/** How often to look whether a conversation that this agent has given away came back without an event. */
const RELEASED_PAUSE_MS = 1_000;

/** The turns of one conversation. One handler at a time; a commit after each. */
export class Worker {
  readonly #ports: WorkerPorts;
  readonly #conversation: Conversation;
  readonly #inbox: Inbox;
  readonly #state: SavedState<object>;
  readonly #runner: JobRunner;
  readonly #turns: NextTurn;
  readonly #reading: HistoryReading;
  /** What comes before the messages that wait. */
  readonly #jobs: Job[] = [];
  /** `reading`: what was said before is being read. */
  #phase: 'new' | 'reading' | 'mine' | 'away' = 'new';
  /** What follows `reading`: the handler of `start` or `back`, or nothing where an earlier process has begun. */
  #beginning: 'start' | 'back' | 'resumed' = 'start';
  /** Of an earlier process, by dialog. */
  readonly #positions: Readonly<Record<string, number>>;
  #awaySince = 0;
  #hasLeft = false;
  #isStopped = false;
  #isRunning = false;
  #isKicked = false;

  constructor(ports: WorkerPorts, conversation: Conversation, saved: Saved | undefined) {
    const { agent, options, routes, budget } = ports;
    this.#ports = ports;
    this.#conversation = conversation;
    this.#state = new SavedState(conversation.id, options.session, saved);
    this.#inbox = new Inbox({
      conversationId: conversation.id,
      agentId: () => agent.agentId,
      wrap: (event) => new ConversationMessage(agent, conversation.id, event),
      isClick: (externalId) => routes.isClick(externalId),
      now: () => options.clock.now(),
      budget,
    });
    this.#turns = new NextTurn({
      conversation,
      options,
      routes,
      recall: (key) => this.#state.recall(key),
      again: () => this.kick(),
    });
    this.#reading = new HistoryReading({
      ...ports,
      conversationId: conversation.id,
      inbox: this.#inbox,
      isNeeded: () => this.isMine && !this.#isStopped,
    });
    this.#runner = new JobRunner({
      ...ports,
      conversation,
      inbox: this.#inbox,
      state: this.#state,
      derived: new DerivedValues(),
      refusalOf: (job) => this.#refusalOf(job),
      isAway: () => this.#phase === 'away',
    });
    this.#positions = saved?.positions ?? {};
  }

  /** Messages and other turns that wait, without those in hand; what is to be read counts once. */
  get waiting(): number {
    const inHand = this.#runner.job?.events.length ?? 0;
    return this.#jobs.length + this.#inbox.waiting.length - inHand + (this.#inbox.isBehind ? 1 : 0);
  }

  /** When the oldest message that waits was heard, on the bot's clock. */
  get oldestAt(): number | undefined {
    return this.#inbox.waiting[0]?.heardAt;
  }

  get conversationId(): string {
    return this.#conversation.id;
  }

  /** The turn in hand; resolves when it is committed. */
  get busy(): Promise<unknown> | undefined {
    return this.#runner.busy;
  }

  /** Since when another agent has the conversation, on the bot's clock. */
  get awaySince(): number | undefined {
    return this.#phase === 'away' ? this.#awaySince : undefined;
  }

  get isMine(): boolean {
    return this.#phase === 'mine' || this.#phase === 'reading';
  }

  /** UMS has told something of the conversation. */
  look(): void {
    const { now } = this.#conversation;
    if (now === undefined) return;
    const { agentId } = this.#ports.agent;
    if (!isMine(now, agentId)) {
      if (this.isMine) this.#lose(now.stage === 'CLOSE');
      return;
    }
    if (this.isMine) this.#lookAtDialog();
    else if (!this.#isStopped) this.#obtain();
  }

  /** There is a connection again: what could not be read can be. */
  connected(): void {
    this.#reading.end();
    this.#runner.connected();
  }

  /** A live message, or a receipt. */
  hear(event: HeardEvent): void {
    if (!this.isMine || this.#isStopped) return;
    this.#inbox.hear(event);
    this.#interrupt();
    this.kick();
  }

  /** A typing state of the consumer. */
  sees({ role, event }: Activity): void {
    if (role !== 'CONSUMER' || event.type !== 'ChatStateEvent') return;
    this.#turns.isTyping = event.chatState === 'COMPOSING';
    this.kick();
  }

  /** Another participant has joined. */
  joined(participant: ParticipantView): void {
    const handler = this.#ports.routes.get('joined');
    if (handler && this.isMine) this.#add('joined', (chat, turn) => handler(chat, { ...turn, participant } as Turn));
  }

  /** A survey has begun. */
  survey(dialog: DialogView): void {
    this.look();
    const handler = this.#ports.routes.surveyBegins();
    if (!this.isMine || handler === undefined) return;
    // UMS sends the events of a survey dialog to agents that have queried it.
    this.#inbox.begin(dialog.id, this.#conversation.now?.lastMessage);
    this.#add('survey', handler, dialog.id);
  }

  /** This agent has left, or the conversation is closed. */
  left(why: LeaveReason | 'closed'): void {
    this.look();
    const handler = this.#hasLeft ? undefined : this.#ports.routes.get('left');
    this.#hasLeft = true;
    const isLast = why === 'closed';
    if (this.#phase === 'new' && !this.#state.isSaved) {
      this.#ports.ended(this.conversationId);
      return;
    }
    const run: RouteHandler | undefined = handler && ((chat, turn) => handler(chat, { ...turn, why } as Turn));
    if (run !== undefined || isLast) this.#leave(run, isLast);
  }

  /** Removes what is saved of a conversation that another agent has. */
  forget(): void {
    if (this.#jobs.some(({ isLast }) => isLast)) return;
    this.#leave(undefined, true);
  }

  /** @returns A promise that settles with the handler. */
  turn(handler: RouteHandler): Promise<void> {
    return new Promise<void>((resolve, reject) => {
      this.#add('turn()', handler, this.#dialogId, { resolve, reject });
    });
  }

  /** No further turn begins; the one in hand goes on. */
  stop(): void {
    this.#isStopped = true;
    this.#reading.end();
    for (const job of this.#jobs.splice(0)) job.caller?.reject(stopped());
    if (this.#runner.job === undefined) this.#runner.abort('stopped', stopped());
  }

  /** Ends the handler in hand, whose turn is not committed. */
  abort(): void {
    this.#runner.abort('stopped', stopped());
    this.#inbox.dispose();
  }

  /** Something has happened: there may be a turn. */
  kick(): void {
    this.#isKicked = true;
    if (this.#isRunning || this.#isStopped) return;
    this.#isRunning = true;
    void this.#run();
  }

  get #dialogId(): string {
    return this.#conversation.now?.openDialog?.id ?? this.#conversation.id;
  }

  async #run(): Promise<void> {
    while (this.#isKicked && !this.#isStopped) {
      this.#isKicked = false;
      if (await this.#step()) this.#isKicked = true;
    }
    this.#isRunning = false;
  }

  /** @returns `false`: there is nothing to do until something happens. */
  async #step(): Promise<boolean> {
    if (this.#phase === 'reading') return this.#readEarlier();
    const job = this.#jobs.shift() ?? (this.isMine ? await this.#nextTurn() : undefined);
    if (job === undefined || job === 'later') return job === 'later';
    if (job.needsOwner && this.isMine && !this.#conversation.isMine) {
      this.#jobs.unshift(...(job.events.length === 0 ? [job] : []));
      this.#ports.options.clock.after(RELEASED_PAUSE_MS, () => this.kick());
      return false;
    }
    await this.#runner.run(job);
    if (job.isLast) this.#ports.ended(this.#conversation.id);
    return true;
  }

  /** @returns `later`: something was read. */
  async #nextTurn(): Promise<Job | 'later' | undefined> {
    const { waiting, isBehind, hasRoom } = this.#inbox;
    // What waits is not held up by a history that cannot be read.
    if (isBehind && (waiting.length === 0 || (hasRoom && !this.#reading.hasFailed))) {
      await this.#reading.next();
      return 'later';
    }
    return this.#turns.next(this.#inbox.waiting);
  }

  /** This agent has the conversation now. */
  #obtain(): void {
    const { now } = this.#conversation;
    const dialogId = this.#dialogId;
    this.#hasLeft = false;
    const wasAway = this.#phase === 'away' || this.#state.isAway;
    if (wasAway) this.#inbox.begin(dialogId, now?.lastMessage, now?.updatedAt);
    else if (this.#state.isSaved) this.#inbox.resume(this.#positions, dialogId, now?.lastMessage);
    else this.#inbox.begin(dialogId, now?.lastMessage);
    this.#phase = 'reading';
    this.#beginning = wasAway ? 'back' : this.#state.isSaved ? 'resumed' : 'start';
    this.kick();
  }

  async #readEarlier(): Promise<boolean> {
    if (!(await this.#reading.next()) || this.#phase !== 'reading') return true;
    if (this.#inbox.isBehind && this.#inbox.waiting.length === 0) return true;
    this.#phase = 'mine';
    const event = this.#beginning === 'resumed' ? (this.#inbox.hasOthers ? 'back' : undefined) : this.#beginning;
    this.#inbox.hasOthers = false;
    const handler = event && this.#ports.routes.get(event);
    if (event === 'back' || handler !== undefined) this.#add(event ?? '', handler);
    return true;
  }

  #lose(isClosed: boolean): void {
    this.#phase = 'away';
    this.#awaySince = this.#ports.options.clock.now();
    this.#discard(this.#notMine(isClosed ? 'it is closed' : undefined));
    // The position moves past what another agent handles now; the conversation that is closed is removed.
    if (!isClosed) this.#leave(undefined);
  }

  /** What was said in a dialog that is closed needs no turn any more. */
  #lookAtDialog(): void {
    const { now } = this.#conversation;
    const openId = now?.openDialog?.id;
    const current = this.#runner.job?.dialogId ?? this.#inbox.waiting[0]?.dialogId;
    if (openId === undefined || current === undefined || current === openId) return;
    if (now?.dialogs.find(({ id }) => id === current)?.state !== 'CLOSE') return;
    this.#discard(this.#notMine('its dialog is closed'));
    this.kick();
  }

  #discard(reason: Error): void {
    this.#inbox.discard();
    for (const job of this.#jobs.splice(0)) {
      if (job.needsOwner) job.caller?.reject(reason);
      else this.#jobs.push(job);
    }
    this.#runner.abort('lost', reason);
    this.#reading.end();
  }

  /** A newer text ends a turn that has said nothing; both are handled together. */
  #interrupt(): void {
    const job = this.#runner.job;
    const newest = this.#inbox.waiting.at(-1);
    if (this.#ports.options.mode !== 'interrupt' || job === undefined || newest === undefined) return;
    if (job.event !== 'text' || !this.#runner.isSilent || job.events.includes(newest)) return;
    if (this.#turns.kindOf(newest) !== 'text' || newest.dialogId !== job.dialogId) return;
    const message = 'The consumer has said more before this turn said anything; both are handled together';
    this.#runner.abort('interrupted', new SDKError(message, { code: 'INTERRUPTED' }));
  }

  #refusalOf({ needsOwner, dialogId }: Job): Error | undefined {
    if (this.#isStopped) return stopped();
    if (!needsOwner) return undefined;
    if (this.#phase !== 'mine') return this.#notMine();
    const dialog = this.#conversation.now?.dialogs.find(({ id }) => id === dialogId);
    return dialog?.state === 'CLOSE' ? this.#notMine('its dialog is closed') : undefined;
  }

  #notMine(why?: string): NotMineError {
    const { id, now } = this.#conversation;
    return new NotMineError('The turn', id, now?.assignedAgentId, why);
  }

  #add(event: string, run: RouteHandler | undefined, dialogId = this.#dialogId, caller?: Job['caller']): void {
    this.#push({ event, events: [], dialogId, run, needsOwner: true, caller });
  }

  /** A job that another agent's conversation needs: its commit. */
  #leave(run: RouteHandler | undefined, isLast = false): void {
    this.#push({ event: 'left', events: [], dialogId: this.#dialogId, run, needsOwner: false, isLast });
  }

  #push(job: Job): void {
    if (this.#isStopped) {
      job.caller?.reject(stopped());
      return;
    }
    this.#jobs.push(job);
    this.kick();
  }
}

function stopped(): ConnectionError {
  return new ConnectionError('The turn ended: the bot was stopped, and the message is handled after its next start', {
    code: 'STOPPED',
  });
}
