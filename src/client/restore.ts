import { ConnectionError, SDKError, TransformError, ValidationError } from '../errors.js';
import type { Lifecycle } from '../session/lifecycle.js';
import { isRefusal, pauseAfter, REPORTED_AFTER } from '../support/request-retry.js';
import { reasonOf } from '../support/thrown.js';
import type { EventDispatcher } from './event-dispatcher.js';
import type { Exchange } from './exchange.js';
import type { RequestSteps } from './request-handle.js';
import { EntryRequest } from './responses.js';
import type { RestorableRequest, RestorableRequests } from './restorable-requests.js';
import type { SubscriptionMembers } from './subscription-members.js';

/** Repeats after a reconnect what the platform forgot with the last socket: subscriptions and the agent's state. */
export class Resubscriber {
  readonly #lifecycle: Lifecycle;
  readonly #events: EventDispatcher;
  readonly #exchange: Exchange;
  readonly #restorable: RestorableRequests;
  readonly #members: SubscriptionMembers;
  readonly #steps: RequestSteps<EntryRequest>;

  constructor(
    lifecycle: Lifecycle,
    events: EventDispatcher,
    exchange: Exchange,
    restorable: RestorableRequests,
    members: SubscriptionMembers,
    steps: RequestSteps<EntryRequest>,
  ) {
    this.#lifecycle = lifecycle;
    this.#events = events;
    this.#exchange = exchange;
    this.#restorable = restorable;
    this.#members = members;
    this.#steps = steps;
  }

  /** Repeats the requests that the application has not made itself on this connection. Never rejects. */
  async restore(): Promise<void> {
    const { connection } = this.#lifecycle;
    await this.#repeatAll((kept) => !isAmendment(kept));
    // An amendment names its subscription by an id that is new with each connection.
    const isDue = (kept: RestorableRequest): boolean => isAmendment(kept) && !this.#restorable.lacksSubscription(kept);
    if (this.#lifecycle.connection === connection) await this.#repeatAll(isDue);
  }

  #repeatAll(isDue: (kept: RestorableRequest) => boolean): Promise<unknown> {
    const due = this.#restorable.due().filter(isDue);
    return Promise.all(due.map((kept) => this.#repeat(kept)));
  }

  async #repeat(kept: RestorableRequest): Promise<void> {
    const { operation, entry, body } = kept;
    const { connection } = this.#lifecycle;
    for (let tries = 1; ; tries += 1) {
      const request = new EntryRequest(this.#steps, this.#exchange, operation, entry, body, undefined, kept);
      this.#exchange.startNow(request);
      this.#restorable.repeating(kept, request.promise);
      try {
        await request.promise;
        return;
      } catch (error) {
        if (this.#lifecycle.connection !== connection || error instanceof ConnectionError) return;
        const isCarriedOut = error instanceof ValidationError || error instanceof TransformError;
        if (isCarriedOut || isRefusal(error) || tries >= REPORTED_AFTER) {
          // A caller that claimed the result gets the error itself.
          if (kept.result !== undefined) this.#events.report(notRestored(operation, error, isCarriedOut));
          if (isCarriedOut) this.#restorable.notRepeated(kept);
          else this.#end(kept);
          return;
        }
        // `unref()`: a pending retry must not keep the process alive.
        await new Promise((resolve) => setTimeout(resolve, pauseAfter(tries)).unref());
        if (this.#lifecycle.connection !== connection || !this.#restorable.holds(kept)) return;
      }
    }
  }

  #end(kept: RestorableRequest): void {
    this.#restorable.drop(kept);
    this.#members.ended(kept.handle);
  }
}

function isAmendment({ entry }: RestorableRequest): boolean {
  return entry.replay?.keep === 'amendment';
}

/** @param isCarriedOut The platform accepted the repetition, and its response is unreadable. */
function notRestored(operation: string, cause: unknown, isCarriedOut: boolean): SDKError {
  const advice = isCarriedOut ? 'it is repeated again after the next one' : 'call it again';
  return new SDKError(`${operation} could not be repeated after a reconnect, ${advice}: ${reasonOf(cause)}`, {
    code: 'NOT_RESTORED',
    service: 'messaging',
    delivery: 'answered',
    cause,
  });
}
