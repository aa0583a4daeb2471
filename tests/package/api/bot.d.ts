import { R as Role, A as Agent, F as FileType, M as Message, S as SDE, a as SDKError, b as AgentOptions, c as Store, T as TypedEventEmitter, H as Handled, C as ConversationFilter, d as Change, e as CursorStore, f as Saved } from "./store.js";
export { g as ConversationRemoval, L as Lease, h as StateChange, i as applyChange } from "./store.js";
import { D as Duration, C as Clock } from "./clock.js";
import { O as Open, Q as QuickReplies, M as Metadata } from "./elements.js";
export { FileStore, FileStoreOptions } from "./index.js";
import "zod";
import "node:tls";
type FileSource = Uint8Array | Blob | AsyncIterable<Uint8Array | string> | string | URL;
interface TransferLimits {
    readonly timeout?: number | undefined;
    readonly signal?: AbortSignal | undefined;
    readonly guard?: (() => void) | undefined;
}
interface DownloadLimits extends Omit<TransferLimits, "guard"> {
    readonly maxBytes?: number | undefined;
}
interface ParticipantView {
    readonly id: string;
    readonly role: Role;
    readonly state: Open<"ACTIVE" | "SUGGESTED">;
}
interface DialogView {
    readonly id: string;
    readonly type: Open<"MAIN" | "POST_SURVEY" | "OTHER">;
    readonly channel: Open<"MESSAGING" | "COBROWSE" | "LIVE_CHAT">;
    readonly state: Open<"OPEN" | "CLOSE">;
    readonly closedBy: Open<"AGENT" | "CONSUMER" | "SYSTEM"> | undefined;
    readonly closedCause: string | undefined;
}
interface LastMessage {
    readonly dialogId: string;
    readonly sequence: number;
    readonly at: number | undefined;
    readonly role: Role | undefined;
    readonly text: string | undefined;
}
interface ConversationView {
    readonly id: string;
    readonly stage: Open<"OPEN" | "CLOSE">;
    readonly state: Open<"OPEN" | "CLOSE" | "LOCKED">;
    readonly closeReason: Open<"AGENT" | "CONSUMER" | "TIMEOUT" | "SYSTEM"> | undefined;
    readonly skillId: string | undefined;
    readonly consumerId: string | undefined;
    readonly assignedAgentId: string | undefined;
    readonly participants: readonly ParticipantView[];
    readonly dialogs: readonly DialogView[];
    readonly openDialog: DialogView | undefined;
    readonly ttr: {
        readonly ttrType: Open<"NORMAL" | "URGENT" | "PRIORITIZED" | "CUSTOM">;
        readonly value: number;
    } | undefined;
    readonly responseDueAt: number | undefined;
    readonly waitingSince: number | undefined;
    readonly lastMessage: LastMessage | undefined;
    readonly note: string | undefined;
    readonly unread: Readonly<Record<string, number>>;
    readonly startedAt: number | undefined;
    readonly closedAt: number | undefined;
    readonly updatedAt: number | undefined;
    readonly isMember: boolean;
}
interface Release {
    readonly connection: number;
    readonly isCertain: boolean;
}
interface GatedConversation {
    readonly state: {
        readonly now: ConversationView;
    };
    readonly confirmedOn: number;
    readonly release: Release | undefined;
}
interface VerbLimits {
    readonly timeout?: number | undefined;
    readonly signal?: AbortSignal | undefined;
}
interface GatedOptions {
    readonly guard: () => void;
    readonly signal?: AbortSignal | undefined;
    readonly timeout?: number | undefined;
}
declare class Gate {
    #private;
    constructor(agent: Agent, roles: readonly Role[], find: (conversationId: string) => GatedConversation | undefined);
    get connection(): number;
    start(): void;
    stop(): void;
    lost(): void;
    complete(): void;
    changed(): void;
    maySpeak(now: ConversationView): boolean;
    send<Result>(operation: string, conversationId: string, send: (options: GatedOptions) => Promise<Result>, { signal, timeout }?: VerbLimits, isRelease?: boolean): Promise<Result>;
}
type HandOffTarget = {
    readonly skill: string;
} | {
    readonly agent: string;
    readonly skill?: string | undefined;
} | {
    readonly queue: true;
};
type HandOffReason = "escalated_by_user" | "escalated_by_bot" | "escalated_by_configuration" | "escalated_by_error";
interface HandOffOptions {
    readonly say?: string | undefined;
    readonly reason?: HandOffReason | undefined;
    readonly summary?: string | undefined;
    readonly allowLoop?: boolean | undefined;
}
interface ReleasePorts {
    readonly agent: Agent;
    readonly gate: Pick<Gate, "send">;
    readonly guard?: (() => void) | undefined;
    readonly release: (conversationId: string, outcome: "written" | "unknown" | "refused") => void;
}
interface SharedKnowledge {
    areReturned: boolean;
    readonly sent: Map<string, true>;
}
declare class SentKeys {
    #private;
    constructor(shared?: SharedKnowledge);
    get areReturned(): boolean;
    noteReturned(): void;
    noteSent(dialogId: string, sequence: number): void;
    wasSent(dialogId: string, sequence: number | undefined): boolean;
    floor(_dialogId: string): number | undefined;
    within(dialogId: string, floor: number, mayBeSent: boolean): SentKeys;
    earlier(dialogId: string, key: string): number | undefined;
    add(dialogId: string, key: string, after: number): void;
}
interface ReceivedFile {
    readonly caption: string;
    readonly type: FileType;
}
interface DownloadedFile extends ReceivedFile {
    readonly bytes: Buffer;
    readonly size: number;
}
declare class ConversationMessage {
    #private;
    readonly conversationId: string;
    readonly event: Message;
    constructor(agent: Agent, conversationId: string, event: Message);
    get dialogId(): string;
    get sequence(): number;
    get at(): number | undefined;
    get role(): string | undefined;
    get isFromConsumer(): boolean;
    get isPrivate(): boolean;
    get text(): string;
    get file(): ReceivedFile | undefined;
    download(limits?: DownloadLimits): Promise<DownloadedFile>;
}
interface Profile {
    readonly consumerId: string;
    readonly firstName: string | undefined;
    readonly lastName: string | undefined;
    readonly email: string | undefined;
    readonly phone: string | undefined;
    readonly language: string | undefined;
    readonly company: string | undefined;
    readonly gender: string | undefined;
    readonly age: number | undefined;
    readonly customerId: string | undefined;
    readonly customerType: string | undefined;
    readonly customerStatus: string | undefined;
    readonly balance: number | undefined;
    readonly isAuthenticated: boolean;
    readonly facts: readonly SDE[];
}
type QuickReplyOptions = QuickReplies | Readonly<Record<string, string>>;
interface SendFileOptions extends VerbLimits {
    readonly caption?: string | undefined;
    readonly type?: FileType | undefined;
    readonly preview?: string | undefined;
}
interface CloseOptions extends VerbLimits {
    readonly survey?: boolean | undefined;
}
interface MessagesOptions {
    readonly last?: number | undefined;
    readonly after?: number | undefined;
    readonly dialogId?: string | undefined;
    readonly signal?: AbortSignal | undefined;
}
interface VerbPorts extends ReleasePorts {
    readonly keys: SentKeys;
    isReleased(conversationId: string): boolean;
    readonly ownSkills: ReadonlySet<string>;
    snapshot(conversationId: string): ConversationView | undefined;
}
interface ReplyOptions extends VerbLimits {
    readonly quickReplies?: QuickReplyOptions | undefined;
    readonly idempotencyKey?: string | undefined;
    readonly intents?: Extract<Metadata, {
        type: "BotResponse";
    }>["intents"];
    readonly metadata?: readonly Metadata[] | undefined;
}
type Urgency = "NORMAL" | "URGENT" | "PRIORITIZED" | {
    readonly seconds: number;
};
declare class Conversation {
    #private;
    readonly id: string;
    constructor(ports: VerbPorts, id: string);
    get now(): ConversationView | undefined;
    get isMine(): boolean;
    reply(text: string, options?: ReplyOptions): Promise<{
        readonly sequence: number;
    }>;
    typing(isTyping?: boolean, limits?: VerbLimits): Promise<void>;
    markRead(sequences?: number | readonly number[], limits?: VerbLimits): Promise<void>;
    whisper(text: string, limits?: VerbLimits): Promise<{
        readonly sequence: number;
    }>;
    note(note: string, limits?: VerbLimits): Promise<void>;
    sendFile(source: FileSource, options?: SendFileOptions): Promise<{
        readonly sequence: number;
    }>;
    messages(query?: MessagesOptions): Promise<readonly ConversationMessage[]>;
    profile(limits?: VerbLimits): Promise<Profile>;
    handOff(target: HandOffTarget, options?: HandOffOptions & VerbLimits): Promise<void>;
    close(options?: CloseOptions): Promise<void>;
    join(limits?: VerbLimits): Promise<void>;
    leave(limits?: VerbLimits): Promise<void>;
    setUrgency(urgency: Urgency, limits?: VerbLimits): Promise<void>;
}
interface StandardSchema<Input = unknown, Output = Input> {
    readonly "~standard": {
        readonly version: 1;
        readonly vendor: string;
        readonly validate: (value: unknown) => SchemaResult<Output> | Promise<SchemaResult<Output>>;
        readonly types?: {
            readonly input: Input;
            readonly output: Output;
        } | undefined;
    };
}
type SchemaResult<Output> = {
    readonly value: Output;
    readonly issues?: undefined;
} | {
    readonly issues: readonly {
        readonly message: string;
        readonly path?: readonly unknown[] | undefined;
    }[];
};
type InputOf<Schema> = Schema extends StandardSchema<infer Input, unknown> ? Input : undefined;
type OutputOf<Schema> = Schema extends StandardSchema<unknown, infer Output> ? Output : undefined;
type ActionDefinitions = Readonly<Record<string, StandardSchema<unknown, unknown> | undefined>>;
interface Offer {
    readonly title: string;
    readonly action: Action<string, never, unknown>;
    readonly data: unknown;
}
type OfferData<Input> = [
    Input
] extends [
    never
] ? [
    data: never
] : unknown extends Input ? [
    data: Input
] : [
    Input
] extends [
    undefined
] ? [
] : [
    data: Input
];
interface Action<Name extends string = string, Input = never, Output = unknown> {
    (title: string, ...data: OfferData<Input>): Offer;
    readonly actionName: Name;
    readonly schema: StandardSchema<unknown, Output> | undefined;
}
type Actions<Definitions> = {
    readonly [Name in keyof Definitions & string]: Action<Name, InputOf<Definitions[Name]>, OutputOf<Definitions[Name]>>;
};
declare function actions<const Definitions extends ActionDefinitions>(definitions: Definitions): Actions<Definitions>;
interface QuestionOptions {
    readonly otherwise?: string | undefined;
    readonly tries?: number | undefined;
    readonly timeout?: Duration | undefined;
    readonly optional?: boolean | undefined;
}
interface TextQuestionOptions<Answer> extends QuestionOptions {
    readonly as?: StandardSchema<unknown, Answer> | undefined;
}
type Optional = {
    readonly optional: true;
};
interface FlowFile extends ReceivedFile {
    download(limits?: DownloadLimits): Promise<DownloadedFile>;
}
interface OnceContext {
    readonly key: string;
    readonly signal: AbortSignal;
}
interface Ask<Seen extends object = object> {
    <Answer = string>(key: string, question: string, options: TextQuestionOptions<Answer> & Optional): Promise<Answer | undefined>;
    <Answer = string>(key: string, question: string, options?: TextQuestionOptions<Answer>): Promise<Answer>;
    choice<const Title extends string>(key: string, question: string, titles: readonly Title[], options: QuestionOptions & Optional): Promise<Title | undefined>;
    choice<const Title extends string>(key: string, question: string, titles: readonly Title[], options?: QuestionOptions): Promise<Title>;
    file(key: string, question: string, options: QuestionOptions & Optional): Promise<FlowFile | undefined>;
    file(key: string, question: string, options?: QuestionOptions): Promise<FlowFile>;
    once<Value>(key: string, run: (context: OnceContext) => Value): Promise<Awaited<Value>>;
    say(key: string, text: string, options?: Omit<ChatReplyOptions, "idempotencyKey">): Promise<void>;
    close(options?: CloseOptions): Promise<void>;
    handOff(target: HandOffTarget, options?: HandOffOptions): Promise<void>;
    readonly chat: Pick<Chat, "id" | "now" | "consumer" | "session"> & Readonly<Seen>;
}
interface FlowOptions {
    readonly version: number;
    readonly changed?: "end" | "handOff" | "goOn" | undefined;
}
interface Flow<Name extends string = string, Seen extends object = never> {
    readonly flowName: Name;
    readonly version: number;
    readonly changed: "end" | "handOff" | "goOn";
    readonly body: (ask: Ask<Seen>) => unknown;
}
declare function flow<const Name extends string, Seen extends object = object>(name: Name, { version, changed }: FlowOptions, body: (ask: Ask<Seen>) => unknown): Flow<Name, Seen>;
interface StartsFlow<Name extends string> {
    start(flow: Flow<Name>): Promise<void>;
}
interface ChatReplyOptions extends Omit<ReplyOptions, "quickReplies"> {
    readonly quickReplies?: QuickReplyOptions | readonly Offer[] | undefined;
}
interface TurnPorts {
    readonly signal: AbortSignal;
    beforeWrite(operation?: string): void;
    keep(data: string): string;
    report(error: SDKError): void;
    readonly flows: TurnFlows;
}
interface TurnFlows {
    start(flow: Flow, chat: Chat): Promise<void>;
    end(): Readonly<Record<string, unknown>> | undefined;
    readonly summary: string | undefined;
}
declare class Chat<Session extends object = object> extends Conversation {
    #private;
    session: Session;
    constructor(ports: VerbPorts, id: string, turn: TurnPorts, session: Session);
    get signal(): AbortSignal;
    get consumer(): {
        readonly id: string;
    };
    reply(text: string, options?: ChatReplyOptions): Promise<{
        readonly sequence: number;
    }>;
    typing(isTyping?: boolean, limits?: VerbLimits): Promise<void>;
    handOff(target: HandOffTarget, options?: HandOffOptions & VerbLimits): Promise<void>;
    endFlow(): Readonly<Record<string, unknown>> | undefined;
}
declare class RingOffer {
    #private;
    readonly id: string;
    readonly conversationId: string | undefined;
    readonly consumerId: string | undefined;
    readonly skillId: string | undefined;
    readonly expiresAt: number | undefined;
    constructor(agent: Agent, id: string, conversationId: string | undefined, consumerId: string | undefined, skillId: string | undefined, expiresAt: number | undefined);
    accept(): Promise<boolean>;
    reject(): Promise<boolean>;
}
interface BotSetup {
    readonly agent: AgentOptions;
    readonly store?: Store | undefined;
    readonly clock?: Clock | undefined;
    readonly replay?: "always" | undefined;
}
interface TurnOptions {
    readonly mode?: "each" | "combined" | "interrupt" | undefined;
    readonly wait?: Duration | undefined;
}
interface RingOptions {
    readonly accept?: "all" | ((ring: RingOffer) => boolean | "reject" | Promise<boolean | "reject">) | undefined;
    readonly capacity?: number | undefined;
}
type EscalationOptions = HandOffTarget & {
    readonly after?: number | undefined;
    readonly say?: string | undefined;
};
interface BotOptions<Session extends object> extends BotSetup {
    readonly session?: (() => Session) | undefined;
    readonly rings?: RingOptions | undefined;
    readonly turns?: TurnOptions | undefined;
    readonly escalation?: EscalationOptions | undefined;
    readonly handlerTimeout?: Duration | undefined;
    readonly maxConcurrent?: number | undefined;
    readonly skills?: readonly string[] | undefined;
}
interface BotHealth {
    readonly conversations: number;
    readonly running: number;
    readonly waiting: number;
    readonly oldestWaitingMs: number | undefined;
    readonly failures: number;
    readonly agent: Agent["state"];
}
interface StopOptions {
    readonly drain?: Duration | undefined;
    readonly logout?: boolean | undefined;
}
type LeaveReason = "takenOver" | "transferred" | "removed" | "unknown";
type ConversationEvent = {
    readonly type: "opened";
} | {
    readonly type: "joined";
    readonly participant: ParticipantView;
} | {
    readonly type: "left";
    readonly participant: ParticipantView;
    readonly isMe: boolean;
    readonly why: LeaveReason;
} | {
    readonly type: "transferred";
    readonly fromSkillId: string | undefined;
    readonly toSkillId: string | undefined;
    readonly toAgentId: string | undefined;
} | {
    readonly type: "takenOver";
    readonly byAgentId: string;
} | {
    readonly type: "back";
} | {
    readonly type: "consumerChanged";
    readonly fromId: string | undefined;
    readonly toId: string | undefined;
} | {
    readonly type: "survey";
    readonly dialog: DialogView;
} | {
    readonly type: "closed";
    readonly reason: ConversationView["closeReason"];
};
interface LostFlow {
    readonly flow: string;
    readonly version: number;
    readonly answers: Readonly<Record<string, unknown>>;
    readonly why: string;
}
interface Turn {
    readonly text: string;
    readonly messages: readonly ConversationMessage[];
    readonly attempt: number;
    readonly dialogId: string;
}
interface HearsTurn extends Turn {
    readonly match: RegExpMatchArray;
}
interface FileTurn extends Turn {
    readonly file: ReceivedFile;
    readonly download: (limits?: DownloadLimits) => Promise<DownloadedFile>;
}
interface ClickTurn<Data = unknown> extends Turn {
    readonly data: Data;
}
interface UnknownClickTurn extends Turn {
    readonly externalId: string;
    readonly why: string;
}
interface FlowLostTurn extends Turn, LostFlow {
}
interface JoinedTurn extends Turn {
    readonly participant: ParticipantView;
}
interface LeftTurn extends Turn {
    readonly why: LeaveReason | "closed";
}
type TurnHandler<Session extends object, Derived extends object, T extends Turn = Turn> = (chat: Chat<Session> & Derived, turn: T) => unknown;
declare class Bot<Session extends object = Record<string, unknown>, Derived extends object = object> implements AsyncDisposable {
    #private;
    readonly agent: Agent;
    readonly ended: Promise<void>;
    constructor(options: BotOptions<Session>);
    on(event: "start", handler: TurnHandler<Session, Derived>): this;
    on(event: "text", handler: TurnHandler<Session, Derived>): this;
    on(event: "file", handler: TurnHandler<Session, Derived, FileTurn>): this;
    on(event: "left", handler: TurnHandler<Session, Derived, LeftTurn>): this;
    on(event: "back", handler: TurnHandler<Session, Derived>): this;
    on(event: "joined", handler: TurnHandler<Session, Derived, JoinedTurn>): this;
    on(event: "survey", handler: TurnHandler<Session, Derived>): this;
    on(event: "unhandled", handler: TurnHandler<Session, Derived>): this;
    on(event: "unknownClick", handler: TurnHandler<Session, Derived, UnknownClickTurn>): this;
    on(event: "flowLost", handler: TurnHandler<Session, Derived, FlowLostTurn>): this;
    on(event: "error", handler: (error: SDKError, chat?: Chat<Session>) => unknown): this;
    on<Data>(action: Action<string, never, Data>, handler: TurnHandler<Session, Derived, ClickTurn<Data>>): this;
    hears(pattern: string | RegExp, handler: TurnHandler<Session, Derived, HearsTurn>, { always }?: {
        readonly always?: boolean;
    }): this;
    flow<Name extends string>(flow: Flow<Name, Chat<Session> & Derived>): Bot<Session, Derived & StartsFlow<Name>>;
    silence(duration: Duration, handler: TurnHandler<Session, Derived>): this;
    use(middleware: (chat: Chat<Session> & Derived, next: () => Promise<void>, turn: Turn) => unknown): this;
    derive<More extends object>(derive: (chat: Chat<Session> & Derived) => More | PromiseLike<More>): Bot<Session, Derived & More>;
    catch(catcher: (error: unknown, chat: Chat<Session> & Derived, turn: Turn) => unknown): this;
    turn<Result>(conversationId: string, handler: (chat: Chat<Session> & Derived, turn: Turn) => Result): Promise<Awaited<Result>>;
    start(): Promise<void>;
    stop(options?: StopOptions): Promise<void>;
    [Symbol.asyncDispose](): Promise<void>;
    health(): BotHealth;
}
declare class FlowError extends SDKError {
    readonly name = "FlowError";
    readonly flow: string;
    readonly key: string | undefined;
    constructor(message: string, facts: {
        readonly code: "FLOW_TRIES" | "FLOW_TIMEOUT" | "FLOW_TOO_LONG" | "FLOW_MISUSE";
        readonly flow: string;
        readonly key?: string | undefined;
    });
}
interface WatchOptions {
    readonly max?: number | undefined;
}
type WatchEvents = {
    added: (now: ConversationView) => Handled;
    changed: (now: ConversationView, before: ConversationView) => Handled;
    removed: (last: ConversationView) => Handled;
    evicted: (last: ConversationView) => Handled;
    ended: () => Handled;
    error: (error: SDKError) => Handled;
};
declare const Base$1: new () => TypedEventEmitter<WatchEvents>;
declare class ConversationWatch extends Base$1 implements AsyncDisposable {
    #private;
    private constructor();
    static start(agent: Agent, query: ConversationFilter, { max }: {
        readonly max: number;
    }): Promise<ConversationWatch>;
    get size(): number;
    get(conversationId: string): ConversationView | undefined;
    [Symbol.iterator](): IterableIterator<ConversationView>;
    [Symbol.asyncDispose](): Promise<void>;
}
interface Activity {
    readonly dialogId: string;
    readonly participantId: string | undefined;
    readonly role: Role | undefined;
    readonly event: Message["event"];
    readonly sequence: number | undefined;
    readonly metadata: Message["metadata"];
}
type EventOf<Type extends ConversationEvent["type"]> = Extract<ConversationEvent, {
    readonly type: Type;
}>;
type ConversationsEvents = {
    [Type in ConversationEvent["type"]]: (conversation: Conversation, event: EventOf<Type>) => Handled;
} & {
    message: (conversation: Conversation, message: ConversationMessage) => Handled;
    activity: (conversation: Conversation, activity: Activity) => Handled;
    ring: (ring: RingOffer) => Handled;
    error: (error: SDKError, conversation?: Conversation) => Handled;
};
interface ConversationsOptions {
    readonly roles?: readonly Role[] | undefined;
    readonly skills?: readonly string[] | undefined;
}
declare const Base: new () => TypedEventEmitter<ConversationsEvents>;
declare class Conversations extends Base implements AsyncDisposable {
    #private;
    readonly agent: Agent;
    constructor(agent: Agent, options?: ConversationsOptions);
    get size(): number;
    get(conversationId: string): Conversation | undefined;
    of(conversationId: string): Conversation;
    [Symbol.iterator](): IterableIterator<Conversation>;
    start(): Promise<void>;
    stop(): Promise<void>;
    [Symbol.asyncDispose](): Promise<void>;
    watch(query?: ConversationFilter, options?: WatchOptions): Promise<ConversationWatch>;
}
declare function checkChange(agent: string, change: Change): void;
declare class MemoryStore implements Store, CursorStore {
    #private;
    load(agent: string): AsyncIterable<Saved>;
    commit(agent: string, change: Change): Promise<void>;
    get(dialogId: string): number | undefined;
    set(dialogId: string, sequence: number): void;
    delete(dialogId: string): void;
    dialogs(): Iterable<string>;
}
interface StorePlace {
    open(): Store | PromiseLike<Store>;
    dispose?(): unknown;
}
interface StoreTest {
    readonly name: string;
    readonly run: () => Promise<void>;
}
declare function testStore(make: () => StorePlace | PromiseLike<StorePlace>): readonly StoreTest[];
export { type Action, type ActionDefinitions, type Actions, type Activity, type Ask, Bot, type BotHealth, type BotOptions, type BotSetup, Change, Chat, type ChatReplyOptions, type ClickTurn, Clock, type CloseOptions, Conversation, type ConversationEvent, ConversationMessage, type ConversationView, ConversationWatch, Conversations, type ConversationsEvents, type ConversationsOptions, type DialogView, type DownloadLimits, type DownloadedFile, Duration, type EscalationOptions, type FileSource, type FileTurn, type Flow, FlowError, type FlowFile, type FlowLostTurn, type FlowOptions, type HandOffOptions, type HandOffReason, type HandOffTarget, type HearsTurn, type JoinedTurn, type LastMessage, type LeaveReason, type LeftTurn, type LostFlow, MemoryStore, type MessagesOptions, type Offer, type OnceContext, type ParticipantView, type Profile, type QuestionOptions, type QuickReplyOptions, type ReceivedFile, type ReplyOptions, RingOffer, type RingOptions, Saved, type SendFileOptions, type StandardSchema, type StartsFlow, type StopOptions, Store, type StorePlace, type StoreTest, type TextQuestionOptions, type Turn, type TurnHandler, type TurnOptions, type UnknownClickTurn, type Urgency, type VerbLimits, type WatchEvents, type WatchOptions, actions, checkChange, flow, testStore };
