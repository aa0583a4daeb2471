import type { IncomingMessage } from 'node:http';
import { STATUS_CODES } from 'node:http';
import type { Duplex } from 'node:stream';
import { WebSocketServer } from 'ws';
import type { LoginSession } from '../platform/accounts.js';
import type { ApiVersion } from '../platform/conversation-result.js';
import type { Platform } from '../platform/platform.js';
import { redactKeys, redactPath } from '../../support/redact.js';
import { decoded, targetOf } from './request-target.js';
import { faultApplied } from './fault-event.js';
import { UmsSocket, type SocketContext } from './ums-socket.js';

const versions: Readonly<Record<string, ApiVersion>> = { '2': '2.0', '2.0': '2.0', '2.1': '2.1' };

/** Answers upgrade requests and keeps the open sockets. See docs/protocol.md#1.8. */
export class UmsServer {
  readonly #platform: Platform;
  readonly #context: SocketContext;
  readonly #server = new WebSocketServer({ noServer: true, clientTracking: false, autoPong: false });
  readonly #sockets = new Set<UmsSocket>();
  /** Upgrades without an answer, each with the function that answers it when the black hole ends. */
  readonly #hanging = new Map<Duplex, () => void>();
  #isBlackhole = false;
  #count = 0;

  constructor(platform: Platform, context: SocketContext) {
    this.#platform = platform;
    this.#context = context;
  }

  get sockets(): ReadonlySet<UmsSocket> {
    return this.#sockets;
  }

  /** Opens a socket or refuses, unless a fault applies. */
  upgrade(request: IncomingMessage, tcp: Duplex, head: Buffer): void {
    tcp.on('error', () => {});
    const { faults, timers, feed } = this.#context;
    const fault = faults.takeUpgrade();
    if (fault) feed.add(faultApplied(request.url ?? '', fault));
    const answer = (): void => {
      if (tcp.destroyed) return;
      if (fault?.drop) {
        this.#note(request, undefined);
        tcp.destroy();
      } else if (fault?.hang) {
        this.#note(request, undefined);
        this.#hang(tcp, () => {});
      } else if (fault?.status !== undefined) this.#refuse(request, tcp, fault.status, fault.headers);
      else if (this.#isBlackhole) {
        this.#note(request, undefined);
        this.#hang(tcp, () => this.#admit(request, tcp, head));
      } else this.#admit(request, tcp, head);
    };
    if (fault?.delayMs === undefined) answer();
    else timers.after(fault.delayMs, answer);
  }

  blackhole(on: boolean): void {
    this.#isBlackhole = on;
    for (const socket of this.#sockets) socket.blackhole(on);
    if (on) return;
    for (const [tcp, heal] of this.#hanging) {
      this.#hanging.delete(tcp);
      heal();
    }
  }

  /** Cuts all connections without a close frame. */
  close(): void {
    for (const socket of this.#sockets) socket.drop();
    for (const tcp of this.#hanging.keys()) tcp.destroy();
    this.#server.close();
  }

  /** Opens a socket if path, version and token are valid; refuses otherwise. */
  #admit(request: IncomingMessage, tcp: Duplex, head: Buffer): void {
    const { path, query } = targetOf(request);
    const [, account, token] = /^\/ws_api\/account\/([^/]+)\/messaging\/brand\/([^/]+)$/.exec(path) ?? [];
    if (account !== this.#platform.accountId || token === undefined) return this.#refuse(request, tcp, 404);
    const version = versions[query.get('v') ?? ''];
    if (version === undefined) return this.#refuse(request, tcp, 400);
    const session = this.#platform.accounts.byToken(decoded(token));
    if (!session) return this.#refuse(request, tcp, 401);

    this.#server.handleUpgrade(request, tcp, head, (webSocket) => {
      this.#count += 1;
      const id = this.#count;
      const context = this.#context;
      const socket = new UmsSocket(id, session, version, {
        webSocket,
        tcp,
        context,
        onClosed: () => {
          this.#sockets.delete(socket);
          this.#platform.connections.delete(socket);
        },
      });
      this.#sockets.add(socket);
      this.#platform.connections.add(socket);
      this.#note(request, 101, { id, session });
      if (this.#isBlackhole) socket.blackhole(true);
    });
  }

  #refuse(request: IncomingMessage, tcp: Duplex, status: number, headers: Readonly<Record<string, string>> = {}): void {
    this.#note(request, status);
    const lines = Object.entries({ Connection: 'close', 'Content-Length': '0', ...headers });
    const head = [
      `HTTP/1.1 ${status} ${STATUS_CODES[status] ?? ''}`,
      ...lines.map(([name, value]) => `${name}: ${value}`),
    ];
    tcp.end(`${head.join('\r\n')}\r\n\r\n`);
  }

  #hang(tcp: Duplex, heal: () => void): void {
    this.#hanging.set(tcp, heal);
    tcp.once('close', () => this.#hanging.delete(tcp));
  }

  #note(
    request: IncomingMessage,
    status: number | undefined,
    opened?: { readonly id: number; readonly session: LoginSession },
  ): void {
    const { headers, url = '' } = request;
    this.#context.feed.add({
      kind: 'upgrade',
      path: redactPath(url),
      status,
      headers: redactKeys(headers),
      ...(opened && { connectionId: opened.id, userId: opened.session.agent.userId }),
    });
  }
}
