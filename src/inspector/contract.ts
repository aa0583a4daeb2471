/**
 * The JSON API of the desk, for the page, tests and programs. One WebSocket, `/inspector/socket?token=...`, sends
 * {@link Push}es; `POST /inspector/{command}?token=...` with a JSON body carries out one of {@link Commands}, and answers
 * with its result or, from status 400, with a {@link CommandRefusal}; `GET /inspector/frames/{id}` answers a
 * {@link FrameDetail}, `GET /inspector/files/{path}` a file. Types only: the page is built without the server's code.
 */

export type * from './command-contract.js';

/** Epoch ms, by the platform's clock. */
export type EpochMs = number;

/** All that changes slowly. Sent whole, at most twenty times a second. */
export interface Desk {
  /** Account id. */
  readonly account: string;
  /** `127.0.0.1:4660` */
  readonly address: string;
  /** The platform's time when this was sent: countdowns start from it. */
  readonly now: EpochMs;
  /** The command that starts a survey after each conversation was given. */
  readonly survey: boolean;
  /** Ids of the skills that conversations can have. */
  readonly skills: readonly string[];
  readonly bot: BotView;
  /** Open UMS sockets. */
  readonly sockets: number;
  /** Ping to pong of the bot's sockets in ms, oldest first, at most 24. */
  readonly roundTrips: readonly number[];
  readonly consumers: readonly ConsumerView[];
  /** The open ones and the newest closed ones, oldest first. */
  readonly conversations: readonly DeskConversation[];
  readonly humans: readonly HumanView[];
  readonly queues: readonly QueueView[];
  readonly faults: FaultsView;
}

export interface BotView {
  /** Username of its login, the account's first user. */
  readonly name: string;
  readonly userId: string;
  readonly state: 'not connected' | 'online' | 'occupied' | 'away' | 'offline' | 'restarting' | 'failed';
  /** As the command line names the process that the desk started; absent if the desk started none. */
  readonly command?: string | undefined;
  /** With `failed`: how the process ended, and its last lines. */
  readonly failure?: string | undefined;
  /** Why {@link DeskConversation.bot} is absent everywhere, for people; absent if the bot reports. */
  readonly silence?: string | undefined;
}

export interface ConsumerView {
  readonly id: string;
  readonly name: string;
  /** Its conversations, oldest first. The page shows the last one unless another is chosen. */
  readonly conversationIds: readonly string[];
}

export type PersonKind = 'consumer' | 'bot' | 'human' | 'other';

export interface PersonView {
  readonly kind: PersonKind;
  /** Id of the consumer or the human; the user id otherwise. */
  readonly id: string;
  readonly name: string;
}

export interface DeskConversation {
  readonly id: string;
  readonly consumerId: string;
  readonly startedAt: EpochMs;
  readonly state: 'open' | 'survey' | 'closed';
  readonly skill: string;
  /** Who has it; absent while it waits in the queue and when it is closed. */
  readonly assigned?: PersonView | undefined;
  /** While it waits: since when. */
  readonly waitingSince?: EpochMs | undefined;
  /** When the first of its rings expires. */
  readonly ringUntil?: EpochMs | undefined;
  /** The current dialog. */
  readonly dialogId: string;
  readonly dialogType: string;
  /** Of the newest message of the current dialog; -1 before the first. */
  readonly sequence: number;
  /** The last thing that happened, in a few words: a text, `greeter is typing`, `closed`. */
  readonly last: string;
  /** Messages that the consumer has not read. */
  readonly unread: number;
  /** Agents who type at this moment. */
  readonly typing: readonly PersonView[];
  readonly note?: string | undefined;
  /** When an answer of the agent is due; absent if none is. */
  readonly dueAt?: EpochMs | undefined;
  /** Given answer to the survey. */
  readonly rating?: number | undefined;
  /** What the bot reports of this conversation. */
  readonly bot?: BotReport | undefined;
}

/** What `Bot` reports of one conversation through the channel of its process. JSON. */
export interface BotReport {
  readonly conversationId: string;
  /** Whether the bot takes the conversation for its own. */
  readonly isOwner: boolean;
  readonly session: unknown;
  /** The last committed sequence, by dialog. */
  readonly positions: Readonly<Record<string, number>>;
  /** Whether a handler runs, how many turns wait. */
  readonly running: boolean;
  readonly waiting: number;
}

export interface HumanView {
  readonly id: string;
  readonly name: string;
  readonly userId: string;
  readonly skills: readonly string[];
  readonly availability: 'online' | 'away' | 'offline';
  readonly rings: readonly RingView[];
  /** Conversations that are assigned to this human. */
  readonly conversationIds: readonly string[];
}

export interface RingView {
  readonly ringId: string;
  readonly conversationId: string;
  readonly consumerName: string;
  readonly skill: string;
  readonly expiresAt: EpochMs;
  /** Length of the whole ring. */
  readonly lengthMs: number;
  /** The last text of the agent who handed the conversation over, private or not. */
  readonly reason?: string | undefined;
}

export interface QueueView {
  readonly skill: string;
  readonly waiting: number;
  readonly longestSince?: EpochMs | undefined;
}

