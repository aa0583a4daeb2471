import { z } from 'zod';
import { lazy } from '../support/lazy.js';
import { channelMetadata } from './channel-metadata.js';
import { separately } from './checking.js';
import { idOrNumber, open, text, type Open } from './schemas.js';
import type { Metadata } from './metadata-types.js';

const escalationReasons = [
  'escalated_by_user',
  'escalated_by_bot',
  'escalated_by_configuration',
  'escalated_by_error',
] as const;

const externalId = lazy(() => z.object({ type: z.literal('ExternalId'), id: text(64) }));

const actionReason = lazy(() =>
  z.object({
    type: z.literal('ActionReason'),
    reasonId: text(64).optional(),
    reason: open(escalationReasons, text(64)),
  }),
);

const intent = lazy(() =>
  z.object({
    id: text(256),
    name: text(256).optional(),
    confidence: z.union([open(['low', 'medium', 'high'], text(64)), z.number()]).optional(),
    /** From 0 to 1. */
    confidenceScore: z.number().min(0).max(1),
    intentMatchType: text(20).optional(),
    intentMatchEventType: text(20).optional(),
  }),
);

const botResponse = lazy(() =>
  z.object({
    type: z.literal('BotResponse'),
    externalConversationId: text(64).optional(),
    businessCases: z.array(text(256)).max(16).optional(),
    intents: z.array(intent()).max(16).optional(),
    bot: z
      .object({
        botId: text(64),
        botProvider: text(64).optional(),
        botProviderType: open(['1P', '3P_LP_CONNECTOR', '3P_EXTERNAL_CONNECTOR']).optional(),
        botType: text(64).optional(),
        botLanguage: text(64).optional(),
        botLastUpdateTimestamp: z.number().optional(),
      })
      .optional(),
    consumerUtteranceSequenceNumbers: z.array(z.number()).max(16).optional(),
    consumerId: text(64).optional(),
    kBSourceId: text(64).optional(),
    botInteractionId: text(64).optional(),
    intentMatched: z.boolean().optional(),
  }),
);

const escalationSummary = lazy(() =>
  z.object({
    type: z.literal('EscalationSummary'),
    escalationCause: open(escalationReasons, text(64)).optional(),
    businessCases: z.array(z.object({ id: text(256), time: z.int().optional() })).optional(),
    conversationDuration: z.int().optional(),
    escalatedDuringBusinessCase: text(256).optional(),
  }),
);

const watsonInfo = lazy(() =>
  z.object({
    type: z.literal('IBMWatsonInfo'),
    referred_visitor_message_sequences: z.array(z.unknown()),
  }),
);

const autoMessage = lazy(() =>
  z.object({
    type: z.literal('AutoMessage'),
    messageType: text(64),
    faasInvoked: z.boolean().optional(),
    iteration: z.int().optional(),
  }),
);

const conversationBuilderResponse = lazy(() =>
  z.object({
    type: z.literal('CbBotResponseMetaData'),
    botMsgId: text(64),
    botInteractionId: text(64).optional(),
    botInteractionName: text(1024).optional(),
    botId: text(64).optional(),
    botType: text(128).optional(),
    botProvider: text(1024).optional(),
    intentId: text(64).optional(),
    intentName: text(1024).optional(),
    matchType: text(128).optional(),
    domainName: text(1024).optional(),
    domainType: text(1024).optional(),
  }),
);

const survey = lazy(() =>
  z.object({
    type: z.literal('Survey'),
    id: idOrNumber(),
    revision: idOrNumber().optional(),
    provider: z.string().optional(),
  }),
);

const question = lazy(() =>
  z.object({
    type: z.literal('Question'),
    id: idOrNumber(),
    surveyId: idOrNumber().optional(),
    provider: z.string().optional(),
    replies: z.array(z.string()).optional(),
  }),
);

const answer = lazy(() =>
  z.object({
    type: z.literal('Answer'),
    id: idOrNumber(),
    surveyId: idOrNumber().optional(),
    questionId: idOrNumber().optional(),
    provider: z.string().optional(),
  }),
);

const invalidAnswer = lazy(() =>
  z.object({
    type: z.literal('InvalidAnswer'),
    questionId: idOrNumber(),
    surveyId: idOrNumber().optional(),
    provider: z.string().optional(),
  }),
);

// LivePerson does not publish its members.
const conversationSummary = lazy(() => z.object({ type: z.literal('ConversationSummary') }).catchall(z.unknown()));

const known = lazy(() =>
  z.discriminatedUnion('type', [
    externalId(),
    actionReason(),
    botResponse(),
    escalationSummary(),
    watsonInfo(),
    autoMessage(),
    conversationBuilderResponse(),
    survey(),
    question(),
    answer(),
    invalidAnswer(),
    ...channelMetadata(),
    conversationSummary(),
  ]),
);

