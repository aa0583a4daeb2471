import type { Conversation } from '../conversations/handle.js';
import { NotMineError } from '../errors.js';
import type { Job } from './job.js';

/** Why a job cannot be carried out now, if this agent has the conversation. */
export function dialogRefusal(conversation: Conversation, { dialogId }: Job): Error | undefined {
  const dialog = conversation.now?.dialogs.find(({ id }) => id === dialogId);
  return dialog?.state === 'CLOSE' ? notMineError(conversation, 'its dialog is closed') : undefined;
}

export function notMineError({ id, now }: Conversation, why?: string): NotMineError {
  return new NotMineError('The turn', id, now?.assignedAgentId, why);
}

/** A turn of the main dialog says nothing in the survey after it. @throws {NotMineError} The dialog is closed. */
export function checkDialog(operation: string, { id, now }: Conversation, { dialogId, needsOwner }: Job): void {
  if (!needsOwner || now?.openDialog === undefined || now.openDialog.id === dialogId) return;
  throw new NotMineError(operation, id, undefined, 'the dialog of the turn is closed');
}
