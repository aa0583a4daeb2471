import { once } from 'node:events';
import type { IncomingMessage } from 'node:http';
import type { Duplex } from 'node:stream';
import { WebSocketServer, type WebSocket } from 'ws';
import type { Certificate } from './certificate.js';
import { LoopbackServer } from './loopback-server.js';
import { Queue } from './queue.js';

/** The members of a client's frame that tests read. */
export interface ReceivedFrame {
  readonly kind: string;
  readonly id: string;
  readonly type: string;
  readonly body: unknown;
  readonly [member: string]: unknown;
}

/** The server's side of one socket. */
export class Peer {
  readonly socket: WebSocket;
  readonly request: IncomingMessage;
  readonly #frames = new Queue<ReceivedFrame>();
  readonly #pings = new Queue<true>();

  constructor(socket: WebSocket, request: IncomingMessage) {
    this.socket = socket;
    this.request = request;
    socket.on('message', (data: Buffer) => this.#frames.put(JSON.parse(data.toString()) as ReceivedFrame));
    socket.on('ping', () => this.#pings.put(true));
    socket.on('error', () => undefined);
  }

  /** Resolves with the next frame. */
  received(): Promise<ReceivedFrame> {
    return this.#frames.take();
  }

  /** The number of received frames that no test has taken. */
  get unread(): number {
    return this.#frames.size;
  }

  /** Resolves at the next ping. */
  pinged(): Promise<true> {
    return this.#pings.take();
  }

  send(frame: unknown): void {
    this.socket.send(typeof frame === 'string' ? frame : JSON.stringify(frame));
  }

  answer({ id, type }: ReceivedFrame, body: unknown = {}, code = 200): void {
    this.send({ kind: 'resp', reqId: id, code, type: `${type}$Response`, body });
  }

  /** The code and reason with which the client closed. */
  async closed(): Promise<readonly [code: number, reason: string]> {
    const [code, reason] = (await once(this.socket, 'close')) as [number, Buffer];
    return [code, reason.toString()];
  }
}

export interface SocketServerOptions {
  /** `false`: pings get no pong. */
  readonly autoPong?: boolean;
  /** Accepts permessage-deflate. */
  readonly compresses?: boolean;
  /** Serves TLS. */
  readonly tls?: Certificate;
  /** Handles the connection instead of accepting the upgrade. */
  readonly upgrade?: (connection: Duplex, accept: () => void, request: IncomingMessage) => void;
}

/** A WebSocket server on loopback. */
export class SocketServer implements AsyncDisposable {
  readonly #server: LoopbackServer;
  readonly #sockets: WebSocketServer;
  readonly #peers = new Queue<Peer>();

  private constructor(
    server: LoopbackServer,
    { autoPong = true, compresses = false, upgrade = (_, accept) => accept() }: SocketServerOptions,
  ) {
    this.#server = server;
    this.#sockets = new WebSocketServer({ noServer: true, autoPong, perMessageDeflate: compresses });
    server.http.on('upgrade', (request, connection, head) => {
      // A client may abort while its upgrade is pending.
      connection.on('error', () => undefined);
      const accept = (): void =>
        this.#sockets.handleUpgrade(request, connection, head, (socket) => this.#peers.put(new Peer(socket, request)));
      upgrade(connection, accept, request);
    });
  }

  static async start(options: SocketServerOptions = {}): Promise<SocketServer> {
    return new SocketServer(await LoopbackServer.start(options.tls), options);
  }

  get port(): number {
    return this.#server.port;
  }

  get url(): string {
    return `ws://${this.#server.host}/ws_api/account/1/messaging/brand/token?v=2.1`;
  }

  /** Resolves with the next connected client. */
  peer(): Promise<Peer> {
    return this.#peers.take();
  }

  async [Symbol.asyncDispose](): Promise<void> {
    this.#sockets.close();
    await this.#server[Symbol.asyncDispose]();
  }
}

/** Refuses an upgrade with an HTTP status. */
export function refuse(connection: Duplex, status: string, headers: Readonly<Record<string, string>> = {}): void {
  const lines = Object.entries({ 'content-length': '2', ...headers }).map(([name, value]) => `${name}: ${value}\r\n`);
  connection.end(`HTTP/1.1 ${status}\r\n${lines.join('')}\r\nno`);
}
