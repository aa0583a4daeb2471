import { randomBytes } from 'node:crypto';

/** What an id is for. The first group of its UUID says so to whoever reads a transcript. */
const kinds = {
  conversation: 'c0000000',
  consumer: 'cccccccc',
  subscription: '5ab5c41b',
  ringTask: '71a50000',
  file: 'f1100000',
} as const;

/** Gives ids: unique within a simulator, the same from one run to the next. */
export class Ids {
  #count = 0;
  #lastRingTs = 0;

  uuid(kind: keyof typeof kinds): string {
    this.#count += 1;
    return `${kinds[kind]}-0000-4000-8000-${this.#count.toString(16).padStart(12, '0')}`;
  }

  /** The url-safe form that dialogs other than the main one have. */
  dialog(): string {
    this.#count += 1;
    return Buffer.from(`dialog-${String(this.#count).padStart(9, '0')}`).toString('base64url');
  }

  /** `{convId}_{accountId}_{epochMs}`, with a time that is never given twice. */
  ring(conversationId: string, accountId: string): string {
    this.#lastRingTs = Math.max(Date.now(), this.#lastRingTs + 1);
    return `${conversationId}_${accountId}_${this.#lastRingTs}`;
  }
}

/** A token, cookie or key: unlike ids, one simulator must not accept another's. */
export function newSecret(): string {
  return randomBytes(20).toString('hex');
}

/** The public id of a user, made from the numeric one so that tests can name it. */
export function pidOf(userId: string): string {
  return `aaaaaaaa-0000-5000-8000-${userId.padStart(12, '0')}`;
}
