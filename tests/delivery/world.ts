import { CatchUp } from '../../src/delivery/catch-up.js';
import { Cursors } from '../../src/delivery/cursors.js';
import type { FailedHandler, HandlerContext, HandlerOutcome } from '../../src/delivery/ports.js';
import type { SDKError } from '../../src/errors.js';
import type { CursorStore } from '../../src/options/options.js';
import type { Conversation, Message, Messages } from '../../src/protocol/registry.js';

export const ME = 'me';

export const message = (sequence: number, dialogId = 'd', more: Partial<Message> = {}): Message => ({
  sequence,
  dialogId,
  event: { type: 'ContentEvent', contentType: 'text/plain', message: `${sequence}` },
  ...more,
});

export const body = (sequence: number, dialogId = 'd', more: Partial<Message> = {}): Messages => ({
  dialogId,
  changes: [message(sequence, dialogId, more)],
});

export const typing: Messages = {
  dialogId: 'd',
  changes: [{ dialogId: 'd', event: { type: 'ChatStateEvent', chatState: 'COMPOSING' } }],
};

/** A conversation of a notification, with this agent as participant. */
export function conversation(
  convId: string,
  facts: { readonly joinedAt?: number; readonly newest?: number },
): Conversation {
  return {
    convId,
    conversationDetails: {
      participants: [{ id: ME, role: 'ASSIGNED_AGENT' }],
      dialogs: [{ dialogId: convId }],
      ...(facts.joinedAt !== undefined && { metaDataLastUpdateTs: facts.joinedAt }),
    },
    ...(facts.newest !== undefined && { lastContentEventNotification: message(facts.newest, convId) }),
  };
}

export interface WorldOptions {
  readonly store?: CursorStore;
  readonly limit?: number;
  readonly attempts?: number;
  readonly historyRate?: number;
}

/** One delivered message. */
export interface Delivered {
  readonly dialogId: string;
  readonly sequence: number | 'typing';
  readonly attempt: number;
  readonly backlog: boolean;
}

/** A platform with a history, and a bot that records what is delivered. */
export class World {
  readonly history = new Map<string, Message[]>();
  readonly log: Delivered[] = [];
  readonly historyRequests: {
    readonly dialogId: string;
    readonly newerThan: number;
    readonly olderThan: number | undefined;
  }[] = [];
  readonly failures: SDKError[] = [];
  readonly warnings: string[] = [];
  readonly resumed: string[] = [];
  isListening = true;
  /** Rejects history requests, while set. */
  refusal: Error | undefined;
  /** The response to a history request; by default, all events in the range. */
  answer: (
    events: readonly Message[],
    range: { readonly newerThan: number; readonly olderThan: number | undefined },
  ) => Promise<readonly Message[]> | readonly Message[] = (events, { newerThan, olderThan = Infinity }) =>
    events.filter(({ sequence = 0 }) => sequence > newerThan && sequence < olderThan);
  handle: (message: Message, attempt: number) => unknown = () => undefined;
  now = 1_000_000;
  readonly catchUp: CatchUp;
  readonly #cursors: Cursors | undefined;

  constructor({ store, limit = 10_000, attempts = 4, historyRate = 1_000 }: WorldOptions = {}) {
    const reporter = {
      report: (error: SDKError) => void this.failures.push(error),
      warn: (text: string) => void this.warnings.push(text),
    };
    this.#cursors = store && new Cursors(store, { accountId: 'a', userId: 'u' }, reporter);
    const isListening = (): boolean => this.isListening;
    this.catchUp = new CatchUp(
      {
        source: {
          history: async (dialogId, newerThan, olderThan) => {
            this.historyRequests.push({ dialogId, newerThan, olderThan });
            await Promise.resolve();
            if (this.refusal) throw this.refusal;
            return this.answer(this.history.get(dialogId) ?? [], { newerThan, olderThan });
          },
        },
        consumer: {
          hears: () => isListening(),
          consume: (messages, context) => this.#consume(messages, context),
        },
        reporter: {
          report: (error) => this.failures.push(error),
          warn: (text) => this.warnings.push(text),
          handingOut: () => undefined,
          resumed: (dialogId, sequence) => this.resumed.push(`${dialogId} after ${sequence}`),
        },
        serverTime: () => this.now,
        isOwn: (originatorId) => originatorId === ME,
      },
      { maxDialogs: limit, historyRate, redelivery: { attempts, firstDelay: 1_000 } },
      store !== undefined,
    );
  }

  /** Sequences of one dialog, in the order of delivery. */
  heard(dialogId = 'd'): (number | 'typing')[] {
    return this.log.filter((one) => one.dialogId === dialogId).map(({ sequence }) => sequence);
  }

  /** Adds events to the history of the platform. */
  said(sequences: readonly number[], dialogId = 'd', more: Partial<Message> = {}): void {
    const events = this.history.get(dialogId) ?? [];
    this.history.set(dialogId, [...events, ...sequences.map((sequence) => message(sequence, dialogId, more))]);
  }

  resume(again: boolean): void {
    this.catchUp.resume(again, this.#cursors);
  }

  #consume({ changes, dialogId }: Messages, { attempt }: HandlerContext): HandlerOutcome | Promise<HandlerOutcome> {
    const failed: FailedHandler[] = [];
    const results: unknown[] = [];
    for (const change of changes) {
      const { sequence = 'typing', backlog = false } = change;
      this.log.push({ dialogId, sequence, attempt, backlog });
      try {
        results.push(this.handle(change, attempt));
      } catch (cause) {
        failed.push({ handler: this, cause });
      }
    }
    const called = [this];
    const outcome = (): HandlerOutcome => (failed.length > 0 ? { failed, called } : undefined);
    if (results.every((result) => result === undefined)) return outcome();
    return Promise.all(results).then(outcome, (cause: unknown) => ({ failed: [{ handler: this, cause }], called }));
  }
}

/** Resolves when all work has been done that waits for no timer. */
export async function quiet(): Promise<void> {
  for (let turn = 0; turn < 6; turn += 1) await new Promise((resolve) => setImmediate(resolve));
}

export function connected(options?: WorldOptions): World {
  const world = new World(options);
  world.resume(false);
  return world;
}
