import type { CloseEntry, FrameEntry, UpgradeEntry } from '../simulator/feed-entries.js';
import type { LineRow } from './contract.js';

/** The latest socket of one user. */
interface KnownSocket {
  connectionId: number;
  /** When the socket closed, by `performance.now()`; `undefined` while it is open. */
  closedAt: number | undefined;
  /** Subscriptions of the socket that closed. */
  lostSubscriptions: number;
  /** Subscriptions that were made again on this socket. */
  restored: number;
  /** There was a login since the socket opened. */
  hasNewToken: boolean;
  reconnects: number;
  /** The line of the newest reconnect, and its text before the subscriptions. */
  line?: { readonly id: number; readonly text: string };
}

interface Lines {
  add(line: Omit<LineRow, 'id' | 'at'>): number;
  replace(id: number, text: string): void;
}

/** Makes lines of sockets that open and close: closes with their code, reconnects with what was restored. */
export class SocketHistory {
  readonly #subscriptionsOf: (connectionId: number) => number;
  readonly #lines: Lines;
  /** By user id. */
  readonly #known = new Map<string, KnownSocket>();

  constructor({ subscriptionsOf }: { readonly subscriptionsOf: (connectionId: number) => number }, lines: Lines) {
    this.#subscriptionsOf = subscriptionsOf;
    this.#lines = lines;
  }

  loggedIn(userId: string): void {
    const known = this.#known.get(userId);
    if (known !== undefined) known.hasNewToken = true;
  }

  opened({ userId = '', connectionId = 0 }: UpgradeEntry): void {
    const known = this.#known.get(userId);
    const fresh: KnownSocket = {
      connectionId,
      closedAt: undefined,
      lostSubscriptions: known?.lostSubscriptions ?? 0,
      restored: 0,
      hasNewToken: false,
      reconnects: known === undefined ? 0 : known.reconnects + 1,
    };
    this.#known.set(userId, fresh);
    if (known?.closedAt === undefined) {
      this.#lines.add({ kind: 'connected', userId, title: 'Connected', text: `socket ${connectionId}` });
      return;
    }
    const pauseMs = Math.round(performance.now() - known.closedAt);
    const text = `after ${pauseMs} ms, ${known.hasNewToken ? 'new' : 'same'} token`;
    const id = this.#lines.add({ kind: 'connected', userId, title: `Reconnect ${fresh.reconnects}`, text });
    fresh.line = { id, text };
  }

  closed({ userId, connectionId, code, reason }: CloseEntry): void {
    const known = this.#known.get(userId);
    if (known?.connectionId === connectionId) {
      known.closedAt = performance.now();
      known.lostSubscriptions = this.#subscriptionsOf(connectionId);
    }
    const text = code === 1006 ? 'no close frame' : reason === '' ? (CODES[code] ?? 'by a close frame') : reason;
    this.#lines.add({ kind: 'closed', userId, title: `Closed ${code}`, text });
  }

  /** A request was answered with success. */
  answered({ userId, connectionId, request }: FrameEntry): void {
    const known = this.#known.get(userId);
    if (known?.line === undefined || known.connectionId !== connectionId) return;
    if (request === undefined || !SUBSCRIPTIONS.has(request) || known.restored >= known.lostSubscriptions) return;
    known.restored += 1;
    const { id, text } = known.line;
    this.#lines.replace(id, `${text}, ${known.restored} subscription${known.restored === 1 ? '' : 's'} restored`);
  }
}

/** Requests that make subscriptions. */
const SUBSCRIPTIONS = new Set<string>(['subscribeExConversations', 'subscribeRoutingTasks', 'subscribeAgentsState']);

const CODES: Readonly<Record<number, string>> = {
  1000: 'normal closure',
  1001: 'going away',
  1005: 'close frame without a code',
  1011: 'server error',
  4401: 'token no longer valid',
  4407: 'identity to be renewed',
};
