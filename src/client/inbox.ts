import { channels } from '../diagnostics.js';
import { isTyped } from '../events.js';
import type { Identity, Reading } from '../protocol/define.js';
import { withoutNulls } from '../protocol/nulls.js';
import { notificationOfType, type Messages } from '../protocol/registry.js';
import { revealedAgentId } from '../protocol/reveal.js';
import type { CatchUp } from '../session/catch-up.js';
import type { Replay } from '../session/replay.js';
import type { Session } from '../session/session.js';
import type { NotificationFrame } from '../transport/frame.js';
import type { Publisher } from './publisher.js';

const MESSAGES = 'ms.MessagingEventNotification';
const UNFRAMED: NotificationFrame = { kind: 'notification' };

/** What comes unasked: frames in, events out. */
export class Inbox {
  readonly #session: Session;
  readonly #publisher: Publisher;
  readonly #replay: Replay;
  #catchUp: CatchUp | undefined;

  constructor(session: Session, publisher: Publisher, replay: Replay) {
    this.#session = session;
    this.#publisher = publisher;
    this.#replay = replay;
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
      entry.attends?.(body, this.#session.identity ?? me, this.#catchUp);
      if (event === MESSAGES) {
        // Of the event's own body, as its entry in the registry says.
        this.#catchUp.live(body as Messages);
        return;
      }
    }
    void this.#handOut(event, body, frame, failures.length === 0);
  }

  /** Notifications hidden in a response; `merge` takes out what has been delivered meanwhile. */
  receiveHidden(reading: Reading, merge?: (body: Messages) => Messages): void {
    const { event, body, readable } = this.#noted(reading);
    if (!readable) return;
    // Only message history hides in responses (P 4.6).
    const merged = merge ? merge(body as Messages) : (body as Messages);
    if (merged.changes.length > 0) void this.#handOut(event, merged);
  }

  /** @returns A promise if a handler gave one. */
  deliver(body: Messages): Promise<void> | undefined {
    return this.#handOut(MESSAGES, body);
  }

  #noted(reading: Reading): Reading {
    if (reading.warnings.length > 0 || reading.failures.length > 0) this.#remark(reading);
    return reading;
  }

  #remark({ warnings, failures }: Reading): void {
    for (const message of warnings) this.#publisher.publish('warn', { message });
    for (const failure of failures) this.#publisher.report(failure);
  }

  /** Those who asked for everything get the frame as it came, where not all of it could be read. */
  #handOut(
    event: string,
    body: unknown,
    frame: NotificationFrame = UNFRAMED,
    isReadable = true,
  ): Promise<void> | undefined {
    const typed = this.#publisher.deliver(event, body);
    if (!this.#publisher.has('notification')) return typed;
    const all = this.#publisher.deliver('notification', isReadable ? { ...frame, type: event, body } : frame);
    return typed && all ? Promise.all([typed, all]).then(() => undefined) : (typed ?? all);
  }

  #reveal(body: unknown, me: Identity): void {
    const agentId = revealedAgentId(body, me);
    if (agentId !== undefined) this.#session.reveal(agentId);
  }
}
