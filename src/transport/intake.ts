import type { ClientRequestArgs } from 'node:http';
import { connect, isIP, type Socket, type TcpNetConnectOpts } from 'node:net';
import { connect as connectSecurely, type ConnectionOptions } from 'node:tls';
import type { ClientOptions, WebSocket } from 'ws';
import { TextReader } from './text-reader.js';

/**
 * What came last, over whichever socket: whoever keeps some of it copies it. Node reads no more than this at a time, and
 * from its event loop alone: never while what came is being looked at.
 */
const latest = Buffer.allocUnsafeSlow(64 * 1024);

/**
 * Where the bytes of a socket come in. The texts among them go past `ws`, and past the stream: with node's `onread` they
 * are read where they were received, without a buffer and an event for each chunk.
 */
export class Intake {
  #reader: TextReader | undefined;
  /** `ws` has to see every byte: it counts them against the longest message allowed. */
  #isCounted = false;

  /** The options with which the bytes come in here. Where they cannot, the stream's events bring them. */
  through(options: ClientOptions, isSecure: boolean): ClientOptions {
    this.#isCounted = options.maxPayload !== undefined;
    if (this.#isCounted || isMadeElsewhere(options)) return options;
    // `ws` gives it the options of its request.
    const createConnection = (given: unknown): Socket => this.#connect(given as ClientRequestArgs, options, isSecure);
    // In this order: what is added to a copy gives each its own hidden class.
    return { createConnection, ...options };
  }

  /**
   * As `ws` does it, but that of the request's options, which the socket keeps as long as it lives, it gets those alone
   * that it reads: half a kilobyte less.
   */
  #connect({ host, port }: ClientRequestArgs, options: ClientOptions, isSecure: boolean): Socket {
    const to: TcpNetConnectOpts & ConnectionOptions = {
      host: host ?? undefined,
      port: Number(port),
      servername: undefined,
      onread: { buffer: latest, callback: (length) => this.#came(stream, length) },
      // What `ws` takes for its socket is node's; its types predate node's for one of them.
      ...(options as object),
    };
    // The name that the certificate is to bear is the host's, unless told otherwise.
    to.servername ??= isIP(to.host ?? '') ? '' : to.host;
    const stream: Socket = isSecure ? connectSecurely(to) : connect(to);
    return stream;
  }

  /** From now on texts are taken out of what comes, as long as `take` takes them. */
  begin(stream: Socket, socket: WebSocket, take: (text: string) => boolean): void {
    const [toSocket, ...others] = stream.listeners('data');
    // As `ws` does it in this version. If it should not any more, it reads everything itself.
    if (this.#isCounted || toSocket === undefined || others.length > 0) return;
    const reader = new TextReader(take, (bytes) => void toSocket.call(stream, bytes));
    const onData = (chunk: Buffer): void => reader.read(chunk);
    stream.off('data', toSocket as () => void).on('data', onData);
    this.#reader = reader;
    // After an error nothing is read any more.
    socket.once('error', () => {
      stream.off('data', onData);
      this.#reader = undefined;
    });
  }

  /** @returns Whether the socket may go on reading. */
  #came(stream: Socket, length: number): boolean {
    // What waits in the stream came before.
    if (this.#reader === undefined || stream.readableLength > 0 || stream.isPaused()) {
      return stream.push(Buffer.from(latest.subarray(0, length)));
    }
    this.#reader.read(latest, length);
    return true;
  }
}

function isMadeElsewhere({ agent, createConnection }: ClientOptions): boolean {
  return agent !== undefined || createConnection !== undefined;
}
