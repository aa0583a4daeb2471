import { z } from 'zod';
import { ConfigurationError } from '../errors.js';
import { MAX_FILE_BYTES, type DownloadLimits } from '../files/transfer.js';
import { check, fits, lazyCompiled, misfit } from '../protocol/checking.js';
import { LONGEST_TIMER_MS } from '../support/deadline.js';
import { hasMethods } from '../support/has-methods.js';
import { lazy } from '../support/lazy.js';
import type { ConversationsOptions } from './conversations.js';
import type { VerbLimits } from './gate.js';
import type { HandOffOptions } from './hand-off.js';
import type { ReplyOptions } from './handle.js';
import type { CloseOptions, MessagesOptions, SendFileOptions } from './verb-options.js';
import type { WatchOptions } from './watch.js';

const MAX_KEY = 64;

/**
 * Checks the arguments of a verb before anything is sent.
 *
 * @param values The arguments by name.
 * @throws {ValidationError} Every problem, with its path, such as `options.timeout`.
 */
export function checkCall(verb: keyof typeof verbs, values: Readonly<Record<string, unknown>>): void {
  check(verbs[verb](), values, `${verb}()`, 'outgoing');
}

/**
 * Checks the arguments of a constructor.
 *
 * @throws {ConfigurationError} Lists every problem, not only the first.
 */
export function checkOptions(schema: z.ZodType, values: Readonly<Record<string, unknown>>): void {
  if (fits(schema, values)) return;
  const { issues } = misfit(schema, values, '', 'outgoing');
  throw new ConfigurationError(issues.map(({ path, message }) => `${path.replace(/^options\./, '')}: ${message}`));
}

/** A schema for all members of an options type: a member without a schema does not compile, and an unknown key is named. */
function optionsOf<Options>(members: { readonly [Name in keyof Required<Options>]: z.ZodType }): z.ZodType {
  return z.strictObject(members).optional();
}

/** Not `instanceof`, which would load the agent with the bot entry. */
export function isAgent(value: unknown): boolean {
  return hasMethods(value, 'connect', 'notifications', 'publishEvent');
}

const text = lazy(() => z.string());
const id = lazy(() => z.string().min(1));
const sequence = lazy(() => z.number().int().min(0));
const signal = lazy(() => z.instanceof(AbortSignal, { error: 'expected an AbortSignal' }));
const limitMembers = lazy(() => ({
  timeout: z.number().positive().max(LONGEST_TIMER_MS).optional(),
  signal: signal().optional(),
}));
const limits = lazy(() => optionsOf<VerbLimits>(limitMembers()));

const limitsOnly = lazyCompiled(() => z.strictObject({ limits: limits() }));

/** Schemas of the arguments, by verb. Compiled on first use. */
const verbs = {
  reply: lazyCompiled(() =>
    z.strictObject({
      text: text(),
      options: optionsOf<ReplyOptions>({
        ...limitMembers(),
        quickReplies: z
          .union(
            [
              z.looseObject({ type: z.literal('quickReplies'), replies: z.array(z.unknown()) }),
              z.record(z.string(), z.string()),
            ],
            'expected titles by id, or quick replies as UMS has them',
          )
          .optional(),
        idempotencyKey: z.string().min(1).max(MAX_KEY).optional(),
        // `publishEvent` checks the members of the items.
        intents: z.array(z.looseObject({})).optional(),
        metadata: z.array(z.looseObject({ type: z.string() })).optional(),
      }).refine((options) => !hasTwoKeys(options), {
        path: ['metadata'],
        error: 'the idempotencyKey travels as ExternalId: pass either the key or an ExternalId',
      }),
    }),
  ),
  typing: lazyCompiled(() => z.strictObject({ isTyping: z.boolean(), limits: limits() })),
  markRead: lazyCompiled(() =>
    z.strictObject({
      sequences: z.union([sequence(), z.array(sequence())], 'expected a position, or a list of them').optional(),
      limits: limits(),
    }),
  ),
  whisper: lazyCompiled(() => z.strictObject({ text: text(), limits: limits() })),
  note: lazyCompiled(() => z.strictObject({ note: text(), limits: limits() })),
  /** Reading the file checks the source. */
  sendFile: lazyCompiled(() =>
    z.strictObject({
      options: optionsOf<SendFileOptions>({
        ...limitMembers(),
        caption: text().optional(),
        // The protocol lists some types, and an account may allow others.
        type: z
          .string()
          .regex(/^[A-Za-z0-9]+$/, 'expected letters and digits, e.g. `PNG`')
          .optional(),
        preview: text().optional(),
      }),
    }),
  ),
  messages: lazyCompiled(() =>
    z.strictObject({
      query: optionsOf<MessagesOptions>({
        last: z.number().int().positive().optional(),
        // -1 is the position before the first message.
        after: z.number().int().min(-1).optional(),
        dialogId: id().optional(),
        signal: signal().optional(),
      }),
    }),
  ),
  profile: limitsOnly,
  handOff: lazyCompiled(() =>
    z.strictObject({
      target: z.union(
        [
          z.strictObject({ skill: id() }),
          z.strictObject({ agent: id(), skill: id().optional() }),
          z.strictObject({ queue: z.literal(true) }),
        ],
        'Expected { skill }, { agent } or { queue: true }',
      ),
      options: optionsOf<HandOffOptions & VerbLimits>({
        ...limitMembers(),
        say: text().optional(),
        reason: z
          .enum(['escalated_by_user', 'escalated_by_bot', 'escalated_by_configuration', 'escalated_by_error'])
          .optional(),
        summary: text().optional(),
        allowLoop: z.boolean().optional(),
      }),
    }),
  ),
  close: lazyCompiled(() =>
    z.strictObject({ options: optionsOf<CloseOptions>({ ...limitMembers(), survey: z.boolean().optional() }) }),
  ),
  join: limitsOnly,
  leave: limitsOnly,
  setUrgency: lazyCompiled(() =>
    z.strictObject({
      urgency: z.union(
        [z.enum(['NORMAL', 'URGENT', 'PRIORITIZED']), z.strictObject({ seconds: z.number().int().positive() })],
        'expected NORMAL, URGENT, PRIORITIZED or { seconds }',
      ),
      limits: limits(),
    }),
  ),
  'message.download': lazyCompiled(() =>
    z.strictObject({
      limits: optionsOf<DownloadLimits>({
        ...limitMembers(),
        maxBytes: z.number().int().positive().max(MAX_FILE_BYTES).optional(),
      }),
    }),
  ),
  of: lazyCompiled(() => z.strictObject({ conversationId: id() })),
};

/** Two items of one type would leave to chance by which of the two a lost reply is looked for. */
function hasTwoKeys(options: unknown): boolean {
  // The type of what the schema has checked.
  const { idempotencyKey, metadata = [] } = (options ?? {}) as ReplyOptions;
  return idempotencyKey !== undefined && metadata.some(({ type }) => type === 'ExternalId');
}

export const conversationsArguments = lazyCompiled(() =>
  z.strictObject({
    agent: z.custom(isAgent, 'expected an Agent'),
    options: optionsOf<ConversationsOptions>({ roles: z.array(id()).optional(), skills: z.array(id()).optional() }),
  }),
);

/** `subscribeExConversations` checks the members of the query. */
export const watchArguments = lazyCompiled(() =>
  z.strictObject({
    query: z.looseObject({}),
    options: optionsOf<WatchOptions>({ max: z.number().int().positive().optional() }),
  }),
);
