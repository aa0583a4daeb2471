import type { ClientRequest, IncomingMessage } from 'node:http';
import type { Socket } from 'node:net';
import { WebSocket, type ClientOptions } from 'ws';
import { ConnectionError, SDKError, TimeoutError, plainHttpHint, withoutTraffic } from '../errors.js';
import type { Secrets } from '../support/redact.js';
import { LONGEST_TIMER_MS, onAbort } from '../support/deadline.js';
import { parseFrame, type NotificationFrame, type RequestFrame, type ResponseFrame } from './frame.js';
import { Heartbeat, type HeartbeatOptions } from './heartbeat.js';
import { Pending, type Waiter, type RequestOutcome, type Unanswered } from './pending.js';

/** Where and how to connect. The URL carries the token: it goes to the socket and nowhere else. */
export interface ConnectOptions extends HeartbeatOptions {
  readonly url: string;
  /** Redacted from the reason with which the platform closes the socket. */
  readonly secrets?: Secrets | undefined;
  readonly socket: ClientOptions;
  readonly handshakeTimeoutMs: number;
}

/** Who hears of what a connection was not asked for. */
export interface ConnectionObserver {
  notified(frame: NotificationFrame): void;
  /** Something came that is no message; it was ignored. `text` is what came. */
  puzzled(reason: string, text: string): void;
  /** Every response, whether or not a promise waits for it here. */
  answered?(frame: ResponseFrame): void;
}

/** What goes with a request besides its body. */
export interface Envelope {
  readonly headers?: unknown;
  readonly metadata?: unknown;
  readonly encodedMetadata?: unknown;
}

/** The upgrade was answered with a status instead of a socket (P 1.10). */
export class UpgradeError extends ConnectionError {
  readonly retryAfterMs: number | undefined;
  /** The answer is a web page: it comes from something between this machine and the platform. */
  readonly isPage: boolean;

  constructor(
    readonly status: number,
    retryAfter: string | undefined,
    contentType?: string,
  ) {
    super(`The messaging service refused the socket with status ${status}`, { code: status });
    const seconds = Number(retryAfter);
    this.retryAfterMs = retryAfter !== undefined && seconds >= 0 ? seconds * 1000 : undefined;
    this.isPage = /^text\/html\b/i.test(contentType ?? '');
  }
}

/** The close code of a socket that ended without saying so. */
export const ABNORMAL = 1006;
const NORMAL = 1000;

/** How a connection ended. */
export interface CloseInfo {
  readonly code: number;
  readonly reason: string;
}

type State =
  | { readonly name: 'idle'; readonly target: ConnectOptions }
  | {
      readonly name: 'connecting';
      readonly socket: WebSocket;
      readonly opened: () => void;
      readonly failed: (error: unknown) => void;
    }
  | {
      readonly name: 'open';
      readonly socket: WebSocket;
      readonly heartbeat: Heartbeat;
    }
  /** No more requests; what is pending may still be answered. */
  | {
      readonly name: 'closing';
      readonly socket: WebSocket;
      readonly heartbeat: Heartbeat;
      readonly deadline: NodeJS.Timeout;
      readonly ended: (ending: CloseInfo) => void;
    }
  | { readonly name: 'closed' };

/** One socket, from opening to its end. It is not used twice. */
export class Connection {
  readonly #observer: ConnectionObserver;
  readonly #ended: (ending: CloseInfo, connection: Connection) => void;
  readonly #secrets: Secrets | undefined;
  readonly #pending = new Pending();
  #state: State;
  #lastId = 0;

  /** @param ended Called once, when an open connection ends, whoever ended it; its requests have been failed before. */
  constructor(
    target: ConnectOptions,
    observer: ConnectionObserver,
    ended: (ending: CloseInfo, connection: Connection) => void,
  ) {
    this.#observer = observer;
    this.#ended = ended;
    this.#secrets = target.secrets;
    this.#state = { name: 'idle', target };
  }

  /** Not any more once the platform has said goodbye, although the socket may take a while to end. */
  get isOpen(): boolean {
    return this.#state.name === 'open' && this.#state.socket.readyState === WebSocket.OPEN;
  }

  /** Requests sent and not answered yet. */
  get pendingCount(): number {
    return this.#pending.size;
  }

  /** For those who were always shown it; what is done to it is heard here. */
  get socket(): WebSocket | undefined {
    return 'socket' in this.#state ? this.#state.socket : undefined;
  }

  get heartbeat(): Heartbeat | undefined {
    return this.#state.name === 'open' ? this.#state.heartbeat : undefined;
  }

