import type { MailboxItem } from './mailbox.js';
import type { FailedAttempt } from './ports.js';

/** Each pause between the attempts of one event is longer by this factor. */
const REDELIVERY_FACTOR = 5;
const LONGEST_REDELIVERY_MS = 300_000;

/** The item of an event that failed, for the handlers that failed: it stays at its place in the dialog. */
export function redelivered(item: MailboxItem, { failed, called }: FailedAttempt): MailboxItem {
  const redelivery = {
    failed: failed.map(({ handler }) => handler),
    called: [...(item.redelivery?.called ?? []), ...called],
  };
  return { ...abandoned(item), attempt: item.attempt + 1, redelivery };
}

/** The item of an event that was abandoned, for the next consumer: the attempt is not counted. */
export function abandoned(item: MailboxItem): MailboxItem {
  return {
    ...item,
    isConfirmed: true,
    isBeforeHistory: false,
    redelivery: item.redelivery ?? { failed: [], called: [] },
    delivered: undefined,
  };
}

/** @param attempt The one that failed, from 1. */
export function redeliveryPauseMs(firstDelayMs: number, attempt: number): number {
  return Math.min(firstDelayMs * REDELIVERY_FACTOR ** (attempt - 1), LONGEST_REDELIVERY_MS);
}
