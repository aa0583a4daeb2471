import { z } from 'zod';
import { lazy } from '../support/lazy.js';
import type { ConversationField } from './bodies.js';
import { id } from './content.js';
import { typedAs } from './schemas.js';

/** State of a conversation or dialog in a request. */
export const conversationState = lazy(() => z.enum(['OPEN', 'CLOSE', 'LOCKED']));
const seconds = lazy(() => z.number().min(0));
/** A point in time in milliseconds since 1970. */
export const epochMs = lazy(() => z.int().min(0));

/** Schema of one change of `updateConversationField`. */
export const conversationField = lazy(() =>
  typedAs<ConversationField>()(
    z.discriminatedUnion('field', [
      z.strictObject({ field: z.literal('ConversationStateField'), conversationState: conversationState() }),
      z.strictObject({ field: z.literal('Stage'), conversationState: conversationState() }),
      z.strictObject({
        field: z.literal('DialogChange'),
        type: z.enum(['UPDATE', 'CREATE']),
        dialogId: id().optional(),
        dialog: z.strictObject({
          dialogId: id(),
          state: z.enum(['OPEN', 'CLOSE']).optional(),
          closedBy: z.enum(['AGENT', 'CONSUMER', 'SYSTEM']).optional(),
          closedCause: z.string().optional(),
          dialogType: z.enum(['MAIN', 'POST_SURVEY', 'OTHER']).optional(),
          channelType: z.enum(['MESSAGING', 'COBROWSE', 'LIVE_CHAT']).optional(),
          metaData: z.object({}).catchall(z.unknown()).optional(),
          participants: z.array(z.string()).optional(),
          creationTs: epochMs().optional(),
          metaDataLastUpdateTs: epochMs().optional(),
        }),
      }),
      z.strictObject({
        field: z.literal('ParticipantsChange'),
        type: z.enum(['ADD', 'REMOVE', 'UPDATE', 'SUGGEST']),
        role: z.enum(['ASSIGNED_AGENT', 'AGENT', 'MANAGER', 'READER', 'CONSUMER', 'CONTROLLER', 'BRAND_BOT']),
        userId: z.string().optional(),
        dialogId: id().optional(),
      }),
      z.strictObject({ field: z.literal('Skill'), type: z.literal('UPDATE'), skill: z.union([z.string(), z.int()]) }),
      z.strictObject({
        field: z.literal('TTRField'),
        ttrType: z.enum(['NORMAL', 'URGENT', 'PRIORITIZED', 'CUSTOM']),
        value: seconds(),
      }),
      z.strictObject({
        field: z.literal('ManualETTR'),
        time: epochMs().nullable(),
      }),
      z.strictObject({
        field: z.literal('CSATRate'),
        csatRate: z.int().min(1).max(5).optional(),
        csatResolutionConfirmation: z.boolean().optional(),
        status: z.enum(['FILLED', 'PARTIALLY_FILLED', 'SKIPPED']),
      }),
      z.strictObject({
        field: z.literal('DelayField'),
        type: z.enum(['NIGHT', 'WEEKEND', 'HOLIDAY']),
        tillWhen: epochMs(),
      }),
      z.strictObject({ field: z.literal('Note'), note: z.string() }),
      z.strictObject({ field: z.literal('TopicField'), note: z.string() }),
    ]),
  ),
);

/** Accepts any value, because legacy mode encodes unchecked bodies. */
export function isParticipantsChange(field: unknown): field is { readonly field: string; readonly userId?: unknown } {
  return typeof field === 'object' && field !== null && 'field' in field && field.field === 'ParticipantsChange';
}

/** Whether the change closes the whole conversation. */
export function isClosing(field: ConversationField): boolean {
  return (field.field === 'ConversationStateField' || field.field === 'Stage') && field.conversationState === 'CLOSE';
}
