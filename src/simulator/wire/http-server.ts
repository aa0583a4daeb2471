import { STATUS_CODES, type IncomingMessage, type ServerResponse } from 'node:http';
import { once } from 'node:events';
import type { AddressInfo, Server, Socket } from 'node:net';
import { TLSSocket } from 'node:tls';
import type { Faults, HttpFault, HttpService } from '../faults/faults.js';
import type { HttpAnswer, HttpRequest, HttpServices } from './http-services.js';
import { redact, redactKeys, redactPath } from '../../support/redact.js';
import { faultApplied } from './fault-event.js';
import { bodyOf } from './request-body.js';
import { targetOf } from './request-target.js';
import type { Timers } from '../clock.js';
import { serversOf, TLS_HANDSHAKE } from './servers.js';
import type { PortSecurity } from './tls.js';
import type { Feed } from '../feed.js';

/** More than any service accepts. */
const MAX_BODY_BYTES = 8 * 1024 * 1024;

const NO_TLS = 'HTTP/1.1 400 Bad Request\r\nConnection: close\r\n\r\nThis simulator speaks plain HTTP, not TLS.\r\n';

/** Error of Node's HTTP parser. */
type ClientError = Error & { readonly rawPacket?: Buffer };

export interface HttpContext {
  readonly services: HttpServices;
  readonly faults: Faults;
  readonly timers: Timers;
  readonly feed: Feed;
}

/** Serves paths of its own on the simulator's port. Its requests are no part of the transcript and get no faults. */
export interface Mount {
  /** @returns Whether the path is one of the mount's, which then answers. */
  request(request: IncomingMessage, response: ServerResponse): boolean;
  /** @returns Whether the path is one of the mount's, which then answers. */
  upgrade(request: IncomingMessage, tcp: Socket, head: Buffer): boolean;
}

/** The HTTP server on the simulator's port: answers REST requests, hands upgrades to `onUpgrade`. */
export class HttpServer {
  readonly #context: HttpContext;
  /** Owns the port. */
  readonly #server: Server;
  readonly #connections = new Set<Socket>();
  /** Asked first. */
  mount: Mount | undefined;
  /** Product tokens of clients whose process has ended. */
  readonly #refused = new Set<string>();

  constructor(
    context: HttpContext,
    security: PortSecurity,
    onUpgrade: (request: IncomingMessage, tcp: Socket, head: Buffer) => void,
  ) {
    this.#context = context;
    const { port, http } = serversOf(security);
    this.#server = port;
    for (const server of http) {
      server.on('request', (request, response) => {
        if (this.mount?.request(request, response) !== true) void this.#serve(request, response);
      });
      // Node types the argument as Duplex. On a TCP or TLS server it is a Socket.
      server.on('upgrade', (request, tcp, head) => {
        const socket = tcp as Socket;
        if (this.mount?.upgrade(request, socket, head) === true) return;
        if (this.#isRefused(request)) tcp.destroy();
        else onUpgrade(request, socket, head);
      });
      // A plain-text answer makes a TLS client report that the port speaks no TLS, instead of ECONNRESET.
      server.on('clientError', (error: ClientError, tcp) => {
        if (security.certificate === undefined && error.rawPacket?.[0] === TLS_HANDSHAKE) tcp.end(NO_TLS);
        else tcp.destroy();
      });
    }
    this.#server.on('connection', (tcp: Socket) => {
      this.#connections.add(tcp);
      tcp.once('close', () => this.#connections.delete(tcp));
    });
  }

