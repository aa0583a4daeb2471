import type { Activity } from '../conversations/conversations.js';
import { isMine, type LeaveReason } from '../conversations/events.js';
import type { Conversation } from '../conversations/handle.js';
import { ConversationMessage } from '../conversations/message.js';
import type { DialogView, ParticipantView } from '../conversations/snapshot.js';
import { ConnectionError, NotMineError, SDKError } from '../errors.js';
import type { Saved } from '../store/store.js';
import { reasonOf } from '../support/thrown.js';
import { cut, MOST_WAITS, type Cut, type Kind } from './cutting.js';
import { Inbox, type HeardEvent, type WaitingEvent } from './inbox.js';
import type { Job } from './job.js';
import { JobRunner, type SharedPorts } from './job-runner.js';
import type { MemoryBudget } from './memory-budget.js';
import { Pause } from './pause.js';
import { DerivedValues, type AnyHandler } from './routes.js';
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

const READ_PAUSES_MS = [1_000, 5_000, 25_000] as const;
/** How often to look whether a conversation that this agent has given away came back without an event. */
const RELEASED_PAUSE_MS = 1_000;

/** The turns of one conversation. One handler at a time; a commit after each. */
export class Worker {
  readonly #ports: WorkerPorts;
  readonly #conversation: Conversation;
  readonly #inbox: Inbox;
  readonly #state: SavedState<object>;
  readonly #runner: JobRunner;
  readonly #pause: Pause;
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
  #readFailures = 0;
  /** The turn that waits for more texts: when it began to, and how often it has waited. */
  #debounce: { readonly first: WaitingEvent; until: number; waits: number; cancel: () => void } | undefined;
  #isTyping = false;

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
    this.#pause = new Pause(options.clock);
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

  /** Messages and other turns that wait, without those in hand. */
  get waiting(): number {
    const inHand = this.#runner.job?.events.length ?? 0;
    return this.#jobs.length + this.#inbox.waiting.length - inHand;
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
    if (now === undefined || this.#isStopped) return;
    const { agentId } = this.#ports.agent;
    if (!isMine(now, agentId)) {
      if (this.isMine) this.#lose(now.assignedAgentId, now.stage === 'CLOSE');
      return;
    }
    if (!this.isMine) this.#obtain();
    else this.#lookAtDialog();
  }

  /** A live message, or a receipt. */
  hear(event: HeardEvent): void {
    if (!this.isMine) return;
    this.#inbox.hear(event);
    this.#interrupt();
    this.kick();
  }

  /** A typing state of the consumer. */
  sees({ role, event }: Activity): void {
    if (role !== 'CONSUMER' || event.type !== 'ChatStateEvent') return;
    this.#isTyping = event.chatState === 'COMPOSING';
    this.kick();
  }

  /** Another participant has joined. */
  joined(participant: ParticipantView): void {
    const handler = this.#ports.routes.get('joined');
    if (handler === undefined || !this.isMine) return;
    this.#add('joined', (chat, turn) => handler(chat, { ...turn, participant } as Turn));
  }

  /** A survey has begun. */
  survey(dialog: DialogView): void {
    this.look();
    const handler = this.#ports.routes.get('survey');
    if (!this.isMine) return;
    this.#lookAtDialog();
    if (handler !== undefined) this.#add('survey', handler, dialog.id);
  }

  /** This agent has left, or the conversation is closed. */
  left(why: LeaveReason | 'closed'): void {
    this.look();
    const handler = this.#hasLeft ? undefined : this.#ports.routes.get('left');
    this.#hasLeft = true;
    const isLast = why === 'closed';
    if (this.#phase === 'new' && !this.#state.isSaved) {
      if (isLast) this.#ports.ended(this.conversationId);
      return;
    }
    if (handler === undefined && !isLast) return;
    const run: AnyHandler | undefined = handler && ((chat, turn) => handler(chat, { ...turn, why } as Turn));
    this.#push({ event: 'left', events: [], dialogId: this.#dialogId, run, needsOwner: false, isLast });
  }

  /** Removes what is saved of a conversation that another agent has. */
  forget(): void {
    if (this.#jobs.some(({ isLast }) => isLast)) return;
    this.#push({
      event: 'left',
      events: [],
      dialogId: this.#dialogId,
      run: undefined,
      needsOwner: false,
      isLast: true,
    });
  }

