import { z } from "zod";
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
    readonly dialogId: string | undefined;
    readonly sequence: number | undefined;
    readonly attempt: number;
    constructor(message: string, facts: ErrorFacts & {
        readonly event: string;
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
export { type Dialog as $, type AcceptStatusEvent as A, type BodyOf as B, type ConversationFilter as C, type ClientProperties as D, type CommonMembers as E, type FileType as F, ConfigurationError as G, type Header as H, ConnectionError as I, type ContentEvent as J, type ConversationChange as K, type ConversationContext as L, type Message as M, type NotificationBodies as N, type Open as O, type ConversationDetails as P, type QuickReplies as Q, type Role as R, type SDE as S, type ConversationField as T, type ConversationRequest as U, type ConversationStateChange as V, type CustomAction as W, type CustomerInfoSDE as X, type DatePickerAction as Y, type DelayChange as Z, type Delivery as _, type Metadata as a, type TabsElement as a$, type DialogChange as a0, type DialogParticipant as a1, type Display as a2, type DownloadRequest as a3, type DownloadTokenRequest as a4, type ErrorFacts as a5, type ExConversation as a6, type ExternalFile as a7, type ExternalId as a8, type FileEvent as a9, type PublishTextAction as aA, type PublishableEvent as aB, type QuickReply as aC, ResponseError as aD, type RichContent as aE, type RichContentElement as aF, type RichContentEvent as aG, type Ring as aH, type RingAnswer as aI, type RoutingTask as aJ, type RoutingTaskAmendment as aK, type RoutingTaskChange as aL, type RoutingTaskFilter as aM, type ScheduleSlot as aN, type ScheduleSlotListAction as aO, type SectionElement as aP, type SectionListElement as aQ, type SecureFormInvitationEvent as aR, type SecureFormSubmissionEvent as aS, type Service as aT, type SkillChange as aU, type StageChange as aV, StoreError as aW, type Style as aX, type SubmitButtonElement as aY, type Subscription as aZ, type TTRChange as a_, HISTORY_REQUEST as aa, HandlerError as ab, type HistoryRequest as ac, type HorizontalElement as ad, type HostedFile as ae, HttpError as af, type ImageElement as ag, type KeyValuePairListElement as ah, type LinkAction as ai, type LinkPreviewElement as aj, type ListElement as ak, type LockHolder as al, type ManualETTRChange as am, type MapElement as an, type NavigateAction as ao, NotMineError as ap, type NoteChange as aq, type NotificationName as ar, type Notifications as as, type Originator as at, type Participant as au, type ParticipantsChange as av, type PersonalSDE as aw, type PlainTextEvent as ax, type ProfileRequest as ay, type PublishEventBody as az, SDKError as b, type TemplateElement as b0, type TextElement as b1, type TextEvent as b2, TimeoutError as b3, type TopicChange as b4, TransformError as b5, type UnsubscribeBody as b6, type UpdateConversationBody as b7, type UploadRequest as b8, type UserProfile as b9, ValidationError as ba, type ValidationIssue as bb, type VerticalElement as bc, event as bd, fileType as be, headersSchema as bf, id as bg, metadataSchema as bh, notificationOfEvent as bi, notificationOfType as bj, notifications as bk, requestNamed as bl, requestOfType as bm, requests as bn, type MessageEvent as c, type RequestName as d, type Messages as e, MESSAGE_EVENT as f, type Requests as g, type ResultOf as h, type AccordionSelectElement as i, type AddToCartAction as j, type AgentState as k, type AgentStateBody as l, type AgentStateChange as m, type AgentsStateFilter as n, AuthenticationError as o, type Batch as p, type ButtonElement as q, type ButtonListElement as r, type CSATRateChange as s, type CarouselElement as t, type CarouselSelectElement as u, type ChatStateEvent as v, type CheckboxElement as w, type ChecklistElement as x, type Click as y, type ClickAction as z };
