import { ConnectionError } from '../errors.js';
import type { Secrets } from '../support/redact.js';
import { LONGEST_TIMER_MS } from '../support/deadline.js';
import { parseFrame, type NotificationFrame, type RequestFrame, type ResponseFrame } from './frame.js';
import { Heartbeat, type HeartbeatOptions } from './heartbeat.js';
import { Pending, type Waiter } from './pending.js';
import type { Socket, SocketFactory, SocketHandler, UpgradeResponse } from './socket.js';
import { Upgrade, UpgradeError } from './upgrade.js';

export interface ConnectOptions extends HeartbeatOptions {
  readonly socket: SocketFactory;
  /** Redacted from the reason with which the platform closes the socket. */
  readonly secrets?: Secrets | undefined;
  readonly handshakeTimeoutMs: number;
}

/** Receives what comes in without a request of this connection waiting for it. */
export interface ConnectionObserver {
  notified(frame: NotificationFrame): void;
  /** A message that is no frame of UMS. It was ignored. */
  onProtocolError(reason: string, text: string): void;
  /**
   * A response that no pending request waits for: late, a duplicate, or to a frame of {@link Connection.sendFrame}. For
   * the legacy agent, which keeps its own table of pending requests.
   */
  onUnclaimedResponse?(frame: ResponseFrame): void;
}

/** Members of a request frame besides its body. */
export interface Envelope {
  readonly headers?: unknown;
  readonly metadata?: unknown;
  readonly encodedMetadata?: unknown;
}

/** The close code of a socket that ended without a close frame. */
export const ABNORMAL = 1006;
const NORMAL = 1000;

export interface CloseInfo {
  readonly code: number;
  readonly reason: string;
}

type ConnectionState =
  | { readonly name: 'idle'; readonly options: ConnectOptions }
  | {
      readonly name: 'connecting';
      readonly socket: Socket;
      readonly upgrade: Upgrade;
      readonly heartbeat: HeartbeatOptions;
    }
  | { readonly name: 'open'; readonly socket: Socket; readonly heartbeat: Heartbeat }
  /** Takes no more requests; the pending ones may still be answered. */
  | {
      readonly name: 'closing';
      readonly socket: Socket;
      readonly heartbeat: Heartbeat;
      readonly deadline: NodeJS.Timeout;
      readonly resolve: (info: CloseInfo) => void;
    }
  | { readonly name: 'closed' };

/**
 * One socket from opening to close: correlates responses with requests, and watches over the socket with a heartbeat.
 * Cannot be opened again.
 */
export class Connection implements SocketHandler {
  readonly #observer: ConnectionObserver;
  readonly #onClose: (info: CloseInfo, connection: Connection) => void;
  readonly #secrets: Secrets | undefined;
  readonly #pending = new Pending();
  #state: ConnectionState;
  #lastId = 0;

  /**
   * @param onClose Called once, when an open connection ends, whichever side ended it. Its pending requests have been
   *   settled before.
   */
  constructor(
    options: ConnectOptions,
    observer: ConnectionObserver,
    onClose: (info: CloseInfo, connection: Connection) => void,
  ) {
    this.#observer = observer;
    this.#onClose = onClose;
    this.#secrets = options.secrets;
    this.#state = { name: 'idle', options };
  }

  /** Whether a request would be sent. `false` as soon as either side has sent a close frame. */
  get isOpen(): boolean {
    return this.#state.name === 'open' && this.#state.socket.isOpen;
  }

  /** Requests sent and not answered yet. */
  get pendingCount(): number {
    return this.#pending.size;
  }

  get heartbeat(): Heartbeat | undefined {
    return this.#state.name === 'open' ? this.#state.heartbeat : undefined;
  }

