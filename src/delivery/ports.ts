import type { SDKError } from '../errors.js';
import type { Messages } from '../protocol/registry.js';
import type { HistorySource } from './history-reader.js';

/** The place of an event, and the number of the attempt. */
export interface HandlerContext {
  readonly dialogId: string;
  /** `undefined` for an event without one, and for a response with several events. */
  readonly sequence: number | undefined;
  /** From 1. */
  readonly attempt: number;
}

/** A handler that threw or rejected. */
export interface FailedHandler {
  readonly handler: unknown;
  readonly cause: unknown;
}

/** An attempt in which handlers failed. */
export interface FailedAttempt {
  readonly failed: readonly FailedHandler[];
  readonly called: readonly unknown[];
}

/**
 * What came of one attempt; `undefined` if no handler failed. `abandoned`: the consumer ended with the event in hand, which
 * is no attempt; with a store the next consumer gets the event.
 */
export type HandlerOutcome = FailedAttempt | 'abandoned' | undefined;

/**
 * An event that was handed out before: the handlers that failed at the last attempt, and all that have been called with it.
 * Both are empty for an event that was abandoned at its first attempt: every handler gets it.
 */
export interface Redelivery {
  readonly failed: readonly unknown[];
  readonly called: readonly unknown[];
}

/** Delivers events to the application. */
export interface MessageConsumer {
  /** Whether there is a handler for an event, or for its redelivery. */
  hears(redelivery: Redelivery | undefined): boolean;
  /**
   * Calls the handlers, or those that failed before. Where these were removed, handlers that were attached since are
   * called instead. Never throws or rejects.
   *
   * @returns A promise if one of the handlers returned one.
   */
  consume(body: Messages, context: HandlerContext, redelivery?: Redelivery): HandlerOutcome | Promise<HandlerOutcome>;
}

/** The parts of the agent that delivery uses. */
export interface DeliveryPorts {
  readonly source: HistorySource;
  readonly consumer: MessageConsumer;
  readonly reporter: {
    report(error: SDKError): void;
    warn(message: string): void;
    /** Logged before each dispatch, so that the last line before a crash names the message being handled. */
    handingOut(dialogId: string, sequence: number | undefined): void;
    /** Logs that messages were found after the stored position of an earlier process. */
    resumed(dialogId: string, sequence: number): void;
  };
  /** The platform's time, epoch ms. */
  readonly serverTime: () => number;
  /** Whether this agent is the originator. */
  readonly isOwn: (originatorId: string) => boolean;
}

/** Limits of delivery. */
export interface DeliveryOptions {
  /** Number of dialogs whose state is kept. */
  readonly maxDialogs: number;
  /** History requests in any second. */
  readonly historyRate: number;
  /** How often a failing handler gets an event, and the delay before the second attempt; each later delay is five times longer. */
  readonly redelivery: { readonly attempts: number; readonly firstDelay: number };
}
