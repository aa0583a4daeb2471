import type { FrameEntry, HttpEntry, TranscriptEntry, UpgradeEntry } from '../simulator/feed-entries.js';
import { keepNewest } from '../support/keep-newest.js';
import { membersOf } from '../protocol/schemas.js';
import { CommandError } from './command-error.js';
import type { FrameDetail, LineRow, RequestRow, WireRow } from './contract.js';
import { findingsOf } from './findings.js';
import { SocketHistory } from './socket-history.js';
import { bodyOf, concernedIds, httpRow, notificationRow, requestRow } from './wire-rows.js';

/** Rows that are kept with their frames. */
const MAX_ROWS = 2_000;

/** A row with what was exchanged. */
export interface StoredRow {
  row: WireRow;
  readonly request?: unknown;
  answer?: unknown;
  readonly findings: readonly string[];
  /** By `performance.now()`. */
  readonly startedAt: number;
  answeredAt?: number;
}

export interface WireContext {
  readonly now: () => number;
  readonly onRow: (row: WireRow) => void;
  readonly conversationOf: (dialogId: string) => string | undefined;
  /** A row brought the message with this line id. */
  readonly link: (lineId: string, rowId: number) => void;
  /** Number of the subscriptions of an open socket. */
  readonly subscriptionsOf: (connectionId: number) => number;
}

/** The rows of the wire, made of the entries of the simulator's feed. */
export class WireLog {
  readonly #context: WireContext;
  readonly #rows = new Map<number, StoredRow>();
  /** Requests without an answer, by socket and request id. */
  readonly #pending = new Map<string, StoredRow>();
  readonly #sockets: SocketHistory;
  #count = 0;

