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

/** The answer to a request (P 2.2). An error if `code` is above 399. */
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
  const frame = value as { kind?: unknown; reqId?: unknown; type?: unknown; code?: unknown };
  if (frame.type !== undefined && typeof frame.type !== 'string') {
    return { kind: 'unreadable', reason: 'a frame whose type is not a string' };
  }
  switch (frame.kind) {
    case 'notification':
      return value as NotificationFrame;
    case 'resp':
      if (frame.code !== undefined && typeof frame.code !== 'number') {
        return { kind: 'unreadable', reason: 'a response whose code is not a number' };
      }
      if (typeof frame.reqId === 'string') return value as ResponseFrame;
      // Ids come back as strings, but a number is the same id (P 2.1).
      if (typeof frame.reqId === 'number') return { ...(value as ResponseFrame), reqId: String(frame.reqId) };
      return { kind: 'unreadable', reason: 'a response without a request id' };
    default:
      return { kind: 'unreadable', reason: 'a frame of unknown kind' };
  }
}
