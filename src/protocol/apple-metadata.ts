import { z } from 'zod';
import { lazy } from '../support/lazy.js';
import { anything, open, text } from './schemas.js';

const bubbleTexts = lazy(() => ({
  subtitle: text(1000).optional(),
  secondarySubtitle: text(1000).optional(),
  tertiarySubtitle: text(1000).optional(),
  style: open(['icon', 'small', 'large'], text(64)).optional(),
  imageURL: text(2048).optional(),
  imageTitle: text(1000).optional(),
  imageSubtitle: text(1000).optional(),
  imageIdentifier: text(64).optional(),
}));
const bubble = lazy(() => z.object({ title: text(1000), ...bubbleTexts() }).catchall(z.unknown()));
const replyBubble = lazy(() => z.object({ title: text(1000).optional(), ...bubbleTexts() }).catchall(z.unknown()));

const chatMessage = lazy(() =>
  z.object({
    type: z.literal('BusinessChatMessage'),
    multipleSelection: z.union([z.boolean(), z.array(z.boolean()).min(1).max(256)]).optional(),
    receivedMessage: bubble().optional(),
    replyMessage: replyBubble().optional(),
  }),
);

const customMessage = lazy(() =>
  z.object({
    type: z.literal('BusinessChatCustomMessage'),
    appId: z.number().optional(),
    appName: text(1000).optional(),
    appIcon: text(2048).optional(),
    bid: text(1000),
    URL: text(4096),
    sessionIdentifier: text(1000).optional(),
    useLiveLayout: z.boolean().optional(),
    receivedMessage: bubble(),
    attachments: z.array(text(2048)).max(16).optional(),
  }),
);

const businessEvent = lazy(() =>
  z.object({
    type: z.literal('BusinessEvent'),
    title: text(256).optional(),
    timing: z
      .object({
        startTime: z
          .string()
          .regex(/^\d{4}-\d{2}-\d{2}T\d{2}:\d{2}:\d{2}(\.\d+)?Z?$/)
          .optional(),
        presentedTimezoneOffset: z.int().optional(),
        duration: z.int().min(0).optional(),
      })
      .optional(),
    location: z
      .object({
        title: text(256).optional(),
        lo: z.number().optional(),
        la: z.number().optional(),
        radius: z.number().min(0).optional(),
      })
      .optional(),
  }),
);

const formText = lazy(() => text(2048).optional());

const formPage = lazy(() =>
  z.object({
    pageIdentifier: formText(),
    type: z.enum(['select', 'picker', 'datePicker', 'input']).optional(),
    title: formText(),
    subtitle: formText(),
    multipleSelection: z.boolean().optional(),
    nextPageIdentifier: formText(),
    submitForm: z.boolean().optional(),
    pickerTitle: formText(),
    hintText: formText(),
    pageItems: z
      .array(
        z.object({
          title: formText(),
          value: formText(),
          identifier: formText(),
          imageIdentifier: formText(),
          nextPageIdentifier: formText(),
        }),
      )
      .max(256)
      .optional(),
    options: anything().optional(),
  }),
);

const formEvent = lazy(() =>
  z.object({
    type: z.literal('BusinessFormEvent'),
    title: text(256).optional(),
    showSummary: z.boolean().optional(),
    startPageIdentifier: text(256).optional(),
    pages: z.array(formPage()).max(256).optional(),
    images: z
      .array(z.object({ id: text(2048), imageUrl: text(2048) }))
      .max(256)
      .optional(),
  }),
);

/** Schemas of the metadata of Apple Messages for Business: docs/protocol.md#2.6. */
export const appleMetadata = lazy(() => [chatMessage(), customMessage(), businessEvent(), formEvent()] as const);