  constructor(context: WireContext) {
    this.#context = context;
    this.#sockets = new SocketHistory(context, {
      add: (line) => this.note(line),
      replace: (id, text) => this.retitle(id, { text }),
    });
  }

  /** The kept rows, oldest first. */
  get rows(): readonly WireRow[] {
    return [...this.#rows.values()].map(({ row }) => row);
  }

  /** @throws {CommandError} The row is unknown or no longer kept. */
  get(id: number): StoredRow {
    const stored = this.#rows.get(id);
    if (stored === undefined) throw new CommandError(404, `There is no row ${id}: the newest ${MAX_ROWS} are kept`);
    return stored;
  }

  detail(id: number): FrameDetail {
    const { request, answer, findings, startedAt, answeredAt } = this.get(id);
    const answered = answer === undefined ? {} : { answer, answerBytes: bytesOf(answer) };
    const timing = [{ step: 'received', ms: 0 }];
    if (answeredAt !== undefined) timing.push({ step: 'answered', ms: answeredAt - startedAt });
    return { id, request, ...answered, requestBytes: bytesOf(request), timing, findings };
  }

  /** Adds a full-width line. @returns Its id. */
  note(line: Omit<LineRow, 'id' | 'at'>): number {
    const row: LineRow = { ...line, id: this.#newId(), at: this.#context.now() };
    this.#add({ row, findings: [], startedAt: performance.now() });
    return row.id;
  }

  /** Replaces members of a line that is still kept. */
  retitle(id: number, members: Partial<Pick<LineRow, 'title' | 'text'>>): void {
    const stored = this.#rows.get(id);
    if (stored !== undefined && 'title' in stored.row) this.#replace(stored, { ...stored.row, ...members });
  }

  read(entry: TranscriptEntry): void {
    switch (entry.kind) {
      case 'frame':
        this.#readFrame(entry);
        return;
      case 'http':
        this.#addHttp(entry);
        return;
      case 'upgrade':
        if (entry.status === 101) this.#sockets.opened(entry);
        else this.#addHttp(entry);
        return;
      case 'close':
        for (const key of this.#pending.keys()) if (key.startsWith(`${entry.connectionId} `)) this.#pending.delete(key);
        this.#sockets.closed(entry);
        return;
      case 'ping':
      case 'pong':
    }
  }

  /** A login: what connects from now on has another token. */
  loggedIn(userId: string): void {
    this.#sockets.loggedIn(userId);
  }

  #readFrame(entry: FrameEntry): void {
    if (entry.direction === 'in') this.#addRequest(entry);
    else if (entry.requestId === undefined) this.#addNotification(entry);
    else this.#addAnswer(entry);
  }

  #addRequest(entry: FrameEntry): void {
    const body = bodyOf(entry.frame);
    const row = requestRow(this.#newId(), entry, concernedIds(body, this.#context.conversationOf));
    const findings =
      entry.type === undefined || entry.requestId === undefined ? [] : findingsOf(entry.type, body ?? {});
    const stored: StoredRow = { row, request: entry.frame, findings, startedAt: performance.now() };
    this.#add(stored);
    if (entry.requestId !== undefined) {
      this.#pending.set(`${entry.connectionId} ${entry.requestId}`, stored);
      keepNewest(this.#pending, MAX_ROWS);
    }
    const { conversationId, dialogId, userId } = row;
    const concerned = {
      userId,
      ...(conversationId !== undefined && { conversationId }),
      ...(dialogId !== undefined && { dialogId }),
    };
    for (const text of findings) this.note({ kind: 'finding', title: 'Not in the schema', text, ...concerned });
  }

  #addNotification(entry: FrameEntry): void {
    const body = bodyOf(entry.frame);
    const row = notificationRow(this.#newId(), entry, concernedIds(body, this.#context.conversationOf));
    const { sequence, dialogId } = row;
    const { type } = membersOf(membersOf(body)['event']);
    const isMessage = sequence !== undefined && dialogId !== undefined && isContentType(type);
    const lineId = isMessage ? `${dialogId}:${sequence}` : undefined;
    this.#add({
      row: { ...row, ...(lineId !== undefined && { lineId }) },
      request: entry.frame,
      findings: [],
      startedAt: performance.now(),
    });
    if (lineId !== undefined) this.#context.link(lineId, row.id);
  }

  #addAnswer(entry: FrameEntry): void {
    const key = `${entry.connectionId} ${entry.requestId}`;
    const stored = this.#pending.get(key);
    if (stored === undefined) return;
    this.#pending.delete(key);
    const { code, body } = membersOf(entry.frame);
    const status = typeof code === 'number' ? code : 200;
    stored.answer = entry.frame;
    stored.answeredAt = performance.now();
    const published = status < 400 ? this.#published(stored, body) : {};
    // Only requests are pending.
    const row: RequestRow = {
      ...(stored.row as RequestRow),
      status,
      latencyMs: stored.answeredAt - stored.startedAt,
      ...published,
      ...(entry.fault !== undefined && { fault: entry.fault }),
    };
    this.#replace(stored, row);
    if (row.lineId !== undefined) this.#context.link(row.lineId, row.id);
    for (const lineId of historyIn(body)) this.#context.link(lineId, row.id);
    if (status < 400) this.#sockets.answered(entry);
  }

  /** Sequence and line of a message that the request has published. */
  #published({ request }: StoredRow, answer: unknown): Pick<RequestRow, 'sequence' | 'lineId'> {
    const { sequence } = membersOf(answer);
    const { dialogId, event } = membersOf(bodyOf(request));
    const { type } = membersOf(event);
    if (typeof sequence !== 'number' || typeof dialogId !== 'string' || type === 'ChatStateEvent') return {};
    return { sequence, ...(isContentType(type) && { lineId: `${dialogId}:${sequence}` }) };
  }

  #addHttp(entry: HttpEntry | UpgradeEntry): void {
    const row = httpRow(this.#newId(), entry);
    const { path, headers, status } = entry;
    const { method, requestBody, responseBody } = entry.kind === 'http' ? entry : { method: 'GET' };
    const request = { method, path, headers, body: requestBody };
    const answer = status === undefined ? {} : { answer: { status, body: responseBody } };
    this.#add({ row, request, ...answer, findings: [], startedAt: performance.now() });
  }

  #newId(): number {
    this.#count += 1;
    return this.#count;
  }

  #add(stored: StoredRow): void {
    this.#rows.set(stored.row.id, stored);
    keepNewest(this.#rows, MAX_ROWS);
    this.#context.onRow(stored.row);
  }

  #replace(stored: StoredRow, row: WireRow): void {
    stored.row = row;
    this.#context.onRow(row);
  }
}

function isContentType(type: unknown): boolean {
  return type === 'ContentEvent' || type === 'RichContentEvent';
}

/** Line ids of the messages in the answer to a query of a dialog's history. */
function historyIn(answer: unknown): readonly string[] {
  if (!Array.isArray(answer)) return [];
  return answer.flatMap((message) => {
    const { dialogId, sequence } = membersOf(message);
    return typeof dialogId === 'string' && typeof sequence === 'number' ? [`${dialogId}:${sequence}`] : [];
  });
}

function bytesOf(value: unknown): number {
  return value === undefined ? 0 : Buffer.byteLength(typeof value === 'string' ? value : JSON.stringify(value));
}