/** The names of faults, as in {@link Commands} `fault`. */
export interface FaultSettings {
  /** All sockets of the bot, without a close frame. */
  readonly cut: {};
  /** Sockets take bytes and send none. */
  readonly blackhole: { readonly on: boolean };
  /** Frames of the platform arrive later. */
  readonly slow: { readonly on: boolean; readonly delayMs: number };
  readonly refuse: { readonly request: string; readonly code: number; readonly times: number };
  /** Another login of the bot's user: ends its session and its sockets. */
  readonly kick: {};
  /** The token is no longer valid, sockets close with 4401. */
  readonly revoke: {};
  readonly close: { readonly code: number };
}
export type FaultName = keyof FaultSettings;

export interface FaultsView {
  readonly blackhole: boolean;
  /** The delay while the switch is on. */
  readonly slowMs?: number | undefined;
  /** Refusals that have not happened yet. */
  readonly refuse?: { readonly request: string; readonly code: number; readonly left: number } | undefined;
  /** Names of the requests that a bot sends, for `refuse`. */
  readonly requests: readonly string[];
}

/** One line of a conversation. A line with the id of an earlier one replaces it. */
export type Line = MessageLine | EventLine;

interface LineBase {
  /** `{dialogId}:{sequence}` of a message. Unique in the desk. */
  readonly id: string;
  readonly conversationId: string;
  readonly at: EpochMs;
}

export interface MessageLine extends LineBase {
  readonly kind: 'message';
  readonly dialogId: string;
  readonly sequence: number;
  readonly from: PersonView;
  /** Agents and managers see it, the consumer does not. */
  readonly isPrivate: boolean;
  /** The text, the caption of a file, or the texts of rich content line by line. */
  readonly text: string;
  /** Rich content as it was sent. */
  readonly content?: unknown;
  readonly quickReplies?: unknown;
  readonly file?: FileView | undefined;
  /** The consumer clicked an element instead of typing. */
  readonly clicked?: boolean | undefined;
  /** What the other side has done with it. */
  readonly receipt: 'sent' | 'delivered' | 'read';
  /** Id of the wire row that brought it, if a socket did. */
  readonly rowId?: number | undefined;
}

export interface FileView {
  readonly name: string;
  /** `JPG`, `PDF` */
  readonly type: string;
  readonly bytes: number;
  /** Path of the file for a link, with the token; absent if it is no longer there. */
  readonly path?: string | undefined;
}

export interface EventLine extends LineBase {
  readonly kind: 'event';
  readonly what: 'started' | 'accepted' | 'transferred' | 'queued' | 'left' | 'joined' | 'survey' | 'rated' | 'closed';
  /** A sentence: `Bot transferred to skill humans`. */
  readonly text: string;
}

/** One row of the wire. A row with the id of an earlier one replaces it: a request gets its answer. */
export type WireRow = RequestRow | NotificationRow | LineRow;

interface RowBase {
  /** Counts up and is never reused. */
  readonly id: number;
  readonly at: EpochMs;
  /** For filters. */
  readonly conversationId?: string | undefined;
  readonly dialogId?: string | undefined;
  readonly userId?: string | undefined;
}

/** A row that has a frame. */
interface FrameRowBase extends RowBase {
  /** `ms`, `routing`, `HTTP` */
  readonly namespace: string;
  /** `PublishEvent`, or method and path of a REST exchange. */
  readonly name: string;
  /** Content in a few words, with typographic quotes around texts. */
  readonly summary: string;
  /** Sequence of a published message. */
  readonly sequence?: number | undefined;
  /** Id of the line of the conversation that it brought. */
  readonly lineId?: string | undefined;
  readonly fault?: string | undefined;
  /** It can be sent again. */
  readonly canSendAgain: boolean;
}

export interface RequestRow extends FrameRowBase {
  readonly kind: 'request';
  readonly isPrivate?: boolean | undefined;
  /** Absent until it is answered. */
  readonly status?: number | undefined;
  readonly latencyMs?: number | undefined;
}

export interface NotificationRow extends FrameRowBase {
  readonly kind: 'notification';
}

/** A full-width line. */
export interface LineRow extends RowBase {
  readonly kind: 'fault' | 'armed' | 'closed' | 'connected' | 'finding' | 'gap';
  /** `Cut the cable`, `Closed 1006`, `Reconnect 1` */
  readonly title: string;
  /** `no close frame`, `after 312 ms, same token, 2 subscriptions restored` */
  readonly text: string;
  /** The line of test code that does the same, of a fault. */
  readonly code?: string | undefined;
}

/** What was exchanged in a row, without secrets. */
export interface FrameDetail {
  readonly id: number;
  /** The frame or HTTP exchange of the bot, or the notification. */
  readonly request: unknown;
  readonly answer?: unknown;
  readonly requestBytes: number;
  readonly answerBytes?: number | undefined;
  /** Steps with the ms since the first. */
  readonly timing: readonly { readonly step: string; readonly ms: number }[];
  /** What is not in the schema. */
  readonly findings: readonly string[];
}

/** What the socket sends. The first is a `desk`, then the newest lines and rows. */
export type Push =
  | { readonly kind: 'desk'; readonly desk: Desk }
  | { readonly kind: 'lines'; readonly lines: readonly Line[] }
  | { readonly kind: 'rows'; readonly rows: readonly WireRow[] };