  /** @returns The port. */
  async listen(port: number): Promise<number> {
    this.#server.listen(port, '127.0.0.1');
    await once(this.#server, 'listening');
    return (this.#server.address() as AddressInfo).port; // A string only for pipes.
  }

  /** Nothing that a client with this product token sends is read or answered from now on. */
  refuse(userAgent: string): void {
    this.#refused.add(userAgent);
  }

  /** Destroys all connections and frees the port. */
  async close(): Promise<void> {
    const closed = once(this.#server, 'close');
    // The server emits `close` before its connections do.
    const disconnected = [...this.#connections].map(
      async (tcp) => new Promise((resolve) => tcp.once('close', resolve)),
    );
    this.#server.close();
    for (const tcp of this.#connections) tcp.destroy();
    await Promise.all([closed, ...disconnected]);
  }

  async #serve(request: IncomingMessage, response: ServerResponse): Promise<void> {
    response.on('error', () => {});
    const body = await bodyOf(request, MAX_BODY_BYTES).catch(() => undefined);
    if (body === undefined || this.#isRefused(request)) {
      response.destroy();
      return;
    }
    const { method = 'GET', headers, url = '/' } = request;
    const { path, query } = targetOf(request);
    const isTls = request.socket instanceof TLSSocket;
    const read: HttpRequest = { method, path, query, headers, body, json: jsonOf(body), isTls };
    const { services, faults, timers, feed } = this.#context;
    const route = services.find(method, path);
    const fault = faults.takeHttp(route?.service, url);
    if (fault) feed.add(faultApplied(url, fault));

    const answer = async (): Promise<void> => {
      if (fault?.drop || fault?.hang) {
        this.#note(route?.service, url, read, undefined);
        if (fault.drop) response.destroy();
        return;
      }
      const answered = await answerWith(
        fault,
        services,
        () => route?.answer(read) ?? services.error(404, 'No service has this path'),
      );
      this.#note(route?.service, url, read, answered);
      // A service may answer after the client's process has ended.
      if (this.#isRefused(request)) response.destroy();
      else if (!response.destroyed) respond(response, answered);
    };
    if (fault?.delayMs === undefined) await answer();
    else timers.after(fault.delayMs, () => void answer());
  }

  #isRefused({ headers }: IncomingMessage): boolean {
    const [product = ''] = headers['user-agent']?.split(' ') ?? [];
    return this.#refused.has(product);
  }

  #note(service: HttpService | undefined, url: string, request: HttpRequest, answer: HttpAnswer | undefined): void {
    const { method, headers, body, json } = request;
    // A service may send back what it was sent, under any name.
    const [, token] = /^Bearer\s+(\S+)$/i.exec(headers['authorization']?.toString() ?? '') ?? [];
    const redacted = (value: unknown): unknown => redact(redactKeys(value), token === undefined ? [] : [token]);
    this.#context.feed.add({
      kind: 'http',
      service,
      method,
      path: redactPath(url),
      headers: redactKeys(headers),
      requestBody: json === undefined ? sizeOf(body) : redacted(json),
      status: answer?.status,
      responseBody: Buffer.isBuffer(answer?.body) ? sizeOf(answer.body) : redacted(answer?.body),
    });
  }
}

async function answerWith(
  fault: HttpFault | undefined,
  services: HttpServices,
  serve: () => HttpAnswer | Promise<HttpAnswer>,
): Promise<HttpAnswer> {
  if (fault === undefined) return serve();
  const { status, body, headers, edit } = fault;
  if (status !== undefined) {
    const usual = status >= 400 ? services.error(status, STATUS_CODES[status] ?? 'Error').body : undefined;
    return { status, body: 'body' in fault ? body : usual, ...(headers && { headers }) };
  }
  const served = await serve();
  const all = { ...served, headers: { ...served.headers, ...headers } };
  if (edit) return { ...all, body: edited(served.body, edit) };
  return 'body' in fault ? { ...all, body } : all;
}

function edited(body: unknown, edit: NonNullable<HttpFault['edit']>): unknown {
  if (typeof body !== 'object' || body === null) return body;
  try {
    return edit({ ...body });
  } catch (error) {
    // An error in a test's `edit` must not end the process; the answer shows it.
    return { error: { message: String(error) } };
  }
}

function respond(response: ServerResponse, { status, headers = {}, body }: HttpAnswer): void {
  const isRaw = body === undefined || typeof body === 'string' || Buffer.isBuffer(body);
  const content = isRaw ? (body ?? '') : JSON.stringify(body);
  const type = isRaw ? {} : { 'content-type': 'application/json' };
  response.writeHead(status, { ...type, 'content-length': Buffer.byteLength(content), ...headers });
  response.end(content);
}

function jsonOf(body: Buffer): unknown {
  try {
    return JSON.parse(body.toString()) as unknown;
  } catch {
    return undefined;
  }
}

function sizeOf(body: Buffer): string | undefined {
  return body.length === 0 ? undefined : `${body.length} bytes`;
}
