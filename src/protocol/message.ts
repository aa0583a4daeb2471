import { z } from 'zod';
import { lazy } from '../support/lazy.js';
import type { MessageEvent } from './content.js';
import { hasProperties } from './checking.js';
import { toArray, assumed, type Open } from './schemas.js';
import type { ClientProperties } from './metadata.js';
import type { Metadata } from './metadata-types.js';
import type { Role } from './participants.js';
import type { ObjectsIn } from './nulls.js';

/** The participant that published an event. */
export interface Originator {
  /** PID of an agent, or consumer id. */
  readonly id?: string;
  readonly role?: Role;
  readonly clientProperties?: ClientProperties;
}

/** One event of a dialog: a message, a receipt or a typing state. */
export interface Message {
  /** Position in the dialog, from 0, with gaps. Absent on typing states. */
  readonly sequence?: number;
  /** PID of an agent, or consumer id. */
  readonly originatorId?: string;
  readonly originatorMetadata?: Originator;
  readonly originatorClientProperties?: ClientProperties;
  /** Epoch ms. Absent on typing states. */
  readonly serverTimestamp?: number;
  readonly event: MessageEvent;
  readonly dialogId: string;
  readonly conversationId?: string;
  /** `AGENTS_AND_MANAGERS`: hidden from the consumer. */
  readonly messageAudience?: Open<'ALL' | 'AGENTS_AND_MANAGERS'>;
  readonly metadata?: Metadata[];
  readonly encodedMetadata?: string;
  /** The id that the publisher chose. */
  readonly eventId?: string;
  /**
   * Set by the SDK where a cursor store is used: the message was published before the agent joined the conversation, or
   * while another agent had it. Another agent may have replied to it; the opening message often has no reply yet.
   */
  readonly backlog?: true;
}

/** Events of one dialog, in order. */
export interface Messages {
  readonly dialogId: string;
  readonly changes: Message[];
}

/** An event as UMS v2 sends it. */
export interface WireMessage extends Message {
  readonly originatorPId?: string;
}

// Checks only the members without which a message is useless, so that a malformed detail does not cost the message.
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

/** Excludes the content of a card, which may be large and belongs to the brand. */
export const messageObjects: ObjectsIn = {
  event: { message: {} },
  originatorMetadata: { clientProperties: {} },
  originatorClientProperties: {},
  metadata: {},
};

/** A notification carries one event; a history response carries several. */
export function toMessages(message: WireMessage): Messages {
  return { dialogId: message.dialogId, changes: [toMessage(message)] };
}

export function toMessage(message: WireMessage): Message {
  const { originatorPId, ...rest } = message;
  const { event } = message;
  const decoded: { -readonly [Name in keyof Message]: Message[Name] } = rest;
  if (originatorPId) decoded.originatorId = originatorPId;
  if (event.type === 'AcceptStatusEvent' && !Array.isArray(event.sequenceList)) {
    decoded.event = { ...event, sequenceList: [...toArray(event.sequenceList)] };
  }
  return decoded;
}

/** Whether the event is over as soon as it is told: a typing state has no sequence, and is not part of the history. */
export function isPassing({ event }: { readonly event: { readonly type: string } }): boolean {
  return event.type === 'ChatStateEvent';
}
