/**
 * One WebSocket as a connection needs it. The socket of production is `ws-socket.ts`; `memory-socket.ts` is one
 * without a network, for unit tests of everything above.
 */
export interface Socket {
  /** Whether `send` has an effect: the upgrade is done, and neither side has sent a close frame. */
  readonly isOpen: boolean;
  /** A close frame was sent or received, and the stream has not ended. */
  readonly isClosing: boolean;
  /** Grows with every byte that is received, whatever the byte belongs to. */
  readonly bytesRead: number;
  /** Sends one text frame. */
  send(text: string): void;
  ping(): void;
  /** Begins the closing handshake: `onClose` follows when the peer has answered. */
  close(code: number): void;
  /** Ends the stream without waiting for the peer; frames written before still go out. `onClose` follows later. */
  terminate(): void;
}

/** The HTTP response that a server gives in place of the upgrade. */
export interface UpgradeResponse {
  readonly status: number;
  /** Of the header `Retry-After`, as received. */
  readonly retryAfter?: string | undefined;
  readonly contentType?: string | undefined;
}

/** Receives the events of one socket, never while a method of the socket or its factory is running. */
export interface SocketHandler {
  /** The upgrade is done. No `onText` before the next turn of the event loop, although frames may have come with it. */
  onOpen(): void;
  /** The server answered the upgrade with an HTTP response. The socket is of no further use. */
  onRefuse(response: UpgradeResponse): void;
  /** One message, text or binary, read as UTF-8. */
  onText(text: string): void;
  onPong(): void;
  /** Network or protocol failure. `onClose` follows. */
  onError(error: Error): void;
  /** The last event. `code` is 1006 if the stream ended without a close frame. */
  onClose(code: number, reason: string): void;
}

/** Starts one socket. @throws What the socket's options or address make impossible from the start. */
export type SocketFactory = (handler: SocketHandler) => Socket;
