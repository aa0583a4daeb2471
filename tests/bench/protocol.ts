import type { NotificationKind } from './bodies.js';

/** Which client is measured. */
export type SubjectName = 'raw' | 'ours' | 'legacy' | 'original';

/** What the runner asks of a client process. */
export type Command =
  | { readonly do: 'connect' }
  | { readonly do: 'requests'; readonly count: number; readonly inFlight: number }
  /** Leaves so many requests unanswered, for the rest of the process's life. */
  | { readonly do: 'hang'; readonly count: number }
  | { readonly do: 'expect'; readonly kind: NotificationKind; readonly count: number }
  | { readonly do: 'timeouts'; readonly count: number; readonly afterMs: number }
  | { readonly do: 'connects'; readonly count: number }
  | { readonly do: 'agents'; readonly count: number }
  | { readonly do: 'release' };

/** What the runner asks of the server. */
export type ServerCommand =
  | {
      readonly do: 'flood';
      readonly user: string;
      readonly kind: NotificationKind;
      readonly count: number;
      readonly perSecond: number;
      readonly dialogs: number;
    }
  | { readonly do: 'busy' };

/** What a client process answers. Whatever a command does not measure is missing. */
export interface Measured {
  /** CPU of this process, user and system, microseconds per operation. */
  readonly cpuUs?: number;
  readonly perSecond?: number;
  /** Milliseconds. */
  readonly p50?: number;
  readonly p99?: number;
  readonly checksum?: number;
  /** Longest time the event loop was not free, ms. */
  readonly blockedMs?: number;
  /** Longest time something came after it was due, ms. */
  readonly lateMs?: number;
  readonly heapBytes?: number;
  readonly rssBytes?: number;
  readonly failed?: string;
}

/** The body of every publish request. */
export const publish = {
  dialogId: 'dddddddd-0000-4000-8000-000000000001',
  event: { type: 'ContentEvent', contentType: 'text/plain', message: 'hello world, how can I help you today?' },
} as const;
