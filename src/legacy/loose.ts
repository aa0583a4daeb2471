import type { Identity } from '../protocol/define.js';
import type { Reading } from '../protocol/read.js';
import { notifications } from '../protocol/registry.js';

/** A frame as old bots get it: nothing in it but `kind` was checked. */
export interface LooseFrame {
  readonly kind: 'notification' | 'resp';
  readonly reqId?: unknown;
  readonly code?: unknown;
  readonly type?: unknown;
  readonly body?: unknown;
}

/** A text that is no frame to the SDK, as 1.4.11 took it. `undefined`: 1.4.11 ignored it, too. */
export function looseFrame(text: string): LooseFrame | undefined {
  let value: unknown;
  try {
    value = JSON.parse(text);
  } catch {
    // Any text may come; what is no JSON was no frame to 1.4.11 either.
    return undefined;
  }
  if (!isObject(value)) return undefined;
  const { kind } = value;
  return kind === 'notification' || kind === 'resp' ? { ...value, kind } : undefined;
}

/** As `code > 399` had it, for a number and for a text that is one. */
export function isRefusalCode(code: unknown): boolean {
  return (typeof code === 'number' || typeof code === 'string') && Number(code) > 399;
}

const EVENT = 'ms.MessagingEventNotification';

/**
 * Messages without an event, its type or a dialog are handed on, as 1.4.11 did: bots look for what they need.
 *
 * @param wire The body as it came.
 * @param isHistory Whether it came as an answer: then 1.4.11 took an object instead of a list for an empty one.
 * @returns The reading, if all of it could be read or it is of something else; `undefined`: there is nothing to hand out.
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
