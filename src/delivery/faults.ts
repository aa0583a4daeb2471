import { HandlerError, SDKError } from '../errors.js';
import { isA, reasonOf } from '../support/thrown.js';
import type { DialogState } from './dialog-state.js';
import type { HandlerContext } from './ports.js';

// Errors and warnings of delivery.

export function historyNotRead({ id, window }: DialogState, cause: unknown): SDKError {
  const after = window.last === undefined ? 'its history' : `its history after sequence ${window.last}`;
  return new SDKError(
    `Dialog ${id} is behind: ${after} cannot be read. Newer messages wait until a retry succeeds: ${reasonOf(cause)}`,
    { code: 'CATCH_UP', service: 'messaging', delivery: 'unknown', cause },
  );
}

export function historyGivenUp({ id }: DialogState, cause: unknown): SDKError {
  return new SDKError(`Dialog ${id}: its earlier messages cannot be read and are not delivered: ${reasonOf(cause)}`, {
    code: 'CATCH_UP',
    service: 'messaging',
    delivery: 'unknown',
    cause,
  });
}

export function pageUnreadable({ id }: DialogState, newerThan: number, olderThan: number): SDKError {
  return new SDKError(
    `Dialog ${id}: messages between sequences ${newerThan} and ${olderThan} are lost: the platform returns only its newest page`,
    { code: 'CATCH_UP', service: 'messaging', delivery: 'unknown' },
  );
}

export function dialogsNotRead(cause: unknown): SDKError {
  return new SDKError(`The cursor store failed to list its dialogs and is called again: ${reasonOf(cause)}`, {
    code: 'CATCH_UP',
    cause,
  });
}

export function gaveUp(context: HandlerContext, cause: unknown): HandlerError {
  const { dialogId, sequence, attempt } = context;
  const event = sequence === undefined ? 'A history response' : `Message ${sequence}`;
  return new HandlerError(
    `${event} of dialog ${dialogId} was given up: its handler failed ${attempt} times, the last time with: ${reasonOf(cause)}`,
    {
      code: 'GAVE_UP',
      event: 'ms.MessagingEventNotification',
      ...context,
      delivery: isA(cause, SDKError) ? cause.delivery : 'answered',
      cause,
    },
  );
}

export function slowHandler(dialogId: string, sequence: number | undefined, afterMs: number): string {
  const what = sequence === undefined ? 'an event' : `sequence ${sequence}`;
  return `A handler of 'ms.MessagingEventNotification' has not finished after ${afterMs / 1_000} s (dialog ${dialogId}, ${what}); newer messages of the dialog wait`;
}

export function slowStore(dialogId: string, afterMs: number): string {
  return `The cursor store has not finished a write after ${afterMs / 1_000} s (dialog ${dialogId}); newer messages of the dialog wait`;
}

export function noHandler(): string {
  return "Messages are held back: there is a cursor store, but no handler of 'ms.MessagingEventNotification'; attach one";
}

export function numberingRestarted({ id, window }: DialogState, sequence: number): string {
  return `The numbering of dialog ${id} restarted: sequence ${sequence} arrived after ${window.last ?? 'none'}`;
}

export function withoutSequence({ id }: DialogState, count: number): string {
  return `The history of dialog ${id} has ${count} events without a sequence; they were dropped, because repeated delivery could not be ruled out`;
}

export function tooOld({ id }: DialogState, sequence: number): string {
  return `Sequence ${sequence} of dialog ${id} arrived too late to tell whether it was delivered before, and was dropped`;
}

export function unconfirmedHole({ id }: DialogState, from: number, to: number): string {
  return `Sequences ${from} to ${to} of dialog ${id} neither arrived nor are in its history; delivery continues after them`;
}
