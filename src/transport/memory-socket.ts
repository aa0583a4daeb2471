import type { Socket, SocketHandler, UpgradeResponse } from './socket.js';

const ABNORMAL_CLOSURE = 1006;

/**
 * A socket without a network. The test holds the peer's end and causes every event: nothing happens by itself but the
 * `onClose` after `terminate`, which comes in a microtask, as the one of a real socket comes late.
 *
 * ```ts
 * const peers: MemoryPeer[] = [];
 * const connection = new Connection({ socket: memorySocket((peer) => peers.push(peer)), ... }, observer, onClose);
 * const opening = connection.open();
 * peers[0].accept();
 * await opening;
 * ```
 */
export function memorySocket(onPeer: (peer: MemoryPeer) => void): (handler: SocketHandler) => MemorySocket {
  return (handler) => {
    const peer = new MemoryPeer(handler);
    onPeer(peer);
    return peer.socket;
  };
}

type SocketState = 'connecting' | 'open' | 'closing' | 'closed';

/** The client's end. */
export class MemorySocket implements Socket {
  readonly #peer: MemoryPeer;

  constructor(peer: MemoryPeer) {
    this.#peer = peer;
  }

  get isOpen(): boolean {
    return this.#peer.state === 'open';
  }

  get isClosing(): boolean {
    return this.#peer.state === 'closing';
  }

  get bytesRead(): number {
    return this.#peer.bytesSent;
  }

  /** @throws {Error} Before the upgrade, as `ws`. After a close frame the text is dropped, as by `ws`. */
  send(text: string): void {
    this.#requireUpgrade('send');
    if (!this.isOpen) return;
    this.#peer.texts.push(text);
    this.#peer.onText?.(text);
  }

  /** @throws {Error} Before the upgrade, as `ws`. */
  ping(): void {
    this.#requireUpgrade('ping');
    if (this.isOpen) this.#peer.pings += 1;
  }

  close(code: number): void {
    if (this.#peer.state !== 'open') return;
    this.#peer.state = 'closing';
    this.#peer.closeCode = code;
  }

  terminate(): void {
    if (this.#peer.state === 'closed') return;
    this.#peer.isTerminated = true;
    this.#peer.drop();
  }

  #requireUpgrade(method: string): void {
    if (this.#peer.state === 'connecting') throw new Error(`${method}() before the socket is open`);
  }
}

/** The server's end: what the client has sent, and the events that it shall see. */
export class MemoryPeer {
  readonly socket: MemorySocket = new MemorySocket(this);
  readonly #handler: SocketHandler;
  /** Of the client's end. */
  state: SocketState = 'connecting';
  /** Texts the client has sent, oldest first. */
  readonly texts: string[] = [];
  /** Called with each text, besides. An answer from within would come sooner than any real one: use a microtask. */
  onText: ((text: string) => void) | undefined;
  /** Pings the client has sent. */
  pings = 0;
  /** Of the close frame the client has sent. */
  closeCode: number | undefined;
  /** Whether the client ended the stream by `terminate`. */
  isTerminated = false;
  bytesSent = 0;

  constructor(handler: SocketHandler) {
    this.#handler = handler;
  }

  /** The latest text the client has sent, parsed. */
  get lastFrame(): unknown {
    const text = this.texts.at(-1);
    return text === undefined ? undefined : JSON.parse(text);
  }

  /** As every event possible at any time: a client has to ignore those of a socket that it has given up. */
  accept(): void {
    if (this.state === 'connecting') this.state = 'open';
    this.bytesSent += 1;
    this.#handler.onOpen();
  }

  refuse(response: UpgradeResponse): void {
    this.#handler.onRefuse(response);
  }

  /** @param value A string as it is, anything else as JSON. */
  send(value: unknown): void {
    const text = typeof value === 'string' ? value : JSON.stringify(value);
    this.bytesSent += text.length;
    this.#handler.onText(text);
  }

  pong(): void {
    this.bytesSent += 1;
    this.#handler.onPong();
  }

  /** A close frame without the end of the stream. */
  sendClose(): void {
    this.bytesSent += 1;
    if (this.state === 'open') this.state = 'closing';
  }

  /** The end of the stream, after a close frame with this code or, with 1006, without one. */
  close(code: number = ABNORMAL_CLOSURE, reason = ''): void {
    this.state = 'closed';
    this.#handler.onClose(code, reason);
  }

  /** A failure of network or protocol, and the end of the stream that follows. */
  fail(error: Error): void {
    this.state = 'closed';
    this.#handler.onError(error);
    this.#handler.onClose(ABNORMAL_CLOSURE, '');
  }

  /** The stream ends, and the client hears of it in a microtask. */
  drop(): void {
    this.state = 'closed';
    queueMicrotask(() => this.#handler.onClose(ABNORMAL_CLOSURE, ''));
  }
}
