import { randomBytes } from 'node:crypto';
import type { SimulatorClock } from '../clock.js';

/** First group of a UUID by the kind of thing, so that a reader of the transcript can tell ids apart. */
const kinds = {
  conversation: 'c0000000',
  consumer: 'cccccccc',
  subscription: '5ab5c41b',
  ringTask: '71a50000',
  file: 'f1100000',
} as const;

/** Makes ids: unique within a simulator and, but for those of rings, the same in every run if they are repeatable. */
export class Ids {
  readonly #clock: SimulatorClock;
  /** The middle of UUIDs. */
  readonly #middle: string;
  #count = 0;
  #lastRingTs = 0;

  constructor(clock: SimulatorClock, isRepeatable: boolean) {
    this.#clock = clock;
    const run = isRepeatable ? '0000000000' : randomBytes(5).toString('hex');
    this.#middle = `${run.slice(0, 4)}-4${run.slice(4, 7)}-8${run.slice(7)}`;
  }

  uuid(kind: keyof typeof kinds): string {
    this.#count += 1;
    return `${kinds[kind]}-${this.#middle}-${this.#count.toString(16).padStart(12, '0')}`;
  }

  /** The base64url form of dialog ids; the main dialog has the conversation's id instead. */
  dialog(): string {
    this.#count += 1;
    return Buffer.from(`dialog-${String(this.#count).padStart(9, '0')}`).toString('base64url');
  }

  /** `{convId}_{accountId}_{epochMs}`. No time is used twice. */
  ring(conversationId: string, accountId: string): string {
    this.#lastRingTs = Math.max(this.#clock.now(), this.#lastRingTs + 1);
    return `${conversationId}_${accountId}_${this.#lastRingTs}`;
  }
}

/** A token, cookie or key. Random, unlike ids: a simulator must not accept the secrets of another. */
export function newSecret(): string {
  return randomBytes(20).toString('hex');
}

/** The public id of a user, derived from the numeric id so that tests can write it out. */
export function pidOf(userId: string): string {
  return `aaaaaaaa-0000-5000-8000-${userId.padStart(12, '0')}`;
}
