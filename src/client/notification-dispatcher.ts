import type { CatchUp, HistoryQuery } from '../delivery/catch-up.js';
import { channels } from '../diagnostics.js';
import { isTyped } from '../events.js';
import { learnedAgentId } from '../protocol/agent-id.js';
import type { AnyChange, AnyNotification, Identity } from '../protocol/define.js';
import type { Batch, Reading } from '../protocol/read.js';
import { withoutNulls } from '../protocol/nulls.js';
import { notificationOfEvent, notificationOfType, type Messages } from '../protocol/registry.js';
import type { Session } from '../session/session.js';
import type { NotificationFrame } from '../transport/frame.js';
import type { EventDispatcher } from './event-dispatcher.js';
import type { LiveLimit } from './live-limit.js';
import type { NotificationStream } from './notification-stream.js';
import type { RestorableRequests } from './restorable-requests.js';
import type { SubscriptionMembers } from './subscription-members.js';

/** Decodes notifications: messages go to delivery, everything else to the stream. */
export class NotificationDispatcher {
  readonly #session: Session;
  readonly #events: EventDispatcher;
  readonly #restorable: RestorableRequests;
  readonly #members: SubscriptionMembers;
  readonly #stream: NotificationStream;
  readonly #catchUp: CatchUp | undefined;
  readonly #liveLimit: LiveLimit | undefined;

  /**
   * @param catchUp Delivers messages once and in order.
   * @param liveLimit Dispatches messages on arrival, if there is no `catchUp`.
   */
  constructor(
    session: Session,
    events: EventDispatcher,
    restorable: RestorableRequests,
    members: SubscriptionMembers,
    stream: NotificationStream,
    catchUp: CatchUp | undefined,
    liveLimit: LiveLimit | undefined,
  ) {
    this.#session = session;
    this.#events = events;
    this.#restorable = restorable;
    this.#members = members;
    this.#stream = stream;
    this.#catchUp = catchUp;
    this.#liveLimit = liveLimit;
  }

  receive(frame: NotificationFrame): void {
    const me = this.#session.identity;
    if (me === undefined) return;
    if (me.agentId === undefined) this.#learnAgentId(frame.body, me);
    if (channels.notification.hasSubscribers) {
      channels.notification.publish({ accountId: me.accountId, type: frame.type });
    }
    const entry = frame.type === undefined ? undefined : notificationOfType(frame.type);
    if (entry === undefined) {
      if (frame.type !== undefined && !isTyped(frame.type)) this.#events.publish(frame.type, frame.body);
      this.#events.publish('notification', frame);
      this.#stream.unreadable(frame, []);
      return;
    }
    const wire = this.#restorable.incoming(withoutNulls(frame.body, entry.objects));
    this.#dispatch(entry, entry.read(wire, this.#session.identity ?? me, frame.body), frame);
  }

  /** A notification inside a response. Message history is queued in its dialog. */
  receiveHidden(reading: Reading, query: HistoryQuery | undefined): void {
    this.#reportFaults(reading);
    const { event, body, readable } = reading;
    if (!readable) query?.cancel();
    // Entries with `historyOf` emit messages.
    else if (query !== undefined) query.receive(body as Messages);
    else void this.#stream.dispatch(event, body);
  }

  /** Emits members of a subscription that are gone since the last connection, as a notification of the platform. */
  vanished(event: string, subscriptionId: string, changes: readonly AnyChange[]): void {
    const { members } = notificationOfEvent(event) ?? {};
    if (this.#catchUp !== undefined) for (const change of changes) members?.leave(change, this.#catchUp);
    void this.#stream.dispatch(event, { subscriptionId, changes });
  }

  #dispatch(entry: AnyNotification, reading: Reading, frame: NotificationFrame): void {
    this.#reportFaults(reading);
    const { event, body, readable, failures } = reading;
    if (!readable) {
      this.#events.publish('notification', frame);
      this.#stream.unreadable(frame, failures);
      return;
    }
    const isComplete = failures.length === 0;
    if (this.#catchUp !== undefined && entry.participation !== undefined && this.#session.identity !== undefined) {
      entry.participation(body, this.#session.identity, this.#catchUp);
    }
    if (entry.isMessage === undefined) void this.#stream.dispatch(event, body, frame, isComplete);
    // The entry has decoded the body of a message.
    else this.#receiveMessage(body as Messages, () => this.#stream.dispatch(event, body, frame, isComplete));
    if (!isComplete) this.#stream.unreadable(frame, failures);
    // After the stream has the changes: the end of a snapshot comes behind them.
    if (entry.members !== undefined) this.#observe(event, body, entry.members.idOf, isComplete);
  }

  #receiveMessage(body: Messages, dispatch: () => unknown): void {
    if (this.#catchUp !== undefined) this.#catchUp.live(body);
    else this.#liveLimit?.pass(body, dispatch);
  }

  #observe(event: string, body: unknown, idOf: (change: AnyChange) => string, isComplete: boolean): void {
    // Only batches have members.
    const { subscriptionId, changes } = body as Batch<AnyChange>;
    if (subscriptionId !== undefined) this.#members.observe(event, subscriptionId, { changes, isComplete }, idOf);
  }

  #reportFaults({ warnings, failures }: Reading): void {
    for (const message of warnings) this.#events.publish('warn', { message });
    for (const failure of failures) this.#events.report(failure);
  }

  #learnAgentId(body: unknown, me: Identity): void {
    const agentId = learnedAgentId(body, me);
    if (agentId !== undefined) this.#session.learnAgentId(agentId);
  }
}
