import { Inbox, type WaitingEvent } from '../../src/bot/inbox.js';
import { MemoryBudget } from '../../src/bot/memory-budget.js';
import { ConversationMessage, isMessage } from '../../src/conversations/message.js';
import { Agent, type Message } from '../../src/index.js';

export const DIALOG = 'd-1';
const BOT = 'bot-1';
/** Of the platform, when the dialog began. */
export const TIME = 1_000;
const BUDGET = 64_000_000;

/** Who caused an event, and what it is. */
export type Kind = 'consumer' | 'bot' | 'colleague' | 'manager' | 'receipt' | 'receipt of colleague';

const ORIGINS = {
  consumer: ['ada', 'CONSUMER'],
  bot: [BOT, 'ASSIGNED_AGENT'],
  colleague: ['sam', 'ASSIGNED_AGENT'],
  manager: ['max', 'MANAGER'],
  receipt: ['ada', 'CONSUMER'],
  'receipt of colleague': ['sam', 'ASSIGNED_AGENT'],
} as const satisfies Record<Kind, readonly [string, string]>;

/** An event as `agent.messages()` and the event `message` give it. */
function eventOf(kind: Kind, sequence: number, text = `text ${sequence}`, clickId?: string): Message {
  const [originatorId, role] = ORIGINS[kind];
  return {
    dialogId: DIALOG,
    conversationId: DIALOG,
    sequence,
    originatorId,
    originatorMetadata: { id: originatorId, role },
    serverTimestamp: TIME + sequence,
    event: kind.startsWith('receipt')
      ? { type: 'AcceptStatusEvent', status: 'ACCEPT', sequenceList: [sequence] }
      : { type: 'ContentEvent', contentType: 'text/plain', message: text },
    ...(clickId === undefined ? {} : { metadata: [{ type: 'ExternalId', id: clickId }] }),
  };
}

// Messages keep their agent for downloads.
const agent = new Agent({ accountId: '1', token: 't', userId: 'u', autoConnect: false });

/** An inbox with its store, and the dialog on the platform. */
export class InboxWorld {
  readonly budget = new MemoryBudget();
  /** The platform's history. */
  readonly events: Message[] = [];
  /** On the way to the agent, in order. */
  readonly live: Message[] = [];
  /** Sequences, in the order in which they were handled. */
  readonly handled: number[] = [];
  inbox: Inbox;
  /** As the store has them; `undefined`: nothing was committed. */
  positions: Readonly<Record<string, number>> | undefined;
  /** No older message needs a turn: a first reading does not go back further. */
  floor = -1;
  #next = 0;
  #reading: { readonly finish: (isFresh: boolean) => void; readonly done: Promise<void> } | undefined;

  /** @param capacity Characters that the budget of the process has left. */
  constructor(readonly capacity = BUDGET) {
    this.budget.add(BUDGET - capacity);
    this.inbox = this.#inbox();
  }

  get waiting(): readonly number[] {
    return this.inbox.waiting.map(({ sequence }) => sequence);
  }

  get isReading(): boolean {
    return this.#reading !== undefined;
  }

  /** @param gap Sequences before the first event that do not exist. */
  publish(
    kind: Kind,
    { count = 1, gap = 0, text = undefined as string | undefined, clickId = undefined as string | undefined } = {},
  ): void {
    this.#next += gap;
    for (let more = count; more > 0; more -= 1) {
      const event = eventOf(kind, this.#next, text, clickId);
      this.events.push(event);
      this.live.push(event);
      this.#next += 1;
    }
  }

  /**
   * The process begins. Events from now on come live.
   *
   * @param snapshot What it says of the last message; `stale`: an older one.
   */
  start(snapshot: 'exact' | 'stale' | 'nothing' = 'exact'): void {
    this.live.length = 0;
    this.#reading = undefined;
    this.inbox.dispose();
    this.inbox = this.#inbox();
    const last = snapshot === 'nothing' ? undefined : this.events.filter(isMessage).at(snapshot === 'stale' ? -4 : -1);
    const view = last && {
      dialogId: DIALOG,
      sequence: last.sequence ?? 0,
      at: undefined,
      role: undefined,
      text: undefined,
    };
    if (this.positions === undefined) {
      this.inbox.begin(DIALOG, view);
      this.floor = Math.max(this.floor, (view?.sequence ?? 0) - 200);
    } else this.inbox.resume(this.positions, DIALOG, view);
  }

  /** The next live events arrive. */
  deliver(count = Infinity): void {
    for (const event of this.live.splice(0, count)) this.inbox.hear(event);
  }

  /** Begins to read, as a worker does: when nothing waits. */
  read(): void {
    if (this.#reading !== undefined || !this.inbox.isBehind || this.inbox.waiting.length > 0) return;
    let finish = (_isFresh: boolean): void => {};
    const done = this.inbox.readOn(({ after, before }) => {
      const page = (): Message[] =>
        this.events.filter(({ sequence = -1 }) => sequence !== null && sequence > after && sequence < before);
      const early = page();
      return new Promise((resolve) => {
        finish = (isFresh) => resolve(isFresh ? page() : early);
      });
    });
    this.#reading = { finish, done };
  }

  /** The response of the history arrives. @param isFresh It has what was said since the request. */
  async finish(isFresh = true): Promise<void> {
    const reading = this.#reading;
    this.#reading = undefined;
    reading?.finish(isFresh);
    await reading?.done;
  }

  /** One turn with the oldest events, and its commit. */
  handle(count = Infinity): readonly WaitingEvent[] {
    const turn = this.inbox.waiting.slice(0, count);
    this.positions = { ...this.positions, ...this.inbox.positionsAfter(turn) };
    this.inbox.remove(turn);
    this.handled.push(...turn.map(({ sequence }) => sequence));
    return turn;
  }

  /** Until nothing is on the way, unread or unhandled. */
  async settle(): Promise<void> {
    for (let rounds = 0; this.live.length > 0 || this.inbox.isBehind || this.waiting.length > 0; rounds += 1) {
      if (rounds > 100 + this.events.length)
        throw new Error(`The inbox does not come to an end; handled: ${this.handled.length}`);
      this.deliver();
      this.read();
      await this.finish();
      this.handle();
    }
  }

  #inbox(): Inbox {
    return new Inbox({
      agentId: () => BOT,
      wrap: (event) => new ConversationMessage(agent, DIALOG, event),
      isClick: (externalId) => externalId.startsWith('a:'),
      now: () => 0,
      budget: this.budget,
    });
  }
}
