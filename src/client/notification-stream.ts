import type { HandlerContext, HandlerOutcome, MessageConsumer, Redelivery } from '../delivery/ports.js';
import { sequenceOf } from '../delivery/sequence.js';
import { ConfigurationError, SDKError } from '../errors.js';
import { MESSAGE_EVENT, type Messages, type NotificationBodies } from '../protocol/registry.js';
import { onAbort } from '../support/deadline.js';
import type { NotificationFrame } from '../transport/frame.js';
import type { EventDispatcher } from './event-dispatcher.js';
import { StreamReader } from './stream-reader.js';

/** A message of a dialog, or several: all messages of a response to `subscribeMessagingEvents` are one item. */
export interface MessageItem {
  readonly kind: 'message';
  readonly body: Messages;
  readonly dialogId: string;
  /** Position in the dialog, from 0; `undefined` for a typing state and for an item with several messages. */
  readonly sequence: number | undefined;
  /** From 1. Observers get the first attempt only. */
  readonly attempt: number;
}

/** A message to acknowledge: the next message of its dialog follows after `acknowledge()` or `fail()`. */
export interface AcknowledgeableMessage extends MessageItem {
  /** The message is handled: with `cursors` it is not delivered again, not even to a later process. */
  acknowledge(): void;
  /**
   * The message could not be handled: with `cursors` it is delivered again, as often and after such delays as
   * `redelivery` says. The error is reported as a `HandlerError`.
   */
  fail(error: unknown): void;
}

/** Names of the notifications that carry no messages. */
type OtherNotification = Exclude<keyof NotificationBodies, typeof MESSAGE_EVENT | 'deprecated'>;

/** Any other notification, decoded. Needs no acknowledgement. */
export type PlainNotificationItem = {
  readonly [Event in OtherNotification]: {
    readonly kind: 'notification';
    readonly event: Event;
    readonly body: NotificationBodies[Event];
  };
}[OtherNotification];

/**
 * The platform has said which conversations match a subscription, on this connection: those told of before this item.
 * Conversations that matched on the connection before, and do not any more, came as `DELETE`.
 */
export interface SnapshotItem {
  readonly kind: 'snapshot';
  readonly event: OtherNotification;
  readonly subscriptionId: string;
}

/** There is a connection again, after `attempts` attempts; subscriptions and agent state are restored. */
export interface RestoredItem {
  readonly kind: 'restored';
  readonly attempts: number;
}

/** What `agent.notifications()` gives. */
export type NotificationItem = MessageItem | PlainNotificationItem | SnapshotItem | RestoredItem;

/** Items of `agent.notifications({ acknowledge: true })`. */
export type AcknowledgeableItem = AcknowledgeableMessage | Exclude<NotificationItem, MessageItem>;

/** Options of `agent.notifications()`. */
export interface NotificationsOptions {
  /**
   * Messages wait for `acknowledge()` or `fail()`, as they otherwise wait for the handlers of
   * `ms.MessagingEventNotification`; those handlers then only observe. One reader at a time may acknowledge.
   *
   * @default false
   */
  readonly acknowledge?: boolean | undefined;
  /** Ends the iteration, which rejects with the reason of the signal. */
  readonly signal?: AbortSignal | undefined;
}

const UNFRAMED: NotificationFrame = { kind: 'notification' };

/**
 * Decoded notifications, messages once and in order, to the emitter and to the readers of `agent.notifications()`. One
 * consumer acknowledges messages: the reader with `acknowledge: true`, otherwise the emitter, when its handlers are done.
 */
export class NotificationStream implements MessageConsumer {
  readonly #events: EventDispatcher;
  readonly #onConsumer: (() => void) | undefined;
  /** Created for the first reader: most agents have none. */
  #readers: Set<StreamReader<AcknowledgeableItem>> | undefined;
  #consumer: StreamReader<AcknowledgeableItem> | undefined;

  /** @param onConsumer Called when a reader acknowledges messages; `undefined` with `deliver: 'live-only'`. */
  constructor(events: EventDispatcher, onConsumer: (() => void) | undefined) {
    this.#events = events;
    this.#onConsumer = onConsumer;
  }

