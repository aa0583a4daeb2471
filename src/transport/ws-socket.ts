import type { ClientRequest, IncomingMessage } from 'node:http';
import { WebSocket, type ClientOptions } from 'ws';
import type { Socket, SocketFactory, SocketHandler } from './socket.js';

/** Sockets of `ws` to one address. The URL carries the token: pass it to nothing else. */
export function wsSocket(url: string, options: ClientOptions): SocketFactory {
  return (handler) => new WsSocket(url, options, handler);
}

/** The socket of production: `ws`, through its documented API. */
export class WsSocket implements Socket {
  /** For the legacy agent, whose bots have always been given the `ws` socket. */
  readonly webSocket: WebSocket;
  #stream: IncomingMessage['socket'] | undefined;

  constructor(url: string, options: ClientOptions, handler: SocketHandler) {
    this.webSocket = new WebSocket(url, { perMessageDeflate: false, ...options });
    this.#awaitUpgrade(handler);
    this.#listen(handler);
  }

  get isOpen(): boolean {
    return this.webSocket.readyState === WebSocket.OPEN;
  }

  get isClosing(): boolean {
    return this.webSocket.readyState === WebSocket.CLOSING;
  }

  get bytesRead(): number {
    return this.#stream?.bytesRead ?? 0;
  }

  send(text: string): void {
    this.webSocket.send(text);
  }

  ping(): void {
    this.webSocket.ping();
  }

  close(code: number): void {
    this.webSocket.close(code);
  }

  terminate(): void {
    // TLS writes in the next turn of the event loop: a close frame sent just now would be lost.
    if (this.isClosing) setImmediate(() => this.webSocket.terminate());
    else this.webSocket.terminate();
  }

  /** Listeners of the upgrade alone: they are removed with it. */
  #awaitUpgrade(handler: SocketHandler): void {
    const { webSocket } = this;
    const onUnexpectedResponse = (request: ClientRequest, { statusCode = 0, headers }: IncomingMessage): void => {
      request.destroy();
      handler.onRefuse({
        status: statusCode,
        retryAfter: headers['retry-after'],
        contentType: headers['content-type'],
      });
    };
    webSocket.once('unexpected-response', onUnexpectedResponse);
    webSocket.once('upgrade', (response) => {
      this.#stream = response.socket;
    });
    webSocket.once('open', () => {
      webSocket.off('unexpected-response', onUnexpectedResponse);
      handler.onOpen();
      // Frames received with the 101 response wait until `connected` has been emitted.
      webSocket.pause();
      setImmediate(() => webSocket.resume());
    });
  }

  /** Listeners for the socket's whole life. A separate method, so that they do not retain the URL and its token. */
  #listen(handler: SocketHandler): void {
    // `ws` gives every message as one Buffer: nothing here changes `binaryType`.
    this.webSocket.on('message', (data) => handler.onText((data as Buffer).toString()));
    this.webSocket.on('pong', () => handler.onPong());
    this.webSocket.on('error', (error) => handler.onError(error));
    this.webSocket.on('close', (code, reason) => handler.onClose(code, reason.toString()));
  }
}
