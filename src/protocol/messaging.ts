import { z } from 'zod';
import { lazy } from '../support/lazy.js';
import { event, fileType, id } from './content.js';
import { typedAs, oneOrMany, toArray } from './schemas.js';
import { defineNotification, defineRequest } from './define.js';
import { readEach, type Reading } from './read.js';
import type {
  DownloadRequest,
  DownloadTokenRequest,
  HistoryRequest,
  PublishEventBody,
  UploadRequest,
} from './bodies.js';
import { messageObjects, toMessage, toMessages, wireMessage, type Messages, type WireMessage } from './message.js';

const EVENT = 'ms.MessagingEventNotification';

/** Each event is read on its own, so that a bad one costs only itself. */
function toReading(response: unknown): Reading<Messages> | undefined {
  const events = toArray(response);
  if (events.length === 0) return undefined;

  const { read: changes, ...faults } = readEach(events, wireMessage(), toMessage, {
    event: EVENT,
    received: response,
  });
  const [first] = changes;
  // With nothing readable the body is only looked at by those who asked for everything; they get it as it came.
  const body = first === undefined ? (response as Messages) : { dialogId: first.dialogId, changes };
  return { event: EVENT, body, readable: first !== undefined, ...faults };
}

const fileUrl = lazy(() =>
  z.object({
    relativePath: z.string(),
    queryParams: z.object({
      temp_url_sig: z.string(),
      /** Epoch seconds; about a minute from now. */
      temp_url_expires: z.string(),
    }),
  }),
);

const exampleUrl = {
  relativePath: '/v1/AUTH_async-images/10000001/8a66a22f.JPEG',
  queryParams: { temp_url_sig: '6f52625b', temp_url_expires: '1700000060' },
};

const exampleMessage = {
  sequence: 3,
  originatorClientProperties: { type: '.ClientProperties', ipAddress: '192.0.2.1' },
  originatorId: '10000001.501',
  originatorPId: 'aaaaaaaa-0000-5000-8000-000000000501',
  originatorMetadata: { id: 'aaaaaaaa-0000-5000-8000-000000000501', role: 'ASSIGNED_AGENT' },
  serverTimestamp: 1700000001000,
  event: { type: 'ContentEvent', message: 'hello', contentType: 'text/plain' },
  conversationId: 'c-1',
  dialogId: 'c-1',
  messageAudience: 'ALL',
} satisfies WireMessage;

