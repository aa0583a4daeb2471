import type { CatchUp, HistoryQuery } from '../delivery/catch-up.js';
import type { HandlerContext, MessageConsumer, HandlerOutcome, Redelivery } from '../delivery/ports.js';
import { channels } from '../diagnostics.js';
import { isTyped } from '../events.js';
import type { AnyChange, AnyNotification, Identity } from '../protocol/define.js';
import type { Batch, Reading } from '../protocol/read.js';
import { withoutNulls } from '../protocol/nulls.js';
import { notificationOfType, notifications, type Messages } from '../protocol/registry.js';
import { learnedAgentId } from '../protocol/agent-id.js';
import type { Resubscriber } from '../session/resubscriber.js';
import type { Session } from '../session/session.js';
import type { NotificationFrame } from '../transport/frame.js';
import type { LiveLimit } from './live-limit.js';
import type { EventDispatcher } from './event-dispatcher.js';
import type { SubscriptionMembers } from './subscription-members.js';

const MESSAGES = 'ms.MessagingEventNotification';
const UNFRAMED: NotificationFrame = { kind: 'notification' };

/** What comes unasked: frames in, events out. */
export class NotificationDispatcher implements MessageConsumer {
  readonly #session: Session;
  readonly #publisher: EventDispatcher;
  readonly #replay: Resubscriber;
  readonly #members: SubscriptionMembers;
  readonly #liveLimit: LiveLimit | undefined;
  #catchUp: CatchUp | undefined;

  /** @param liveLimit Of messages that are handed out as they come; `undefined` where {@link deliverThrough} is called. */
  constructor(
    session: Session,
    publisher: EventDispatcher,
    replay: Resubscriber,
    members: SubscriptionMembers,
    liveLimit: LiveLimit | undefined,
  ) {
    this.#session = session;
    this.#publisher = publisher;
    this.#replay = replay;
    this.#members = members;
    this.#liveLimit = liveLimit;
  }

  /** From now on messages are delivered once and in order. */
  deliverThrough(catchUp: CatchUp): void {
    this.#catchUp = catchUp;
  }

  receive(frame: NotificationFrame): void {
    const me = this.#session.identity;
    if (me === undefined) return;
    if (me.agentId === undefined) this.#reveal(frame.body, me);
    if (channels.notification.hasSubscribers) {
      channels.notification.publish({ accountId: me.accountId, type: frame.type });
    }

    const entry = frame.type === undefined ? undefined : notificationOfType(frame.type);
    if (entry === undefined) {
      if (frame.type !== undefined && !isTyped(frame.type)) this.#publisher.publish(frame.type, frame.body);
      this.#publisher.publish('notification', frame);
      return;
    }
    const wire = this.#replay.incoming(withoutNulls(frame.body, entry.objects));
    const reading = this.#noted(entry.read(wire, this.#session.identity ?? me, frame.body));
    const { event, body, readable, failures } = reading;
    if (!readable) {
      this.#publisher.publish('notification', frame);
      return;
    }
    if (this.#catchUp !== undefined) {
      entry.participation?.(body, this.#session.identity ?? me, this.#catchUp);
      if (event === MESSAGES) {
        // Of the event's own body, as its entry in the registry says.
        this.#catchUp.live(body as Messages);
        return;
      }
    }
    if (entry.members !== undefined) this.#observe(event, body, entry.members.idOf, failures.length === 0);
    if (event === MESSAGES && this.#liveLimit !== undefined) {
      this.#liveLimit.handOut(body as Messages, () => this.#dispatch(event, body, frame, failures.length === 0));
      return;
    }
    void this.#dispatch(event, body, frame, failures.length === 0);
  }

  /** A notification hidden in a response. Message history takes its turn in its dialog. */
  receiveHidden(reading: Reading, query: HistoryQuery | undefined): void {
    const { event, body, readable } = this.#noted(reading);
    // Only message history hides in responses.
    if (!readable) query?.cancel();
    else if (query !== undefined) query.receive(body as Messages);
    else void this.#dispatch(event, body);
  }

  /** Members of a subscription are gone since the connection before: told as the platform would have told it. */
  vanished(event: string, subscriptionId: string, changes: readonly AnyChange[]): void {
    const { members } = Object.values<AnyNotification>(notifications).find((entry) => entry.event === event) ?? {};
    if (this.#catchUp !== undefined) for (const change of changes) members?.leave(change, this.#catchUp);
    void this.#dispatch(event, { subscriptionId, changes });
  }

  #observe(event: string, body: unknown, idOf: (change: AnyChange) => string, isComplete: boolean): void {
    // The body of a batch, as its entry has decoded it.
    const { subscriptionId, changes } = body as Batch<AnyChange>;
    if (subscriptionId !== undefined) this.#members.observe(event, subscriptionId, { changes, isComplete }, idOf);
  }

  hears(redelivery: Redelivery | undefined): boolean {
    return this.#publisher.hears(MESSAGES, redelivery);
  }

  consume(body: Messages, context: HandlerContext, redelivery?: Redelivery): HandlerOutcome | Promise<HandlerOutcome> {
    return this.#dispatch(MESSAGES, body, UNFRAMED, true, context, redelivery);
  }

  #noted(reading: Reading): Reading {
    if (reading.warnings.length > 0 || reading.failures.length > 0) this.#remark(reading);
    return reading;
  }

  #remark({ warnings, failures }: Reading): void {
    for (const message of warnings) this.#publisher.publish('warn', { message });
    for (const failure of failures) this.#publisher.report(failure);
  }

  /** Handlers of `notification` observe: they get what could not be read as it came, and nothing waits for them. */
  #dispatch(
    event: string,
    body: unknown,
    frame: NotificationFrame = UNFRAMED,
    isReadable = true,
    context?: HandlerContext,
    redelivery?: Redelivery,
  ): HandlerOutcome | Promise<HandlerOutcome> {
    const outcome = this.#publisher.dispatch(event, body, undefined, context, redelivery);
    if (redelivery === undefined && this.#publisher.has('notification')) {
      this.#publisher.publish('notification', isReadable ? { ...frame, type: event, body } : frame);
    }
    return outcome;
  }

  #reveal(body: unknown, me: Identity): void {
    const agentId = learnedAgentId(body, me);
    if (agentId !== undefined) this.#session.learnAgentId(agentId);
  }
}
