import type { Direction, HttpService } from './faults/faults.js';
import type { PlatformEvent } from './platform/events.js';
import type { RequestName } from './vocabulary.js';

interface EntryBase {
  /** Counts up from 0 over all entries of a simulator and is never reused. */
  readonly id: number;
  /** Epoch ms, by the simulator's clock. */
  readonly at: number;
  /** Account id. */
  readonly account: string;
}

/** One REST exchange, recorded when it is over. */
export interface HttpEntry extends EntryBase {
  readonly kind: 'http';
  /** Absent if no service has this path. */
  readonly service?: HttpService | undefined;
  readonly method: string;
  /** With the query. */
  readonly path: string;
  readonly headers: unknown;
  /** Parsed if it was JSON, otherwise its size, such as `'2048 bytes'`. Absent if empty. */
  readonly requestBody?: unknown;
  /** Absent if the request got no response, because of a fault. */
  readonly status?: number | undefined;
  /** As `requestBody`. */
  readonly responseBody?: unknown;
}

/** One attempt to open a socket. */
export interface UpgradeEntry extends EntryBase {
  readonly kind: 'upgrade';
  readonly path: string;
  /** 101 if the socket opened. Absent if the attempt got no response. */
  readonly status?: number | undefined;
  readonly headers: unknown;
  /** Of the opened socket, counted from 1. */
  readonly connectionId?: number;
  /** Numeric id of the agent. */
  readonly userId?: string;
}

/** One WebSocket message. */
export interface FrameEntry extends EntryBase {
  readonly kind: 'frame';
  readonly direction: Direction;
  readonly connectionId: number;
  readonly userId: string;
  /** Id of the request that this frame is or answers. Absent on notifications. */
  readonly requestId?: string | undefined;
  /** The request that this frame is or answers: its method name, or its wire type if there is no method. */
  readonly request?: RequestName | (string & {}) | undefined;
  /** Wire type of the frame. */
  readonly type?: string | undefined;
  /** The whole frame with its `body`; the text if it is no JSON document, its size if it is binary. */
  readonly frame: unknown;
  /** The fault that was applied to the frame. */
  readonly fault?: 'dropped' | 'delayed' | 'replaced' | 'duplicated';
}

export interface PingEntry extends EntryBase {
  readonly kind: 'ping' | 'pong';
  readonly direction: Direction;
  readonly connectionId: number;
  readonly userId: string;
}

/** The end of a socket, with the close code as the platform received it. */
export interface CloseEntry extends EntryBase {
  readonly kind: 'close';
  readonly connectionId: number;
  readonly userId: string;
  readonly code: number;
  readonly reason: string;
}

/** A change of the platform's state. */
export interface PlatformEntry extends EntryBase, PlatformEvent {
  readonly kind: 'event';
}

/** A gap: the reader fell behind, and the buffer no longer has the entries up to this id. */
export interface DroppedEntry extends EntryBase {
  readonly kind: 'dropped';
  /** Number of entries missing. */
  readonly count: number;
}

/** One thing exchanged between agents and platform. Secrets are replaced by `[redacted]`. */
export type TranscriptEntry = HttpEntry | UpgradeEntry | FrameEntry | PingEntry | CloseEntry;

/**
 * One element of the feed, told apart by `kind`. Plain JSON: `JSON.stringify` and `JSON.parse` give an equal entry.
 *
 * ```json
 * { "id": 7, "at": 1700000000000, "account": "10000001", "kind": "frame", "direction": "in", "connectionId": 1,
 *   "userId": "501", "requestId": "1", "request": "getClock", "type": ".GetClock",
 *   "frame": { "kind": "req", "id": "1", "type": ".GetClock" } }
 * ```
 */
export type FeedEntry = TranscriptEntry | PlatformEntry | DroppedEntry;