/** A label by which reports and bots identify a card, quick reply or click. */
export type ExternalId = z.input<ReturnType<typeof externalId>>;

const deviceText = lazy(() => text(64).optional());

const clientPropertiesHeader = lazy(() =>
  z.object({
    type: z.enum(['.ams.headers.ClientProperties', '.ClientProperties']),
    appId: deviceText(),
    appVersion: text(32).optional(),
    ipAddress: text(32).optional(),
    deviceFamily: z.enum(['DESKTOP', 'TABLET', 'MOBILE', 'OTHER']).optional(),
    os: z.enum(['WINDOWS', 'LINUX', 'OSX', 'ANDROID', 'IOS', 'OTHER']).optional(),
    osVersion: deviceText(),
    osName: deviceText(),
    integration: z.enum(['WEB_SDK', 'MOBILE_SDK', 'BRAND_SDK']).optional(),
    integrationVersion: deviceText(),
    browser: deviceText(),
    browserVersion: deviceText(),
    timeZone: deviceText(),
    deviceManufacture: deviceText(),
    deviceManufacturer: deviceText(),
    deviceModel: deviceText(),
    features: z
      .array(
        open([
          'CO_BROWSE',
          'CO_APP',
          'PHOTO_SHARING',
          'SECURE_FORMS',
          'AUTO_MESSAGES',
          'RICH_CONTENT',
          'QUICK_REPLIES',
          'MULTI_DIALOG',
          'FILE_SHARING',
          'MARKDOWN_HYPERLINKS',
        ]),
      )
      .optional(),
  }),
);

const knownHeader = lazy(() =>
  z.discriminatedUnion('type', [
    clientPropertiesHeader(),
    z.object({ type: z.literal('.ams.headers.BrandUserAuthentication'), userPublicId: z.string() }),
    z.object({ type: z.literal('.ams.headers.ConsumerAuthentication'), token: z.string() }),
  ]),
);

/** A header of a request, e.g. a description of the client's device. */
export type Header = z.input<ReturnType<typeof knownHeader>>;

/** The device and software of a participant's client. */
export interface ClientProperties {
  readonly type?: Open<'.ClientProperties'>;
  readonly appId?: string;
  readonly appVersion?: string;
  readonly ipAddress?: string;
  readonly deviceFamily?: Open<'DESKTOP' | 'TABLET' | 'MOBILE' | 'OTHER'>;
  readonly os?: Open<'WINDOWS' | 'LINUX' | 'OSX' | 'ANDROID' | 'IOS' | 'OTHER'>;
  readonly osVersion?: string;
  readonly osName?: string;
  readonly integration?: Open<'WEB_SDK' | 'MOBILE_SDK' | 'BRAND_SDK'>;
  readonly integrationVersion?: string;
  readonly browser?: string;
  readonly browserVersion?: string;
  /** IANA name. */
  readonly timeZone?: string;
  readonly deviceManufacture?: string;
  readonly deviceManufacturer?: string;
  readonly deviceModel?: string;
  /** Capabilities of the client, e.g. `RICH_CONTENT`. */
  readonly features?: string[];
}

/** Schema of the metadata of a request. Allows unknown types, and unknown keys of known types. */
export const metadataSchema: () => z.ZodType<Metadata[], Metadata[]> = lazy(() =>
  z.array(byType<Metadata>(unionOf<Metadata>()(known()))).max(32),
);

/** Schema of the headers of a request. Allows unknown types and keys. */
export const headersSchema: () => z.ZodType<Header[], Header[]> = lazy(() => z.array(byType<Header>(knownHeader())));

/** {@link typedAs}, but returns the type of the schema, of which {@link byType} reads the options. */
function unionOf<Body>() {
  return <Schema extends z.ZodType<Body, Body>>(
    schema: Schema & ([Body] extends [z.input<Schema>] ? unknown : never),
  ): Schema => schema;
}

interface TypedUnion extends z.ZodType {
  readonly options: readonly z.ZodObject<{ type: z.ZodLiteral<string> | z.ZodEnum }>[];
}

/** Checks an object of a known `type`, and accepts any object of another type. */
function byType<Value>(union: TypedUnion): z.ZodType<Value, Value> {
  const schemas = new Map<unknown, z.ZodType>();
  for (const option of union.options) {
    const { type } = option.shape;
    for (const name of 'options' in type ? type.options : type.values) schemas.set(name, option);
  }
  const unknown = z.object({ type: z.string() });
  const typeOf = (value: unknown): unknown =>
    typeof value === 'object' && value !== null && 'type' in value ? value.type : undefined;
  const schema = separately((value) => schemas.get(typeOf(value)) ?? unknown);
  // At compile time only known types are allowed. A caller needs a cast for another type.
  return schema as unknown as z.ZodType<Value, Value>;
}
