import { j as MessageEvent, k as RequestName, a as SDKError, A as Agent, b as AgentOptions, c as Store } from "./store.js";
import { C as Clock, D as Duration } from "./clock.js";
import "zod";
import "./elements.js";
import "node:tls";
declare class SimulatorClock {
    #private;
    private constructor();
    static running(): SimulatorClock;
    static stopped(startAt?: number): SimulatorClock;
    now(): number;
    advance(durationMs: number): void;
    after(delayMs: number, action: () => void): () => void;
}
declare class Timers {
    #private;
    constructor(clock: SimulatorClock);
    after(delayMs: number, action: () => void): () => void;
    clear(): void;
}
interface WaitOptions {
    readonly timeoutMs?: number | undefined;
}
interface ConsumerOptions {
    readonly start?: StartOptions | undefined;
}
interface StartOptions {
    readonly skillId?: string | undefined;
    readonly message?: string | undefined;
    readonly lang?: string | undefined;
    readonly context?: Readonly<Record<string, unknown>> | undefined;
    readonly campaignInfo?: {
        readonly campaignId: number;
        readonly engagementId: number;
    } | undefined;
}
interface SayOptions {
    readonly metadata?: readonly unknown[] | undefined;
    readonly encodedMetadata?: string | undefined;
}
interface SentFile {
    readonly content?: Uint8Array | undefined;
    readonly fileType?: string | undefined;
    readonly caption?: string | undefined;
}
interface ConsumerProfile {
    readonly firstName?: string | undefined;
    readonly lastName?: string | undefined;
    readonly nickName?: string | undefined;
    readonly email?: string | undefined;
    readonly mobileNum?: string | undefined;
    readonly avatarUrl?: string | undefined;
    readonly customerId?: string | undefined;
    readonly authenticatedSdes?: readonly unknown[] | undefined;
}
interface Consumer {
    readonly id: string;
    readonly profile: ConsumerProfile;
}
declare class ConsumerRegistry {
    #private;
    add(consumer: Consumer): void;
    get all(): Iterable<Consumer>;
    get(id: string): Consumer | undefined;
}
type SimulatedRole = "CONSUMER" | "ASSIGNED_AGENT" | "AGENT" | "MANAGER" | "READER" | "CONTROLLER" | "BRAND_BOT" | (string & {});
interface SimulatedParticipant {
    readonly id: string;
    readonly pid: string;
    readonly role: SimulatedRole;
    readonly state: "ACTIVE" | "SUGGESTED";
}
interface SimulatedMessage {
    readonly sequence?: number;
    readonly originatorClientProperties: Readonly<Record<string, unknown>>;
    readonly originatorId: string;
    readonly originatorPId: string;
    readonly originatorMetadata: {
        readonly id: string;
        readonly role: SimulatedRole;
    };
    readonly serverTimestamp?: number;
    readonly event: {
        readonly type: string;
        readonly [member: string]: unknown;
    };
    readonly conversationId: string;
    readonly dialogId: string;
    readonly messageAudience: "ALL" | "AGENTS_AND_MANAGERS";
    readonly metadata?: readonly unknown[];
    readonly encodedMetadata?: string;
    readonly eventId?: string;
}
type Draft = Pick<SimulatedMessage, "event" | "metadata" | "encodedMetadata" | "eventId"> & {
    readonly messageAudience?: SimulatedMessage["messageAudience"];
    readonly clientProperties?: Readonly<Record<string, unknown>>;
};
type ClosedBy = "AGENT" | "CONSUMER" | "SYSTEM";
interface SimulatedDialog {
    readonly dialogId: string;
    readonly dialogType: string;
    readonly channelType: string;
    readonly creationTs: number;
    state: "OPEN" | "CLOSE";
    participants: readonly SimulatedParticipant[];
    metaDataLastUpdateTs: number;
    endTs?: number;
    closedBy?: ClosedBy;
    closedCause?: string;
    metaData?: unknown;
    readonly messages: SimulatedMessage[];
    nextSequence: number;
}
interface Ttr {
    readonly ttrType: string;
    readonly value: number;
}
interface ConversationNotes {
    note?: string;
    topic?: string;
    csat?: unknown;
    csatRate?: number;
    delay?: {
        readonly type: string;
        readonly tillWhen: number;
    };
    manualETTR?: number;
}
declare class SimulatedConversation {
    #private;
    readonly id: string;
    readonly consumerId: string;
    readonly details: {
        readonly skillId: string;
        readonly brandId: string;
        readonly firstConversation: boolean;
        readonly context: Readonly<Record<string, unknown>>;
        readonly campaignInfo?: unknown;
    };
    readonly startTs: number;
    readonly dialogs: SimulatedDialog[];
    readonly notes: ConversationNotes;
    readonly unread: Map<string, number>;
    state: "OPEN" | "CLOSE";
    stage: "OPEN" | "CLOSE";
    ttr: Ttr;
    waitingSince: number | undefined;
    metaDataLastUpdateTs: number;
    lastUpdateTime: number;
    endTs?: number;
    closeReason?: ClosedBy;
    lastContent?: SimulatedMessage;
    skillId: string;
    readonly main: SimulatedDialog;
    constructor(id: string, consumerId: string, details: {
        readonly skillId: string;
        readonly brandId: string;
        readonly firstConversation: boolean;
        readonly context: Readonly<Record<string, unknown>>;
        readonly campaignInfo?: unknown;
    }, clock: SimulatorClock);
    get current(): SimulatedDialog;
    get assigned(): SimulatedParticipant | undefined;
    get suggested(): SimulatedParticipant | undefined;
    get inQueue(): boolean;
    get effectiveTtr(): number;
    get participants(): readonly SimulatedParticipant[];
    dialog(id: string): SimulatedDialog | undefined;
    openDialog(details: Pick<SimulatedDialog, "dialogId" | "dialogType" | "channelType"> & {
        readonly metaData?: unknown;
    }): SimulatedDialog;
    join(dialog: SimulatedDialog, participant: SimulatedParticipant): void;
    leave(dialog: SimulatedDialog, leaves: (participant: SimulatedParticipant) => boolean): void;
    closeDialog(dialog: SimulatedDialog, closedBy: ClosedBy, closedCause?: string): void;
    add(dialog: SimulatedDialog, from: SimulatedParticipant, draft: Draft): SimulatedMessage;
}
interface ConversationSnapshot {
    readonly id: string;
    readonly consumerId: string;
    readonly skillId: string;
    readonly state: "OPEN" | "CLOSE";
    readonly stage: "OPEN" | "CLOSE";
    readonly closeReason: ClosedBy | undefined;
    readonly assignedAgentId: string | undefined;
    readonly suggestedAgentId: string | undefined;
    readonly participants: readonly SimulatedParticipant[];
    readonly dialogs: readonly DialogSnapshot[];
    readonly note: string | undefined;
    readonly topic: string | undefined;
    readonly csat: unknown;
    readonly ttr: SimulatedConversation["ttr"];
    readonly effectiveTtr: number;
    readonly unread: Readonly<Record<string, number>>;
}
interface DialogSnapshot {
    readonly dialogId: string;
    readonly dialogType: string;
    readonly channelType: string;
    readonly state: "OPEN" | "CLOSE";
    readonly closedBy: ClosedBy | undefined;
    readonly metaData: unknown;
    readonly participants: readonly SimulatedParticipant[];
    readonly messages: readonly SimulatedMessage[];
}
interface HeardMessage {
    readonly conversationId: string;
    readonly dialogId: string;
    readonly sequence: number;
    readonly from: string;
    readonly role: SimulatedRole;
    readonly text: string;
    readonly event: MessageEvent;
    readonly metadata: readonly unknown[];
}
type MessageMatch<Message> = string | RegExp | ((message: Message) => boolean);
type ConsumerSight = {
    readonly type: "typing";
    readonly agentId: string;
} | {
    readonly type: "stoppedTyping";
    readonly agentId: string;
} | {
    readonly type: "receipt";
    readonly agentId: string;
    readonly status: string;
    readonly sequences: readonly number[];
} | {
    readonly type: "agent";
    readonly agentId: string;
} | {
    readonly type: "waiting";
    readonly skillId: string;
} | {
    readonly type: "survey";
    readonly dialogId: string;
} | {
    readonly type: "closed";
    readonly by: ClosedBy | undefined;
};
type SightMatch = ConsumerSight["type"] | ((sight: ConsumerSight) => boolean);
interface PlatformEvent {
    readonly type: "session.opened" | "session.refreshed" | "session.ended" | "agent.stateChanged" | "conversation.started" | "conversation.updated" | "conversation.closed" | "message.published" | "ring.waiting" | "ring.accepted" | "ring.rejected" | "ring.expired" | "ring.cancelled" | "fault.applied";
    readonly userId?: string;
    readonly conversationId?: string;
    readonly body: Readonly<Record<string, unknown>>;
}
type PlatformEventSink = (event: PlatformEvent) => void;
interface AgentDetails {
    readonly username?: string | undefined;
    readonly password?: string | undefined;
    readonly userId?: string | undefined;
    readonly pid?: string | undefined;
    readonly firstName?: string | undefined;
    readonly lastName?: string | undefined;
    readonly nickName?: string | undefined;
    readonly email?: string | undefined;
    readonly skillIds?: readonly string[] | undefined;
    readonly seesAllConversations?: boolean | undefined;
}
interface AgentAccount {
    readonly userId: string;
    readonly pid: string;
    readonly legacyId: string;
    readonly username: string;
    readonly password: string;
    readonly appKey: string;
    readonly secret: string;
    readonly accessToken: string;
    readonly accessTokenSecret: string;
    readonly clientId: string;
    readonly clientSecret: string;
    readonly assertion: string;
    readonly firstName: string;
    readonly lastName: string;
    readonly nickName: string;
    readonly email: string;
    readonly skillIds: readonly string[];
    readonly seesAllConversations: boolean;
}
interface LoginSession {
    readonly agent: AgentAccount;
    readonly token: string;
    readonly csrf: string;
    readonly cookie: string;
}
type SessionEnd = "logout" | "replaced" | "revoked" | "expired";
interface AccountsOptions {
    readonly singleSession: boolean;
    readonly sessionTtlMs: number;
    readonly timers: Timers;
    readonly emit: PlatformEventSink;
    readonly onReplaced: (session: LoginSession) => void;
}
declare class Accounts {
    #private;
    readonly accountId: string;
    logins: number;
    refreshes: number;
    constructor(accountId: string, options: AccountsOptions);
    get sessionTtlMs(): number;
    get all(): readonly AgentAccount[];
    add(details?: AgentDetails): AgentAccount;
    byId(id: string): AgentAccount | undefined;
    identify(body: Readonly<Record<string, unknown>>): AgentAccount | undefined;
    open(agent: AgentAccount): LoginSession;
    refresh(session: LoginSession): void;
    byToken(token: string): LoginSession | undefined;
    byCookie(cookie: string | undefined): LoginSession | undefined;
    end(session: LoginSession, reason: SessionEnd): void;
    revoke(agent?: AgentAccount): void;
}
interface SimulatorOptions {
    readonly accountId?: string | number | undefined;
    readonly port?: number | undefined;
    readonly tls?: boolean | "optional" | {
        readonly key: string;
        readonly cert: string;
    } | undefined;
    readonly agents?: readonly AgentDetails[] | undefined;
    readonly survey?: boolean | undefined;
    readonly ringExpirationMs?: number | undefined;
    readonly singleSession?: boolean | undefined;
    readonly sessionTtlMs?: number | undefined;
    readonly dropReplacedSockets?: boolean | undefined;
    readonly bareSingleElements?: boolean | "all" | undefined;
    readonly fileUrlTtlMs?: number | undefined;
    readonly skills?: readonly Skill[] | undefined;
    readonly transcriptLimit?: number | undefined;
    readonly retention?: Retention | undefined;
    readonly repeatableIds?: boolean | undefined;
    readonly clock?: SimulatorClock | undefined;
}
interface Retention {
    readonly messages?: number | undefined;
    readonly closedConversations?: number | undefined;
}
interface Skill {
    readonly id: string | number;
    readonly name: string;
}
interface ResolvedRetention {
    readonly messages: number;
    readonly closedConversations: number;
}
interface ResolvedSimulatorOptions {
    readonly accountId: string;
    readonly port: number;
    readonly tls: boolean | "optional" | {
        readonly key: string;
        readonly cert: string;
    };
    readonly agents: readonly AgentDetails[];
    readonly survey: boolean;
    readonly ringExpirationMs: number;
    readonly singleSession: boolean;
    readonly sessionTtlMs: number;
    readonly dropReplacedSockets: boolean;
    readonly bareSingleElements: boolean | "all";
    readonly fileUrlTtlMs: number;
    readonly skills: readonly Skill[];
    readonly transcriptLimit: number;
    readonly retention: ResolvedRetention;
    readonly repeatableIds: boolean;
    readonly clock: SimulatorClock;
}
type ApiVersion = "2.0" | "2.1";
interface WireFilter {
    readonly convState?: readonly string[] | undefined;
    readonly stage?: readonly string[] | undefined;
    readonly agentIds?: readonly string[] | undefined;
    readonly consumerId?: string | undefined;
    readonly skillIds?: readonly string[] | undefined;
    readonly minLastUpdatedTime?: number | undefined;
    readonly maxLastUpdatedTime?: number | null | undefined;
}
type SimulatedSubscription = {
    readonly kind: "conversations";
    readonly filter: WireFilter;
    readonly matching: Set<string>;
} | {
    readonly kind: "routing";
    filter: RoutingFilter;
} | {
    readonly kind: "agentState";
    readonly agentId: string;
    readonly availability: string;
};
interface RoutingFilter {
    readonly skillId?: string | undefined;
    readonly conversationId?: string | undefined;
}
declare class Notifier {
    #private;
    constructor(connections: Connections, clock: SimulatorClock);
    snapshot(connection: AgentConnection, subscriptionId: string, { filter, matching }: Extract<SimulatedSubscription, {
        kind: "conversations";
    }>, conversations: Iterable<SimulatedConversation>): void;
    conversationChanged(conversation: SimulatedConversation): void;
    messagePublished(dialog: SimulatedDialog, message: SimulatedMessage): void;
    agentStateChanged(agent: AgentAccount, availability: string, description: string): void;
}
interface AgentConnection {
    readonly id: number;
    readonly agent: AgentAccount;
    readonly session: LoginSession;
    readonly version: ApiVersion;
    availability: string | undefined;
    readonly subscriptions: Map<string, SimulatedSubscription>;
    notify(type: string, body: unknown): void;
}
declare class Connections {
    #private;
    get all(): Iterable<AgentConnection>;
    of(agentId: string): Iterable<AgentConnection>;
    add(connection: AgentConnection): void;
    delete(connection: AgentConnection): void;
    notify(connection: AgentConnection, type: string, body: unknown): void;
    deferred<Result>(work: () => Result): {
        readonly outcome: Result;
        readonly release: () => void;
    };
}
declare const kinds: {
    readonly conversation: "c0000000";
    readonly consumer: "cccccccc";
    readonly subscription: "5ab5c41b";
    readonly ringTask: "71a50000";
    readonly file: "f1100000";
};
declare class Ids {
    #private;
    constructor(clock: SimulatorClock, isRepeatable: boolean);
    uuid(kind: keyof typeof kinds): string;
    dialog(): string;
    ring(conversationId: string, accountId: string): string;
}
interface ConversationListener {
    started(conversation: SimulatedConversation): void;
    changed(conversation: SimulatedConversation, cause: "start" | "update" | "message"): void;
    published(conversation: SimulatedConversation, dialog: SimulatedDialog, message: SimulatedMessage): void;
    forgotten(conversation: SimulatedConversation): void;
}
declare class ConversationRegistry {
    #private;
    constructor({ ids, clock, survey, retention, listener, }: {
        readonly ids: Ids;
        readonly clock: SimulatorClock;
        readonly survey: boolean;
        readonly retention: ResolvedRetention;
        readonly listener: ConversationListener;
    });
    get all(): Iterable<SimulatedConversation>;
    get(id: string): SimulatedConversation | undefined;
    dialog(dialogId: string): {
        readonly conversation: SimulatedConversation;
        readonly dialog: SimulatedDialog;
    } | undefined;
    create(consumerId: string, details: Omit<SimulatedConversation["details"], "firstConversation">, prepare?: (conversation: SimulatedConversation) => void): SimulatedConversation;
    update(conversation: SimulatedConversation, change: () => void): void;
    openDialog(conversation: SimulatedConversation, details: Parameters<SimulatedConversation["openDialog"]>[0]): SimulatedDialog;
    closeDialog(conversation: SimulatedConversation, dialog: SimulatedDialog, closedBy: ClosedBy, closedCause?: string): void;
    close(conversation: SimulatedConversation, closedBy: ClosedBy): void;
    publish(conversation: SimulatedConversation, dialog: SimulatedDialog, from: SimulatedParticipant, draft: Draft): number;
}
interface RoutingContext {
    readonly accounts: Accounts;
    readonly connections: Connections;
    readonly conversations: ConversationRegistry;
    readonly ids: Ids;
    readonly clock: SimulatorClock;
    readonly timers: Timers;
    readonly ringExpirationMs: number;
    readonly emit: PlatformEventSink;
}
declare class Routing {
    #private;
    constructor(context: RoutingContext);
    review(conversation: SimulatedConversation): void;
    forget(conversation: SimulatedConversation): void;
    offerWaiting(agent: AgentAccount, { subscribing }?: {
        readonly subscribing?: boolean;
    }): void;
    snapshot(connection: AgentConnection, subscriptionId: string, filter: RoutingFilter): void;
    answer(agent: AgentAccount, ringId: string, answer: "ACCEPTED" | "REJECTED"): void;
}
declare class Waiters<Item> {
    #private;
    offer(item: Item, { toAll }?: {
        readonly toAll?: boolean;
    }): boolean;
    first(past: Iterable<Item>, accepts: (item: Item) => boolean, options: {
        readonly timeoutMs: number;
        readonly describe: () => string;
    }): Promise<Item>;
    close(): void;
}
interface FileUrl {
    readonly relativePath: string;
    readonly queryParams: {
        readonly temp_url_sig: string;
        readonly temp_url_expires: string;
    };
}
declare class UploadedFiles {
    #private;
    constructor(accountId: string, { ids, clock, urlTtlMs }: {
        readonly ids: Ids;
        readonly clock: SimulatorClock;
        readonly urlTtlMs: number;
    });
    get pathPrefix(): string;
    uploadUrl(fileType: string): FileUrl;
    downloadUrl(relativePath: string): FileUrl;
    newPath(fileType: string): string;
    allows(method: string, path: string, signature: string, expires: string): boolean;
    put(relativePath: string, content: Buffer): void;
    get(relativePath: string): Buffer | undefined;
}
interface PlatformHooks {
    readonly emit: PlatformEventSink;
    readonly onReplaced: (session: LoginSession) => void;
}
declare class Platform {
    #private;
    readonly accountId: string;
    readonly clock: SimulatorClock;
    readonly ids: Ids;
    readonly timers: Timers;
    readonly connections: Connections;
    readonly accounts: Accounts;
    readonly consumers: ConsumerRegistry;
    readonly conversations: ConversationRegistry;
    readonly routing: Routing;
    readonly notifier: Notifier;
    readonly files: UploadedFiles;
    readonly retention: ResolvedRetention;
    readonly observers: Set<ConversationListener>;
    readonly changes: Waiters<SimulatedConversation>;
    explain: () => string;
    readonly emit: PlatformEventSink;
    constructor(options: ResolvedSimulatorOptions, { emit, onReplaced }: PlatformHooks);
    get skillIds(): readonly string[];
    hasSkill(id: string | number): boolean;
}
type HeardMatch = MessageMatch<HeardMessage>;
declare class SimulatedConsumer implements Consumer {
    #private;
    readonly profile: ConsumerProfile;
    readonly id: string;
    constructor(platform: Platform, profile: ConsumerProfile, { start }?: ConsumerOptions);
    get conversationId(): string;
    get dialogId(): string;
    get conversation(): ConversationSnapshot;
    get heard(): readonly HeardMessage[];
    get seen(): readonly ConsumerSight[];
    startConversation(options?: StartOptions): Promise<string>;
    says(text: string, options?: SayOptions): Promise<number>;
    sends(file?: SentFile): Promise<number>;
    clicks(title: string, options?: WaitOptions): Promise<void>;
    say(text: string, options?: SayOptions): Promise<number>;
    sendFile(file?: SentFile): Promise<number>;
    publish(event: SimulatedMessage["event"], options?: SayOptions): Promise<number>;
    click(title: string): Promise<void>;
    read(): Promise<void>;
    typing(): Promise<void>;
    stopTyping(): Promise<void>;
    leaveWindow(): Promise<void>;
    returnToWindow(): Promise<void>;
    close(): Promise<void>;
    hears(match: HeardMatch, { timeoutMs }?: WaitOptions): Promise<HeardMessage>;
    sees(match: SightMatch, { timeoutMs }?: WaitOptions): Promise<ConsumerSight>;
    seesTyping(options?: WaitOptions): Promise<ConsumerSight>;
}
type Removal = (() => void) & Disposable;
interface RuleOptions {
    readonly times?: number | undefined;
}
type HttpService = "csds" | "login" | "refresh" | "logout" | "upload" | "download" | "skills" | (string & {});
interface HttpFault {
    readonly drop?: boolean | undefined;
    readonly hang?: boolean | undefined;
    readonly status?: number | undefined;
    readonly body?: unknown;
    readonly headers?: Readonly<Record<string, string>> | undefined;
    readonly edit?: ((body: Readonly<Record<string, unknown>>) => unknown) | undefined;
    readonly delayMs?: number | undefined;
}
interface UpgradeFault {
    readonly drop?: boolean | undefined;
    readonly hang?: boolean | undefined;
    readonly status?: number | undefined;
    readonly headers?: Readonly<Record<string, string>> | undefined;
    readonly delayMs?: number | undefined;
}
interface FrameFault {
    readonly drop?: boolean | undefined;
    readonly delayMs?: number | undefined;
    readonly replaceWith?: string | Buffer | undefined;
    readonly duplicate?: boolean | undefined;
}
type Direction = "in" | "out";
type FrameMatch = (frame: FrameFields | undefined, raw: string) => boolean;
interface FrameFields {
    readonly kind?: unknown;
    readonly id?: unknown;
    readonly reqId?: unknown;
    readonly type?: unknown;
    readonly code?: unknown;
    readonly body?: unknown;
}
declare class Faults {
    #private;
    http(target: HttpService | RegExp, fault: HttpFault, options?: RuleOptions): Removal;
    upgrade(fault: UpgradeFault, options?: RuleOptions): Removal;
    frames(direction: Direction, match: FrameMatch, fault: FrameFault, options?: RuleOptions): Removal;
    ignorePings(on?: boolean): void;
    clear(): void;
}
interface EntryBase {
    readonly id: number;
    readonly at: number;
    readonly account: string;
}
interface HttpEntry extends EntryBase {
    readonly kind: "http";
    readonly service?: HttpService | undefined;
    readonly method: string;
    readonly path: string;
    readonly headers: unknown;
    readonly requestBody?: unknown;
    readonly status?: number | undefined;
    readonly responseBody?: unknown;
}
interface UpgradeEntry extends EntryBase {
    readonly kind: "upgrade";
    readonly path: string;
    readonly status?: number | undefined;
    readonly headers: unknown;
    readonly connectionId?: number;
    readonly userId?: string;
}
interface FrameEntry extends EntryBase {
    readonly kind: "frame";
    readonly direction: Direction;
    readonly connectionId: number;
    readonly userId: string;
    readonly requestId?: string | undefined;
    readonly request?: RequestName | (string & {}) | undefined;
    readonly type?: string | undefined;
    readonly frame: unknown;
    readonly fault?: "dropped" | "delayed" | "replaced" | "duplicated";
}
interface PingEntry extends EntryBase {
    readonly kind: "ping" | "pong";
    readonly direction: Direction;
    readonly connectionId: number;
    readonly userId: string;
}
interface CloseEntry extends EntryBase {
    readonly kind: "close";
    readonly connectionId: number;
    readonly userId: string;
    readonly code: number;
    readonly reason: string;
}
interface PlatformEntry extends EntryBase, PlatformEvent {
    readonly kind: "event";
}
interface DroppedEntry extends EntryBase {
    readonly kind: "dropped";
    readonly count: number;
}
type TranscriptEntry = HttpEntry | UpgradeEntry | FrameEntry | PingEntry | CloseEntry;
type FeedEntry = TranscriptEntry | PlatformEntry | DroppedEntry;
interface FeedOptions {
    readonly from?: "beginning" | "now" | undefined;
}
type RecordedEntry = Exclude<FeedEntry, DroppedEntry>;
type NewEntry<Entry = RecordedEntry> = Entry extends RecordedEntry ? Omit<Entry, "id" | "at" | "account"> : never;
declare class Feed {
    #private;
    readonly listeners: Set<(entry: RecordedEntry) => void>;
    constructor({ account, clock, limit, onExchange, }: {
        readonly account: string;
        readonly clock: SimulatorClock;
        readonly limit: number;
        readonly onExchange: (entry: TranscriptEntry) => void;
    });
    get exchanges(): readonly TranscriptEntry[];
    get count(): number;
    get isClosed(): boolean;
    add(entry: NewEntry): void;
    reader({ from }?: FeedOptions): FeedReader;
    at(id: number): FeedEntry | undefined;
    wakeOnNext(reader: FeedReader): void;
    forget(reader: FeedReader): void;
    close(): void;
}
declare class FeedReader implements AsyncIterableIterator<FeedEntry, undefined>, AsyncDisposable {
    #private;
    constructor(feed: Feed, position: number);
    next(): Promise<IteratorResult<FeedEntry, undefined>>;
    return(): Promise<IteratorResult<FeedEntry, undefined>>;
    [Symbol.asyncIterator](): this;
    [Symbol.asyncDispose](): Promise<void>;
}
interface SeenMessage extends HeardMessage {
    readonly isPrivate: boolean;
}
type SeenMatch = MessageMatch<SeenMessage>;
type ConversationOf = SimulatedConsumer | string;
type TransferTarget = {
    readonly skill: string;
} | {
    readonly agent: AgentAccount | SimulatedHuman;
} | {
    readonly queue: true;
};
interface AcceptOptions extends WaitOptions {
    readonly skill?: string | undefined;
}
declare class SimulatedHuman {
    #private;
    readonly account: AgentAccount;
    constructor(platform: Platform, account: AgentAccount);
    get id(): string;
    get conversationId(): string;
    get seen(): readonly SeenMessage[];
    accepts(options?: AcceptOptions): Promise<string>;
    joins(where: ConversationOf): Promise<void>;
    takesOver(where: ConversationOf): Promise<void>;
    says(text: string): Promise<number>;
    whispers(text: string): Promise<number>;
    transfers(target: TransferTarget): Promise<void>;
    givesBack(options?: WaitOptions): Promise<void>;
    closes(): Promise<void>;
    sees(match: SeenMatch, { timeoutMs }?: WaitOptions): Promise<SeenMessage>;
}
interface SimulatedCredentials {
    readonly password: {
        readonly username: string;
        readonly password: string;
    };
    readonly oauth1: {
        readonly username: string;
        readonly appKey: string;
        readonly secret: string;
        readonly accessToken: string;
        readonly accessTokenSecret: string;
    };
    readonly oauth2: {
        readonly username: string;
        readonly clientId: string;
        readonly clientSecret: string;
    };
    readonly token: {
        readonly token: string;
        readonly userId: string;
    };
    readonly assertion: {
        readonly assertion: string;
    };
}
type CredentialKind = keyof SimulatedCredentials;
interface AgentConnectOptions {
    readonly accountId: string;
    readonly csdsDomain: string;
    readonly tls?: {
        readonly ca: string;
    };
}
type EntryMatch = ((entry: TranscriptEntry) => boolean) | {
    readonly kind?: TranscriptEntry["kind"] | undefined;
    readonly request?: RequestName | (string & {}) | undefined;
    readonly response?: RequestName | (string & {}) | undefined;
    readonly notification?: string | undefined;
    readonly http?: HttpService | undefined;
    readonly status?: number | undefined;
};
interface SeenOptions {
    readonly timeoutMs?: number | undefined;
    readonly after?: number | TranscriptEntry | undefined;
}
interface ServiceRequest {
    readonly method: string;
    readonly path: string;
    readonly query: URLSearchParams;
    readonly headers: Readonly<Record<string, string | string[] | undefined>>;
    readonly body: unknown;
}
interface ServiceResponse {
    readonly status?: number | undefined;
    readonly body?: unknown;
}
type ServiceHandler = (request: ServiceRequest) => ServiceResponse | Promise<ServiceResponse>;
interface IncomingRequest {
    readonly id: string;
    readonly type: string;
    readonly body: unknown;
    readonly headers: unknown;
    readonly metadata: unknown;
    readonly encodedMetadata: unknown;
}
interface AnswerContext {
    readonly agent: AgentAccount;
    readonly connectionId: number;
    proceed(): unknown;
}
declare const SILENCE: unique symbol;
type AnswerFunction = (request: IncomingRequest, context: AnswerContext) => unknown;
declare class Simulator implements AsyncDisposable {
    #private;
    static readonly SILENCE: typeof SILENCE;
    readonly accountId: string;
    readonly faults: Faults;
    readonly ca: string | undefined;
    readonly clock: SimulatorClock;
    private constructor();
    static start(options?: SimulatorOptions): Promise<Simulator>;
    get port(): number;
    get host(): string;
    get sockets(): number;
    get logins(): number;
    get refreshes(): number;
    get agents(): readonly AgentAccount[];
    get transcript(): readonly TranscriptEntry[];
    feed(options?: FeedOptions): FeedReader;
    agentOptions<Kind extends CredentialKind = "password">(credentials?: Kind, user?: AgentAccount): AgentConnectOptions & SimulatedCredentials[Kind];
    addAgent(details?: AgentDetails): AgentAccount;
    consumer(profile?: ConsumerProfile, options?: ConsumerOptions): SimulatedConsumer;
    human(details?: AgentDetails): SimulatedHuman;
    service(name: string, handler: ServiceHandler): Removal;
    conversation(id: string): ConversationSnapshot | undefined;
    file(relativePath: string): Buffer | undefined;
    answer(request: RequestName | (string & {}), answer: AnswerFunction, options?: RuleOptions): Removal;
    closeSockets(code: number, reason?: string): void;
    dropSockets(user?: AgentAccount): void;
    blackhole(on?: boolean): void;
    send(frame: object | string): void;
    notify(type: string, body?: unknown): void;
    revoke(user?: AgentAccount, { closeCode }?: {
        readonly closeCode?: number | undefined;
    }): void;
    seen(match: EntryMatch, options?: SeenOptions): Promise<TranscriptEntry>;
    close(): Promise<void>;
    [Symbol.asyncDispose](): Promise<void>;
}
declare class Refusal extends Error {
    readonly code: number;
    readonly body: unknown;
    readonly name = "Refusal";
    constructor(code: number, body?: unknown);
}
declare class SimulatorError extends SDKError {
    readonly name = "SimulatorError";
    constructor(message: string, code: "MISUSE" | "TIMEOUT" | "CLOSED" | "TLS", cause?: unknown);
}
interface NetworkConditions {
    readonly latencyMs?: number | undefined;
    readonly chunkBytes?: number | undefined;
    readonly closeDelayMs?: number | undefined;
}
interface ProxiedOptions {
    readonly csdsDomain: string;
    readonly domains: Readonly<Record<string, string>>;
}
declare class FaultProxy implements AsyncDisposable {
    #private;
    private constructor();
    static start(simulator: Simulator): Promise<FaultProxy>;
    get port(): number;
    get connections(): number;
    agentOptions<Kind extends CredentialKind = "password">(credentials?: Kind, user?: AgentAccount): AgentConnectOptions & SimulatedCredentials[Kind] & ProxiedOptions;
    conditions({ latencyMs, chunkBytes, closeDelayMs }: NetworkConditions): void;
    blackhole(on?: boolean): void;
    refuse(on?: boolean): void;
    drop(): void;
    reset(): void;
    halfOpen(): void;
    cutFrame(): void;
    heal(): void;
    close(): Promise<void>;
    [Symbol.asyncDispose](): Promise<void>;
}
interface RehearsedBot {
    readonly agent: Pick<Agent, "state" | "on" | "off" | "dispose">;
    start(): Promise<void>;
    stop(options?: {
        readonly drain?: number;
    }): Promise<void>;
    on?(event: "error", handler: (error: Error) => unknown): unknown;
    health?(): {
        readonly running: number;
    };
}
interface RehearsalSetup {
    readonly agent: AgentOptions;
    readonly store: Store;
    readonly clock: Clock;
    readonly replay?: "always" | undefined;
}
declare class RehearsalClock {
    #private;
    constructor(clock: SimulatorClock, settle: (deadline: number) => Promise<void>);
    now(): number;
    advance(duration: Duration): Promise<void>;
}
declare class Rehearsal<RehearsedAs extends RehearsedBot> implements AsyncDisposable {
    #private;
    readonly simulator: Simulator;
    readonly store: Store;
    readonly clock: RehearsalClock;
    constructor(simulator: Simulator, store: Store, makeBot: (setup: RehearsalSetup) => RehearsedAs, replay: "always" | undefined);
    get bot(): RehearsedAs;
    get account(): AgentAccount;
    get errors(): readonly Error[];
    consumer(profile?: ConsumerProfile): SimulatedConsumer;
    human(name?: string, details?: Omit<AgentDetails, "username">): SimulatedHuman;
    restart({ timeoutMs }?: WaitOptions): Promise<void>;
    cut(): Promise<void>;
    settled(): Promise<void>;
    close(): Promise<void>;
    [Symbol.asyncDispose](): Promise<void>;
}
interface RehearsalOptions {
    readonly clock?: "manual" | "running" | undefined;
    readonly simulator?: Omit<SimulatorOptions, "clock"> | undefined;
    readonly store?: Store | undefined;
    readonly replay?: "always" | undefined;
    readonly services?: Readonly<Record<string, ServiceHandler>> | undefined;
}
declare function rehearse<RehearsedAs extends RehearsedBot>(makeBot: (setup: RehearsalSetup) => RehearsedAs, { clock, simulator: options, store, services, replay }?: RehearsalOptions): Promise<Rehearsal<RehearsedAs>>;
export { type AcceptOptions, type AgentAccount, type AgentConnectOptions, type AgentDetails, type AnswerContext, type AnswerFunction, type CloseEntry, type ConsumerOptions, type ConsumerProfile, type ConsumerSight, type ConversationOf, type ConversationSnapshot, type CredentialKind, type DialogSnapshot, type Direction, type DroppedEntry, type EntryMatch, FaultProxy, Faults, type FeedEntry, type FeedOptions, FeedReader, type FrameEntry, type FrameFault, type FrameFields, type FrameMatch, type HeardMatch, type HeardMessage, type HttpEntry, type HttpFault, type HttpService, type IncomingRequest, type MessageMatch, type NetworkConditions, type PingEntry, type PlatformEntry, type PlatformEvent, type ProxiedOptions, Refusal, Rehearsal, RehearsalClock, type RehearsalOptions, type RehearsalSetup, type RehearsedBot, type Removal, type Retention, type RuleOptions, type SayOptions, type SeenMatch, type SeenMessage, type SeenOptions, type SentFile, type ServiceHandler, type ServiceRequest, type ServiceResponse, type SightMatch, SimulatedConsumer, type SimulatedCredentials, SimulatedHuman, type SimulatedMessage, type SimulatedParticipant, type SimulatedRole, Simulator, SimulatorClock, SimulatorError, type SimulatorOptions, type Skill, type StartOptions, type TranscriptEntry, type TransferTarget, type UpgradeEntry, type UpgradeFault, type WaitOptions, rehearse };
