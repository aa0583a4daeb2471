import type { HistorySource } from '../delivery/history-reader.js';
import { ResponseError, type SDKError } from '../errors.js';
import { check } from '../protocol/checking.js';
import { withoutNulls } from '../protocol/nulls.js';
import { HISTORY_REQUEST, requestNamed, type Message, type Messages, type ResultOf } from '../protocol/registry.js';
import { saysPartIsOver } from '../support/request-retry.js';
import type { Session } from '../session/session.js';
import type { EventDispatcher } from './event-dispatcher.js';
import type { Exchange } from './exchange.js';
import {
  checkMessagesQuery,
  fetchMessages,
  MESSAGES_OPERATION,
  type HistoryPage,
  type MessagesQuery,
} from './history.js';
import { RequestHandle } from './request-handle.js';
import type { RawRequestOptions } from './request-options.js';
import { identityOf, RawSteps } from './responses.js';

/** Dialogs with unreadable history that are remembered. */
const MAX_UNREADABLE = 1_000;

/** Which events of a dialog to send, both bounds exclusive. */
interface HistoryBody {
  readonly dialogId: string;
  readonly newerThanSequence: number;
  readonly olderThanSequence: number | undefined;
}

/** The requests that the SDK makes itself: no handler gets their responses, and no cursor moves. */
export class OwnRequests implements HistorySource {
  readonly #session: Session;
  readonly #exchange: Exchange;
  readonly #events: EventDispatcher;
  readonly #steps: RawSteps;
  /** Dialogs whose history had events that could not be read. */
  readonly #unreadable = new Set<string>();

  constructor(session: Session, exchange: Exchange, events: EventDispatcher) {
    this.#session = session;
    this.#exchange = exchange;
    this.#events = events;
    this.#steps = new RawSteps(session, undefined);
  }

  /** Events of a dialog with sequences between the two given, for catching up. */
  async history(dialogId: string, newerThanSequence: number, olderThanSequence?: number): Promise<readonly Message[]> {
    const { body, me } = await this.#historyPage(HISTORY_REQUEST, { dialogId, newerThanSequence, olderThanSequence });
    const reading = requestNamed(HISTORY_REQUEST).emits?.(body, me);
    this.#reportUnreadable(dialogId, reading?.failures ?? []);
    // What this request's response hides is messages.
    return reading?.readable ? (reading.body as Messages).changes : [];
  }

  /**
   * The history of a dialog as a value.
   *
   * @throws {SDKError} As any request.
   */
  async messages(query: MessagesQuery): Promise<Message[]> {
    checkMessagesQuery(query);
    const { dialogId, timeout, signal } = query;
    return fetchMessages(query, {
      page: ({ after, before }) => {
        const olderThanSequence = before === Infinity ? undefined : before;
        const body = { dialogId, newerThanSequence: after, olderThanSequence };
        return this.#historyPage(MESSAGES_OPERATION, body, { timeout, signal });
      },
      report: (error) => this.#events.report(error),
    });
  }

  /** The platform's clock, epoch ms. */
  async serverTime(): Promise<number> {
    const operation = 'getClock';
    const { type, response } = requestNamed(operation);
    const body = await this.#send(operation, type, {});
    check(response, body, operation, 'incoming');
    // The type of what the registry's schema has just checked.
    return (body as ResultOf<'getClock'>).currentTime;
  }

  /** Whether the platform says that a conversation does not exist any more, or is not this agent's. Never rejects. */
  async isGone(conversationId: string): Promise<boolean> {
    try {
      // The main dialog has the conversation's id. No event lies between these sequences.
      await this.history(conversationId, -1, 0);
      return false;
    } catch (error) {
      const isUnknown = error instanceof ResponseError && (error.code === 403 || error.code === 404);
      return isUnknown || saysPartIsOver(error);
    }
  }

  /** @param operation The name in errors and traces. */
  async #historyPage(operation: string, wanted: HistoryBody, options?: RawRequestOptions): Promise<HistoryPage> {
    const { type, objects } = requestNamed(HISTORY_REQUEST);
    const body = withoutNulls(await this.#send(operation, type, wanted, options), objects);
    return { body, me: identityOf(this.#session, operation) };
  }

  #send(operation: string, type: string, body: unknown, options?: RawRequestOptions): Promise<unknown> {
    const request = new RequestHandle(this.#steps, this.#exchange, operation, type, body, options);
    this.#exchange.start(request);
    return request.promise;
  }

  /** Once for each dialog until its history can be read: every page brings the same events. */
  #reportUnreadable(dialogId: string, failures: readonly SDKError[]): void {
    if (failures.length === 0) {
      this.#unreadable.delete(dialogId);
      return;
    }
    if (this.#unreadable.has(dialogId)) return;
    if (this.#unreadable.size < MAX_UNREADABLE) this.#unreadable.add(dialogId);
    for (const failure of failures) this.#events.report(failure);
  }
}
