import type { IncomingMessage } from 'node:http';
import type { Duplex } from 'node:stream';
import { WebSocket, WebSocketServer } from 'ws';
import type { Desk, Line, Push, WireRow } from './contract.js';
import type { DeskListener } from './desk-listener.js';

/** What a page gets first. */
export interface PageContent {
  readonly desk: () => Desk;
  readonly lines: () => readonly Line[];
  readonly rows: () => readonly WireRow[];
}

/** Twenty times a second. */
const BATCH_MS = 50;
/** A desk that is slow to make is sent less often: it takes at most a tenth of the time. */
const DESK_SHARE = 10;
/** A page with more unsent bytes than this, beside its start, is skipped until it has read them all. */
const MAX_BUFFERED = 4 * 1024 * 1024;
/** Lines or rows of one push. */
const CHUNK = 500;
/** A page sends nothing but control frames. */
const MAX_PAYLOAD = 1_024;

interface PageConnection {
  readonly webSocket: WebSocket;
  /** What has changed since the last batch, by id: the newest version takes the place of an earlier one. */
  readonly lines: Map<string, Line>;
  readonly rows: Map<number, WireRow>;
  isDeskStale: boolean;
  /** The page gets everything anew: at first, and after it was skipped. */
  needsStart: boolean;
  /** Unsent bytes from which on the page is skipped. */
  maxBuffered: number;
}

/** The pages that are connected. Each gets changes in batches; a page that reads too slowly is skipped, and starts anew. */
export class Pages implements DeskListener {
  readonly #content: PageContent;
  readonly #onCount: (count: number) => void;
  readonly #server = new WebSocketServer({
    noServer: true,
    clientTracking: false,
    perMessageDeflate: false,
    maxPayload: MAX_PAYLOAD,
  });
  readonly #pages = new Set<PageConnection>();
  #timer: NodeJS.Timeout | undefined;
  #nextDeskAt = 0;

  /** @param onCount Called with the number of pages when it changes. */
  constructor(content: PageContent, onCount: (count: number) => void) {
    this.#content = content;
    this.#onCount = onCount;
  }

  open(request: IncomingMessage, tcp: Duplex, head: Buffer): void {
    this.#server.handleUpgrade(request, tcp, head, (webSocket) => {
      const page: PageConnection = {
        webSocket,
        lines: new Map(),
        rows: new Map(),
        isDeskStale: true,
        needsStart: true,
        maxBuffered: MAX_BUFFERED,
      };
      this.#pages.add(page);
      this.#onCount(this.#pages.size);
      // `ws` closes the socket after an error.
      webSocket.on('error', () => {});
      webSocket.on('close', () => {
        this.#pages.delete(page);
        this.#onCount(this.#pages.size);
      });
      this.#flush();
    });
  }

  onLine(line: Line): void {
    for (const page of this.#pages) if (!page.needsStart) page.lines.set(line.id, line);
    this.#schedule();
  }

  onRow(row: WireRow): void {
    for (const page of this.#pages) if (!page.needsStart) page.rows.set(row.id, row);
    this.#schedule();
  }

  onDesk(): void {
    for (const page of this.#pages) page.isDeskStale = true;
    this.#schedule();
  }

  close(): void {
    clearTimeout(this.#timer);
    this.#timer = undefined;
    for (const { webSocket } of this.#pages) webSocket.terminate();
    this.#server.close();
  }

  #schedule(): void {
    if (this.#pages.size > 0) this.#timer ??= setTimeout(() => this.#flush(), BATCH_MS);
  }

  #flush(): void {
    clearTimeout(this.#timer);
    this.#timer = undefined;
    const ready = [...this.#pages].filter((page) => this.#isReady(page));
    const startedAt = performance.now();
    const isDeskDue = startedAt >= this.#nextDeskAt;
    const wantDesk = ready.filter((page) => page.needsStart || (page.isDeskStale && isDeskDue));
    // Made once for all pages.
    const desk = wantDesk.length === 0 ? '' : textOf({ kind: 'desk', desk: this.#content.desk() });
    if (wantDesk.length > 0) {
      const now = performance.now();
      this.#nextDeskAt = now + Math.max(BATCH_MS / 2, (now - startedAt) * DESK_SHARE);
    }
    for (const page of ready) {
      if (wantDesk.includes(page)) {
        page.isDeskStale = false;
        page.webSocket.send(desk);
      }
      const lines = page.needsStart ? this.#content.lines() : [...page.lines.values()];
      const rows = page.needsStart ? this.#content.rows() : [...page.rows.values()];
      page.lines.clear();
      page.rows.clear();
      for (const chunk of chunksOf(lines)) page.webSocket.send(textOf({ kind: 'lines', lines: chunk }));
      for (const chunk of chunksOf(rows)) page.webSocket.send(textOf({ kind: 'rows', rows: chunk }));
      // A long start alone must not count as slowness.
      if (page.needsStart) page.maxBuffered = MAX_BUFFERED + page.webSocket.bufferedAmount;
      page.needsStart = false;
    }
    if ([...this.#pages].some((page) => page.needsStart || page.isDeskStale)) this.#schedule();
  }

  /** Backpressure: what a slow page has not read is not kept a second time. */
  #isReady(page: PageConnection): boolean {
    const { webSocket } = page;
    if (webSocket.readyState !== WebSocket.OPEN) return false;
    if (webSocket.bufferedAmount === 0) return true;
    if (page.needsStart) return false;
    if (webSocket.bufferedAmount <= page.maxBuffered) return true;
    page.needsStart = true;
    page.lines.clear();
    page.rows.clear();
    return false;
  }
}

function* chunksOf<Item>(items: readonly Item[]): Iterable<readonly Item[]> {
  for (let from = 0; from < items.length; from += CHUNK) yield items.slice(from, from + CHUNK);
}

function textOf(push: Push): string {
  return JSON.stringify(push);
}