  /**
   * @throws {UpgradeError} The service answered with a status.
   * @throws {TimeoutError} No answer within `handshakeTimeoutMs`.
   * @throws {ConnectionError} No network, a socket that broke before it was open, or a second call.
   */
  async open(signal?: AbortSignal): Promise<void> {
    if (this.#state.name !== 'idle')
      throw new ConnectionError('open() was called before: a connection is opened once only');
    signal?.throwIfAborted();
    const { options } = this.#state;
    const upgrade = new Upgrade({ timeoutMs: options.handshakeTimeoutMs, signal }, (error) =>
      this.#release(ABNORMAL, '', error),
    );
    try {
      this.#state = { name: 'connecting', socket: options.socket(this), upgrade, heartbeat: options };
    } catch (error) {
      this.#state = { name: 'closed' };
      upgrade.fail(error);
    }
    await upgrade.promise;
  }

  /**
   * Sends a request, whose outcome goes to the waiter. With a signal that is already aborted nothing is sent, and the
   * waiter is settled at once.
   *
   * @returns Whether there is an open socket; nothing was sent otherwise, and the waiter is not settled.
   * @throws {TypeError} The body cannot be written as JSON; nothing was sent.
   */
  sendRequest(
    waiter: Waiter,
    type: string,
    body: unknown,
    envelope: Envelope | undefined,
    timeoutMs: number,
    signal: AbortSignal | undefined,
    onSent: ((frame: RequestFrame) => void) | undefined,
  ): boolean {
    const state = this.#state;
    if (state.name !== 'open' || !state.socket.isOpen) return false;
    if (signal?.aborted) {
      waiter.settle({ kind: 'aborted', reason: signal.reason });
      return true;
    }

    // UMS wants ids that are unique per socket. Counting costs a tenth of making a UUID.
    const id = String((this.#lastId += 1));
    const frame: RequestFrame =
      envelope === undefined ? { kind: 'req', id, type, body } : { kind: 'req', id, type, body, ...envelope };
    const text = JSON.stringify(frame);
    this.#pending.add(id, waiter, timeoutMs, signal);
    state.socket.send(text);
    onSent?.(frame);
    return true;
  }

  /**
   * Sends a frame with an id of the caller's; its response goes to `onUnclaimedResponse`. For the legacy agent, whose
   * bots read and write the table of pending requests.
   *
   * @returns Whether there is an open socket; nothing was sent otherwise.
   */
  sendFrame(frame: RequestFrame): boolean {
    const state = this.#state;
    if (state.name !== 'open' || !state.socket.isOpen) return false;
    state.socket.send(JSON.stringify(frame));
    return true;
  }

  /**
   * Refuses new requests, waits for the pending ones, then does the closing handshake: all of it within the time given.
   * Never rejects.
   */
  close(timeoutMs: number): Promise<CloseInfo> {
    return new Promise<CloseInfo>((resolve) => {
      const state = this.#state;
      if (state.name !== 'open') {
        this.terminate();
        resolve({ code: ABNORMAL, reason: '' });
        return;
      }
      const deadline = setTimeout(() => this.terminate(), Math.min(timeoutMs, LONGEST_TIMER_MS));
      this.#state = { ...state, name: 'closing', deadline, resolve };
      this.#closeSocketIfIdle();
    });
  }

  /** Ends the connection at once, with a close frame if it is open. Pending requests are settled as lost. */
  terminate(code = ABNORMAL, reason = 'closed by this side'): void {
    if (this.#state.name === 'open') this.#state.socket.close(NORMAL);
    this.#release(code, reason, new ConnectionError('This side closed the socket while it was opening', { code }));
  }

  // Called by the socket. A socket that was released may still have events: in the state `closed` they are ignored.

  onOpen(): void {
    const state = this.#state;
    if (state.name !== 'connecting') return;
    const { socket, upgrade } = state;
    const heartbeat = new Heartbeat(socket, () => this.#onDead(socket), state.heartbeat);
    this.#state = { name: 'open', socket, heartbeat };
    heartbeat.start();
    upgrade.succeed();
  }

  onRefuse(response: UpgradeResponse): void {
    if (this.#state.name === 'connecting') this.#release(ABNORMAL, '', new UpgradeError(response));
  }

  onText(text: string): void {
    const { name } = this.#state;
    if (name !== 'open' && name !== 'closing') return;
    const frame = parseFrame(text);
    if (frame.kind === 'notification') this.#observer.notified(frame);
    else if (frame.kind === 'resp') this.#onResponse(frame);
    else this.#observer.onProtocolError(frame.reason, text);
  }

  onPong(): void {
    if (this.#state.name === 'open') this.#state.heartbeat.onPong();
  }

  onError(error: Error): void {
    // An open socket that fails also closes: `onClose` reports that.
    if (this.#state.name === 'connecting') this.#release(ABNORMAL, '', error);
  }

  onClose(code: number, reason: string): void {
    const redacted = this.#secrets?.redact(reason) ?? reason;
    this.#release(code, redacted, new ConnectionError('The socket closed while it was opening', { code }));
  }

  #onResponse(frame: ResponseFrame): void {
    if (!this.#pending.settle(frame)) this.#observer.onUnclaimedResponse?.(frame);
    this.#closeSocketIfIdle();
  }

  #onDead(socket: Socket): void {
    // The close frame has come, the end of the stream has not. `onClose` then brings the code of the close frame.
    if (socket.isClosing) socket.terminate();
    else this.#release(ABNORMAL, 'the platform does not answer any more');
  }

  #closeSocketIfIdle(): void {
    if (this.#state.name === 'closing' && this.#pending.size === 0) this.#state.socket.close(NORMAL);
  }

  /** The only way out of `connecting`, `open` and `closing`: disposes of what those states own. */
  #release(code: number, reason: string, failure?: unknown): void {
    const state = this.#state;
    if (state.name === 'idle' || state.name === 'closed') return;
    this.#state = { name: 'closed' };
    state.socket.terminate();
    if (state.name === 'connecting') {
      state.upgrade.fail(failure);
      return;
    }
    state.heartbeat.stop();
    this.#pending.settleAll({ kind: 'lost', code, reason });
    if (state.name === 'closing') {
      clearTimeout(state.deadline);
      state.resolve({ code, reason });
    }
    this.#onClose({ code, reason }, this);
  }
}
