import { z } from "zod";
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
type Open<Known extends string> = Known | (string & {});
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
type Metadata = {
    type: "ExternalId";
    id: string;
} | {
    type: "ActionReason";
    reason: Open<"escalated_by_user" | "escalated_by_bot" | "escalated_by_configuration" | "escalated_by_error">;
    reasonId?: string | undefined;
} | {
    type: "BotResponse";
    externalConversationId?: string | undefined;
    businessCases?: string[] | undefined;
    intents?: {
        id: string;
        confidenceScore: number;
        name?: string | undefined;
        confidence?: number | Open<"low" | "medium" | "high"> | undefined;
        intentMatchType?: string | undefined;
        intentMatchEventType?: string | undefined;
    }[] | undefined;
    bot?: {
        botId: string;
        botProvider?: string | undefined;
        botProviderType?: Open<"1P" | "3P_LP_CONNECTOR" | "3P_EXTERNAL_CONNECTOR"> | undefined;
        botType?: string | undefined;
        botLanguage?: string | undefined;
        botLastUpdateTimestamp?: number | undefined;
    } | undefined;
    consumerUtteranceSequenceNumbers?: number[] | undefined;
    consumerId?: string | undefined;
    kBSourceId?: string | undefined;
    botInteractionId?: string | undefined;
    intentMatched?: boolean | undefined;
} | {
    type: "EscalationSummary";
    escalationCause?: Open<"escalated_by_user" | "escalated_by_bot" | "escalated_by_configuration" | "escalated_by_error"> | undefined;
    businessCases?: {
        id: string;
        time?: number | undefined;
    }[] | undefined;
    conversationDuration?: number | undefined;
    escalatedDuringBusinessCase?: string | undefined;
} | {
    type: "IBMWatsonInfo";
    referred_visitor_message_sequences: unknown[];
} | {
    type: "AutoMessage";
    messageType: string;
    faasInvoked?: boolean | undefined;
    iteration?: number | undefined;
} | {
    type: "CbBotResponseMetaData";
    botMsgId: string;
    botInteractionId?: string | undefined;
    botInteractionName?: string | undefined;
    botId?: string | undefined;
    botType?: string | undefined;
    botProvider?: string | undefined;
    intentId?: string | undefined;
    intentName?: string | undefined;
    matchType?: string | undefined;
    domainName?: string | undefined;
    domainType?: string | undefined;
} | {
    type: "Survey";
    id: string | number;
    revision?: string | number | undefined;
    provider?: string | undefined;
} | {
    type: "Question";
    id: string | number;
    surveyId?: string | number | undefined;
    provider?: string | undefined;
    replies?: string[] | undefined;
} | {
    type: "Answer";
    id: string | number;
    surveyId?: string | number | undefined;
    questionId?: string | number | undefined;
    provider?: string | undefined;
} | {
    type: "InvalidAnswer";
    questionId: string | number;
    surveyId?: string | number | undefined;
    provider?: string | undefined;
} | {
    type: "SocialMessagingEventData";
    event: {
        source: "Facebook";
        type: Open<"DirectMessage" | "Post" | "CommentToComment" | "CommentToPost" | "PrivateReplyToComment" | "PrivateReplyToPost" | "ConsumerAction" | "CC" | "CP">;
        parent?: {
            attachmentUrl?: string | undefined;
            pageName?: string | undefined;
            postId?: string | undefined;
            postText?: string | undefined;
            timestamp?: string | number | undefined;
        } | undefined;
    } | {
        source: "Twitter";
        type: Open<"DirectMessage" | "ConsumerAction" | "Tweet" | "Reply" | "Retweet">;
        parent?: {
            attachmentUrl?: string | undefined;
            accountName?: string | undefined;
            accountId?: string | undefined;
            tweetId?: string | undefined;
            tweetText?: string | undefined;
            timestamp?: string | number | undefined;
        } | undefined;
    } | {
        source: "Instagram";
    };
    channel: "Public" | "Private";
    replyToId?: string | undefined;
    actions?: {
        name: Open<"Like" | "Delete" | "Block" | "Ban" | "Hide" | "Report" | "ConsumerMention" | "replyFromAccountId">;
        payload?: string | undefined;
    }[] | undefined;
    conversationState?: {
        currentChannel: "Public" | "Private";
        dmChatId?: string | undefined;
        enabledChannels?: {
            private?: boolean | undefined;
            public?: boolean | undefined;
        } | undefined;
    } | undefined;
} | {
    type: "SocialMessagingConversationData";
    directMessagingId: string;
    userProfile: {
        source: "Facebook";
        avatarUrl: string;
        userName: string;
        psid?: string | undefined;
        gender?: string | undefined;
        locale?: string | undefined;
        timezone?: string | undefined;
        profileUrl?: string | undefined;
    } | {
        source: "Twitter";
        avatarUrl: string;
        profileName: string;
        handle?: string | undefined;
        dateJoined?: string | undefined;
        description?: string | undefined;
        tweets?: string | number | undefined;
        likes?: string | number | undefined;
        followers?: string | number | undefined;
        following?: string | number | undefined;
    };
} | {
    type: "ConnectorAuthenticationRequest";
    requestIdentifier?: string | undefined;
    apple?: {
        oauth2: {
            responseType?: string | undefined;
            scope?: string[] | undefined;
            state?: string | undefined;
            clientSecret?: string | undefined;
            responseEncryptionKey?: string | undefined;
        };
    } | undefined;
} | {
    type: "ConnectorAuthenticationResponse";
    Status?: boolean | undefined;
    token?: string | undefined;
    errors?: unknown[] | undefined;
} | {
    type: "ConnectorPaymentRequest";
    apple?: {
        data: {
            version?: string | undefined;
            payment?: {
                paymentRequest?: {
                    [x: string]: unknown;
                } | undefined;
                endpoints?: {
                    [x: string]: unknown;
                } | undefined;
                merchantSession?: {
                    [x: string]: unknown;
                } | undefined;
            } | undefined;
            requestIdentifier?: string | undefined;
        };
    } | undefined;
} | {
    type: "ConnectorPaymentResponse";
    Status?: boolean | undefined;
    requestIdentifier?: string | undefined;
} | {
    type: "BusinessChatMessage";
    multipleSelection?: boolean | undefined;
    receivedMessage?: {
        [x: string]: unknown;
        title: string;
        subtitle?: string | undefined;
        imageURL?: string | undefined;
        style?: Open<"icon" | "small" | "large"> | undefined;
    } | undefined;
    replyMessage?: {
        [x: string]: unknown;
        title?: string | undefined;
        subtitle?: string | undefined;
        imageURL?: string | undefined;
        style?: Open<"icon" | "small" | "large"> | undefined;
    } | undefined;
} | {
    type: "WhatsAppSingleProduct";
    catalogId: string;
    productRetailerId: string;
} | {
    type: "WhatsAppMultipleProduct";
    catalogId: string;
    sections: {
        title: string;
        productIds: string[];
    }[];
} | {
    [x: string]: unknown;
    type: "ConversationSummary";
};
interface Style {
    "background-color"?: string | undefined;
    "background-color-active"?: string | undefined;
    "background-color-hover"?: string | undefined;
    "border-color"?: string | undefined;
    "border-color-selected"?: string | undefined;
    "border-color-hover"?: string | undefined;
    "border-radius"?: number | undefined;
    color?: string | undefined;
    "color-hover"?: string | undefined;
    "color-active"?: string | undefined;
    fill?: string | undefined;
    "font-family"?: string | undefined;
    bold?: boolean | undefined;
    italic?: boolean | undefined;
    size?: "small" | "medium" | "large" | undefined;
}
interface PublishTextAction {
    type: "publishText";
    text: string;
}
interface LinkAction {
    type: "link";
    uri: string;
    name?: string | undefined;
    ios?: {
        uri: string;
    } | undefined;
    android?: {
        uri: string;
    } | undefined;
    web?: {
        uri: string;
    } | undefined;
    target?: "self" | "blank" | "slideout" | undefined;
}
interface NavigateAction {
    type: "navigate";
    la: number;
    lo: number;
    name?: string | undefined;
}
interface CustomAction {
    type: "custom";
    data?: {
        key: string;
        value?: unknown;
    }[] | undefined;
}
interface AddToCartAction {
    type: "addToCart";
    items: {
        productId?: string | undefined;
        quantity?: number | undefined;
    }[];
}
interface DatePickerAction {
    type: "datePicker";
    class: "single" | "range";
    title?: string | undefined;
    minDate?: number | undefined;
    maxDate?: number | undefined;
    dateFormat?: string | undefined;
}
interface ScheduleSlotListAction {
    type: "scheduleSlotList";
    title?: string | undefined;
    firstDayOfTheWeek?: "sun" | "mon" | undefined;
    slots?: ScheduleSlot[] | undefined;
}
interface ScheduleSlot {
    type: "scheduleSlot";
    id: string;
    start: number;
    end?: number | undefined;
    title?: string | undefined;
    description?: string | undefined;
    imageUrl?: string | undefined;
}
type ClickAction = PublishTextAction | LinkAction | NavigateAction | CustomAction | AddToCartAction | DatePickerAction | ScheduleSlotListAction;
interface Click<Action = ClickAction> {
    actions?: Action[] | undefined;
    metadata?: Metadata[] | undefined;
}
interface CommonMembers {
    rtl?: boolean | undefined;
    tooltip?: string | undefined;
    tag?: string | undefined;
    tagVersion?: string | undefined;
    style?: Style | undefined;
    alt?: string | undefined;
    accessibility?: {
        web?: Record<string, string | undefined> | undefined;
    } | undefined;
}
interface Clickable extends CommonMembers {
    click?: Click | undefined;
}
interface TextElement extends Clickable {
    type: "text";
    text: string;
}
interface ImageElement extends Clickable {
    type: "image";
    url: string;
    caption?: string | undefined;
}
interface ButtonElement extends Clickable {
    type: "button";
    title: string;
    subtitle?: string | undefined;
    class?: "text" | "button" | undefined;
    ref?: {
        name: string;
        type: "carouselSelect" | "accordionSelect";
    } | undefined;
}
interface MapElement extends Clickable {
    type: "map";
    la: number;
    lo: number;
}
interface LinkPreviewElement extends Clickable {
    type: "linkPreview";
    url: string;
    title?: string | undefined;
}
interface TemplateElement extends Clickable {
    type: "template";
    templateType: "quickReply";
    title: string;
    resp: string[];
}
interface KeyValuePairListElement extends Clickable {
    type: "keyValuePairList";
    elements: {
        key: string;
        value?: string | undefined;
    }[];
}
interface Display {
    aspectRatio?: "rectangle" | "square" | "horizontal" | undefined;
    size?: "cover" | "contain" | "large" | "compact" | "tall" | "full" | undefined;
}
interface VerticalElement extends Clickable {
    type: "vertical";
    elements: RichContentElement[];
    border?: "border" | "borderLess" | "dropShadow" | undefined;
    scroll?: "disable" | "enable" | undefined;
    display?: Display | undefined;
    metadata?: Metadata[] | undefined;
}
interface HorizontalElement extends Clickable {
    type: "horizontal";
    elements: RichContentElement[];
    border?: "border" | "borderLess" | "dropShadow" | undefined;
    borderLine?: boolean | undefined;
    percentages?: number[] | undefined;
    metadata?: Metadata[] | undefined;
}
type RichContentElement = TextElement | ImageElement | ButtonElement | MapElement | LinkPreviewElement | TemplateElement | KeyValuePairListElement | VerticalElement | HorizontalElement;
interface CarouselElement extends Clickable {
    type: "carousel";
    elements: RichContentElement[];
    padding?: number | undefined;
    display?: Display | undefined;
}
interface CarouselSelectElement extends Clickable {
    type: "carouselSelect";
    elements: RichContentElement[];
    selectMode?: {
        name: string;
        type: "single" | "multiple";
    } | undefined;
    padding?: number | undefined;
}
interface AccordionSelectElement extends Clickable {
    type: "accordionSelect";
    elements: RichContentElement[];
    titles?: {
        name: string;
        additional?: string | undefined;
    }[] | undefined;
    selectMode?: {
        name: string;
    } | undefined;
}
interface CheckboxElement extends CommonMembers {
    type: "checkbox";
    text: string;
    borderLine?: boolean | undefined;
    borderColor?: string | undefined;
    click: Click<{
        type: "checked";
        publishText: string;
    }>;
}
interface ChecklistElement extends Clickable {
    type: "checklist";
    elements: CheckboxElement[];
}
interface SectionElement extends Clickable {
    type: "section";
    sectionID: string;
    elements: [
        TextElement,
        ChecklistElement
    ] | [
        ChecklistElement
    ];
}
interface SectionListElement extends Clickable {
    type: "sectionList";
    elements: SectionElement[];
}
interface SubmitButtonElement extends CommonMembers {
    type: "submitButton";
    title: string;
    disabled?: boolean | undefined;
    click: Click<{
        type: "submitAsText";
        submit: boolean;
    }>;
}
interface ButtonListElement extends Clickable {
    type: "buttonList";
    elements: [
        SubmitButtonElement,
        ButtonElement
    ] | [
        SubmitButtonElement
    ];
}
interface ListElement extends Clickable {
    type: "list";
    elements: [
        TextElement,
        SectionListElement,
        ButtonListElement
    ];
}
interface TabsElement extends Clickable {
    type: "tabs";
    elements: Record<string, unknown>[];
}
type RichContent = RichContentElement | CarouselElement | CarouselSelectElement | AccordionSelectElement | ListElement | TabsElement;
interface QuickReply {
    type: "button";
    title: string;
    click: Click;
    tooltip?: string | undefined;
    style?: Style | undefined;
}
interface QuickReplies {
    type: "quickReplies";
    itemsPerRow: number;
    replies: QuickReply[];
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
export { ConfigurationError as $, Agent as A, type Batch as B, type ConversationFilter as C, type BodyOf as D, type ButtonElement as E, type FileType as F, type ButtonListElement as G, type Handled as H, type CSATRateChange as I, type CallOptions as J, type CarouselElement as K, type Lease as L, type Message as M, type CarouselSelectElement as N, type Open as O, type ChatStateEvent as P, type QuickReplies as Q, type Role as R, type SDE as S, type TypedEventEmitter as T, type CheckboxElement as U, type ChecklistElement as V, type Click as W, type ClickAction as X, type ClientCredentials as Y, type ClientProperties as Z, type CommonMembers as _, type Metadata as a, type Participant as a$, ConnectionError as a0, type ContentEvent as a1, type ConversationChange as a2, type ConversationContext as a3, type ConversationDetails as a4, type ConversationField as a5, type ConversationRequest as a6, type ConversationStateChange as a7, type Credentials as a8, type CursorValue as a9, type KeyValuePairListElement as aA, type LifecycleEvents as aB, type LifecycleState as aC, type LinkAction as aD, type LinkPreviewElement as aE, type ListElement as aF, type LockHolder as aG, type Logger as aH, MESSAGE_EVENT as aI, type ManualETTRChange as aJ, type MapElement as aK, type MessageItem as aL, type Messages as aM, type MessagesQuery as aN, type NavigateAction as aO, NotMineError as aP, type NoteChange as aQ, type NotificationBodies as aR, type NotificationEvents as aS, type NotificationFrame as aT, type NotificationItem as aU, type NotificationName as aV, type Notifications as aW, type NotificationsOptions as aX, type OAuth1Credentials as aY, type OAuth1Keys as aZ, type Originator as a_, type CustomAction as aa, type CustomerInfoSDE as ab, type DatePickerAction as ac, type DelayChange as ad, type Delivery as ae, type Dialog as af, type DialogChange as ag, type DialogParticipant as ah, type Display as ai, type DownloadRequest as aj, type DownloadTokenRequest as ak, type ErrorFacts as al, type EventMethods as am, type ExConversation as an, type ExternalFile as ao, type ExternalId as ap, type FileEvent as aq, HISTORY_REQUEST as ar, HandlerError as as, type Header as at, type Health as au, type HistoryRequest as av, type HorizontalElement as aw, type HostedFile as ax, HttpError as ay, type ImageElement as az, SDKError as b, ValidationError as b$, type ParticipantsChange as b0, type PasswordCredentials as b1, type PersonalSDE as b2, type PlainNotificationItem as b3, type PlainTextEvent as b4, ProcessScope as b5, type ProfileRequest as b6, type Provided as b7, type PublishEventBody as b8, type PublishTextAction as b9, type SecureFormInvitationEvent as bA, type SecureFormSubmissionEvent as bB, type Service as bC, type ServiceAnswer as bD, type ServiceCall as bE, type ServiceSchema as bF, type SkillChange as bG, type SnapshotItem as bH, type StageChange as bI, StoreError as bJ, type Style as bK, type SubmitButtonElement as bL, type Subscription as bM, type TTRChange as bN, type TabsElement as bO, type TemplateElement as bP, type TextElement as bQ, type TextEvent as bR, TimeoutError as bS, type TlsOptions as bT, type TopicChange as bU, TransformError as bV, type UnreadableItem as bW, type UnsubscribeBody as bX, type UpdateConversationBody as bY, type UploadRequest as bZ, type UserProfile as b_, type PublishableEvent as ba, type QuickReply as bb, type RawRequestOptions as bc, type ReconnectOptions as bd, type Reconnecting as be, type RedeliveryOptions as bf, type RequestFrame as bg, type RequestMethods as bh, type RequestOptions as bi, type Requests as bj, ResponseError as bk, type RestoredItem as bl, type ResultOf as bm, type RichContent as bn, type RichContentElement as bo, type RichContentEvent as bp, type Ring as bq, type RingAnswer as br, type RoutingTask as bs, type RoutingTaskAmendment as bt, type RoutingTaskChange as bu, type RoutingTaskFilter as bv, type ScheduleSlot as bw, type ScheduleSlotListAction as bx, type SectionElement as by, type SectionListElement as bz, type AgentOptions as c, type ValidationIssue as c0, type VerticalElement as c1, type WireEvents as c2, event as c3, fileType as c4, headersSchema as c5, id as c6, metadataSchema as c7, notificationOfEvent as c8, notificationOfType as c9, notifications as ca, requestNamed as cb, requestOfType as cc, requests as cd, type Store as d, type Change as e, type CursorStore as f, type Saved as g, type ConversationRemoval as h, type StateChange as i, applyChange as j, type MessageEvent as k, type RequestName as l, type AcceptStatusEvent as m, type AccordionSelectElement as n, type AcknowledgeableItem as o, type AcknowledgeableMessage as p, type AddToCartAction as q, type AgentEvents as r, type AgentSettings as s, type AgentState as t, type AgentStateBody as u, type AgentStateChange as v, type AgentsStateFilter as w, type AssertionCredentials as x, AuthenticationError as y, type BearerCredentials as z };