  /** @throws {ConfigurationError} Another reader acknowledges, or `deliver` is `live-only`. */
  read({ acknowledge = false, signal }: NotificationsOptions): AsyncIterableIterator<AcknowledgeableItem, undefined> {
    signal?.throwIfAborted();
    if (acknowledge && this.#onConsumer === undefined) {
      throw new ConfigurationError(["acknowledge: needs the agent's option deliver: 'once'"]);
    }
    if (acknowledge && this.#consumer !== undefined) {
      throw new ConfigurationError(['acknowledge: another reader already acknowledges; end it first, or only observe']);
    }
    let ignore = (): void => {};
    const reader = new StreamReader<AcknowledgeableItem>(() => {
      ignore();
      this.#readers?.delete(reader);
      if (this.#consumer === reader) this.#consumer = undefined;
    });
    (this.#readers ??= new Set()).add(reader);
    ignore = onAbort(signal, () => reader.end(signal?.reason));
    if (acknowledge) {
      this.#consumer = reader;
      this.#onConsumer?.();
    }
    return reader;
  }

  /** @see MessageConsumer.hears */
  hears(redelivery: Redelivery | undefined): boolean {
    return this.#consumer !== undefined || this.#events.hears(MESSAGE_EVENT, redelivery);
  }

  /** @see MessageConsumer.consume */
  consume(body: Messages, context: HandlerContext, redelivery?: Redelivery): HandlerOutcome | Promise<HandlerOutcome> {
    const consumer = this.#consumer;
    if (this.#readers === undefined) return this.#emit(MESSAGE_EVENT, body, UNFRAMED, true, context, redelivery);
    const item: MessageItem = { kind: 'message', body, ...context };
    if (redelivery === undefined) this.#push(item);
    if (consumer === undefined) return this.#emit(MESSAGE_EVENT, body, UNFRAMED, true, context, redelivery);
    if (redelivery === undefined) void this.#emit(MESSAGE_EVENT, body, UNFRAMED, true, context);
    return this.#handOut(consumer, item);
  }

  /**
   * Dispatches a notification that needs no acknowledgement.
   *
   * @param isReadable `false`: `body` could be decoded in part, and observers of `notification` get `frame` as it came.
   * @returns The outcome of the handlers; a promise if one of them returned one.
   */
  dispatch(
    event: string,
    body: unknown,
    frame: NotificationFrame = UNFRAMED,
    isReadable = true,
  ): HandlerOutcome | Promise<HandlerOutcome> {
    if (this.#readers !== undefined) this.#push(itemOf(event, body));
    return this.#emit(event, body, frame, isReadable);
  }

  /** @see SnapshotItem */
  snapshotComplete(event: string, subscriptionId: string): void {
    // Only notifications of the registry have members, and so snapshots.
    this.#push({ kind: 'snapshot', event: event as OtherNotification, subscriptionId });
  }

  /** @see RestoredItem */
  restored(attempts: number): void {
    this.#push({ kind: 'restored', attempts });
  }

  /** The agent was closed: every iteration is done. */
  end(): void {
    for (const reader of this.#readers ?? []) reader.end();
  }

  #push(item: NotificationItem): void {
    for (const reader of this.#readers ?? []) {
      // The consumer gets messages from `#handOut`. The overloads of `Agent` type what observers get without `acknowledge`.
      if (item.kind !== 'message' || reader !== this.#consumer) reader.push(item as AcknowledgeableItem);
    }
  }

  /** Resolves when the reader has acknowledged or failed the message, or has ended. */
  #handOut(consumer: StreamReader<AcknowledgeableItem>, item: MessageItem): Promise<HandlerOutcome> {
    return new Promise<HandlerOutcome>((resolve) => {
      const fail = (cause: unknown): void => {
        consumer.onEnd.delete(leave);
        resolve({ failed: [{ handler: consumer, cause }], called: [consumer] });
      };
      const leave = (): void => fail(readerEnded());
      consumer.onEnd.add(leave);
      consumer.push({
        ...item,
        acknowledge: () => {
          if (consumer.onEnd.delete(leave)) resolve(undefined);
        },
        fail: (cause) => {
          if (!consumer.onEnd.has(leave)) return;
          fail(cause);
          this.#events.reportHandlerFailure(MESSAGE_EVENT, cause, item);
        },
      });
    });
  }

  /** Calls the handlers of `notification`, which observe: delivery does not wait for them, and they get no redelivery. */
  #emit(
    event: string,
    body: unknown,
    frame: NotificationFrame,
    isReadable: boolean,
    context?: HandlerContext,
    redelivery?: Redelivery,
  ): HandlerOutcome | Promise<HandlerOutcome> {
    const outcome = this.#events.dispatch(event, body, undefined, context, redelivery);
    if (redelivery === undefined && this.#events.has('notification')) {
      this.#events.publish('notification', isReadable ? { ...frame, type: event, body } : frame);
    }
    return outcome;
  }
}

function itemOf(event: string, body: unknown): NotificationItem {
  if (event !== MESSAGE_EVENT) {
    // The registry's entry of this event has decoded the body.
    return { kind: 'notification', event, body } as PlainNotificationItem;
  }
  // As above.
  const messages = body as Messages;
  const sequence = messages.changes.length === 1 ? sequenceOf(messages.changes[0]) : undefined;
  return { kind: 'message', body: messages, dialogId: messages.dialogId, sequence, attempt: 1 };
}

function readerEnded(): SDKError {
  return new SDKError('The reader of the notifications ended before it had acknowledged the message', {
    code: 'READER_ENDED',
    delivery: 'answered',
  });
}
