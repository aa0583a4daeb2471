import type { DownloadedFile, ReceivedFile, ConversationMessage } from '../conversations/message.js';
import type { LeaveReason } from '../conversations/events.js';
import type { ParticipantView } from '../conversations/snapshot.js';
import type { DownloadLimits } from '../files/transfer.js';
import type { LostFlow } from './flows.js';

/** What a handler is called for. */
export interface Turn {
  /** The texts of the messages, one in each line; empty without messages. */
  readonly text: string;
  /** What the consumer said. Several with `turns: { mode: 'combined' }` or `'interrupt'`. */
  readonly messages: readonly ConversationMessage[];
  /** From 1; more after a failure. */
  readonly attempt: number;
  /** The dialog of the messages. Without messages the one that is open. */
  readonly dialogId: string;
}

/** A text that a pattern of `hears` matches. */
export interface HearsTurn extends Turn {
  readonly match: RegExpMatchArray;
}

/** A file of the consumer. */
export interface FileTurn extends Turn {
  readonly file: ReceivedFile;
  /** @throws {SDKError} As `message.download`. */
  readonly download: (limits?: DownloadLimits) => Promise<DownloadedFile>;
}

/** A click on what the bot has offered. */
export interface ClickTurn<Data = unknown> extends Turn {
  /** As the schema of the action gives it. */
  readonly data: Data;
}

/** A click that names no action of this bot, or has data that do not fit: for example on a button of an older version. */
export interface UnknownClickTurn extends Turn {
  /** The `ExternalId` of the click. */
  readonly externalId: string;
  /** Why it could not be read. */
  readonly why: string;
}

/** A flow that this version of the bot cannot continue, and that has ended. */
export interface FlowLostTurn extends Turn, LostFlow {}

/** Another participant has joined the conversation. */
export interface JoinedTurn extends Turn {
  readonly participant: ParticipantView;
}

/** This agent does not have the conversation any more. */
export interface LeftTurn extends Turn {
  readonly why: LeaveReason | 'closed';
}
