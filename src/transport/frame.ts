/**
 * The envelope of UMS: one JSON document per text frame (P 2).
 * Shared with the simulator, which speaks the other side of it.
 */

/** What we send and expect an answer to (P 2.1). */
export interface RequestFrame {
  readonly kind: 'req';
  readonly id: string;
  readonly type: string;
  readonly body: unknown;
  readonly headers?: unknown;
  readonly metadata?: unknown;
  readonly encodedMetadata?: unknown;
}

/** The answer to a request (P 2.2). An error if `code` is above 399; without a code a success. */
export interface ResponseFrame {
  readonly kind: 'resp';
  readonly reqId: string;
  readonly code?: number | undefined;
  readonly type?: string | undefined;
  readonly body?: unknown;
}

/** What comes unasked (P 2.3). */
export interface NotificationFrame {
  readonly kind: 'notification';
  readonly type?: string | undefined;
  readonly body?: unknown;
}

export type IncomingFrame =
  | ResponseFrame
  | NotificationFrame
  /** Neither: no JSON, no object, or of a kind this version does not know. */
  | { readonly kind: 'unreadable'; readonly reason: string };

/** Never throws: whatever a peer sends becomes a frame or an `unreadable` with the reason. */
export function parseFrame(text: string): IncomingFrame {
  let value: unknown;
  try {
    value = JSON.parse(text);
  } catch {
    return { kind: 'unreadable', reason: 'a frame that is not JSON' };
  }
  if (typeof value !== 'object' || value === null)
    return { kind: 'unreadable', reason: 'a frame that is not an object' };

  // The members are checked below, by kind; what is not read here is checked against the message's schema.
  const frame = value as Members;
  const { kind, type, code, reqId } = frame;
  if (kind !== 'notification' && kind !== 'resp') return { kind: 'unreadable', reason: 'a frame of unknown kind' };
  if (type !== undefined && type !== null && typeof type !== 'string') {
    return { kind: 'unreadable', reason: 'a frame whose type is not a string' };
  }
  if (kind === 'notification') return (type === null ? rewritten(frame, {}) : value) as NotificationFrame;

  if (typeof reqId !== 'string' && typeof reqId !== 'number') {
    return { kind: 'unreadable', reason: 'a response without a request id' };
  }
  if (type !== null && (code === undefined || typeof code === 'number') && typeof reqId === 'string') {
    return value as ResponseFrame;
  }
  const number = typeof code === 'string' && DIGITS.test(code) ? Number(code) : code;
  if (number !== undefined && number !== null && typeof number !== 'number') {
    return { kind: 'unreadable', reason: 'a response whose code is not a number' };
  }
  // Ids come back as strings, but a number is the same id (P 2.1).
  return rewritten(frame, { code: number, reqId: String(reqId) }) as unknown as ResponseFrame;
}

interface Members {
  readonly kind?: unknown;
  readonly reqId?: unknown;
  readonly type?: unknown;
  readonly code?: unknown;
}

/** A code in the place of a number: three digits in general, and never so many that they are no exact number. */
const DIGITS = /^\d{1,9}$/;

/** Servers of the platform are Java: `type` and `code` may be `null` where they are not there. */
function rewritten(frame: Members, members: Members): Members {
  const { type, code, ...rest } = { ...frame, ...members };
  return {
    ...rest,
    ...(type !== undefined && type !== null && { type }),
    ...(code !== undefined && code !== null && { code }),
  };
}