export const messaging = {
  /**
   * Publishes one event to a dialog: text, file, rich content, typing state or receipt.
   *
   * @returns `sequence`, the event's position in the dialog, from 0; typing states always give 0.
   * @throws {ValidationError} The body does not fit; nothing was sent.
   * @throws {ResponseError} UMS refused, as it does when the agent does not take part in the conversation.
   * @throws {TimeoutError} No response in time. The event may have been published all the same.
   * @see Messaging Agent SDK, "Publish Event" (`.ams.ms.PublishEvent`)
   */
  publishEvent: defineRequest({
    type: '.ams.ms.PublishEvent',
    responseType: '.ams.ms.PublishEvent$Response',
    request: () =>
      typedAs<PublishEventBody>()(
        z.strictObject({
          dialogId: id(),
          conversationId: id().optional(),
          event: event(),
          messageAudience: z.enum(['ALL', 'AGENTS_AND_MANAGERS']).optional(),
          eventId: z.string().optional(),
        }),
      ),
    response: () => z.object({ sequence: z.number() }),
    participation: ({ dialogId }, _me, tracker) => tracker.follow(dialogId),
    dialogOf: ({ dialogId }) => dialogId,
    example: {
      request: { dialogId: 'c-1', event: { type: 'ContentEvent', contentType: 'text/plain', message: 'hello' } },
      wire: { dialogId: 'c-1', event: { type: 'ContentEvent', contentType: 'text/plain', message: 'hello' } },
      response: { sequence: 17 },
      result: { sequence: 17 },
    },
  }),

  /**
   * Asks for the events a dialog has had so far; they come as one `ms.MessagingEventNotification`, which takes its turn in
   * the dialog: before the promise resolves, unless a handler of the dialog is at work. `agent.messages()` gives them as a
   * value. It makes no subscription: taking part in the conversation is enough to hear of what follows.
   *
   * `fromSeq` is in general taken as an exclusive bound: `-1` asks for everything, including the first event, 0.
   *
   * @returns Nothing.
   * @throws {ValidationError} The body does not fit; nothing was sent.
   * @throws {ResponseError} UMS refused, as for an unknown dialog.
   * @throws {TimeoutError} No response in time; asking again does no harm.
   * @see Messaging Agent SDK, "Subscribe Messaging Events" (`.ams.ms.QueryMessages`)
   */
  subscribeMessagingEvents: defineRequest({
    type: '.ams.ms.QueryMessages',
    responseType: '.ams.ms.QueryMessages$Response',
    responseEvent: 'GenericSubscribeResponse',
    request: () =>
      typedAs<HistoryRequest>()(
        z.strictObject({
          dialogId: id(),
          fromSeq: z.int().optional(),
          newerThanSequence: z.int().optional(),
          olderThanSequence: z.int().optional(),
          maxQuantity: z.int().positive().optional(),
          conversationId: id().optional(),
        }),
      ),
    response: () => oneOrMany(z.unknown()).nullish(),
    objects: messageObjects,
    encode: (body) => ({ ...body, newerThanSequence: body.fromSeq ?? body.newerThanSequence ?? 0 }),
    decode: () => undefined,
    emits: toReading,
    example: {
      request: { dialogId: 'c-1', fromSeq: 2 },
      wire: { dialogId: 'c-1', fromSeq: 2, newerThanSequence: 2 },
      response: [exampleMessage],
      result: undefined,
    },
  }),

  /**
   * Asks where a file of up to 3 MB may be uploaded: `PUT` it to the storage host with the path and parameters given,
   * within about a minute, and publish a `hosted/file` event. `fileSize` is in bytes.
   *
   * @returns `relativePath` and `queryParams`, signature and end of validity in epoch seconds.
   * @throws {ValidationError} The body does not fit; nothing was sent.
   * @throws {ResponseError} UMS refused, as for a file type the account does not allow.
   * @throws {TimeoutError} No response in time; asking again does no harm.
   * @see Messaging Agent SDK, "Generate URL For Upload File" (`.ams.ms.GenerateURLForUploadFile`)
   */
  generateURLForUploadFile: defineRequest({
    type: '.ams.ms.GenerateURLForUploadFile',
    responseType: '.ams.ms.GenerateURLForUploadFile$Response',
    request: () =>
      typedAs<UploadRequest>()(
        z.strictObject({
          fileSize: z.union([z.number().nonnegative(), z.string().regex(/^\d+$/, 'Expected a number of bytes')]),
          fileType: fileType(),
        }),
      ),
    response: fileUrl,
    example: {
      request: { fileSize: 5020, fileType: 'JPEG' },
      wire: { fileSize: 5020, fileType: 'JPEG' },
      response: exampleUrl,
      result: exampleUrl,
    },
  }),

  /**
   * Asks where a file that somebody published can be downloaded: `GET` it from the storage host with the path and
   * parameters given, within about a minute.
   *
   * @returns `relativePath` and `queryParams`, signature and end of validity in epoch seconds.
   * @throws {ValidationError} The body does not fit; nothing was sent.
   * @throws {ResponseError} UMS refused, as for an unknown file.
   * @throws {TimeoutError} No response in time; asking again does no harm.
   * @see Messaging Agent SDK, "Generate URL For Download File" (`.ams.ms.GenerateURLForDownloadFile`)
   */
  generateURLForDownloadFile: defineRequest({
    type: '.ams.ms.GenerateURLForDownloadFile',
    responseType: '.ams.ms.GenerateURLForDownloadFile$Response',
    request: () =>
      typedAs<DownloadRequest>()(z.strictObject({ relativePath: z.string().min(1), dialogId: id().optional() })),
    response: fileUrl,
    example: {
      request: { relativePath: exampleUrl.relativePath },
      wire: { relativePath: exampleUrl.relativePath },
      response: exampleUrl,
      result: exampleUrl,
    },
  }),

  /**
   * Asks for a one-time key to what a consumer entered in a secure form. Treat it, and what it opens, as secret.
   *
   * @returns `token.readOtk`, the key.
   * @throws {ValidationError} The body does not fit; nothing was sent.
   * @throws {ResponseError} UMS refused, as for an unknown submission.
   * @throws {TimeoutError} No response in time; asking again does no harm.
   * @see UMS, "Generate Download Token" (`.ams.ms.token.GenerateDownloadToken`)
   */
  generateDownloadToken: defineRequest({
    type: '.ams.ms.token.GenerateDownloadToken',
    responseType: '.ams.ms.token.GenerateDownloadToken$Response',
    request: () =>
      typedAs<DownloadTokenRequest>()(
        z.strictObject({
          downloadable: z.strictObject({
            type: z.literal('SecureForm'),
            dialogId: id(),
            submissionId: id(),
            invitationId: id(),
          }),
        }),
      ),
    response: () => z.object({ token: z.object({ type: z.string().optional(), readOtk: z.string() }) }),
    objects: { token: {} },
    example: {
      request: {
        downloadable: {
          type: 'SecureForm',
          dialogId: 'c-1',
          submissionId: 's-1',
          invitationId: 'u-9-f-1-1700000000000-1',
        },
      },
      wire: {
        downloadable: {
          type: 'SecureForm',
          dialogId: 'c-1',
          submissionId: 's-1',
          invitationId: 'u-9-f-1-1700000000000-1',
        },
      },
      response: { token: { type: 'SecureFormReadToken', readOtk: 'otk-1' } },
      result: { token: { type: 'SecureFormReadToken', readOtk: 'otk-1' } },
    },
  }),
};

export const messagingNotifications = {
  /**
   * Something happened in a dialog: a message, a receipt, a typing state; also what this agent published itself, and
   * what `subscribeMessagingEvents` asked for. The same event may come more than once, and late: `sequence` tells.
   *
   * @see Messaging Agent SDK, "ms.MessagingEventNotification" (`.ams.ms.OnlineEventDistribution`)
   */
  [EVENT]: defineNotification({
    type: '.ams.ms.OnlineEventDistribution',
    event: EVENT,
    wire: wireMessage,
    objects: messageObjects,
    decode: toMessages,
    example: {
      wire: exampleMessage,
      body: {
        dialogId: 'c-1',
        changes: [
          {
            sequence: 3,
            originatorClientProperties: { type: '.ClientProperties', ipAddress: '192.0.2.1' },
            originatorId: 'aaaaaaaa-0000-5000-8000-000000000501',
            originatorMetadata: { id: 'aaaaaaaa-0000-5000-8000-000000000501', role: 'ASSIGNED_AGENT' },
            serverTimestamp: 1700000001000,
            event: { type: 'ContentEvent', message: 'hello', contentType: 'text/plain' },
            conversationId: 'c-1',
            dialogId: 'c-1',
            messageAudience: 'ALL',
          },
        ],
      },
    },
  }),
};
