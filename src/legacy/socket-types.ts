import type { EventEmitter } from 'node:events';
import type { Agent, ClientRequest } from 'node:http';
import type { createConnection } from 'node:net';
import type { SecureContextOptions } from 'node:tls';

// Written out instead of imported from `@types/ws`, which a program that uses this package may not have.

/** Options of the socket, as the package `ws` takes them. */
export interface SocketOptions extends SecureContextOptions {
  /** The HTTP agent, such as a proxy's. */
  agent?: Agent | undefined;
  allowSynchronousEvents?: boolean | undefined;
  autoPong?: boolean | undefined;
  checkServerIdentity?(servername: string, certificate: unknown): boolean;
  createConnection?: typeof createConnection | undefined;
  family?: number | undefined;
  /** Has to end the request. */
  finishRequest?(request: ClientRequest, socket: unknown): void;
  followRedirects?: boolean | undefined;
  generateMask?(mask: Buffer): void;
  /** Milliseconds. */
  handshakeTimeout?: number | undefined;
  /** Of the upgrade request. */
  headers?: { [name: string]: string } | undefined;
  host?: string | undefined;
  localAddress?: string | undefined;
  maxBufferedChunks?: number | undefined;
  maxFragments?: number | undefined;
  /** Bytes of a message. */
  maxPayload?: number | undefined;
  maxRedirects?: number | undefined;
  origin?: string | undefined;
  perMessageDeflate?: boolean | object | undefined;
  protocol?: string | undefined;
  protocolVersion?: number | undefined;
  rejectUnauthorized?: boolean | undefined;
  skipUTF8Validation?: boolean | undefined;
}

/** The open socket, a `WebSocket` of the package `ws`, as far as old bots use it. */
export interface OpenSocket extends EventEmitter {
  /** 0 connecting, 1 open, 2 closing, 3 closed. */
  readonly readyState: number;
  readonly url: string;
  readonly protocol: string;
  readonly extensions: string;
  /** Bytes that wait to be sent. */
  readonly bufferedAmount: number;
  close(code?: number, reason?: string | Buffer): void;
  ping(data?: unknown, mask?: boolean, callback?: (error: Error) => void): void;
  pong(data?: unknown, mask?: boolean, callback?: (error: Error) => void): void;
  send(data: string | Buffer, callback?: (error?: Error) => void): void;
  terminate(): void;
}
