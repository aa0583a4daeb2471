import type { Activity } from '../conversations/conversations.js';
import { isMine, type LeaveReason } from '../conversations/events.js';
import type { Conversation } from '../conversations/handle.js';
import { ConversationMessage } from '../conversations/message.js';
import type { DialogView, ParticipantView } from '../conversations/snapshot.js';
import type { Saved } from '../store/store.js';
import { Flows } from './flows.js';
import { HistoryReading } from './history-reading.js';
import { Inbox, type HeardEvent, type WaitingEvent } from './inbox.js';
import type { Job } from './job.js';
import { JobQueue } from './job-queue.js';
import { JobRunner } from './job-runner.js';
import { interruptedError, notBegunError, stoppedError } from './turn-errors.js';
import { lostFlowHandler } from './lost-flow.js';
import { NextTurn } from './next-turn.js';
import { dialogRefusal, notMineError } from './refusal.js';
import { DerivedValues, type RouteHandler } from './routes.js';
import { SavedState } from './saved-state.js';
import { TimedJobs } from './timed-jobs.js';
import type { Turn } from './turn.js';
import type { WorkerPorts } from './worker-ports.js';

/** The turns of one conversation. One handler at a time; a commit after each. */
export class Worker {
  readonly #ports: WorkerPorts;
  readonly conversationId: string;
  readonly #conversation: Conversation;
  readonly #inbox: Inbox;
  readonly #state: SavedState<object>;
  readonly #runner: JobRunner;
  readonly #turns: NextTurn;
  readonly #reading: HistoryReading;
  readonly #flows: Flows;
  readonly #timed: TimedJobs;
  /** What comes before the messages that wait. */
  readonly #jobs = new JobQueue();
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
    this.conversationId = conversation.id;
    this.#state = new SavedState(conversation.id, options.session, saved);
    this.#flows = new Flows({ ...ports, lost: (lost) => this.#add('flowLost', lostFlowHandler(lost, ports)) }, saved);
    this.#timed = new TimedJobs({
      clock: options.clock,
      flows: this.#flows,
      routes,
      saved,
      dialogId: () => this.#dialogId,
      again: () => this.kick(),
    });
    this.#inbox = new Inbox({
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
      flows: this.#flows,
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
      flows: this.#flows,
      silences: this.#timed.silences,
      refusalOf: (job) => this.#refusalOf(job),
      isAway: () => this.#phase === 'away',
      hung: () => this.#jobs.rejectCallers(notBegunError()),
    });
    this.#positions = saved?.positions ?? {};
  }

  /** Messages and other turns that wait, without those in hand; what is to be read counts once. */
  get waiting(): number {
    return this.#jobs.length + this.#notInHand.length + (this.#inbox.isBehind ? 1 : 0);
  }

  /** When the oldest message that waits was heard, on the bot's clock. */
  get oldestAt(): number | undefined {
    return this.#notInHand[0]?.heardAt;
  }

  get #notInHand(): readonly WaitingEvent[] {
    const inHand = this.#runner.job?.events ?? [];
    return this.#inbox.waiting.filter((event) => !inHand.includes(event));
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
    const wasMine = this.isMine;
    if (!isMine(now, this.#ports.agent.agentId)) {
      if (wasMine) this.#lose(now.stage === 'CLOSE');
    } else if (wasMine) this.#lookAtDialog();
    else if (!this.#isStopped) this.#obtain();
  }

  /** There is a connection again. */
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
    if (!this.isMine || handler === undefined || this.#state.hasSurvey) return;
    // UMS sends the events of a survey dialog to agents that have queried it.
    this.#inbox.begin(dialog.id, this.#conversation.now?.lastMessage);
    this.#push({ ...this.#jobOf('survey', handler), dialogId: dialog.id, beginsSurvey: true });
  }

  /** This agent has left, or the conversation is closed. */
  left(why: LeaveReason | 'closed'): void {
    this.look();
    const handler = this.#hasLeft ? undefined : this.#ports.routes.get('left');
    this.#hasLeft = true;
    const isLast = why === 'closed';
    if (isLast && this.#runner.isHung) {
      void this.#runner.remove();
      this.#ports.ended(this.conversationId);
      return;
    }
    if (this.#phase === 'new' && !this.#state.isSaved) return this.#ports.ended(this.conversationId);
    const run: RouteHandler | undefined = handler && ((chat, turn) => handler(chat, { ...turn, why } as Turn));
    if (run || isLast) this.#leave(run, isLast);
  }

  /** Removes what is saved of a conversation that another agent has. */
  forget(): void {
    if (!this.#jobs.hasLast) this.#leave(undefined, true);
  }

  turn(handler: RouteHandler): Promise<void> {
    return new Promise((resolve, reject) => this.#add('turn()', handler, { resolve, reject }));
  }

  /** No further turn begins; the one in hand goes on. */
  stop(): void {
    this.#isStopped = true;
    this.#reading.end();
    this.#timed.stop();
    this.#jobs.clear(stoppedError());
    if (this.#runner.job === undefined) this.#runner.abort('stopped', stoppedError());
  }

  /** Ends the handler in hand, whose turn is not committed. */
  abort(): void {
    this.#runner.abort('stopped', stoppedError());
    this.#inbox.dispose();
  }

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
    const job = this.#jobs.next() ?? (this.isMine ? await this.#nextTurn() : undefined);
    if (job === undefined || job === 'later') return job === 'later';
    if (job.needsOwner && this.isMine && !this.#conversation.isMine) {
      if (job.events.length === 0) this.#jobs.putBack(job);
      this.#timed.lookLater();
      return false;
    }
    // Back before it was forgotten.
    if (job.isLast && this.isMine) return true;
    await this.#runner.run(job);
    if (job.isLast) this.#ports.ended(this.#conversation.id);
    return true;
  }

  /** @returns `later`: something was read. */
  async #nextTurn(): Promise<Job | 'later' | undefined> {
    const { waiting, isBehind, hasRoom } = this.#inbox;
    // What waits is not held up by a history that cannot be read.
    const mayRead = waiting.length === 0 || (hasRoom && !this.#reading.hasFailed);
    if (waiting.length === 0 && !isBehind) return this.#timed.next();
    if (!isBehind || !mayRead) return this.#turns.next(waiting);
    await this.#reading.next();
    return 'later';
  }

  /** This agent has the conversation now. */
  #obtain(): void {
    const { now } = this.#conversation;
    const dialogId = this.#dialogId;
    this.#hasLeft = false;
    const wasAway = this.#phase === 'away' || this.#state.isAway;
    // After a restart the time of the return is not known: the last event of another agent decides.
    if (this.#phase === 'away') this.#inbox.begin(dialogId, now?.lastMessage, now?.updatedAt);
    else if (this.#state.isSaved) this.#inbox.resume(this.#positions, dialogId, now?.lastMessage);
    else this.#inbox.begin(dialogId, now?.lastMessage);
    this.#phase = 'reading';
    this.#runner.returned();
    this.#beginning = wasAway ? 'back' : this.#state.isSaved ? 'resumed' : 'start';
    this.kick();
  }

  async #readEarlier(): Promise<boolean> {
    if (!(await this.#reading.next()) || this.#phase !== 'reading') return true;
    if (this.#inbox.isBehind && this.#inbox.waiting.length === 0) return true;
    this.#phase = 'mine';
    const event = this.#beginning === 'resumed' ? (this.#inbox.hasOthers ? 'back' : undefined) : this.#beginning;
    this.#inbox.hasOthers = false;
    if (event !== undefined) {
      this.#flows.end();
      this.#timed.silences.begin(this.#ports.options.clock.now());
    }
    const { lost } = this.#flows;
    if (lost !== undefined)
      this.#push({ ...this.#jobOf('flowLost', lostFlowHandler(lost, this.#ports)), endsFlow: true });
    const handler = event && this.#ports.routes.get(event);
    if (event === 'back' || handler) this.#add(event ?? '', handler);
    return true;
  }

  #lose(isClosed: boolean): void {
    this.#phase = 'away';
    this.#awaySince = this.#ports.options.clock.now();
    this.#timed.silences.end();
    this.#timed.stop();
    this.#discard(notMineError(this.#conversation, isClosed ? 'it is closed' : undefined));
    // The position moves past what another agent handles now; the conversation that is closed is removed.
    if (!isClosed) this.#leave(undefined);
  }

  /** What was said in a dialog that is closed needs no turn any more. */
  #lookAtDialog(): void {
    const { now } = this.#conversation;
    const openId = now?.openDialog?.id;
    const current = this.#runner.job?.dialogId ?? this.#inbox.waiting[0]?.dialogId;
    if (openId === undefined || current === openId || this.#runner.isEnding) return;
    if (now?.dialogs.find(({ id }) => id === current)?.state !== 'CLOSE') return;
    this.#discard(notMineError(this.#conversation, 'its dialog is closed'));
  }

  #discard(reason: Error): void {
    this.#inbox.discard();
    this.#flows.end();
    this.#jobs.discard(reason);
    this.#runner.abort('lost', reason);
    this.#reading.end();
  }

  /** A newer text ends a turn that has said nothing; both are handled together. */
  #interrupt(): void {
    const { job, isSilent } = this.#runner;
    if (job === undefined || !isSilent || !this.#turns.isJoined(job, this.#inbox.waiting)) return;
    this.#runner.abort('interrupted', interruptedError());
  }

  #refusalOf(job: Job): Error | undefined {
    if (this.#isStopped) return stoppedError();
    if (!job.needsOwner) return undefined;
    return this.isMine ? dialogRefusal(this.#conversation, job) : notMineError(this.#conversation);
  }

  #add(event: string, run: RouteHandler | undefined, caller?: Job['caller']): void {
    this.#push({ ...this.#jobOf(event, run), caller });
  }

  #jobOf(event: string, run: RouteHandler | undefined): Job {
    return { event, events: [], dialogId: this.#dialogId, run, needsOwner: true };
  }

  /** A job that another agent's conversation needs: its commit. */
  #leave(run: RouteHandler | undefined, isLast = false): void {
    this.#push({ ...this.#jobOf('left', run), needsOwner: false, isLast });
  }

  #push(job: Job): void {
    if (this.#isStopped) {
      job.caller?.reject(stoppedError());
      return;
    }
    this.#jobs.add(job);
    this.kick();
  }
}
