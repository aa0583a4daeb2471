import { z } from 'zod';
import type { HandlerContext, HandlerOutcome, MessageConsumer, Redelivery } from '../delivery/ports.js';
import { sequenceOf } from '../delivery/sequence.js';
import { ConfigurationError, type SDKError } from '../errors.js';
import { check, lazyCompiled } from '../protocol/checking.js';
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
 * The end of a subscription's snapshot, once per connection. Conversations that are known to match no more came as `DELETE`
 * before.
 */
export interface SnapshotItem {
  readonly kind: 'snapshot';
  readonly event: OtherNotification;
  readonly subscriptionId: string;
  /**
   * Whether the items before this one name every conversation that matches. `false`: some may be missing, because the
   * snapshot had 1 000 conversations or more, at which the platform may cut it off, or changes that could not be read, or
   * because no snapshot came within 5 seconds, as for a subscription that nothing matches.
   */
  readonly complete: boolean;
}

/**
 * A notification that could not be decoded: of a type that this version does not know, or with a body, or changes in it,
 * that do not fit. Changes that fit are in the item before this one.
 */
export interface UnreadableItem {
  readonly kind: 'unreadable';
  /** On the wire, e.g. `.ams.ms.OnlineEventDistribution`. */
  readonly type: string | undefined;
  /** As it was received. */
  readonly body: unknown;
  /** What did not fit, also emitted as `error`; empty for an unknown type. */
  readonly errors: readonly SDKError[];
}

/** There is a connection again, after `attempts` attempts; subscriptions and agent state are restored. */
export interface RestoredItem {
  readonly kind: 'restored';
  readonly attempts: number;
}

/** What `agent.notifications()` gives. */
export type NotificationItem = MessageItem | PlainNotificationItem | UnreadableItem | SnapshotItem | RestoredItem;

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

const notificationsOptions = lazyCompiled(() =>
  z.strictObject({ acknowledge: z.boolean().optional(), signal: z.instanceof(AbortSignal).optional() }),
);

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

  /**
   * @throws {ValidationError} The options do not fit.
   * @throws {ConfigurationError} Another reader acknowledges, or `deliver` is `live-only`.
   */
  read(options: NotificationsOptions): AsyncIterableIterator<AcknowledgeableItem, undefined> {
    check(notificationsOptions(), options, 'notifications() (options)', 'outgoing');
    const { acknowledge = false, signal } = options;
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

  /** @see UnreadableItem */
  unreadable({ type, body }: NotificationFrame, errors: readonly SDKError[]): void {
    this.#push({ kind: 'unreadable', type, body, errors });
  }

  /** @see SnapshotItem */
  snapshotEnded(event: string, subscriptionId: string, isWhole: boolean): void {
    // Only notifications of the registry have members, and so snapshots.
    this.#push({ kind: 'snapshot', event: event as OtherNotification, subscriptionId, complete: isWhole });
  }

  /** @see RestoredItem */
  restored(attempts: number): void {
    this.#push({ kind: 'restored', attempts });
  }

  /** The agent was closed, or does not connect any more: every iteration is done. */
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
      const abandon = (): void => resolve('abandoned');
      consumer.onEnd.add(abandon);
      consumer.push({
        ...item,
        acknowledge: () => {
          if (consumer.onEnd.delete(abandon)) resolve(undefined);
        },
        fail: (cause) => {
          if (!consumer.onEnd.delete(abandon)) return;
          resolve({ failed: [{ handler: consumer, cause }], called: [consumer] });
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
