import type { MessageEvent } from '../../protocol/content.js';
import type { SimulatedMessage, SimulatedRole } from '../platform/conversation-state.js';
import { textIn } from './clickables.js';

/** A message of another participant, as its recipient receives it. */
export interface HeardMessage {
  readonly conversationId: string;
  readonly dialogId: string;
  readonly sequence: number;
  /** Public id of an agent, or the id of a consumer. */
  readonly from: string;
  readonly role: SimulatedRole;
  /** The text, the caption of a file, or the texts of rich content line by line. */
  readonly text: string;
  /** The event as it was published; discriminated by `type` and `contentType`. */
  readonly event: MessageEvent;
  readonly metadata: readonly unknown[];
}

/** The exact text, a pattern for the text, or a predicate. */
export type MessageMatch<Message> = string | RegExp | ((message: Message) => boolean);

export function heardMessageOf(message: SimulatedMessage): HeardMessage {
  const { conversationId, dialogId, sequence = 0, originatorMetadata, event, metadata = [] } = message;
  const { id: from, role } = originatorMetadata;
  return {
    conversationId,
    dialogId,
    sequence,
    from,
    role,
    text: textIn(event),
    // `publishEvent` refuses every event that the protocol does not have.
    event: event as object as MessageEvent,
    metadata,
  };
}

export function matcherOf<Message extends { readonly text: string }>(
  match: MessageMatch<Message>,
): (message: Message) => boolean {
  if (typeof match === 'function') return match;
  if (typeof match === 'string') return ({ text }) => text === match;
  return ({ text }) => text.search(match) >= 0;
}

/** The match in an error text. */
export function nameOf(match: MessageMatch<never>): string {
  if (typeof match === 'function') return 'A matching message';
  return typeof match === 'string' ? JSON.stringify(match) : String(match);
}

/** The last messages in an error text. */
export function listOfTexts(messages: readonly HeardMessage[]): string {
  const texts = messages.slice(-10).map(({ text, event }) => (text === '' ? event.type : JSON.stringify(text)));
  return texts.join(', ') || 'nothing';
}
