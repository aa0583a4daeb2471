import type { Identity } from '../protocol/define.js';
import type { Reading } from '../protocol/read.js';
import { notifications } from '../protocol/registry.js';

/** A frame of which only `kind` has been checked. Old bots get such frames. */
export interface LooseFrame {
  readonly kind: 'notification' | 'resp';
  readonly reqId?: unknown;
  readonly code?: unknown;
  readonly type?: unknown;
  readonly body?: unknown;
}

/**
 * Reads a text that is not a valid frame like 1.4.11 did.
 *
 * @returns `undefined` for a text that 1.4.11 ignored.
 */
export function looseFrame(text: string): LooseFrame | undefined {
  let value: unknown;
  try {
    value = JSON.parse(text);
  } catch {
    // 1.4.11 ignored a text that is not JSON.
    return undefined;
  }
  if (!isObject(value)) return undefined;
  const { kind } = value;
  return kind === 'notification' || kind === 'resp' ? { ...value, kind } : undefined;
}

/** `code > 399` for a number or a numeric string, like 1.4.11. */
export function isRefusalCode(code: unknown): boolean {
  return (typeof code === 'number' || typeof code === 'string') && Number(code) > 399;
}

const EVENT = 'ms.MessagingEventNotification';

/**
 * Makes messages without an event, event type or dialog readable, because 1.4.11 emitted them.
 *
 * @param wire The body as received.
 * @param isHistory Whether the messages are a response: 1.4.11 treated an object instead of a list as an empty list.
 * @returns The reading to emit; `undefined`: nothing is to be emitted.
 */
export function loosened(reading: Reading, wire: unknown, me: Identity, isHistory: boolean): Reading | undefined {
  if (reading.event !== EVENT || reading.failures.length === 0) return reading;
  if (isHistory && !Array.isArray(wire) && !(typeof wire === 'string' && wire !== '')) return undefined;

  const changes: unknown[] = [];
  const unreadable: Reading['failures'][number][] = [];
  for (const source of Array.isArray(wire) ? (wire as readonly unknown[]) : [wire]) {
    const { body, readable, failures } = notifications[EVENT].read(source, me);
    if (readable) changes.push(...body.changes);
    else if (isObject(source)) changes.push(messageOf(source));
    else unreadable.push(...failures);
  }
  const [first] = changes;
  if (!isObject(first)) return reading;
  return { ...reading, body: { dialogId: first['dialogId'], changes }, readable: true, failures: unreadable };
}

function messageOf({ originatorPId, ...message }: Record<string, unknown>): Record<string, unknown> {
  return originatorPId ? { ...message, originatorId: originatorPId } : message;
}

function isObject(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}
