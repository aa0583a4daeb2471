import type { NotificationKind } from './bodies.js';

/** The measured client. */
export type SubjectName = 'raw' | 'ours' | 'legacy' | 'original';

/** A command of the runner to a client process. */
export type Command =
  | { readonly do: 'connect' }
  | { readonly do: 'requests'; readonly count: number; readonly inFlight: number }
  /** Leaves `count` requests unanswered until the process exits. */
  | { readonly do: 'hang'; readonly count: number }
  | { readonly do: 'expect'; readonly kind: NotificationKind; readonly count: number }
  | { readonly do: 'timeouts'; readonly count: number; readonly afterMs: number }
  | { readonly do: 'connects'; readonly count: number }
  | { readonly do: 'agents'; readonly count: number }
  | { readonly do: 'release' };

/** A command of the runner to the server. */
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

/** The answer of a client process. A command leaves out what it does not measure. */
export interface Measured {
  /** CPU of this process, user and system, microseconds per operation. */
  readonly cpuUs?: number;
  readonly perSecond?: number;
  /** Milliseconds. */
  readonly p50?: number;
  readonly p99?: number;
  readonly checksum?: number;
  /** Longest time the event loop was blocked, ms. */
  readonly blockedMs?: number;
  /** Longest delay of a timer after its due time, ms. */
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
