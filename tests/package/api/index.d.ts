import { S as SDKError, M as Messages, N as NotificationBodies, a as MESSAGE_EVENT, H as Header, b as Metadata, R as Requests, B as BodyOf, c as ResultOf, d as Message } from "./registry.js";
export { A as AcceptStatusEvent, e as AccordionSelectElement, f as AddToCartAction, g as AgentState, h as AgentStateBody, i as AgentStateChange, j as AgentsStateFilter, k as AuthenticationError, l as Batch, m as ButtonElement, n as ButtonListElement, C as CSATRateChange, o as CarouselElement, p as CarouselSelectElement, q as ChatStateEvent, r as CheckboxElement, s as ChecklistElement, t as Click, u as ClickAction, v as ClientProperties, w as CommonMembers, x as ConfigurationError, y as ConnectionError, z as ContentEvent, D as Conversation, E as ConversationChange, F as ConversationContext, G as ConversationDetails, I as ConversationField, J as ConversationFilter, K as ConversationRequest, L as ConversationStateChange, O as CustomAction, P as CustomerInfoSDE, Q as DatePickerAction, T as DelayChange, U as Delivery, V as Dialog, W as DialogChange, X as DialogParticipant, Y as Display, Z as DownloadRequest, _ as DownloadTokenRequest, $ as ErrorFacts, a0 as ExternalFile, a1 as ExternalId, a2 as FileEvent, a3 as FileType, a4 as HISTORY_REQUEST, a5 as HandlerError, a6 as HistoryRequest, a7 as HorizontalElement, a8 as HostedFile, a9 as HttpError, aa as ImageElement, ab as KeyValuePairListElement, ac as LinkAction, ad as LinkPreviewElement, ae as ListElement, af as LockHolder, ag as ManualETTRChange, ah as MapElement, ai as MessageEvent, aj as NavigateAction, ak as NoteChange, al as NotificationName, am as Notifications, an as Originator, ao as Participant, ap as ParticipantsChange, aq as PersonalSDE, ar as PlainTextEvent, as as ProfileRequest, at as PublishEventBody, au as PublishTextAction, av as PublishableEvent, aw as QuickReplies, ax as QuickReply, ay as RequestName, az as ResponseError, aA as RichContent, aB as RichContentElement, aC as RichContentEvent, aD as Ring, aE as RingAnswer, aF as Role, aG as RoutingTask, aH as RoutingTaskAmendment, aI as RoutingTaskChange, aJ as RoutingTaskFilter, aK as SDE, aL as ScheduleSlot, aM as ScheduleSlotListAction, aN as SectionElement, aO as SectionListElement, aP as SecureFormInvitationEvent, aQ as SecureFormSubmissionEvent, aR as Service, aS as SkillChange, aT as StageChange, aU as StoreError, aV as Style, aW as SubmitButtonElement, aX as Subscription, aY as TTRChange, aZ as TabsElement, a_ as TemplateElement, a$ as TextElement, b0 as TextEvent, b1 as TimeoutError, b2 as TopicChange, b3 as TransformError, b4 as UnsubscribeBody, b5 as UpdateConversationBody, b6 as UploadRequest, b7 as UserProfile, b8 as ValidationError, b9 as ValidationIssue, ba as VerticalElement, bb as event, bc as fileType, bd as headersSchema, be as id, bf as metadataSchema, bg as notificationOfEvent, bh as notificationOfType, bi as notifications, bj as requestNamed, bk as requestOfType, bl as requests } from "./registry.js";
import { ConnectionOptions } from "node:tls";
import "zod";
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
interface FileStoreOptions {
    readonly lockTimeout?: number | undefined;
}
declare class FileStore implements CursorStore, Disposable {
    #private;
    constructor(path: string, { lockTimeout }?: FileStoreOptions);
    open(): Promise<void>;
    get(dialogId: string): Promise<number | undefined>;
    set(dialogId: string, sequence: number): Promise<void>;
    delete(dialogId: string): Promise<void>;
    dialogs(): Promise<Iterable<string>>;
    [Symbol.dispose](): void;
}
export { type AcknowledgeableItem, type AcknowledgeableMessage, Agent, type AgentEvents, type AgentOptions, type AgentSettings, type AssertionCredentials, type BearerCredentials, BodyOf, type CallOptions, type ClientCredentials, type Credentials, type CursorStore, type CursorValue, type EventMethods, FileStore, type FileStoreOptions, type Handled, Header, type Health, type LifecycleEvents, type LifecycleState, type Logger, MESSAGE_EVENT, Message, type MessageItem, Messages, type MessagesQuery, Metadata, NotificationBodies, type NotificationEvents, type NotificationFrame, type NotificationItem, type NotificationsOptions, type OAuth1Credentials, type OAuth1Keys, type PasswordCredentials, type PlainNotificationItem, ProcessScope, type Provided, type RawRequestOptions, type ReconnectOptions, type Reconnecting, type RedeliveryOptions, type RequestFrame, type RequestMethods, type RequestOptions, Requests, type RestoredItem, ResultOf, SDKError, type ServiceAnswer, type ServiceCall, type ServiceSchema, type SnapshotItem, type TlsOptions, type UnreadableItem, type WireEvents };
