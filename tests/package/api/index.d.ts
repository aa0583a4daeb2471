import { S as SDKError, M as Messages, N as NotificationBodies, a as MESSAGE_EVENT, H as Header, b as Metadata, R as Requests, B as BodyOf, c as ResultOf, d as Message } from "./registry.js";
export { A as AcceptStatusEvent, e as AccordionSelectElement, f as AddToCartAction, g as AgentState, h as AgentStateBody, i as AgentStateChange, j as AgentsStateFilter, k as AuthenticationError, l as Batch, m as ButtonElement, n as ButtonListElement, C as CSATRateChange, o as CarouselElement, p as CarouselSelectElement, q as ChatStateEvent, r as CheckboxElement, s as ChecklistElement, t as Click, u as ClickAction, v as ClientProperties, w as CommonMembers, x as ConfigurationError, y as ConnectionError, z as ContentEvent, D as Conversation, E as ConversationChange, F as ConversationContext, G as ConversationDetails, I as ConversationField, J as ConversationFilter, K as ConversationRequest, L as ConversationStateChange, O as CustomAction, P as CustomerInfoSDE, Q as DatePickerAction, T as DelayChange, U as Delivery, V as Dialog, W as DialogChange, X as DialogParticipant, Y as Display, Z as DownloadRequest, _ as DownloadTokenRequest, $ as ErrorFacts, a0 as ExternalFile, a1 as ExternalId, a2 as FileEvent, a3 as FileType, a4 as HandlerError, a5 as HistoryRequest, a6 as HorizontalElement, a7 as HostedFile, a8 as HttpError, a9 as ImageElement, aa as KeyValuePairListElement, ab as LinkAction, ac as LinkPreviewElement, ad as ListElement, ae as LockHolder, af as ManualETTRChange, ag as MapElement, ah as MessageEvent, ai as NavigateAction, aj as NoteChange, ak as NotificationName, al as Notifications, am as Originator, an as Participant, ao as ParticipantsChange, ap as PersonalSDE, aq as PlainTextEvent, ar as ProfileRequest, as as PublishEventBody, at as PublishTextAction, au as PublishableEvent, av as QuickReplies, aw as QuickReply, ax as RequestName, ay as ResponseError, az as RichContent, aA as RichContentElement, aB as RichContentEvent, aC as Ring, aD as RingAnswer, aE as Role, aF as RoutingTask, aG as RoutingTaskAmendment, aH as RoutingTaskChange, aI as RoutingTaskFilter, aJ as SDE, aK as ScheduleSlot, aL as ScheduleSlotListAction, aM as SectionElement, aN as SectionListElement, aO as SecureFormInvitationEvent, aP as SecureFormSubmissionEvent, aQ as Service, aR as SkillChange, aS as StageChange, aT as StoreError, aU as Style, aV as SubmitButtonElement, aW as Subscription, aX as TTRChange, aY as TabsElement, aZ as TemplateElement, a_ as TextElement, a$ as TextEvent, b0 as TimeoutError, b1 as TopicChange, b2 as TransformError, b3 as UnsubscribeBody, b4 as UpdateConversationBody, b5 as UploadRequest, b6 as UserProfile, b7 as ValidationError, b8 as ValidationIssue, b9 as VerticalElement, ba as event, bb as fileType, bc as headersSchema, bd as id, be as metadataSchema, bf as notificationOfEvent, bg as notificationOfType, bh as notifications, bi as requestNamed, bj as requestOfType, bk as requests } from "./registry.js";
import { A as AgentOptions } from "./file-store.js";
export { g as AgentSettings, h as AssertionCredentials, B as BearerCredentials, i as ClientCredentials, j as Credentials, a as CursorStore, k as CursorValue, F as FileStore, d as FileStoreOptions, l as Logger, O as OAuth1Credentials, P as PasswordCredentials, m as ProcessScope, n as Provided, R as ReconnectOptions, o as RedeliveryOptions, T as TlsOptions } from "./file-store.js";
import "zod";
import "node:tls";
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
interface MessagesQuery {
    readonly dialogId: string;
    readonly after?: number | undefined;
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
    };
}[OtherNotification];
interface SnapshotItem {
    readonly kind: "snapshot";
    readonly event: OtherNotification;
    readonly subscriptionId: string;
}
interface RestoredItem {
    readonly kind: "restored";
    readonly attempts: number;
}
type NotificationItem = MessageItem | PlainNotificationItem | SnapshotItem | RestoredItem;
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
export { type AcknowledgeableItem, type AcknowledgeableMessage, Agent, type AgentEvents, AgentOptions, BodyOf, type CallOptions, type EventMethods, type Handled, Header, type Health, type LifecycleEvents, type LifecycleState, MESSAGE_EVENT, Message, type MessageItem, Messages, type MessagesQuery, Metadata, NotificationBodies, type NotificationEvents, type NotificationFrame, type NotificationItem, type NotificationsOptions, type OAuth1Keys, type PlainNotificationItem, type RawRequestOptions, type Reconnecting, type RequestFrame, type RequestMethods, type RequestOptions, Requests, type RestoredItem, ResultOf, SDKError, type ServiceAnswer, type ServiceCall, type ServiceSchema, type SnapshotItem, type WireEvents };
