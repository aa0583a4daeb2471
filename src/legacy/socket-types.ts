import type { EventEmitter } from 'node:events';
import type { Agent, ClientRequest } from 'node:http';
import type { createConnection } from 'node:net';
import type { SecureContextOptions } from 'node:tls';

// Handwritten instead of imported from `@types/ws`, which the program may not have installed.

/** Options of the socket: those of the package `ws`. */
export interface SocketOptions extends SecureContextOptions {
  /** The HTTP agent, e.g. of a proxy. */
  agent?: Agent | undefined;
  allowSynchronousEvents?: boolean | undefined;
  autoPong?: boolean | undefined;
  checkServerIdentity?(servername: string, certificate: unknown): boolean;
  createConnection?: typeof createConnection | undefined;
  family?: number | undefined;
  /** Must end the request. */
  finishRequest?(request: ClientRequest, socket: unknown): void;
  followRedirects?: boolean | undefined;
  generateMask?(mask: Buffer): void;
  /** Milliseconds. */
  handshakeTimeout?: number | undefined;
  /** Headers of the upgrade request. */
  headers?: { [name: string]: string } | undefined;
  host?: string | undefined;
  localAddress?: string | undefined;
  maxBufferedChunks?: number | undefined;
  maxFragments?: number | undefined;
  /** Maximum size of a message, bytes. */
  maxPayload?: number | undefined;
  maxRedirects?: number | undefined;
  origin?: string | undefined;
  perMessageDeflate?: boolean | object | undefined;
  protocol?: string | undefined;
  protocolVersion?: number | undefined;
  rejectUnauthorized?: boolean | undefined;
  skipUTF8Validation?: boolean | undefined;
}

/** The members of the open socket, a `WebSocket` of the package `ws`, that old bots use. */
export interface OpenSocket extends EventEmitter {
  /** 0 connecting, 1 open, 2 closing, 3 closed. */
  readonly readyState: number;
  readonly url: string;
  readonly protocol: string;
  readonly extensions: string;
  /** Bytes waiting to be sent. */
  readonly bufferedAmount: number;
  close(code?: number, reason?: string | Buffer): void;
  ping(data?: unknown, mask?: boolean, callback?: (error: Error) => void): void;
  pong(data?: unknown, mask?: boolean, callback?: (error: Error) => void): void;
  send(data: string | Buffer, callback?: (error?: Error) => void): void;
  terminate(): void;
}
