import { z } from 'zod';
import { lazy } from '../support/lazy.js';
import { separately } from './checking.js';
import { typedAs, open, type Open } from './schemas.js';
import type { QuickReplies, RichContent } from './elements.js';
import { quickReplies, richContent } from './rich-content.js';

export const id = lazy(() => z.string().min(1));

/** File types that UMS accepts; an account may allow others. */
const fileTypes = ['JPG', 'JPEG', 'PNG', 'GIF', 'PDF', 'DOCX', 'TXT'] as const;

export const fileType = lazy(() => open(fileTypes));

export type FileType = Open<(typeof fileTypes)[number]>;

const hostedFile = lazy(() =>
  z.strictObject({
    caption: z.string(),
    /** The path that `generateURLForUploadFile` returned. */
    relativePath: z.string(),
    fileType: fileType(),
    /** A data URI of less than 30 KB. */
    preview: z.string().optional(),
  }),
);

const externalFile = lazy(() =>
  z.strictObject({ externalFileLink: z.string(), fileType: fileType(), caption: z.string() }),
);

const contentEvent = lazy(() =>
  z.discriminatedUnion('contentType', [
    z.strictObject({
      type: z.literal('ContentEvent'),
      contentType: z.literal('text/plain'),
      message: z.string(),
      quickReplies: quickReplies().optional(),
    }),
    z.strictObject({
      type: z.literal('ContentEvent'),
      contentType: z.literal('hosted/file'),
      message: z.union([hostedFile(), externalFile()]),
    }),
    z.strictObject({
      type: z.literal('ContentEvent'),
      contentType: z.literal('forms/secure-invitation'),
      message: z.strictObject({
        formId: z.string(),
        /** `{consumerId}-{formId}-{epoch ms}-{n}` */
        invitationId: z.string(),
        title: z.string(),
      }),
    }),
    z.strictObject({
      type: z.literal('ContentEvent'),
      contentType: z.literal('forms/secure-submission'),
      message: z.strictObject({ submissionId: z.string(), invitationId: z.string() }),
    }),
  ]),
);

const chatStates = ['ACTIVE', 'INACTIVE', 'GONE', 'COMPOSING', 'PAUSE', 'BACKGROUND'] as const;
const acceptStatuses = ['ACCEPT', 'READ', 'ACCESS', 'NACK', 'ACTION', 'ENRICH', 'VIEWED'] as const;

/** Schema of the events that an agent may publish to a dialog. */
export const event = lazy(() =>
  typedAs<PublishableEvent>()(
    z.discriminatedUnion('type', [
      contentEvent(),
      z.strictObject({
        type: z.literal('RichContentEvent'),
        content: separately(richContent),
        quickReplies: quickReplies().optional(),
      }),
      z.strictObject({ type: z.literal('ChatStateEvent'), chatState: z.enum(chatStates) }),
      z.strictObject({
        type: z.literal('AcceptStatusEvent'),
        status: z.enum(acceptStatuses),
        sequenceList: z.array(z.int().min(0)),
      }),
    ]),
  ),
);

/** An event that an agent may publish to a dialog: text, file, form, rich content, typing state or receipt. */
export type PublishableEvent =
  | PlainTextEvent
  | FileEvent
  | SecureFormInvitationEvent
  | SecureFormSubmissionEvent
  | RichContentEvent
  | { readonly type: 'ChatStateEvent'; readonly chatState: (typeof chatStates)[number] }
  | {
      readonly type: 'AcceptStatusEvent';
      readonly status: (typeof acceptStatuses)[number];
      /** Sequences of the messages that the receipt is for. */
      readonly sequenceList: number[];
    };

/** A plain text to publish. */
export interface PlainTextEvent {
  readonly type: 'ContentEvent';
  readonly contentType: 'text/plain';
  readonly message: string;
  readonly quickReplies?: QuickReplies | undefined;
}

/** A published text; `text/html` appears in old conversations. */
export interface TextEvent {
  readonly type: 'ContentEvent';
  readonly contentType: 'text/plain' | 'text/html';
  readonly message: string;
  readonly quickReplies?: QuickReplies | undefined;
}

/** A file in LivePerson's storage: see `generateURLForDownloadFile`. */
export interface HostedFile {
  readonly caption: string;
  readonly relativePath: string;
  readonly fileType: FileType;
  /** A thumbnail, as a data URI. */
  readonly preview?: string | undefined;
}

/** A file outside LivePerson's storage. */
export interface ExternalFile {
  readonly caption: string;
  readonly externalFileLink: string;
  readonly fileType: FileType;
}

export interface FileEvent {
  readonly type: 'ContentEvent';
  readonly contentType: 'hosted/file';
  readonly message: HostedFile | ExternalFile;
}

/** A request to the consumer to fill in a secure form. */
export interface SecureFormInvitationEvent {
  readonly type: 'ContentEvent';
  readonly contentType: 'forms/secure-invitation';
  readonly message: { readonly formId: string; readonly invitationId: string; readonly title: string };
}

/** The consumer has filled in a secure form: see `generateDownloadToken`. */
export interface SecureFormSubmissionEvent {
  readonly type: 'ContentEvent';
  readonly contentType: 'forms/secure-submission';
  readonly message: { readonly submissionId: string; readonly invitationId: string };
}

/** A text, file or form in a dialog, tagged by `contentType`. */
export type ContentEvent = TextEvent | FileEvent | SecureFormInvitationEvent | SecureFormSubmissionEvent;

/** A card or a carousel of cards. */
export interface RichContentEvent {
  readonly type: 'RichContentEvent';
  readonly content: RichContent;
  readonly quickReplies?: QuickReplies | undefined;
}

/** The state of a participant: typing, or for a consumer whether the window is open. */
export interface ChatStateEvent {
  readonly type: 'ChatStateEvent';
  readonly chatState: Open<(typeof chatStates)[number]>;
}

/** A receipt: earlier messages were delivered, read or clicked on. */
export interface AcceptStatusEvent {
  readonly type: 'AcceptStatusEvent';
  readonly status: Open<(typeof acceptStatuses)[number]>;
  /** Sequences of the messages that the receipt is for. */
  readonly sequenceList: number[];
}

/** An event of a dialog, tagged by `type`. UMS may deliver types that are not listed here. */
export type MessageEvent = ContentEvent | RichContentEvent | ChatStateEvent | AcceptStatusEvent;
