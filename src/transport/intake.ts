import { connect, isIP, type Socket, type TcpNetConnectOpts } from 'node:net';
import { connect as connectSecurely, type ConnectionOptions } from 'node:tls';
import type { ClientOptions, WebSocket } from 'ws';
import { TextReader } from './text-reader.js';

/** What came last, over whichever socket: whoever keeps some of it copies it. Node reads no more than this at a time. */
const latest = Buffer.allocUnsafeSlow(64 * 1024);

/** Settings with which the stream is made elsewhere, or `ws` has to see every byte. */
const ELSEWHERE = ['agent', 'createConnection', 'maxPayload'] as const satisfies (keyof ClientOptions)[];

/**
 * Where the bytes of a socket come in. The texts among them go past `ws`, and past the stream: with node's `onread` they
 * are read where they were received, without a buffer and an event for each chunk.
 */
export class Intake {
  #stream: Socket | undefined;
  #reader: TextReader | undefined;

  /** The options with which the bytes come in here. Where they cannot, the stream's events bring them. */
  through(options: ClientOptions, isSecure: boolean): ClientOptions {
    if (ELSEWHERE.some((name) => options[name] !== undefined)) return options;
    const createConnection: ClientOptions['createConnection'] = (given) => {
      // `ws` gives what node's `connect` takes; the types know of the request's alone.
      const to = given as TcpNetConnectOpts & ConnectionOptions & { path?: undefined };
      to.path = undefined;
      to.onread = { buffer: latest, callback: (length) => this.#came(length) };
      // As `ws` does it: the name that the certificate is to bear is the host's, unless told otherwise.
      if (isSecure) to.servername ??= isIP(to.host ?? '') ? '' : to.host;
      return (this.#stream = isSecure ? connectSecurely(to) : connect(to));
    };
    // In this order: what is added to a copy gives each its own hidden class.
    return { createConnection, ...options };
  }

  /** From now on texts are taken out of what comes, as long as `take` takes them. */
  begin(stream: Socket, socket: WebSocket, take: (text: string) => boolean): void {
    const [toSocket, ...others] = stream.listeners('data');
    // As `ws` does it in this version. If it should not any more, it reads everything itself.
    if (toSocket === undefined || others.length > 0) return;
    const reader = new TextReader(take, (bytes) => void toSocket.call(stream, bytes));
    const onData = (chunk: Buffer): void => reader.read(chunk, chunk.length);
    stream.off('data', toSocket as () => void).on('data', onData);
    this.#reader = reader;
    // After an error nothing is read any more.
    socket.once('error', () => {
      stream.off('data', onData);
      this.#reader = undefined;
    });
  }

  /** @returns Whether the socket may go on reading. */
  #came(length: number): boolean {
    const stream = this.#stream;
    // What waits in the stream came before.
    if (this.#reader === undefined || stream?.readableLength !== 0) {
      return stream?.push(Buffer.from(latest.subarray(0, length))) ?? false;
    }
    this.#reader.read(latest, length);
    return true;
  }
}