  /** @returns A promise that settles with the handler. */
  turn(handler: AnyHandler): Promise<void> {
    return new Promise<void>((resolve, reject) => {
      this.#push({
        event: 'turn()',
        events: [],
        dialogId: this.#dialogId,
        run: handler,
        needsOwner: true,
        caller: { resolve, reject },
      });
    });
  }

  /** No further turn begins; the one in hand goes on. */
  stop(): void {
    this.#isStopped = true;
    this.#pause.end();
    for (const job of this.#jobs.splice(0)) job.caller?.reject(stopped());
    if (this.#runner.job === undefined) this.#runner.abort('stopped', stopped());
  }

  /** Ends the handler in hand, whose turn is not committed. */
  abort(): void {
    this.#runner.abort('stopped', stopped());
    this.#inbox.dispose();
  }

  kick(): void {
    if (this.#isRunning || this.#isStopped) return;
    this.#isRunning = true;
    void this.#run();
  }

  get #dialogId(): string {
    return this.#conversation.now?.openDialog?.id ?? this.#conversation.id;
  }

  async #run(): Promise<void> {
    let hasWorked = true;
    while (hasWorked && !this.#isStopped) hasWorked = await this.#step();
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
    if (this.#inbox.waiting.length === 0) {
      if (!this.#inbox.isBehind) return undefined;
      await this.#read();
      return 'later';
    }
    const { mode } = this.#ports.options;
    const next = cut(this.#inbox.waiting, mode, (event) => this.#kindOf(event));
    if (next === undefined || this.#mustWait(next)) return undefined;
    this.#debounce = undefined;
    return this.#jobOf(next);
  }

  #jobOf({ kind, events }: Cut): Job {
    const { routes } = this.#ports;
    const [first] = events;
    const dialogId = first?.dialogId ?? this.#dialogId;
    const texts = events.flatMap(({ message }) => message ?? []);
    const job = (event: string, run: AnyHandler | undefined): Job => ({
      event,
      events,
      dialogId,
      run,
      needsOwner: true,
    });
    if (kind === 'click') {
      const clickId = first?.clickId ?? '';
      return job(
        `click ${clickId}`,
        routes.clicked(clickId, (key) => this.#state.recall(key)),
      );
    }
    if (kind === 'survey') return job('survey', routes.get('survey') ?? routes.get('unhandled'));
    const [message] = texts;
    const { file } = message ?? {};
    if (kind === 'file' && message !== undefined && file !== undefined) {
      const handler = routes.get('file');
      if (handler === undefined) return job('unhandled', routes.get('unhandled'));
      const extra = { file, download: message.download.bind(message) };
      return job('file', (chat, turn) => handler(chat, { ...turn, ...extra } as Turn));
    }
    const text = texts.map((one) => one.text).join('\n');
    const heard = kind === 'hears' ? routes.match(text) : undefined;
    if (heard === undefined) return job('text', routes.get('text') ?? routes.get('unhandled'));
    return job('hears', (chat, turn) => heard.handler(chat, { ...turn, match: heard.match } as Turn));
  }

  #kindOf({ clickId, message, dialogId }: WaitingEvent): Kind {
    if (clickId !== undefined) return 'click';
    const dialog = this.#conversation.now?.dialogs.find(({ id }) => id === dialogId);
    if (dialog?.type === 'POST_SURVEY') return 'survey';
    if (message?.file !== undefined) return 'file';
    return this.#ports.routes.match(message?.text ?? '') === undefined ? 'text' : 'hears';
  }

  /** Whether the turn waits for more texts. */
  #mustWait({ events, isOpen }: Cut): boolean {
    const { clock, waitMs, mode } = this.#ports.options;
    const [first] = events;
    const last = events.at(-1);
    if (first === undefined || last === undefined || !isOpen || waitMs === 0 || mode === 'each') return false;
    if (first.isFromHistory) return false;
    if (this.#debounce?.first !== first)
      this.#debounce = { first, until: last.heardAt + waitMs, waits: 1, cancel: () => {} };
    const { waits, until } = this.#debounce;
    const end = Math.max(until, last.heardAt + waitMs);
    this.#debounce.until = Math.min(end, first.heardAt + MOST_WAITS * waitMs);
    const now = clock.now();
    if (now >= this.#debounce.until) {
      if (!this.#isTyping || waits >= MOST_WAITS) return false;
      this.#debounce.waits += 1;
      this.#debounce.until = now + waitMs;
    }
    this.#debounce.cancel();
    this.#debounce.cancel = clock.after(this.#debounce.until - now, () => this.kick());
    return true;
  }

  /** This agent has the conversation now. */
  #obtain(): void {
    const { now } = this.#conversation;
    const dialogId = this.#dialogId;
    this.#hasLeft = false;
    const wasAway = this.#phase === 'away' || this.#state.isAway;
    if (wasAway) this.#inbox.begin(dialogId, now?.lastMessage, now?.updatedAt);
    else if (this.#state.isSaved) this.#inbox.resume(this.#positions, dialogId);
    else this.#inbox.begin(dialogId, now?.lastMessage);
    this.#phase = 'reading';
    this.#beginning = wasAway ? 'back' : this.#state.isSaved ? 'resumed' : 'start';
    this.kick();
  }

  async #readEarlier(): Promise<boolean> {
    if (!(await this.#read()) || this.#phase !== 'reading') return true;
    if (this.#inbox.isBehind && this.#inbox.waiting.length === 0) return true;
    this.#phase = 'mine';
    const event = this.#beginning === 'resumed' ? (this.#inbox.hasOthers ? 'back' : undefined) : this.#beginning;
    this.#inbox.hasOthers = false;
    const handler = event && this.#ports.routes.get(event);
    if (event === 'back' || handler !== undefined) this.#add(event ?? '', handler);
    return true;
  }

  /** Reads the next part of the history. A failure is reported, and the reading begins again after a pause. */
  async #read(): Promise<boolean> {
    const { agent, readings } = this.#ports;
    const release = await readings.take();
    try {
      await this.#inbox.readOn((range) => agent.messages(range));
      this.#readFailures = 0;
      return true;
    } catch (cause) {
      if (this.#isStopped || !this.isMine) return false;
      const what = `The history of conversation ${this.#conversation.id} could not be read, and is read again: ${reasonOf(cause)}`;
      this.#ports.report(new SDKError(what, { code: 'HISTORY', cause }));
    } finally {
      release();
    }
    this.#readFailures += 1;
    await this.#pause.wait(READ_PAUSES_MS[Math.min(this.#readFailures, READ_PAUSES_MS.length) - 1] ?? 0);
    return false;
  }

  #lose(assignedAgentId: string | undefined, isClosed: boolean): void {
    const reason = new NotMineError(
      'The turn',
      this.#conversation.id,
      assignedAgentId,
      isClosed ? 'it is closed' : undefined,
    );
    this.#phase = 'away';
    this.#awaySince = this.#ports.options.clock.now();
    this.#discard(reason);
    // The position moves past what another agent handles now; the conversation that is closed is removed.
    if (!isClosed)
      this.#push({ event: 'left', events: [], dialogId: this.#dialogId, run: undefined, needsOwner: false });
  }

  /** What was said in a dialog that is closed needs no turn any more. */
  #lookAtDialog(): void {
    const { now } = this.#conversation;
    const openId = now?.openDialog?.id;
    const current = this.#runner.job?.dialogId ?? this.#inbox.waiting[0]?.dialogId;
    if (openId === undefined || current === undefined || current === openId) return;
    if (now?.dialogs.find(({ id }) => id === current)?.state !== 'CLOSE') return;
    this.#discard(new NotMineError('The turn', this.#conversation.id, undefined, 'its dialog is closed'));
    this.kick();
  }

  #discard(reason: Error): void {
    this.#inbox.discard();
    for (const job of this.#jobs.splice(0)) {
      if (job.needsOwner) job.caller?.reject(reason);
      else this.#jobs.push(job);
    }
    this.#runner.abort('lost', reason);
    this.#pause.end();
  }

  /** A newer text ends a turn that has said nothing; both are handled together. */
  #interrupt(): void {
    const job = this.#runner.job;
    const newest = this.#inbox.waiting.at(-1);
    if (this.#ports.options.mode !== 'interrupt' || job === undefined || newest === undefined) return;
    if (job.event !== 'text' || !this.#runner.isSilent || job.events.includes(newest)) return;
    if (this.#kindOf(newest) !== 'text' || newest.dialogId !== job.dialogId) return;
    const message = 'The consumer has said more before this turn said anything; both are handled together';
    this.#runner.abort('interrupted', new SDKError(message, { code: 'INTERRUPTED' }));
  }

  #refusalOf({ needsOwner, dialogId }: Job): Error | undefined {
    if (this.#isStopped) return stopped();
    if (!needsOwner) return undefined;
    const { id, now } = this.#conversation;
    if (this.#phase !== 'mine') return new NotMineError('The turn', id, now?.assignedAgentId);
    if (now?.dialogs.find((dialog) => dialog.id === dialogId)?.state === 'CLOSE') {
      return new NotMineError('The turn', id, undefined, 'its dialog is closed');
    }
    return undefined;
  }

  #add(event: string, run: AnyHandler | undefined, dialogId = this.#dialogId): void {
    this.#push({ event, events: [], dialogId, run, needsOwner: true });
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
