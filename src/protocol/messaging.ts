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

/** The notification that carries messages. */
export const MESSAGE_EVENT = 'ms.MessagingEventNotification';

/** Name of the request whose response is the history of a dialog. */
export const HISTORY_REQUEST = 'subscribeMessagingEvents';

/** Reads each event separately, so that a malformed event does not affect the others. */
function toReading(response: unknown): Reading<Messages> | undefined {
  const events = toArray(response);
  if (events.length === 0) return undefined;

  const { read: changes, ...faults } = readEach(events, wireMessage(), toMessage, {
    event: MESSAGE_EVENT,
    received: response,
  });
  const [first] = changes;
  // Without a readable event only listeners for all notifications get the body, as received.
  const body = first === undefined ? (response as Messages) : { dialogId: first.dialogId, changes };
  return { event: MESSAGE_EVENT, body, readable: first !== undefined, ...faults };
}

const fileUrl = lazy(() =>
  z.object({
    relativePath: z.string(),
    queryParams: z.object({
      temp_url_sig: z.string(),
      /** Epoch seconds, about a minute from now. */
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
   * @returns `sequence`, the position of the event in the dialog, from 0. Always 0 for typing states.
   * @throws {ValidationError} The body does not fit; nothing was sent.
   * @throws {ResponseError} UMS refused the request, e.g. because the agent does not take part in the conversation.
   * @throws {TimeoutError} No response in time. The event may have been published nevertheless.
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
   * Fetches the events of a dialog so far and emits them as one `ms.MessagingEventNotification`. The notification is
   * emitted before the promise resolves, unless a handler of the dialog is still running: then after that handler.
   * `agent.messages()` returns the events instead. This request creates no subscription: an agent that takes part in the
   * conversation gets all further events.
   *
   * UMS treats `fromSeq` as an exclusive bound: `-1` fetches all events, including the first event, 0.
   *
   * @returns Nothing.
   * @throws {ValidationError} The body does not fit; nothing was sent.
   * @throws {ResponseError} UMS refused the request, e.g. for an unknown dialog.
   * @throws {TimeoutError} No response in time. The request can safely be repeated.
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
    historyOf: ({ dialogId }) => dialogId,
    example: {
      request: { dialogId: 'c-1', fromSeq: 2 },
      wire: { dialogId: 'c-1', fromSeq: 2, newerThanSequence: 2 },
      response: [exampleMessage],
      result: undefined,
    },
  }),

  /**
   * Requests an upload URL for a file of up to 3 MB. `PUT` the file to the storage host with the returned path and
   * parameters within about a minute, then publish a `hosted/file` event. `fileSize` is in bytes.
   *
   * @returns `relativePath` and `queryParams`: signature and expiry in epoch seconds.
   * @throws {ValidationError} The body does not fit; nothing was sent.
   * @throws {ResponseError} UMS refused the request, e.g. for a file type that the account does not allow.
   * @throws {TimeoutError} No response in time. The request can safely be repeated.
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
   * Requests a download URL for a published file. `GET` the file from the storage host with the returned path and
   * parameters within about a minute.
   *
   * @returns `relativePath` and `queryParams`: signature and expiry in epoch seconds.
   * @throws {ValidationError} The body does not fit; nothing was sent.
   * @throws {ResponseError} UMS refused the request, e.g. for an unknown file.
   * @throws {TimeoutError} No response in time. The request can safely be repeated.
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
   * Requests a one-time key to the data that a consumer entered in a secure form. Treat the key and the data as secrets.
   *
   * @returns `token.readOtk`, the key.
   * @throws {ValidationError} The body does not fit; nothing was sent.
   * @throws {ResponseError} UMS refused the request, e.g. for an unknown submission.
   * @throws {TimeoutError} No response in time. The request can safely be repeated.
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
   * Events of a dialog: messages, receipts and typing states, including this agent's own events and the history that
   * `subscribeMessagingEvents` fetched. UMS may repeat or delay an event: `sequence` is its position in the dialog.
   *
   * @see Messaging Agent SDK, "ms.MessagingEventNotification" (`.ams.ms.OnlineEventDistribution`)
   */
  [MESSAGE_EVENT]: defineNotification({
    type: '.ams.ms.OnlineEventDistribution',
    event: MESSAGE_EVENT,
    wire: wireMessage,
    objects: messageObjects,
    isMessage: true,
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
