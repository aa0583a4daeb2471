import { NotMineError, SDKError } from '../errors.js';
import { reasonOf } from '../support/thrown.js';
import type { Chat } from './chat.js';
import type { ResolvedBotOptions } from './options.js';
import type { Pause } from './pause.js';

const AGAIN_MS = 60_000;
const SAY_KEY = 'node-agent-sdk escalation';

/**
 * Hands off a conversation in which the bot fails. A hand-off that fails is reported and tried again in a minute.
 * Resolves when this agent does not have the conversation any more, or the bot stops. Never rejects.
 */
export async function escalate(
  chat: Chat,
  { target, say }: NonNullable<ResolvedBotOptions<object>['escalation']>,
  ports: { readonly pause: Pause; isOver(): boolean; report(error: SDKError): void },
): Promise<void> {
  const failed = (what: string, cause: unknown): void => {
    if (cause instanceof NotMineError) return;
    const message = `${what} conversation ${chat.id}, in which the bot fails: ${reasonOf(cause)}`;
    ports.report(new SDKError(message, { code: 'ESCALATION', cause }));
  };
  let hasSaid = say === undefined;
  while (!ports.isOver()) {
    try {
      if (!hasSaid) await chat.reply(say ?? '', { idempotencyKey: SAY_KEY });
      hasSaid = true;
    } catch (cause) {
      failed('The last text could not be said in', cause);
    }
    try {
      await chat.handOff(target, { reason: 'escalated_by_error' });
      return;
    } catch (cause) {
      failed('Could not hand off', cause);
      if (cause instanceof NotMineError) return;
    }
    await ports.pause.wait(AGAIN_MS);
  }
}
