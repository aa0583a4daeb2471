import { z } from "zod";
import { Q as QuickReplies, O as Open, R as RichContent, M as Metadata } from "./elements.js";
import { ConnectionOptions } from "node:tls";
type EventMap = {
    [key: string]: (...args: any[]) => void;
};
interface TypedEventEmitter<Events extends EventMap> {
    addListener<E extends keyof Events>(event: E, listener: Events[E]): this;
    on<E extends keyof Events>(event: E, listener: Events[E]): this;
    once<E extends keyof Events>(event: E, listener: Events[E]): this;
    prependListener<E extends keyof Events>(event: E, listener: Events[E]): this;
    prependOnceListener<E extends keyof Events>(event: E, listener: Events[E]): this;
    off<E extends keyof Events>(event: E, listener: Events[E]): this;
    removeAllListeners<E extends keyof Events>(event?: E): this;
    removeListener<E extends keyof Events>(event: E, listener: Events[E]): this;
    emit<E extends keyof Events>(event: E, ...args: Parameters<Events[E]>): boolean;
    eventNames(): (keyof Events | string | symbol)[];
    rawListeners<E extends keyof Events>(event: E): Events[E][];
    listeners<E extends keyof Events>(event: E): Events[E][];
    listenerCount<E extends keyof Events>(event: E): number;
    getMaxListeners(): number;
    setMaxListeners(maxListeners: number): this;
}
type Delivery = "not-sent" | "unknown" | "answered";
type Service = "messaging" | "domainNames" | "authentication.login" | "authentication.refreshSession" | "store" | (string & {});
interface ErrorFacts {
    readonly code?: number | string | undefined;
    readonly service?: Service | undefined;
    readonly delivery?: Delivery | undefined;
    readonly cause?: unknown;
}
declare class SDKError extends Error {
    readonly name: string;
    readonly code: number | string | undefined;
    readonly service: Service | undefined;
    readonly delivery: Delivery;
    constructor(message: string, { code, service, delivery, cause }?: ErrorFacts);
    get error(): unknown;
}
declare class ConfigurationError extends SDKError {
    readonly problems: readonly string[];
    readonly name = "ConfigurationError";
    constructor(problems: readonly string[]);
}
interface ValidationIssue {
    readonly path: string;
    readonly message: string;
}
declare class ValidationError extends SDKError {
    readonly operation: string;
    readonly direction: "outgoing" | "incoming";
    readonly issues: readonly ValidationIssue[];
    readonly name = "ValidationError";
    constructor(operation: string, direction: "outgoing" | "incoming", issues: readonly ValidationIssue[], service?: Service);
}
declare class TransformError extends SDKError {
    readonly operation: string;
    readonly payload: unknown;
    readonly name = "TransformError";
    constructor(operation: string, payload: unknown, cause: unknown);
}
declare class AuthenticationError extends SDKError {
    readonly name = "AuthenticationError";
    readonly retryable: boolean;
    readonly status: number | undefined;
    readonly internalCode: number | undefined;
    constructor(message: string, facts?: ErrorFacts & {
        readonly retryable?: boolean | undefined;
        readonly status?: number | undefined;
        readonly internalCode?: number | undefined;
    });
}
declare class ConnectionError extends SDKError {
    readonly name = "ConnectionError";
    constructor(message: string, facts?: ErrorFacts);
}
declare class TimeoutError extends SDKError {
    readonly operation: string;
    readonly timeoutMs: number;
    readonly name = "TimeoutError";
    constructor(operation: string, timeoutMs: number, facts?: ErrorFacts);
}
declare class ResponseError extends SDKError {
    readonly operation: string;
    readonly name = "ResponseError";
    readonly code: number;
    readonly kind = "resp";
    readonly reqId: string;
    readonly type: string | undefined;
    readonly body: unknown;
    constructor(operation: string, response: {
        readonly reqId: string;
        readonly type?: string | undefined;
        readonly code: number;
        readonly body?: unknown;
    });
}
declare class HttpError extends SDKError {
    readonly operation: string;
    readonly name = "HttpError";
    readonly status: number;
    readonly statusText: string;
    readonly body: unknown;
    readonly retryAfterMs: number | undefined;
    constructor(operation: string, response: {
        readonly status: number;
        readonly statusText: string;
        readonly body?: unknown;
        readonly retryAfterMs?: number | undefined;
    }, facts?: ErrorFacts);
}
declare class HandlerError extends SDKError {
    readonly name = "HandlerError";
    readonly event: string;
    readonly conversationId: string | undefined;
    readonly dialogId: string | undefined;
    readonly sequence: number | undefined;
    readonly attempt: number;
    constructor(message: string, facts: ErrorFacts & {
        readonly event: string;
        readonly conversationId?: string | undefined;
        readonly dialogId?: string | undefined;
        readonly sequence?: number | undefined;
        readonly attempt?: number | undefined;
    });
}
declare class NotMineError extends SDKError {
    readonly operation: string;
    readonly conversationId: string;
    readonly assignedAgentId?: string | undefined;
    readonly name = "NotMineError";
    constructor(operation: string, conversationId: string, assignedAgentId?: string | undefined, reason?: string);
}
interface LockHolder {
    readonly pid: number;
    readonly host: string;
    readonly startedAt: string;
}
declare class StoreError extends SDKError {
    readonly name = "StoreError";
    readonly path: string;
    readonly holder: LockHolder | undefined;
    constructor(message: string, { path, holder, ...facts }: ErrorFacts & {
        readonly path: string;
        readonly holder?: LockHolder | undefined;
    });
}
interface PasswordCredentials {
    readonly username: string;
    readonly password: string;
}
interface OAuth1Credentials {
    readonly username: string;
    readonly appKey: string;
    readonly secret: string;
    readonly accessToken: string;
    readonly accessTokenSecret: string;
}
interface ClientCredentials {
    readonly username: string;
    readonly clientId: string;
    readonly clientSecret: string;
}
type Provided = string | (() => string | Promise<string>);
interface BearerCredentials {
    readonly token: Provided;
    readonly userId: string;
}
interface AssertionCredentials {
    readonly assertion: Provided;
}
type Credentials = PasswordCredentials | OAuth1Credentials | ClientCredentials | BearerCredentials | AssertionCredentials;
interface ReconnectOptions {
    readonly maxAttempts?: number | undefined;
    readonly firstDelay?: number | undefined;
    readonly delay?: number | undefined;
    readonly factor?: number | undefined;
    readonly maxDelay?: number | undefined;
    readonly jitter?: number | undefined;
    readonly stableAfter?: number | undefined;
    readonly loginInterval?: number | undefined;
}
interface RedeliveryOptions {
    readonly attempts?: number | undefined;
    readonly firstDelay?: number | undefined;
}
declare class ProcessScope {
    #private;
}
type TlsOptions = Pick<ConnectionOptions, "ca" | "cert" | "key" | "passphrase" | "pfx" | "rejectUnauthorized" | "minVersion" | "maxVersion" | "ciphers" | "checkServerIdentity" | "servername">;
interface Logger {
    debug(fields: object, message: string): void;
    info(fields: object, message: string): void;
    warn(fields: object, message: string): void;
    error(fields: object, message: string): void;
}
type CursorValue = number | null | undefined;
interface CursorStore {
    get(key: string): CursorValue | PromiseLike<CursorValue>;
    set(key: string, sequence: number): unknown;
    delete?(key: string): unknown;
    dialogs?(): Iterable<string> | PromiseLike<Iterable<string>>;
}
interface AgentSettings {
    readonly accountId: string | number;
    readonly csdsDomain?: string | undefined;
    readonly domains?: Readonly<Record<string, string>> | undefined;
    readonly wsDomainType?: string | undefined;
    readonly apiVersion?: string | number | undefined;
    readonly requestTimeout?: number | undefined;
    readonly connectTimeout?: number | undefined;
    readonly handshakeTimeout?: number | undefined;
    readonly refreshSessionInterval?: number | undefined;
    readonly refreshSessionToken?: boolean | undefined;
    readonly autoConnect?: boolean | undefined;
    readonly pingInterval?: number | undefined;
    readonly pingTimeout?: number | undefined;
    readonly reconnect?: boolean | ReconnectOptions | undefined;
    readonly whenOffline?: "wait" | "fail" | undefined;
    readonly maxWaiting?: number | undefined;
    readonly deliver?: "once" | "live-only" | undefined;
    readonly cursors?: CursorStore | undefined;
    readonly redelivery?: RedeliveryOptions | undefined;
    readonly historyRate?: number | undefined;
    readonly maxDialogs?: number | undefined;
    readonly keepAlive?: number | false | undefined;
    readonly proxy?: string | false | undefined;
    readonly logger?: Logger | undefined;
    readonly tls?: TlsOptions | undefined;
    readonly headers?: Readonly<Record<string, string>> | undefined;
    readonly userAgent?: string | undefined;
    readonly scope?: ProcessScope | undefined;
}
type AgentOptions = AgentSettings & Credentials;
interface RequestFrame {
    readonly kind: "req";
    readonly id: string;
    readonly type: string;
    readonly body: unknown;
    readonly headers?: unknown;
    readonly metadata?: unknown;
    readonly encodedMetadata?: unknown;
}
interface NotificationFrame {
    readonly kind: "notification";
    readonly type?: string | undefined;
    readonly body?: unknown;
}
interface Reading<Body = unknown> {
    readonly event: string;
    readonly body: Body;
    readonly readable: boolean;
    readonly failures: readonly SDKError[];
    readonly warnings: readonly string[];
}
interface Batch<Change> {
    readonly subscriptionId?: string | undefined;
    readonly sentTs?: number | undefined;
    readonly changes: Change[];
}
declare const id: () => z.ZodString;
declare const fileTypes: readonly [
    "JPG",
    "JPEG",
    "PNG",
    "GIF",
    "PDF",
    "DOCX",
    "TXT"
];
declare const fileType: () => z.ZodType<Open<"JPG" | "JPEG" | "PNG" | "GIF" | "PDF" | "DOCX" | "TXT">, Open<"JPG" | "JPEG" | "PNG" | "GIF" | "PDF" | "DOCX" | "TXT">, z.core.$ZodTypeInternals<Open<"JPG" | "JPEG" | "PNG" | "GIF" | "PDF" | "DOCX" | "TXT">, Open<"JPG" | "JPEG" | "PNG" | "GIF" | "PDF" | "DOCX" | "TXT">>>;
type FileType = Open<(typeof fileTypes)[number]>;
declare const chatStates: readonly [
    "ACTIVE",
    "INACTIVE",
    "GONE",
    "COMPOSING",
    "PAUSE",
    "BACKGROUND"
];
declare const acceptStatuses: readonly [
    "ACCEPT",
    "READ",
    "ACCESS",
    "NACK",
    "ACTION",
    "ENRICH",
    "VIEWED"
];
declare const event: () => z.ZodType<PublishableEvent, PublishableEvent, z.core.$ZodTypeInternals<PublishableEvent, PublishableEvent>>;
type PublishableEvent = PlainTextEvent | FileEvent | SecureFormInvitationEvent | SecureFormSubmissionEvent | RichContentEvent | {
    readonly type: "ChatStateEvent";
    readonly chatState: (typeof chatStates)[number];
} | {
    readonly type: "AcceptStatusEvent";
    readonly status: (typeof acceptStatuses)[number];
    readonly sequenceList: number[];
};
interface PlainTextEvent {
    readonly type: "ContentEvent";
    readonly contentType: "text/plain";
    readonly message: string;
    readonly quickReplies?: QuickReplies | undefined;
}
interface TextEvent {
    readonly type: "ContentEvent";
    readonly contentType: "text/plain" | "text/html";
    readonly message: string;
    readonly quickReplies?: QuickReplies | undefined;
}
interface HostedFile {
    readonly caption: string;
    readonly relativePath: string;
    readonly fileType: FileType;
    readonly preview?: string | undefined;
}
interface ExternalFile {
    readonly caption: string;
    readonly externalFileLink: string;
    readonly fileType: FileType;
}
interface FileEvent {
    readonly type: "ContentEvent";
    readonly contentType: "hosted/file";
    readonly message: HostedFile | ExternalFile;
}
interface SecureFormInvitationEvent {
    readonly type: "ContentEvent";
    readonly contentType: "forms/secure-invitation";
    readonly message: {
        readonly formId: string;
        readonly invitationId: string;
        readonly title: string;
    };
}
interface SecureFormSubmissionEvent {
    readonly type: "ContentEvent";
    readonly contentType: "forms/secure-submission";
    readonly message: {
        readonly submissionId: string;
        readonly invitationId: string;
    };
}
type ContentEvent = TextEvent | FileEvent | SecureFormInvitationEvent | SecureFormSubmissionEvent;
interface RichContentEvent {
    readonly type: "RichContentEvent";
    readonly content: RichContent;
    readonly quickReplies?: QuickReplies | undefined;
}
interface ChatStateEvent {
    readonly type: "ChatStateEvent";
    readonly chatState: Open<(typeof chatStates)[number]>;
}
interface AcceptStatusEvent {
    readonly type: "AcceptStatusEvent";
    readonly status: Open<(typeof acceptStatuses)[number]>;
    readonly sequenceList: number[];
}
type MessageEvent = ContentEvent | RichContentEvent | ChatStateEvent | AcceptStatusEvent;
declare const externalId: () => z.ZodObject<{
    type: z.ZodLiteral<"ExternalId">;
    id: z.ZodString;
}, z.core.$strip>;
type ExternalId = z.input<ReturnType<typeof externalId>>;
declare const knownHeader: () => z.ZodDiscriminatedUnion<[
    z.ZodObject<{
        type: z.ZodEnum<{
            ".ams.headers.ClientProperties": ".ams.headers.ClientProperties";
            ".ClientProperties": ".ClientProperties";
        }>;
        appId: z.ZodOptional<z.ZodString>;
        appVersion: z.ZodOptional<z.ZodString>;
        ipAddress: z.ZodOptional<z.ZodString>;
        deviceFamily: z.ZodOptional<z.ZodEnum<{
            DESKTOP: "DESKTOP";
            TABLET: "TABLET";
            MOBILE: "MOBILE";
            OTHER: "OTHER";
        }>>;
        os: z.ZodOptional<z.ZodEnum<{
            OTHER: "OTHER";
            WINDOWS: "WINDOWS";
            LINUX: "LINUX";
            OSX: "OSX";
            ANDROID: "ANDROID";
            IOS: "IOS";
        }>>;
        osVersion: z.ZodOptional<z.ZodString>;
        osName: z.ZodOptional<z.ZodString>;
        integration: z.ZodOptional<z.ZodEnum<{
            WEB_SDK: "WEB_SDK";
            MOBILE_SDK: "MOBILE_SDK";
            BRAND_SDK: "BRAND_SDK";
        }>>;
        integrationVersion: z.ZodOptional<z.ZodString>;
        browser: z.ZodOptional<z.ZodString>;
        browserVersion: z.ZodOptional<z.ZodString>;
        timeZone: z.ZodOptional<z.ZodString>;
        deviceManufacture: z.ZodOptional<z.ZodString>;
        deviceManufacturer: z.ZodOptional<z.ZodString>;
        deviceModel: z.ZodOptional<z.ZodString>;
        features: z.ZodOptional<z.ZodArray<z.ZodType<Open<"CO_BROWSE" | "CO_APP" | "PHOTO_SHARING" | "SECURE_FORMS" | "AUTO_MESSAGES" | "RICH_CONTENT" | "QUICK_REPLIES" | "MULTI_DIALOG" | "FILE_SHARING" | "MARKDOWN_HYPERLINKS">, Open<"CO_BROWSE" | "CO_APP" | "PHOTO_SHARING" | "SECURE_FORMS" | "AUTO_MESSAGES" | "RICH_CONTENT" | "QUICK_REPLIES" | "MULTI_DIALOG" | "FILE_SHARING" | "MARKDOWN_HYPERLINKS">, z.core.$ZodTypeInternals<Open<"CO_BROWSE" | "CO_APP" | "PHOTO_SHARING" | "SECURE_FORMS" | "AUTO_MESSAGES" | "RICH_CONTENT" | "QUICK_REPLIES" | "MULTI_DIALOG" | "FILE_SHARING" | "MARKDOWN_HYPERLINKS">, Open<"CO_BROWSE" | "CO_APP" | "PHOTO_SHARING" | "SECURE_FORMS" | "AUTO_MESSAGES" | "RICH_CONTENT" | "QUICK_REPLIES" | "MULTI_DIALOG" | "FILE_SHARING" | "MARKDOWN_HYPERLINKS">>>>>;
    }, z.core.$strip>,
    z.ZodObject<{
        type: z.ZodLiteral<".ams.headers.BrandUserAuthentication">;
        userPublicId: z.ZodString;
    }, z.core.$strip>,
    z.ZodObject<{
        type: z.ZodLiteral<".ams.headers.ConsumerAuthentication">;
        token: z.ZodString;
    }, z.core.$strip>
], "type">;
type Header = z.input<ReturnType<typeof knownHeader>>;
interface ClientProperties {
    readonly type?: Open<".ClientProperties">;
    readonly appId?: string;
    readonly appVersion?: string;
    readonly ipAddress?: string;
    readonly deviceFamily?: Open<"DESKTOP" | "TABLET" | "MOBILE" | "OTHER">;
    readonly os?: Open<"WINDOWS" | "LINUX" | "OSX" | "ANDROID" | "IOS" | "OTHER">;
    readonly osVersion?: string;
    readonly osName?: string;
    readonly integration?: Open<"WEB_SDK" | "MOBILE_SDK" | "BRAND_SDK">;
    readonly integrationVersion?: string;
    readonly browser?: string;
    readonly browserVersion?: string;
    readonly timeZone?: string;
    readonly deviceManufacture?: string;
    readonly deviceManufacturer?: string;
    readonly deviceModel?: string;
    readonly features?: string[];
}
declare const metadataSchema: () => z.ZodType<Metadata[], Metadata[]>;
declare const headersSchema: () => z.ZodType<Header[], Header[]>;
type Role = Open<"CONSUMER" | "ASSIGNED_AGENT" | "AGENT" | "MANAGER" | "READER" | "CONTROLLER" | "BRAND_BOT">;
interface Participant {
    readonly id: string;
    readonly role: Role;
}
interface DialogParticipant extends Participant {
    readonly state?: Open<"ACTIVE" | "SUGGESTED">;
}
interface ObjectsIn {
    readonly [member: string]: ObjectsIn;
}
interface Originator {
    readonly id?: string;
    readonly role?: Role;
    readonly clientProperties?: ClientProperties;
}
interface Message {
    readonly sequence?: number;
    readonly originatorId?: string;
    readonly originatorMetadata?: Originator;
    readonly originatorClientProperties?: ClientProperties;
    readonly serverTimestamp?: number;
    readonly event: MessageEvent;
    readonly dialogId: string;
    readonly conversationId?: string;
    readonly messageAudience?: Open<"ALL" | "AGENTS_AND_MANAGERS">;
    readonly metadata?: Metadata[];
    readonly encodedMetadata?: string;
    readonly eventId?: string;
    readonly backlog?: true;
}
interface Messages {
    readonly dialogId: string;
    readonly changes: Message[];
}
interface WireMessage extends Message {
    readonly originatorPId?: string;
}
interface Dialog {
    readonly dialogId: string;
    readonly dialogType?: Open<"MAIN" | "POST_SURVEY" | "OTHER">;
    readonly channelType?: Open<"MESSAGING" | "COBROWSE" | "LIVE_CHAT">;
    readonly participantsDetails?: DialogParticipant[];
    readonly participants?: string[];
    readonly metaData?: Readonly<Record<string, unknown>>;
    readonly state?: Open<"OPEN" | "CLOSE">;
    readonly creationTs?: number;
    readonly endTs?: number;
    readonly metaDataLastUpdateTs?: number;
    readonly closedBy?: Open<"AGENT" | "CONSUMER" | "SYSTEM">;
    readonly closedCause?: string;
}
interface ConversationDetails {
    readonly skillId?: string;
    readonly brandId?: string;
    readonly participants: Participant[];
    readonly dialogs: Dialog[];
    readonly state?: Open<"OPEN" | "CLOSE" | "LOCKED">;
    readonly stage?: Open<"OPEN" | "CLOSE">;
    readonly closeReason?: Open<"AGENT" | "CONSUMER" | "TIMEOUT" | "SYSTEM">;
    readonly startTs?: number;
    readonly endTs?: number;
    readonly metaDataLastUpdateTs?: number;
    readonly firstConversation?: boolean;
    readonly csat?: {
        readonly csatRate?: number;
        readonly csatResolutionConfirmation?: boolean;
        readonly status?: string;
    };
    readonly ttr?: {
        readonly ttrType: Open<"NORMAL" | "URGENT" | "PRIORITIZED" | "CUSTOM">;
        readonly value: number;
    };
    readonly delay?: {
        readonly type: Open<"NIGHT" | "WEEKEND" | "HOLIDAY">;
        readonly tillWhen: number;
    };
    readonly manualETTR?: number;
    readonly topic?: string;
    readonly context?: ConversationContext;
    readonly campaignInfo?: {
        readonly campaignId: number;
        readonly engagementId: number;
    };
    readonly conversationHandlerDetails?: {
        readonly accountId: string;
        readonly skillId: string;
    };
}
interface ConversationContext {
    readonly type?: Open<"SharkContext" | "MobileAppContext" | "CustomContext" | "ProactiveContext">;
    readonly lang?: string;
    readonly clientProperties?: ClientProperties;
    readonly visitorId?: string;
    readonly sessionId?: string;
    readonly interactionContextId?: string;
    readonly name?: string;
    readonly originConversationId?: string;
}
interface ExConversation {
    readonly convId: string;
    readonly effectiveTTR?: number;
    readonly conversationDetails: ConversationDetails;
    readonly lastContentEventNotification?: WireMessage;
}
interface ConversationChange {
    readonly type: Open<"UPSERT" | "DELETE">;
    readonly result: ExConversation;
}
interface Identity {
    readonly accountId: string;
    readonly brandId: string | number;
    readonly userId: string;
    readonly legacyAgentId: string;
    readonly agentId: string | undefined;
}
interface TimeFields {
    readonly from: readonly string[];
    readonly until: readonly string[];
}
type RestorePolicy<Response, Body = never> = {
    readonly keep: "latest";
} | {
    readonly keep: "each";
    readonly subscriptionId: (response: Response) => string | undefined;
    readonly timeFields?: TimeFields;
    readonly membersEvent?: string;
} | {
    readonly keep: "amendment";
    readonly subscriptionId: (body: Body) => string | undefined;
} | {
    readonly keep: "end";
    readonly subscriptionId: (body: Body) => string | undefined;
};
interface DialogTracker {
    follow(dialogId: string, conversation?: ExConversation, sentAt?: number): void;
    leave(dialogId: string): void;
    end(dialogId: string): void;
}
interface RequestEntry<Request extends z.ZodType, Response extends z.ZodType, Result> {
    readonly type: string;
    readonly responseType: string;
    readonly responseCode?: 200 | 202;
    readonly responseEvent?: string;
    readonly request: Request;
    readonly response: Response;
    readonly objects?: ObjectsIn;
    readonly encode?: (body: z.output<Request>, me: Identity) => unknown;
    readonly decode?: (response: z.output<Response>, me: Identity) => Result;
    readonly emits?: (response: z.output<Response>, me: Identity) => Reading | undefined;
    readonly historyOf?: (body: z.output<Request>) => string;
    readonly replay?: RestorePolicy<z.output<Response>, z.output<Request>>;
    readonly participation?: (body: z.output<Request>, me: Identity, tracker: DialogTracker) => void;
    readonly dialogOf?: (body: z.output<Request>) => string;
    readonly example: Example<Request, Response, Result>;
}
interface Example<Request extends z.ZodType, Response extends z.ZodType, Result> {
    readonly request: z.input<Request>;
    readonly wire: unknown;
    readonly response: z.input<Response>;
    readonly result: Result;
}
type AnyRequest = RequestEntry<z.ZodType, z.ZodType, unknown>;
interface AnyChange {
    readonly type: string;
    readonly result: unknown;
}
interface SubscriptionMembersOf<Change> {
    readonly idOf: (change: Change) => string;
    readonly leave: (change: Change, tracker: DialogTracker) => void;
}
interface NotificationEntry<Body> {
    readonly type: string;
    readonly event: string;
    readonly objects?: ObjectsIn | undefined;
    readonly isMessage?: true | undefined;
    readonly read: (body: unknown, me: Identity, received?: unknown) => Reading<Body>;
    participation?(body: Body, me: Identity, tracker: DialogTracker): void;
    readonly members?: SubscriptionMembersOf<AnyChange> | undefined;
    readonly example: {
        readonly wire: unknown;
        readonly body: Body;
    };
}
type AnyNotification = NotificationEntry<unknown>;
type LifecycleState = "idle" | "connecting" | "ready" | "waiting" | "closed";
interface Reconnecting {
    readonly attempt: number;
    readonly delayMs: number;
    readonly cause: SDKError;
}
interface Health {
    readonly state: LifecycleState;
    readonly since: number;
    readonly lastLifeAt: number | undefined;
    readonly roundTripMs: number | undefined;
    readonly pending: number;
    readonly waiting: number;
    readonly attempts: number;
    readonly clockOffsetMs: number | undefined;
    readonly dialogs: number;
    readonly queued: number;
    readonly oldestQueuedMs: number | undefined;
}
declare const clock: {
    getClock: RequestEntry<z.ZodOptional<z.ZodObject<{}, z.core.$strict>>, z.ZodObject<{
        currentTime: z.ZodNumber;
    }, z.core.$strip>, {
        currentTime: number;
    }>;
};
declare const clockNotifications: {};
interface Subscription {
    readonly subscriptionId: string;
}
type SkillId = string;
interface ConversationFilter {
    readonly convState?: ("OPEN" | "CLOSE" | "LOCKED")[] | undefined;
    readonly stage?: ("OPEN" | "CLOSE" | "LOCKED")[] | undefined;
    readonly agentIds?: (string | undefined)[] | undefined;
    readonly brandId?: string | number | undefined;
    readonly consumerId?: string | undefined;
    readonly minLastUpdatedTime?: number | undefined;
    readonly maxLastUpdatedTime?: number | null | undefined;
    readonly maxETTR?: number | null | undefined;
    readonly skillIds?: SkillId[] | undefined;
    readonly skillId?: SkillId | undefined;
    readonly dialogTypes?: Open<"MAIN" | "POST_SURVEY" | "OTHER">[] | undefined;
}
interface UnsubscribeBody {
    readonly subscriptionId: string;
}
interface ConversationStateChange {
    readonly field: "ConversationStateField";
    readonly conversationState: "OPEN" | "CLOSE" | "LOCKED";
}
interface StageChange {
    readonly field: "Stage";
    readonly conversationState: "OPEN" | "CLOSE" | "LOCKED";
}
interface DialogChange {
    readonly field: "DialogChange";
    readonly type: "UPDATE" | "CREATE";
    readonly dialogId?: string | undefined;
    readonly dialog: {
        readonly dialogId: string;
        readonly state?: "OPEN" | "CLOSE" | undefined;
        readonly closedBy?: "AGENT" | "CONSUMER" | "SYSTEM" | undefined;
        readonly closedCause?: string | undefined;
        readonly dialogType?: "MAIN" | "POST_SURVEY" | "OTHER" | undefined;
        readonly channelType?: "MESSAGING" | "COBROWSE" | "LIVE_CHAT" | undefined;
        readonly metaData?: Record<string, unknown> | undefined;
        readonly participants?: string[] | undefined;
        readonly creationTs?: number | undefined;
        readonly metaDataLastUpdateTs?: number | undefined;
    };
}
interface ParticipantsChange {
    readonly field: "ParticipantsChange";
    readonly type: "ADD" | "REMOVE" | "UPDATE" | "SUGGEST";
    readonly role: "ASSIGNED_AGENT" | "AGENT" | "MANAGER" | "READER" | "CONSUMER" | "CONTROLLER" | "BRAND_BOT";
    readonly userId?: string | undefined;
    readonly dialogId?: string | undefined;
}
interface SkillChange {
    readonly field: "Skill";
    readonly type: "UPDATE";
    readonly skill: SkillId | number;
}
interface TTRChange {
    readonly field: "TTRField";
    readonly ttrType: "NORMAL" | "URGENT" | "PRIORITIZED" | "CUSTOM";
    readonly value: number;
}
interface ManualETTRChange {
    readonly field: "ManualETTR";
    readonly time: number | null;
}
interface CSATRateChange {
    readonly field: "CSATRate";
    readonly csatRate?: number | undefined;
    readonly csatResolutionConfirmation?: boolean | undefined;
    readonly status: "FILLED" | "PARTIALLY_FILLED" | "SKIPPED";
}
interface DelayChange {
    readonly field: "DelayField";
    readonly type: "NIGHT" | "WEEKEND" | "HOLIDAY";
    readonly tillWhen: number;
}
interface NoteChange {
    readonly field: "Note";
    readonly note: string;
}
interface TopicChange {
    readonly field: "TopicField";
    readonly note: string;
}
type ConversationField = ConversationStateChange | StageChange | DialogChange | ParticipantsChange | SkillChange | TTRChange | ManualETTRChange | CSATRateChange | DelayChange | NoteChange | TopicChange;
interface UpdateConversationBody {
    readonly conversationId: string;
    readonly conversationField: ConversationField[] | ConversationField;
    readonly dialogId?: string | undefined;
}
interface ConversationRequest {
    readonly consumerId: string;
    readonly channelType?: "MESSAGING" | undefined;
    readonly conversationContext?: {
        readonly type: "ProactiveContext";
        readonly originConversationId: string;
        readonly originConversationContext?: unknown;
    } | undefined;
    readonly skillId?: SkillId | undefined;
    readonly context?: string | null | undefined;
    readonly ttrDefName?: Open<"NORMAL"> | null | undefined;
}
interface PublishEventBody {
    readonly dialogId: string;
    readonly conversationId?: string | undefined;
    readonly event: PublishableEvent;
    readonly messageAudience?: "ALL" | "AGENTS_AND_MANAGERS" | undefined;
    readonly eventId?: string | undefined;
}
interface HistoryRequest {
    readonly dialogId: string;
    readonly fromSeq?: number | undefined;
    readonly newerThanSequence?: number | undefined;
    readonly olderThanSequence?: number | undefined;
    readonly maxQuantity?: number | undefined;
    readonly conversationId?: string | undefined;
}
interface UploadRequest {
    readonly fileSize: number | string;
    readonly fileType: FileType;
}
interface DownloadRequest {
    readonly relativePath: string;
    readonly dialogId?: string | undefined;
}
interface DownloadTokenRequest {
    readonly downloadable: {
        readonly type: "SecureForm";
        readonly dialogId: string;
        readonly submissionId: string;
        readonly invitationId: string;
    };
}
interface AgentStateBody {
    readonly availability: "ONLINE" | "OCCUPIED" | "AWAY" | "BACK_SOON" | "OFFLINE";
    readonly description?: string | undefined;
}
interface AgentsStateFilter {
    readonly agentAvailability?: string | undefined;
}
interface RoutingTaskFilter {
    readonly channelType?: "MESSAGING" | undefined;
    readonly skillId?: SkillId | undefined;
    readonly conversationId?: string | undefined;
}
interface RoutingTaskAmendment extends RoutingTaskFilter {
    readonly subscriptionId: string;
    readonly brandId?: string | number | undefined;
    readonly agentId?: string | undefined;
}
interface RingAnswer {
    readonly ringId: string;
    readonly ringState: "ACCEPTED" | "REJECTED";
}
interface ProfileRequest {
    readonly userId?: string | undefined;
}
declare const conversations: {
    subscribeExConversations: RequestEntry<z.ZodType<ConversationFilter | undefined, ConversationFilter | undefined, z.core.$ZodTypeInternals<ConversationFilter | undefined, ConversationFilter | undefined>>, z.ZodUnion<readonly [
        z.ZodObject<{
            subscriptionId: z.ZodString;
        }, z.core.$strip>,
        z.ZodObject<{
            subScriptionId: z.ZodString;
        }, z.core.$strip>
    ]>, Subscription>;
    unsubscribeExConversations: RequestEntry<z.ZodType<UnsubscribeBody, UnsubscribeBody, z.core.$ZodTypeInternals<UnsubscribeBody, UnsubscribeBody>>, z.ZodUnknown, unknown>;
    updateConversationField: RequestEntry<z.ZodType<UpdateConversationBody, UpdateConversationBody, z.core.$ZodTypeInternals<UpdateConversationBody, UpdateConversationBody>>, z.ZodString, string>;
    agentRequestConversation: RequestEntry<z.ZodType<ConversationRequest, ConversationRequest, z.core.$ZodTypeInternals<ConversationRequest, ConversationRequest>>, z.ZodObject<{
        conversationId: z.ZodString;
    }, z.core.$strip>, {
        conversationId: string;
    }>;
};
declare const conversationNotifications: {
    "cqm.ExConversationChangeNotification": NotificationEntry<Batch<ConversationChange>>;
};
declare const MESSAGE_EVENT = "ms.MessagingEventNotification";
declare const HISTORY_REQUEST = "subscribeMessagingEvents";
declare const messaging: {
    publishEvent: RequestEntry<z.ZodType<PublishEventBody, PublishEventBody, z.core.$ZodTypeInternals<PublishEventBody, PublishEventBody>>, z.ZodObject<{
        sequence: z.ZodNumber;
    }, z.core.$strip>, {
        sequence: number;
    }>;
    subscribeMessagingEvents: RequestEntry<z.ZodType<HistoryRequest, HistoryRequest, z.core.$ZodTypeInternals<HistoryRequest, HistoryRequest>>, z.ZodOptional<z.ZodNullable<z.ZodUnion<[
        z.ZodArray<z.ZodUnknown>,
        z.ZodUnknown
    ]>>>, undefined>;
    generateURLForUploadFile: RequestEntry<z.ZodType<UploadRequest, UploadRequest, z.core.$ZodTypeInternals<UploadRequest, UploadRequest>>, z.ZodObject<{
        relativePath: z.ZodString;
        queryParams: z.ZodObject<{
            temp_url_sig: z.ZodString;
            temp_url_expires: z.ZodString;
        }, z.core.$strip>;
    }, z.core.$strip>, {
        relativePath: string;
        queryParams: {
            temp_url_sig: string;
            temp_url_expires: string;
        };
    }>;
    generateURLForDownloadFile: RequestEntry<z.ZodType<DownloadRequest, DownloadRequest, z.core.$ZodTypeInternals<DownloadRequest, DownloadRequest>>, z.ZodObject<{
        relativePath: z.ZodString;
        queryParams: z.ZodObject<{
            temp_url_sig: z.ZodString;
            temp_url_expires: z.ZodString;
        }, z.core.$strip>;
    }, z.core.$strip>, {
        relativePath: string;
        queryParams: {
            temp_url_sig: string;
            temp_url_expires: string;
        };
    }>;
    generateDownloadToken: RequestEntry<z.ZodType<DownloadTokenRequest, DownloadTokenRequest, z.core.$ZodTypeInternals<DownloadTokenRequest, DownloadTokenRequest>>, z.ZodObject<{
        token: z.ZodObject<{
            type: z.ZodOptional<z.ZodString>;
            readOtk: z.ZodString;
        }, z.core.$strip>;
    }, z.core.$strip>, {
        token: {
            readOtk: string;
            type?: string | undefined;
        };
    }>;
};
declare const messagingNotifications: {
    "ms.MessagingEventNotification": NotificationEntry<Messages>;
};
interface SdeOrigin {
    readonly acr?: string | undefined;
    readonly iss?: string | undefined;
    readonly auth?: {
        readonly amr?: string[];
        readonly iss?: string;
    };
}
interface Day {
    readonly day?: number;
    readonly month?: number;
    readonly year?: number;
}
interface CustomerInfoSDE extends SdeOrigin {
    readonly type: "ctmrinfo";
    readonly info: {
        readonly cstatus?: string;
        readonly ctype?: string;
        readonly customerId?: string | undefined;
        readonly balance?: number;
        readonly socialId?: string;
        readonly imei?: string | undefined;
        readonly userName?: string;
        readonly companySize?: number;
        readonly accountName?: string;
        readonly role?: string;
        readonly lastPaymentDate?: Day;
        readonly registrationDate?: Day;
    };
}
interface PersonalSDE extends SdeOrigin {
    readonly type: "personal";
    readonly personal: {
        readonly firstname?: string;
        readonly lastname?: string;
        readonly age?: Day & {
            readonly age?: number;
        };
        readonly contacts?: {
            readonly email?: string | undefined;
            readonly phone?: string | undefined;
        }[];
        readonly gender?: "MALE" | "FEMALE" | "OTHER" | (string & {});
        readonly language?: string;
        readonly company?: string;
    };
}
type SDE = CustomerInfoSDE | PersonalSDE;
type UserProfile = SDE[];
interface SdeHolder {
    readonly lp_sdes?: SDE | SDE[] | null;
}
interface WireProfile {
    readonly userId?: string;
    readonly firstName?: string | null;
    readonly lastName?: string | null;
    readonly privateData?: {
        readonly mobileNum?: string | null;
        readonly email?: string | null;
        readonly mail?: string | null;
        readonly userId?: string | null;
    } | null;
    readonly authenticatedData?: SdeHolder | null;
    readonly claims?: (SdeHolder & {
        readonly iss?: string;
    }) | null;
    readonly acr?: string;
}
declare const profiles: {
    getUserProfile: RequestEntry<z.ZodType<string | ProfileRequest | undefined, string | ProfileRequest | undefined, z.core.$ZodTypeInternals<string | ProfileRequest | undefined, string | ProfileRequest | undefined>>, z.ZodType<WireProfile | null | undefined, WireProfile | null | undefined, z.core.$ZodTypeInternals<WireProfile | null | undefined, WireProfile | null | undefined>>, UserProfile>;
};
declare const profileNotifications: {};
interface Ring {
    readonly ringId: string;
    readonly ringState: Open<"WAITING" | "ACCEPTED" | "AUTO_ACCEPT" | "REJECTED" | "EXPIRED" | "CANCELLED">;
    readonly ringExpiration?: number;
    readonly ringExpirationTs?: number;
    readonly weight?: number;
}
interface RoutingTask {
    readonly conversationId?: string;
    readonly consumerId?: string;
    readonly skillId?: string;
    readonly taskCompleted?: boolean;
    readonly ringsDetails: Ring[];
}
interface RoutingTaskChange {
    readonly type: Open<"UPSERT" | "DELETE">;
    readonly result: RoutingTask;
}
declare const routing: {
    setAgentState: RequestEntry<z.ZodType<AgentStateBody, AgentStateBody, z.core.$ZodTypeInternals<AgentStateBody, AgentStateBody>>, z.ZodString, string>;
    subscribeAgentsState: RequestEntry<z.ZodType<AgentsStateFilter | undefined, AgentsStateFilter | undefined, z.core.$ZodTypeInternals<AgentsStateFilter | undefined, AgentsStateFilter | undefined>>, z.ZodUnion<readonly [
        z.ZodObject<{
            subscriptionId: z.ZodString;
        }, z.core.$strip>,
        z.ZodObject<{
            subScriptionId: z.ZodString;
        }, z.core.$strip>
    ]>, Subscription>;
    subscribeRoutingTasks: RequestEntry<z.ZodType<RoutingTaskFilter | undefined, RoutingTaskFilter | undefined, z.core.$ZodTypeInternals<RoutingTaskFilter | undefined, RoutingTaskFilter | undefined>>, z.ZodUnion<readonly [
        z.ZodObject<{
            subscriptionId: z.ZodString;
        }, z.core.$strip>,
        z.ZodObject<{
            subScriptionId: z.ZodString;
        }, z.core.$strip>
    ]>, Subscription>;
    updateRoutingTaskSubscription: RequestEntry<z.ZodType<RoutingTaskAmendment, RoutingTaskAmendment, z.core.$ZodTypeInternals<RoutingTaskAmendment, RoutingTaskAmendment>>, z.ZodUnknown, unknown>;
    updateRingState: RequestEntry<z.ZodType<RingAnswer, RingAnswer, z.core.$ZodTypeInternals<RingAnswer, RingAnswer>>, z.ZodString, string>;
};
interface AgentState {
    readonly availability?: Open<"ONLINE" | "OCCUPIED" | "AWAY" | "BACK_SOON" | "OFFLINE">;
    readonly channels?: string[];
    readonly description?: string;
}
interface AgentStateChange {
    readonly type: Open<"UPSERT" | "DELETE">;
    readonly result?: AgentState;
}
declare const routingNotifications: {
    "routing.RoutingTaskNotification": NotificationEntry<Batch<RoutingTaskChange>>;
    "routing.AgentStateNotification": NotificationEntry<Batch<AgentStateChange>>;
    deprecated: NotificationEntry<undefined>;
};
type Requests = typeof clock & typeof conversations & typeof messaging & typeof routing & typeof profiles;
declare const requests: Requests;
type RequestName = keyof Requests;
type BodyOf<Name extends RequestName> = z.input<Requests[Name]["request"]>;
type ResultOf<Name extends RequestName> = Requests[Name]["example"]["result"];
type Notifications = typeof clockNotifications & typeof conversationNotifications & typeof messagingNotifications & typeof routingNotifications & typeof profileNotifications;
declare const notifications: Notifications;
type NotificationName = keyof Notifications;
type NotificationBodies = {
    [Event in NotificationName]: Notifications[Event]["example"]["body"];
};
declare function notificationOfEvent(event: string): AnyNotification | undefined;
declare function notificationOfType(type: string): AnyNotification | undefined;
declare function requestNamed(name: RequestName): AnyRequest;
declare function requestOfType(type: string): {
    readonly name: RequestName;
    readonly entry: AnyRequest;
} | undefined;
interface MessagesQuery {
    readonly dialogId: string;
    readonly after?: number | undefined;
    readonly before?: number | undefined;
    readonly last?: number | undefined;
    readonly timeout?: number | undefined;
    readonly signal?: AbortSignal | undefined;
}
interface MessageItem {
    readonly kind: "message";
    readonly body: Messages;
    readonly dialogId: string;
    readonly sequence: number | undefined;
    readonly attempt: number;
}
interface AcknowledgeableMessage extends MessageItem {
    acknowledge(): void;
    fail(error: unknown): void;
}
type OtherNotification = Exclude<keyof NotificationBodies, typeof MESSAGE_EVENT | "deprecated">;
type PlainNotificationItem = {
    readonly [Event in OtherNotification]: {
        readonly kind: "notification";
        readonly event: Event;
        readonly body: NotificationBodies[Event];
        readonly received: unknown;
    };
}[OtherNotification];
interface SnapshotItem {
    readonly kind: "snapshot";
    readonly event: OtherNotification;
    readonly subscriptionId: string;
    readonly complete: boolean;
}
interface UnreadableItem {
    readonly kind: "unreadable";
    readonly type: string | undefined;
    readonly body: unknown;
    readonly errors: readonly SDKError[];
}
interface RestoredItem {
    readonly kind: "restored";
    readonly attempts: number;
}
type NotificationItem = MessageItem | PlainNotificationItem | UnreadableItem | SnapshotItem | RestoredItem;
type AcknowledgeableItem = AcknowledgeableMessage | Exclude<NotificationItem, MessageItem>;
interface NotificationsOptions {
    readonly acknowledge?: boolean | undefined;
    readonly signal?: AbortSignal | undefined;
}
interface RequestOptions {
    readonly headers?: readonly Header[] | undefined;
    readonly metadata?: readonly Metadata[] | undefined;
    readonly encodedMetadata?: string | undefined;
    readonly timeout?: number | undefined;
    readonly signal?: AbortSignal | undefined;
    readonly guard?: (() => void) | undefined;
}
interface CallOptions {
    readonly timeout?: number | undefined;
    readonly signal?: AbortSignal | undefined;
}
interface RawRequestOptions extends Omit<RequestOptions, "headers" | "metadata" | "encodedMetadata"> {
    readonly headers?: unknown;
    readonly metadata?: unknown;
    readonly encodedMetadata?: unknown;
}
type Handled = unknown;
type LifecycleEvents = {
    connected: (info: {
        readonly connected: true;
        readonly ts: number;
    }) => Handled;
    closed: (code: number, reason: string) => Handled;
    error: (error: SDKError, context?: {
        readonly location: string;
    }) => Handled;
    warn: (info: {
        readonly message: string;
    }) => Handled;
    success: (info: {
        readonly location: string;
    }) => Handled;
    notification: (notification: NotificationFrame) => Handled;
    "message:sent": (request: RequestFrame) => Handled;
    state: (state: LifecycleState) => Handled;
    reconnecting: (next: Reconnecting) => Handled;
    reconnected: (info: {
        readonly attempts: number;
    }) => Handled;
    GenericSubscribeResponse: (body: undefined, requestId: string) => Handled;
};
type NotificationEvents = {
    [Name in Exclude<keyof NotificationBodies, "deprecated">]: (body: NotificationBodies[Name]) => Handled;
};
type WireEvents = {
    [type: `.${string}`]: (body: unknown, requestId?: string) => Handled;
};
type AgentEvents = LifecycleEvents & NotificationEvents & WireEvents;
interface EventMethods {
    on(event: "connected", listener: LifecycleEvents["connected"]): this;
    on(event: "closed", listener: LifecycleEvents["closed"]): this;
    on(event: "error", listener: LifecycleEvents["error"]): this;
    on(event: "warn", listener: LifecycleEvents["warn"]): this;
    on(event: "success", listener: LifecycleEvents["success"]): this;
    on(event: "notification", listener: LifecycleEvents["notification"]): this;
    on(event: "message:sent", listener: LifecycleEvents["message:sent"]): this;
    on(event: "state", listener: LifecycleEvents["state"]): this;
    on(event: "reconnecting", listener: LifecycleEvents["reconnecting"]): this;
    on(event: "reconnected", listener: LifecycleEvents["reconnected"]): this;
    on(event: "GenericSubscribeResponse", listener: LifecycleEvents["GenericSubscribeResponse"]): this;
    on(event: "cqm.ExConversationChangeNotification", listener: NotificationEvents["cqm.ExConversationChangeNotification"]): this;
    on(event: "ms.MessagingEventNotification", listener: NotificationEvents["ms.MessagingEventNotification"]): this;
    on(event: "routing.RoutingTaskNotification", listener: NotificationEvents["routing.RoutingTaskNotification"]): this;
    on(event: "routing.AgentStateNotification", listener: NotificationEvents["routing.AgentStateNotification"]): this;
    once(event: "connected", listener: LifecycleEvents["connected"]): this;
    once(event: "closed", listener: LifecycleEvents["closed"]): this;
    once(event: "error", listener: LifecycleEvents["error"]): this;
    once(event: "warn", listener: LifecycleEvents["warn"]): this;
    once(event: "success", listener: LifecycleEvents["success"]): this;
    once(event: "notification", listener: LifecycleEvents["notification"]): this;
    once(event: "message:sent", listener: LifecycleEvents["message:sent"]): this;
    once(event: "state", listener: LifecycleEvents["state"]): this;
    once(event: "reconnecting", listener: LifecycleEvents["reconnecting"]): this;
    once(event: "reconnected", listener: LifecycleEvents["reconnected"]): this;
    once(event: "GenericSubscribeResponse", listener: LifecycleEvents["GenericSubscribeResponse"]): this;
    once(event: "cqm.ExConversationChangeNotification", listener: NotificationEvents["cqm.ExConversationChangeNotification"]): this;
    once(event: "ms.MessagingEventNotification", listener: NotificationEvents["ms.MessagingEventNotification"]): this;
    once(event: "routing.RoutingTaskNotification", listener: NotificationEvents["routing.RoutingTaskNotification"]): this;
    once(event: "routing.AgentStateNotification", listener: NotificationEvents["routing.AgentStateNotification"]): this;
}
interface OAuth1Keys {
    readonly appKey: string;
    readonly secret: string;
    readonly accessToken: string;
    readonly accessTokenSecret: string;
}
interface ServiceSchema<Body> {
    safeParse(value: unknown): {
        readonly success: true;
        readonly data: Body;
    } | {
        readonly success: false;
        readonly error: {
            readonly issues: readonly {
                readonly path: readonly PropertyKey[];
                readonly message: string;
            }[];
        };
    };
}
interface ServiceAnswer<Body> {
    readonly status: number;
    readonly body: Body;
}
interface ServiceCall {
    readonly method?: "GET" | "POST" | "PUT" | "PATCH" | "DELETE" | undefined;
    readonly query?: Readonly<Record<string, string | number | boolean>> | undefined;
    readonly headers?: Readonly<Record<string, string>> | undefined;
    readonly body?: unknown;
    readonly auth?: "bearer" | "none" | OAuth1Keys | undefined;
    readonly answer?: "json" | "bytes" | undefined;
    readonly maxBytes?: number | undefined;
    readonly schema?: ServiceSchema<unknown> | undefined;
    readonly timeout?: number | undefined;
    readonly signal?: AbortSignal | undefined;
}
type RequestMethods = {
    [Name in keyof Requests]: Record<never, never> extends BodyOf<Name> ? (body?: BodyOf<Name>, options?: RequestOptions) => Promise<ResultOf<Name>> : (body: BodyOf<Name>, options?: RequestOptions) => Promise<ResultOf<Name>>;
};
declare const Base: new (onListener: (event: string | symbol) => void) => EventMethods & TypedEventEmitter<AgentEvents> & RequestMethods;
declare class Agent extends Base implements AsyncDisposable {
    #private;
    constructor(options: AgentOptions);
    get accountId(): string;
    get agentId(): string | undefined;
    get userId(): string | undefined;
    get connected(): boolean;
    get state(): LifecycleState;
    getBearerToken(): string | undefined;
    serverTime(): number;
    health(): Health;
    connect(options?: CallOptions): Promise<void>;
    reconnect(skipTokenGeneration?: boolean, options?: CallOptions): Promise<void>;
    refreshSession({ signal }?: {
        readonly signal?: AbortSignal | undefined;
    }): Promise<void>;
    startPeriodicRefreshSession(): void;
    close({ timeout, logout, }?: {
        readonly timeout?: number;
        readonly logout?: boolean;
    }): Promise<void>;
    dispose(): void;
    [Symbol.asyncDispose](): Promise<void>;
    request(type: string, body?: unknown, options?: RawRequestOptions): Promise<unknown>;
    messages(query: MessagesQuery): Promise<Message[]>;
    callService(service: string, path: string, call: ServiceCall & {
        readonly answer: "bytes";
        readonly schema?: undefined;
    }): Promise<ServiceAnswer<Buffer>>;
    callService<Body>(service: string, path: string, call: ServiceCall & {
        readonly schema: ServiceSchema<Body>;
    }): Promise<ServiceAnswer<Body>>;
    callService<Body = unknown>(service: string, path: string, call?: ServiceCall & {
        readonly answer?: "json" | undefined;
        readonly schema?: undefined;
    }): Promise<ServiceAnswer<Body>>;
    callService(service: string, path: string, call: ServiceCall): Promise<ServiceAnswer<unknown>>;
    notifications(options: NotificationsOptions & {
        readonly acknowledge: true;
    }): AsyncIterableIterator<AcknowledgeableItem, undefined>;
    notifications(options?: NotificationsOptions): AsyncIterableIterator<NotificationItem, undefined>;
}
interface Store {
    load(agent: string): AsyncIterable<Saved>;
    commit(agent: string, change: Change, lease?: Lease): Promise<void>;
}
interface Saved {
    readonly conversationId: string;
    readonly positions: Readonly<Record<string, number>>;
    readonly session?: unknown;
    readonly flow?: unknown;
    readonly timers: Readonly<Record<string, number>>;
}
type Change = StateChange | ConversationRemoval;
interface StateChange {
    readonly conversationId: string;
    readonly removed?: undefined;
    readonly positions?: Readonly<Record<string, number>> | undefined;
    readonly session?: unknown;
    readonly flow?: unknown;
    readonly timers?: Readonly<Record<string, number | null>> | undefined;
}
interface ConversationRemoval {
    readonly conversationId: string;
    readonly removed: true;
}
interface Lease {
    readonly epoch: number;
}
declare function applyChange(saved: Saved | undefined, change: Change): Saved | undefined;
export { type Dialog as $, Agent as A, type Batch as B, type ConversationFilter as C, type ChatStateEvent as D, type ClientCredentials as E, type FileType as F, type ClientProperties as G, type Handled as H, ConfigurationError as I, ConnectionError as J, type ContentEvent as K, type Lease as L, type Message as M, type ConversationChange as N, type ConversationContext as O, type ConversationDetails as P, type ConversationField as Q, type Role as R, type SDE as S, type TypedEventEmitter as T, type ConversationRequest as U, type ConversationStateChange as V, type Credentials as W, type CursorValue as X, type CustomerInfoSDE as Y, type DelayChange as Z, type Delivery as _, SDKError as a, type RoutingTask as a$, type DialogChange as a0, type DialogParticipant as a1, type DownloadRequest as a2, type DownloadTokenRequest as a3, type ErrorFacts as a4, type EventMethods as a5, type ExConversation as a6, type ExternalFile as a7, type ExternalId as a8, type FileEvent as a9, type OAuth1Keys as aA, type Originator as aB, type Participant as aC, type ParticipantsChange as aD, type PasswordCredentials as aE, type PersonalSDE as aF, type PlainNotificationItem as aG, type PlainTextEvent as aH, ProcessScope as aI, type ProfileRequest as aJ, type Provided as aK, type PublishEventBody as aL, type PublishableEvent as aM, type RawRequestOptions as aN, type ReconnectOptions as aO, type Reconnecting as aP, type RedeliveryOptions as aQ, type RequestFrame as aR, type RequestMethods as aS, type RequestOptions as aT, type Requests as aU, ResponseError as aV, type RestoredItem as aW, type ResultOf as aX, type RichContentEvent as aY, type Ring as aZ, type RingAnswer as a_, HISTORY_REQUEST as aa, HandlerError as ab, type Header as ac, type Health as ad, type HistoryRequest as ae, type HostedFile as af, HttpError as ag, type LifecycleEvents as ah, type LifecycleState as ai, type LockHolder as aj, type Logger as ak, MESSAGE_EVENT as al, type ManualETTRChange as am, type MessageItem as an, type Messages as ao, type MessagesQuery as ap, NotMineError as aq, type NoteChange as ar, type NotificationBodies as as, type NotificationEvents as at, type NotificationFrame as au, type NotificationItem as av, type NotificationName as aw, type Notifications as ax, type NotificationsOptions as ay, type OAuth1Credentials as az, type AgentOptions as b, type RoutingTaskAmendment as b0, type RoutingTaskChange as b1, type RoutingTaskFilter as b2, type SecureFormInvitationEvent as b3, type SecureFormSubmissionEvent as b4, type Service as b5, type ServiceAnswer as b6, type ServiceCall as b7, type ServiceSchema as b8, type SkillChange as b9, requestNamed as bA, requestOfType as bB, requests as bC, type SnapshotItem as ba, type StageChange as bb, StoreError as bc, type Subscription as bd, type TTRChange as be, type TextEvent as bf, TimeoutError as bg, type TlsOptions as bh, type TopicChange as bi, TransformError as bj, type UnreadableItem as bk, type UnsubscribeBody as bl, type UpdateConversationBody as bm, type UploadRequest as bn, type UserProfile as bo, ValidationError as bp, type ValidationIssue as bq, type WireEvents as br, event as bs, fileType as bt, headersSchema as bu, id as bv, metadataSchema as bw, notificationOfEvent as bx, notificationOfType as by, notifications as bz, type Store as c, type Change as d, type CursorStore as e, type Saved as f, type ConversationRemoval as g, type StateChange as h, applyChange as i, type MessageEvent as j, type RequestName as k, type AcceptStatusEvent as l, type AcknowledgeableItem as m, type AcknowledgeableMessage as n, type AgentEvents as o, type AgentSettings as p, type AgentState as q, type AgentStateBody as r, type AgentStateChange as s, type AgentsStateFilter as t, type AssertionCredentials as u, AuthenticationError as v, type BearerCredentials as w, type BodyOf as x, type CSATRateChange as y, type CallOptions as z };
