import { isReserved } from '../events.js';
import type { Identity } from '../protocol/define.js';
import type { Reading } from '../protocol/read.js';
import type { PendingRequest } from './callbacks.js';
import { addDeprecated } from './deprecated.js';
import { TransformError } from './errors.js';
import { isRefusalCode, loosened, type LooseFrame } from './loose.js';
import { notificationOf, requestAnsweredBy } from './requests.js';
import { readAsBefore } from './unread.js';

/** What reading a frame requires of the agent. */
export interface FrameReceiver {
  /** `undefined` before the login. */
  identity(): Identity | undefined;
  /** Learns the agent's own id from a notification, where the id is still unknown. */
  learnAgentId(body: unknown): void;
  pendingRequest(id: string): PendingRequest | undefined;
  emit(event: string, ...args: readonly unknown[]): void;
}

/** Reads a frame as 1.4.11 did, emits its events and settles the request that it answers. */
export function receive(frame: LooseFrame, receiver: FrameReceiver): void {
  if (frame.kind === 'notification') receiveNotification(frame, receiver);
  else receiveResponse(frame, receiver);
}

function receiveNotification(frame: LooseFrame, receiver: FrameReceiver): void {
  const { body } = frame;
  const type = nameOf(frame.type);
  receiver.learnAgentId(body);
  const me = receiver.identity();
  const entry = notificationOf(type);
  if (entry && me) {
    const reading = loosened(readAsBefore(entry, body, me), body, me, false);
    if (reading) emitReading(reading, { wire: body, notification: frame, payload: frame, me }, receiver);
    return;
  }
  if (type && !isReserved(type)) receiver.emit(type, body);
  receiver.emit('notification', frame);
}

function receiveResponse(frame: LooseFrame, receiver: FrameReceiver): void {
  const me = receiver.identity();
  const pending = receiver.pendingRequest(String(frame.reqId));
  const isRefused = isRefusalCode(frame.code);
  let { body } = frame;
  let type = nameOf(frame.type);
  const entry = isRefused ? undefined : requestAnsweredBy(type);
  if (entry && me) {
    try {
      const emitted = entry.emits?.(body, me);
      const hidden = emitted && loosened(emitted, body, me, true);
      const source = { wire: body, notification: { kind: 'notification' }, payload: frame, me } as const;
      const failure = hidden && emitReading(hidden, source, receiver);
      if (failure) return pending?.settle(failure, undefined);
      type = entry.responseEvent ?? type;
      body = entry.decode?.(body, me);
    } catch (cause) {
      const failure = new TransformError(cause, frame);
      receiver.emit('error', failure);
      return pending?.settle(failure, undefined);
    }
  }
  if (type && (type === entry?.responseEvent || !isReserved(type))) receiver.emit(type, body, frame.reqId);
  pending?.settle(isRefused ? frame : null, body);
}

/** Where a reading comes from. */
interface ReadingSource {
  /** The body as received. */
  readonly wire: unknown;
  /** The members of the `notification` event besides its type and body. */
  readonly notification: LooseFrame;
  /** The frame that errors carry. */
  readonly payload: LooseFrame;
  readonly me: Identity;
}

/** @returns The error that made the whole body unreadable, if any. */
function emitReading(
  { event, body, readable, failures, warnings }: Reading,
  { wire, notification, payload, me }: ReadingSource,
  receiver: FrameReceiver,
): TransformError | undefined {
  for (const message of warnings) receiver.emit('warn', { message });
  const reported = failures.map((failure) => new TransformError(failure, payload));
  for (const error of reported) receiver.emit('error', error);
  if (!readable) return reported[0];

  addDeprecated(event, body, wire, me.legacyAgentId);
  receiver.emit(event, body);
  const { body: _, ...rest } = notification;
  receiver.emit('notification', { ...rest, type: event, ...(body !== undefined && { body }) });
  return undefined;
}

/** The event name that an emitter makes of a type; `undefined` for a type that is no text, number or boolean. */
function nameOf(type: unknown): string | undefined {
  return typeof type === 'string' || typeof type === 'number' || typeof type === 'boolean' ? String(type) : undefined;
}
