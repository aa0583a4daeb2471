import { z } from 'zod';
import { lazy } from '../support/lazy.js';
import type { MessageEvent } from './content.js';
import { hasProperties } from './checking.js';
import { toArray, assumed, type Open } from './schemas.js';
import type { ClientProperties } from './metadata.js';
import type { Metadata } from './metadata-types.js';
import type { Role } from './participants.js';
import type { ObjectsIn } from './nulls.js';
import { omit } from './omit.js';

/** Who made an event. */
export interface Originator {
  /** PID of an agent, or consumer id. */
  readonly id?: string;
  readonly role?: Role;
  readonly clientProperties?: ClientProperties;
}

/** One event of a dialog: a message, a receipt, a typing state. */
export interface Message {
  /** Position in the dialog, from 0, with gaps; a typing state has none. */
  readonly sequence?: number;
  /** PID of an agent, or consumer id. */
  readonly originatorId?: string;
  readonly originatorMetadata?: Originator;
  readonly originatorClientProperties?: ClientProperties;
  /** Epoch ms; a typing state has none. */
  readonly serverTimestamp?: number;
  readonly event: MessageEvent;
  readonly dialogId: string;
  readonly conversationId?: string;
  /** `AGENTS_AND_MANAGERS`: the consumer does not see it. */
  readonly messageAudience?: Open<'ALL' | 'AGENTS_AND_MANAGERS'>;
  readonly metadata?: Metadata[];
  readonly encodedMetadata?: string;
  /** The id its publisher gave it. */
  readonly eventId?: string;
  /**
   * Set by this library, with a cursor store: said before the agent joined the conversation, or while somebody else
   * had it. It may have been answered; the opening message of a conversation often has not.
   */
  readonly backlog?: true;
}

/** Events of one dialog, in their order. */
export interface Messages {
  readonly dialogId: string;
  readonly changes: Message[];
}

/** An event as UMS v2 tells it. */
export interface WireMessage extends Message {
  readonly originatorPId?: string;
}

// A message is the last thing to lose over a detail: only what nobody can do without is looked at.
export const wireMessage = lazy(() =>
  assumed<WireMessage>(
    hasProperties({
      dialogId: z.string(),
      event: hasProperties({ type: z.string() }),
      sequence: z.number().nullish(),
      originatorId: z.string().nullish(),
      originatorPId: z.string().nullish(),
    }),
  ),
);

/** Not the content of a card, which may be large and is the brand's own. */
export const messageObjects: ObjectsIn = {
  event: { message: {} },
  originatorMetadata: { clientProperties: {} },
  originatorClientProperties: {},
  metadata: {},
};

/** A notification brings one event; several come as an answer (P 4.6). */
export function toMessages(message: WireMessage): Messages {
  return { dialogId: message.dialogId, changes: [toMessage(message)] };
}

const withoutPid = omit(['originatorPId']);

export function toMessage(message: WireMessage): Message {
  const { originatorPId, event } = message;
  // Fresh, and not yet anybody's: it may be completed here.
  const decoded: { -readonly [Name in keyof Message]: Message[Name] } = withoutPid(message);
  if (originatorPId) decoded.originatorId = originatorPId;
  if (event.type === 'AcceptStatusEvent' && !Array.isArray(event.sequenceList)) {
    decoded.event = { ...event, sequenceList: [...toArray(event.sequenceList)] };
  }
  return decoded;
}