  /**
   * @throws {UpgradeError} The service answered with a status.
   * @throws {TimeoutError} No answer within the time for the handshake.
   * @throws {ConnectionError} No network, or a socket that broke before it was open.
   */
  async open(signal?: AbortSignal): Promise<void> {
    if (this.#state.name !== 'idle') throw new ConnectionError('A connection is opened once only');
    signal?.throwIfAborted();
    const { target } = this.#state;
    const { url, socket: options, handshakeTimeoutMs } = target;
    let timer: NodeJS.Timeout | undefined;
    let ignore: (() => void) | undefined;

    try {
      await new Promise<void>((resolve, reject) => {
        const socket = new WebSocket(url, { perMessageDeflate: false, ...options });
        this.#state = { name: 'connecting', socket, opened: resolve, failed: reject };
        this.#listen(socket);
        this.#expect(socket, target);
        timer = setTimeout(
          () =>
            this.#release(
              ABNORMAL,
              '',
              new TimeoutError('Opening the socket', handshakeTimeoutMs, { delivery: 'not-sent' }),
            ),
          handshakeTimeoutMs,
        );
        ignore = onAbort(signal, () => this.#release(ABNORMAL, '', signal?.reason));
      });
    } catch (error) {
      if (error instanceof SDKError || signal?.aborted) throw error;
      throw unreachable(error);
    } finally {
      clearTimeout(timer);
      ignore?.();
    }
  }

  /**
   * Sends a request. Never rejects: what became of it is the result, so that the caller can make the error where its
   * own stack is.
   *
   * @returns `undefined` if there is no open socket; nothing was sent then, nor if the signal was given before.
   */
  request(
    type: string,
    body: unknown,
    envelope: Envelope | undefined,
    timeoutMs: number,
    signal: AbortSignal | undefined,
    sent: ((frame: RequestFrame) => void) | undefined,
    answered?: (outcome: RequestOutcome) => void,
  ): Promise<RequestOutcome> | undefined {
    if (!this.isOpen) return undefined;
    let resolve: (outcome: RequestOutcome) => void = () => undefined;
    const outcome = new Promise<RequestOutcome>((resolved) => (resolve = resolved));
    const settle = answered ? (it: RequestOutcome): void => (answered(it), resolve(it)) : resolve;
    this.ask({ settle }, type, body, envelope, timeoutMs, signal, sent);
    return outcome;
  }

  /** As {@link request}, without a promise. @returns Whether there is an open socket; nothing was sent otherwise. */
  ask(
    asker: Waiter,
    type: string,
    body: unknown,
    envelope: Envelope | undefined,
    timeoutMs: number,
    signal: AbortSignal | undefined,
    sent: ((frame: RequestFrame) => void) | undefined,
  ): boolean {
    const state = this.#state;
    if (state.name !== 'open' || state.socket.readyState !== WebSocket.OPEN) return false;
    if (signal?.aborted) {
      asker.settle({ kind: 'aborted', reason: signal.reason });
      return true;
    }

    // Unique on its socket is all UMS asks (P 2.1); counting costs a tenth of making a UUID.
    const id = String((this.#lastId += 1));
    const frame: RequestFrame =
      envelope === undefined ? { kind: 'req', id, type, body } : { kind: 'req', id, type, body, ...envelope };
    const text = JSON.stringify(frame);
    this.#pending.add(id, asker, timeoutMs, signal);
    state.socket.send(text);
    sent?.(frame);
    return true;
  }

  /**
   * Sends a request for whose response nobody waits here: the observer hears it as `answered`.
   *
   * @returns Whether there is an open socket; nothing was sent otherwise.
   */
  send(frame: RequestFrame): boolean {
    const state = this.#state;
    if (state.name !== 'open' || state.socket.readyState !== WebSocket.OPEN) return false;
    state.socket.send(JSON.stringify(frame));
    return true;
  }

  /**
   * Takes no more requests, lets the pending ones be answered, says goodbye: all of it within the time given.
   *
   * @returns How it ended.
   */
  close(timeoutMs: number): Promise<CloseInfo> {
    return new Promise<CloseInfo>((ended) => {
      const state = this.#state;
      if (state.name !== 'open') {
        this.terminate();
        ended({ code: ABNORMAL, reason: '' });
        return;
      }
      const deadline = setTimeout(() => this.terminate(), Math.min(timeoutMs, LONGEST_TIMER_MS));
      this.#state = { ...state, name: 'closing', deadline, ended };
      this.#sayGoodbye();
    });
  }

  /** At once, but for a word of goodbye. What is pending fails, and the observer hears of it. */
  terminate(code = ABNORMAL, reason = 'closed by this side'): void {
    if (this.#state.name === 'open') this.#state.socket.close(NORMAL);
    this.#release(code, reason, new ConnectionError('Closed by this side before the socket was open', { code }));
  }

  /** What is heard from the beginning to the end. Apart from the rest, so that nothing of the beginning is kept. */
  #listen(socket: WebSocket): void {
    socket.on('error', (error) => {
      // An open socket that errs also closes, and that is reported once, there.
      if (this.#state.name === 'connecting' && this.#owns(socket)) this.#release(ABNORMAL, '', error);
    });
    socket.on('close', (code, reason) => {
      if (this.#owns(socket))
        this.#release(
          code,
          this.#secrets?.redact(reason.toString()) ?? reason.toString(),
          new ConnectionError('The socket closed before it was open', { code }),
        );
    });
  }

  #expect(socket: WebSocket, target: ConnectOptions): void {
    let stream: Socket | undefined;
    const onRefused = (request: ClientRequest, response: IncomingMessage): void => {
      request.destroy();
      const error = new UpgradeError(
        response.statusCode ?? 0,
        response.headers['retry-after'],
        response.headers['content-type'],
      );
      if (this.#owns(socket)) this.#release(ABNORMAL, '', error);
    };
    socket.once('upgrade', (response) => {
      stream = response.socket;
    });
    socket.once('unexpected-response', onRefused);
    socket.once('open', () => {
      socket.off('unexpected-response', onRefused);
      if (stream !== undefined) this.#opened(socket, stream, target);
    });
  }

  #opened(socket: WebSocket, stream: Socket, target: ConnectOptions): void {
    const state = this.#state;
    if (state.name !== 'connecting' || state.socket !== socket) return;
    // `ws` hands out a text as one Buffer unless `binaryType` is changed, which nothing here does.
    socket.on('message', (data) => {
      if (this.#owns(socket)) this.#receive((data as Buffer).toString());
    });
    socket.on('pong', () => {
      if (this.#state.name === 'open' && this.#state.socket === socket) this.#state.heartbeat.ponged();
    });
    const died = (): void => {
      // The close frame has come, the end of the stream has not: without the stream, `close` reports the frame's code.
      if (socket.readyState === WebSocket.CLOSING) socket.terminate();
      else this.#release(ABNORMAL, 'the platform does not answer any more');
    };
    const heartbeat = new Heartbeat(socket, stream, died, target);
    this.#state = { name: 'open', socket, heartbeat };
    heartbeat.start();
    // Defer frames received with the 101 response until `connected` has been emitted.
    socket.pause();
    setImmediate(() => socket.resume());
    state.opened();
  }

  #receive(text: string): void {
    const frame = parseFrame(text);
    if (frame.kind === 'notification') this.#observer.notified(frame);
    else if (frame.kind === 'resp') this.#answered(frame);
    else this.#observer.puzzled(frame.reason, text);
  }

  #answered(frame: ResponseFrame): void {
    this.#pending.settle(frame);
    this.#observer.answered?.(frame);
    if (this.#state.name === 'closing') this.#sayGoodbye();
  }

  #sayGoodbye(): void {
    if (this.#state.name === 'closing' && this.#pending.size === 0) this.#state.socket.close(NORMAL);
  }

  /** The one way out of `connecting`, `open` and `closing`: whatever those states own is given back here. */
  #release(code: number, reason: string, failure?: unknown): void {
    const state = this.#state;
    if (!('socket' in state)) return;
    this.#state = { name: 'closed' };
    // With TLS what was written is on its way in the next turn only.
    if (state.socket.readyState === WebSocket.CLOSING) setImmediate(() => state.socket.terminate());
    else if (state.socket.readyState !== WebSocket.CLOSED) state.socket.terminate();
    if (state.name === 'connecting') {
      state.failed(failure);
      return;
    }
    state.heartbeat.stop();
    this.#pending.failAll({ kind: 'lost', code, reason });
    if (state.name === 'closing') {
      clearTimeout(state.deadline);
      state.ended({ code, reason });
    }
    this.#ended({ code, reason }, this);
  }

  /** A socket that was let go may still speak; it no longer speaks for us. */
  #owns(socket: WebSocket): boolean {
    return 'socket' in this.#state && this.#state.socket === socket;
  }
}

/** The error for a request that got no response. Thrown by the caller, so that the stack is the caller's. */
export function unansweredError(operation: string, outcome: Unanswered): unknown {
  switch (outcome.kind) {
    case 'timeout':
      return new TimeoutError(operation, outcome.timeoutMs);
    case 'aborted':
      return outcome.reason;
    case 'lost':
      return new ConnectionError(
        `The connection closed before ${operation} was answered${outcome.reason ? ` (${outcome.reason})` : ''}; it may have been carried out`,
        { code: outcome.code, delivery: 'unknown' },
      );
  }
}

function unreachable(cause: unknown): ConnectionError {
  const { message, code } = cause as NodeJS.ErrnoException;
  return new ConnectionError(`The messaging service cannot be reached: ${plainHttpHint(cause) ?? code ?? message}`, {
    code,
    cause: withoutTraffic(cause),
  });
}
