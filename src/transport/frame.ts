/**
 * The envelope of UMS: one JSON document per text frame (docs/protocol.md#2). The simulator uses it for the server's
 * side.
 */

/** Sent by the client, which expects a response. */
export interface RequestFrame {
  readonly kind: 'req';
  readonly id: string;
  readonly type: string;
  readonly body: unknown;
  readonly headers?: unknown;
  readonly metadata?: unknown;
  readonly encodedMetadata?: unknown;
}

/** The response to a request: an error if `code` is above 399, otherwise, or without a code, a success. */
export interface ResponseFrame {
  readonly kind: 'resp';
  readonly reqId: string;
  readonly code?: number | undefined;
  readonly type?: string | undefined;
  readonly body?: unknown;
}

/** Sent by the platform without a request. */
export interface NotificationFrame {
  readonly kind: 'notification';
  readonly type?: string | undefined;
  readonly body?: unknown;
}

export type IncomingFrame =
  | ResponseFrame
  | NotificationFrame
  /** Not JSON, not an object, or of a kind that this version does not know. */
  | { readonly kind: 'unreadable'; readonly reason: string };

/** Never throws: text that is no frame becomes `unreadable` with the reason. */
export function parseFrame(text: string): IncomingFrame {
  let value: unknown;
  try {
    value = JSON.parse(text);
  } catch {
    return { kind: 'unreadable', reason: 'a frame that is not JSON' };
  }
  if (typeof value !== 'object' || value === null)
    return { kind: 'unreadable', reason: 'a frame that is not an object' };

  // FrameMembers that are read here are checked below; the body is checked against the schema of its message.
  const frame = value as FrameMembers;
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
  // The platform returns ids as strings; other servers may return numbers.
  return rewritten(frame, { code: number, reqId: String(reqId) }) as unknown as ResponseFrame;
}

interface FrameMembers {
  readonly kind?: unknown;
  readonly reqId?: unknown;
  readonly type?: unknown;
  readonly code?: unknown;
}

/** A code as a string. Limited to nine digits, which are an exact number. */
const DIGITS = /^\d{1,9}$/;

/** Removes `type` and `code` if they are `null`, which the platform's Java servers may send for absent members. */
function rewritten(frame: FrameMembers, members: FrameMembers): FrameMembers {
  const { type, code, ...rest } = { ...frame, ...members };
  return {
    ...rest,
    ...(type !== undefined && type !== null && { type }),
    ...(code !== undefined && code !== null && { code }),
  };
}
