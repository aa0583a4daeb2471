import { EventEmitter } from "node:events";
import { ConnectionOptions, SecureContextOptions } from "node:tls";
import { Agent as Agent$1, ClientRequest } from "node:http";
import { createConnection } from "node:net";
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
type Domains = Readonly<Record<string, string>>;
type Delivery = "not-sent" | "unknown" | "answered";
type Service = "messaging" | "domainNames" | "authentication.login" | "authentication.refreshSession" | "store" | (string & {});
interface ErrorFacts {
    readonly code?: number | string | undefined;
    readonly service?: Service | undefined;
    readonly delivery?: Delivery | undefined;
    readonly cause?: unknown;
}
declare class SDKError$1 extends Error {
    readonly name: string;
    readonly code: number | string | undefined;
    readonly service: Service | undefined;
    readonly delivery: Delivery;
    constructor(message: string, { code, service, delivery, cause }?: ErrorFacts);
    get error(): unknown;
}
type Cookies = ReadonlyMap<string, string>;
declare class SDKError extends Error {
    readonly code: number | string | null;
    readonly service: string;
    readonly error: unknown;
    constructor(message: string, code: number | string | null, service: string, error?: unknown);
}
declare class TransformError extends Error {
    readonly payload: unknown;
    constructor(failure: unknown, payload: unknown);
}
type Open<Known extends string> = Known | (string & {});
interface Reading<Body = unknown> {
    readonly event: string;
    readonly body: Body;
    readonly readable: boolean;
    readonly failures: readonly SDKError$1[];
    readonly warnings: readonly string[];
}
interface Batch<Change> {
    readonly subscriptionId?: string | undefined;
    readonly sentTs?: number | undefined;
    readonly changes: Change[];
}
interface BusinessChatReply {
    [x: string]: unknown;
    title?: string | undefined;
    subtitle?: string | undefined;
    secondarySubtitle?: string | undefined;
    tertiarySubtitle?: string | undefined;
    style?: "icon" | "small" | "large" | (string & {}) | undefined;
    imageURL?: string | undefined;
    imageTitle?: string | undefined;
    imageSubtitle?: string | undefined;
    imageIdentifier?: string | undefined;
}
interface BusinessChatBubble extends BusinessChatReply {
    title: string;
}
interface BusinessChatMessage {
    type: "BusinessChatMessage";
    multipleSelection?: boolean | boolean[] | undefined;
    receivedMessage?: BusinessChatBubble | undefined;
    replyMessage?: BusinessChatReply | undefined;
}
interface BusinessEvent {
    type: "BusinessEvent";
    title?: string | undefined;
    timing?: {
        startTime?: string | undefined;
        presentedTimezoneOffset?: number | undefined;
        duration?: number | undefined;
    } | undefined;
    location?: {
        title?: string | undefined;
        lo?: number | undefined;
        la?: number | undefined;
        radius?: number | undefined;
    } | undefined;
}
interface BusinessFormItem {
    title?: string | undefined;
    value?: string | undefined;
    identifier?: string | undefined;
    imageIdentifier?: string | undefined;
    nextPageIdentifier?: string | undefined;
}
interface BusinessFormPage {
    pageIdentifier?: string | undefined;
    type?: "select" | "picker" | "datePicker" | "input" | undefined;
    title?: string | undefined;
    subtitle?: string | undefined;
    multipleSelection?: boolean | undefined;
    nextPageIdentifier?: string | undefined;
    submitForm?: boolean | undefined;
    pickerTitle?: string | undefined;
    hintText?: string | undefined;
    pageItems?: BusinessFormItem[] | undefined;
    options?: Record<string, unknown> | undefined;
}
interface BusinessFormEvent {
    type: "BusinessFormEvent";
    title?: string | undefined;
    showSummary?: boolean | undefined;
    startPageIdentifier?: string | undefined;
    pages?: BusinessFormPage[] | undefined;
    images?: {
        id: string;
        imageUrl: string;
    }[] | undefined;
}
interface BusinessChatCustomMessage {
    type: "BusinessChatCustomMessage";
    appId?: number | undefined;
    appName?: string | undefined;
    appIcon?: string | undefined;
    bid: string;
    URL: string;
    sessionIdentifier?: string | undefined;
    useLiveLayout?: boolean | undefined;
    receivedMessage: BusinessChatBubble;
    attachments?: string[] | undefined;
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
    signature?: string | undefined;
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
} | BusinessChatMessage | BusinessChatCustomMessage | BusinessEvent | BusinessFormEvent | {
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
} | MessageReplyContext | WhatsAppOrder | {
    [x: string]: unknown;
    type: "ConversationSummary";
};
interface MessageReplyContext {
    type: "MessageReplyContext";
    whatsappExternalId?: string | undefined;
    whatsappReplyToExternalId?: string | undefined;
    whatsappReplyToMessageId?: string | undefined;
    whatsAppProductQuestion?: {
        catalogId: string;
        productRetailerId: string;
    } | undefined;
}
interface WhatsAppOrder {
    type: "WhatsAppOrder";
    catalogId: string;
    products: {
        productRetailerId: string;
        quantity?: string | number | undefined;
        price?: string | number | undefined;
        currencyType?: string | undefined;
    }[];
}
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
declare const fileTypes: readonly [
    "JPG",
    "JPEG",
    "PNG",
    "GIF",
    "PDF",
    "DOCX",
    "TXT"
];
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
interface DialogTracker {
    follow(dialogId: string, conversation?: ExConversation, sentAt?: number): void;
    leave(dialogId: string): void;
    end(dialogId: string): void;
}
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
interface LooseFrame {
    readonly kind: "notification" | "resp";
    readonly reqId?: unknown;
    readonly code?: unknown;
    readonly type?: unknown;
    readonly body?: unknown;
}
type RequestFailure = Partial<SDKError & TransformError> & {
    readonly code?: number | string | null;
    readonly kind?: "resp";
    readonly reqId?: string;
    readonly type?: string | undefined;
    readonly body?: unknown;
};
type Callback<Result> = (error: RequestFailure | null, result: Result) => void;
interface LegacyRequest<Body, Result> {
    (body: Body | null | undefined, callback?: Callback<Result> | null): undefined;
    (body: Body | null | undefined, headers: unknown, callback?: Callback<Result> | null): undefined;
    (body: Body | null | undefined, headers: unknown, metadata: unknown, callback?: Callback<Result> | null): undefined;
    (body: Body | null | undefined, headers: unknown, metadata: unknown, encodedMetadata: string | null | undefined, callback?: Callback<Result> | null): undefined;
    (callback?: Callback<Result> | null): undefined;
}
type AnyCallback = (error: unknown, result?: unknown) => void;
interface PendingRequest {
    readonly callback: AnyCallback | undefined;
    readonly launchTime: number;
    readonly timeout: number;
    readonly settle: (error: SDKError | TransformError | LooseFrame | null, result: unknown) => void;
}
type PendingRequests = Record<string, PendingRequest>;
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
type TlsOptions = Pick<ConnectionOptions, "ca" | "cert" | "key" | "passphrase" | "pfx" | "rejectUnauthorized" | "minVersion" | "maxVersion" | "ciphers" | "checkServerIdentity" | "servername">;
interface SocketOptions extends SecureContextOptions {
    agent?: Agent$1 | undefined;
    allowSynchronousEvents?: boolean | undefined;
    autoPong?: boolean | undefined;
    checkServerIdentity?(servername: string, certificate: unknown): boolean;
    createConnection?: typeof createConnection | undefined;
    family?: number | undefined;
    finishRequest?(request: ClientRequest, socket: unknown): void;
    followRedirects?: boolean | undefined;
    generateMask?(mask: Buffer): void;
    handshakeTimeout?: number | undefined;
    headers?: {
        [name: string]: string;
    } | undefined;
    host?: string | undefined;
    localAddress?: string | undefined;
    maxBufferedChunks?: number | undefined;
    maxFragments?: number | undefined;
    maxPayload?: number | undefined;
    maxRedirects?: number | undefined;
    origin?: string | undefined;
    perMessageDeflate?: boolean | object | undefined;
    protocol?: string | undefined;
    protocolVersion?: number | undefined;
    rejectUnauthorized?: boolean | undefined;
    skipUTF8Validation?: boolean | undefined;
}
interface OpenSocket extends EventEmitter {
    readonly readyState: number;
    readonly url: string;
    readonly protocol: string;
    readonly extensions: string;
    readonly bufferedAmount: number;
    close(code?: number, reason?: string | Buffer): void;
    ping(data?: unknown, mask?: boolean, callback?: (error: Error) => void): void;
    pong(data?: unknown, mask?: boolean, callback?: (error: Error) => void): void;
    send(data: string | Buffer, callback?: (error?: Error) => void): void;
    terminate(): void;
}
interface AgentConf {
    accountId: string | number;
    username?: string;
    password?: string;
    clientId?: string;
    clientSecret?: string;
    appKey?: string;
    secret?: string;
    accessToken?: string;
    accessTokenSecret?: string;
    token?: string;
    userId?: string | number;
    assertion?: string;
    csdsDomain?: string;
    domains?: Record<string, string>;
    wsDomainType?: string;
    apiVersion?: string | number;
    requestTimeout?: number;
    errorCheckInterval?: number;
    refreshSessionInterval?: number;
    refreshSessionToken?: boolean;
    autoConnect?: boolean;
    reconnect?: boolean | ReconnectOptions;
    handshakeTimeout?: number;
    tls?: TlsOptions;
    agent?: SocketOptions["agent"];
    headers?: Record<string, string>;
    wsOptions?: SocketOptions;
    [option: string]: unknown;
}
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
declare const clockNotifications: {};
interface Subscription {
    readonly subscriptionId: string;
}
declare const conversationNotifications: {
    "cqm.ExConversationChangeNotification": NotificationEntry<Batch<ConversationChange>>;
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
type Notifications = typeof clockNotifications & typeof conversationNotifications & typeof messagingNotifications & typeof routingNotifications & typeof profileNotifications;
type NotificationName = keyof Notifications;
type NotificationBodies = {
    [Event in NotificationName]: Notifications[Event]["example"]["body"];
};
interface LegacyMessage extends Message {
    isMe(): boolean;
    __isMe: boolean;
}
interface LegacyConversationDetails extends ConversationDetails {
    getMyRole(): string | undefined;
    __myRole?: string;
}
type LegacyConversationChange = Omit<ConversationChange, "result"> & {
    readonly result: Omit<ConversationChange["result"], "conversationDetails"> & {
        readonly conversationDetails: LegacyConversationDetails;
    };
};
interface Deprecated {
    "ms.MessagingEventNotification": {
        readonly dialogId: string;
        readonly changes: LegacyMessage[];
    };
    "cqm.ExConversationChangeNotification": Omit<NotificationBodies["cqm.ExConversationChangeNotification"], "changes"> & {
        readonly changes: LegacyConversationChange[];
    };
}
type LegacyBodies = Omit<NotificationBodies, keyof Deprecated> & Deprecated;
type LegacyLifecycleEvents = {
    connected: (info: {
        readonly connected: true;
        readonly ts: number;
    }) => void;
    closed: (code: number) => void;
    error: (error: SDKError & TransformError, context?: {
        readonly location: string;
    }) => void;
    success: (context: {
        readonly location: string;
    }) => void;
    warn: (info: {
        readonly message: string;
    }) => void;
    notification: (notification: NotificationFrame) => void;
    "message:sent": (request: RequestFrame) => void;
    GenericSubscribeResponse: (body: undefined, requestId: string) => void;
};
type LegacyEvents = LegacyLifecycleEvents & {
    [Name in keyof LegacyBodies]: (body: LegacyBodies[Name]) => void;
} & {
    [type: `.${string}`]: (body: unknown, requestId?: string) => void;
};
interface StorageUrl {
    readonly relativePath: string;
    readonly queryParams: {
        readonly temp_url_sig: string;
        readonly temp_url_expires: string;
    };
}
interface OtherEvent {
    readonly type: string;
    readonly [member: string]: unknown;
}
type ConversationState = Open<"OPEN" | "CLOSE" | "LOCKED">;
interface LegacyConversationField {
    readonly field: Open<"ConversationStateField" | "Stage" | "DialogChange" | "ParticipantsChange" | "Skill" | "TTRField" | "ManualETTR" | "CSATRate" | "DelayField" | "Note" | "TopicField">;
    readonly type?: Open<"ADD" | "REMOVE" | "UPDATE" | "SUGGEST" | "CREATE"> | undefined;
    readonly conversationState?: ConversationState | undefined;
    readonly dialogId?: string | undefined;
    readonly dialog?: {
        readonly dialogId: string;
        readonly state?: Open<"OPEN" | "CLOSE"> | undefined;
        readonly closedBy?: Open<"AGENT" | "CONSUMER" | "SYSTEM"> | undefined;
        readonly [member: string]: unknown;
    } | undefined;
    readonly role?: Open<"ASSIGNED_AGENT" | "AGENT" | "MANAGER" | "READER" | "CONSUMER" | "CONTROLLER" | "BRAND_BOT"> | undefined;
    readonly userId?: string | undefined;
    readonly skill?: string | number | undefined;
    readonly ttrType?: Open<"NORMAL" | "URGENT" | "PRIORITIZED" | "CUSTOM"> | undefined;
    readonly value?: number | undefined;
    readonly time?: number | null | undefined;
    readonly csatRate?: number | undefined;
    readonly csatResolutionConfirmation?: boolean | undefined;
    readonly status?: Open<"FILLED" | "PARTIALLY_FILLED" | "SKIPPED"> | undefined;
    readonly tillWhen?: number | undefined;
    readonly note?: string | undefined;
}
interface LegacyRequests {
    getClock: LegacyRequest<Record<string, never>, {
        readonly currentTime: number;
    }>;
    subscribeExConversations: LegacyRequest<{
        readonly convState?: readonly ConversationState[] | undefined;
        readonly stage?: readonly ConversationState[] | undefined;
        readonly agentIds?: readonly (string | undefined)[] | null | undefined;
        readonly brandId?: string | number | undefined;
        readonly consumerId?: string | undefined;
        readonly minLastUpdatedTime?: number | undefined;
        readonly maxLastUpdatedTime?: number | null | undefined;
        readonly maxETTR?: number | null | undefined;
        readonly skillIds?: readonly string[] | undefined;
        readonly skillId?: string | undefined;
        readonly dialogTypes?: readonly Open<"MAIN" | "POST_SURVEY" | "OTHER">[] | undefined;
    }, Subscription>;
    unsubscribeExConversations: LegacyRequest<{
        readonly subscriptionId: string;
    }, unknown>;
    updateConversationField: LegacyRequest<{
        readonly conversationId: string;
        readonly conversationField: LegacyConversationField | readonly LegacyConversationField[];
        readonly dialogId?: string | undefined;
    }, string>;
    agentRequestConversation: LegacyRequest<{
        readonly consumerId: string;
        readonly channelType?: Open<"MESSAGING"> | undefined;
        readonly conversationContext?: {
            readonly type: string;
            readonly [member: string]: unknown;
        } | undefined;
        readonly skillId?: string | undefined;
        readonly context?: string | null | undefined;
        readonly ttrDefName?: string | null | undefined;
    }, {
        readonly conversationId: string;
    }>;
    publishEvent: LegacyRequest<{
        readonly dialogId: string;
        readonly conversationId?: string | undefined;
        readonly event: PublishableEvent | OtherEvent;
        readonly messageAudience?: Open<"ALL" | "AGENTS_AND_MANAGERS"> | undefined;
        readonly eventId?: string | undefined;
    }, {
        readonly sequence: number;
    }>;
    subscribeMessagingEvents: LegacyRequest<{
        readonly dialogId: string;
        readonly fromSeq?: number | undefined;
        readonly newerThanSequence?: number | undefined;
        readonly olderThanSequence?: number | undefined;
        readonly maxQuantity?: number | undefined;
        readonly conversationId?: string | undefined;
    }, undefined>;
    generateURLForUploadFile: LegacyRequest<{
        readonly fileSize: string | number;
        readonly fileType: FileType;
    }, StorageUrl>;
    generateURLForDownloadFile: LegacyRequest<{
        readonly relativePath: string;
        readonly dialogId?: string | undefined;
    }, StorageUrl>;
    generateDownloadToken: LegacyRequest<{
        readonly downloadable: {
            readonly type: Open<"SecureForm">;
            readonly dialogId: string;
            readonly submissionId: string;
            readonly invitationId: string;
        };
    }, {
        readonly token: {
            readonly type?: string | undefined;
            readonly readOtk: string;
        };
    }>;
    setAgentState: LegacyRequest<{
        readonly availability: Open<"ONLINE" | "OCCUPIED" | "AWAY" | "BACK_SOON" | "OFFLINE">;
        readonly description?: string | undefined;
    }, string>;
    subscribeAgentsState: LegacyRequest<{
        readonly agentAvailability?: string | undefined;
    }, Subscription>;
    subscribeRoutingTasks: LegacyRequest<{
        readonly channelType?: Open<"MESSAGING"> | undefined;
        readonly skillId?: string | undefined;
        readonly conversationId?: string | undefined;
    }, Subscription>;
    updateRoutingTaskSubscription: LegacyRequest<{
        readonly subscriptionId: string;
        readonly brandId?: string | number | undefined;
        readonly agentId?: string | undefined;
        readonly skillId?: string | undefined;
        readonly conversationId?: string | undefined;
        readonly channelType?: Open<"MESSAGING"> | undefined;
    }, unknown>;
    updateRingState: LegacyRequest<{
        readonly ringId: string;
        readonly ringState: Open<"ACCEPTED" | "REJECTED">;
    }, string>;
    getUserProfile: LegacyRequest<string | {
        readonly userId?: string | undefined;
    }, UserProfile>;
}
interface TransportConfiguration {
    domain: string;
    token: string;
    accountId: string | number;
    apiVersion: string;
}
declare class Transport extends EventEmitter {
    readonly configuration: TransportConfiguration;
    constructor(configuration: TransportConfiguration, socket: () => OpenSocket | undefined, receive: (text: string) => void);
    get ws(): OpenSocket | null;
}
declare const Base: new () => TypedEventEmitter<LegacyEvents> & EventEmitter & LegacyRequests;
declare class Agent extends Base {
    [added: `_${string}`]: any;
    conf: AgentConf;
    accountId: string | number;
    agentId: string | undefined;
    userId: string | number | undefined;
    __oldAgentId: string | undefined;
    token: string | undefined;
    csrf: string | undefined;
    jar: Cookies | undefined;
    connected: boolean;
    transport: Transport | null | undefined;
    pendingRequests: PendingRequests;
    requestTimeout: number;
    errorCheckInterval: number;
    refreshSessionInterval: number;
    readonly csdsClient: {
        getAll: (callback: (error: SDKError | null, domains: Domains) => void) => void;
    };
    constructor(conf: AgentConf);
    connect(callback?: (error: SDKError | null) => void): void;
    reconnect(skipTokenGeneration?: unknown): void;
    dispose(): void;
    getBearerToken(): string | undefined;
    refreshSession(callback?: (error: SDKError | null) => void): void;
    startPeriodicRefreshSession(): void;
    request(type: string, ...args: readonly unknown[]): undefined;
    registerRequests(types: readonly string[]): void;
    _registerRequests(types: readonly string[]): void;
}
interface AgentSurveyConf {
    rflDomain: string;
    accountId: string | number;
    token: string;
    tls?: TlsOptions;
    [option: string]: unknown;
}
interface SurveyResponse {
    readonly status: number;
    readonly data: unknown;
    readonly headers: Readonly<Record<string, string | string[] | undefined>>;
}
declare class AgentSurveyClient {
    agentSurveyDomain: string;
    accountId: string | number;
    token: string;
    constructor(conf: AgentSurveyConf);
    getAgentSurveyState(conversationId: string, skillId: string | number): Promise<SurveyResponse>;
    submitAgentSurvey(conversationId: string, skillId: string | number, stateRevision: string | number, submitBody: unknown): Promise<SurveyResponse>;
    dismissAgentSurvey(conversationId: string, skillId: string | number, stateRevision: string | number): Promise<SurveyResponse>;
    getAgentSurvey(conversationId: string, skillId: string | number, seqRoot?: string | number | null, isSequence?: boolean | null): Promise<SurveyResponse>;
}
export { Agent, type AgentConf, AgentSurveyClient, type AgentSurveyConf, type Callback, type LegacyBodies, type LegacyConversationDetails, type LegacyConversationField, type LegacyEvents, type LegacyMessage, type LegacyRequest, type LegacyRequests, type OpenSocket, type PendingRequest, type RequestFailure, SDKError, type SocketOptions, type SurveyResponse, TransformError, Transport, type TransportConfiguration };
