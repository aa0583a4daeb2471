import type { IncomingHttpHeaders, ServerResponse } from 'node:http';
import { LoopbackServer } from './loopback-server.js';

/** A received request. */
export interface ReceivedRequest {
  readonly method: string;
  /** Path and query. */
  readonly url: string;
  readonly headers: IncomingHttpHeaders;
  /** Alternating names and values: a repeated header is visible only here. */
  readonly rawHeaders: readonly string[];
  readonly body: Buffer;
}

export type Handler = (request: ReceivedRequest, response: ServerResponse) => void;

/** An HTTP server on loopback that records its requests. */
export class HttpServer implements AsyncDisposable {
  /** In the order in which their bodies were completed. */
  readonly requests: ReceivedRequest[] = [];
  readonly #server: LoopbackServer;

  private constructor(server: LoopbackServer) {
    this.#server = server;
  }

  /** With `tls` it speaks HTTPS. */
  static async start(handler: Handler, tls?: { readonly key: string; readonly cert: string }): Promise<HttpServer> {
    const server = await LoopbackServer.start(tls);
    const fixture = new HttpServer(server);
    server.http.on('request', (request, response) => {
      const parts: Buffer[] = [];
      request.on('data', (part: Buffer) => parts.push(part));
      request.on('end', () => {
        const { method = '', url = '', headers, rawHeaders } = request;
        const received = { method, url, headers, rawHeaders, body: Buffer.concat(parts) };
        fixture.requests.push(received);
        handler(received, response);
      });
    });
    return fixture;
  }

  get port(): number {
    return this.#server.port;
  }

  /** Host and port with the scheme http, in the form of an SDK option. */
  get address(): string {
    return `http://${this.#server.host}`;
  }

  /** The received bodies, parsed. */
  get bodies(): unknown[] {
    return this.requests.map(({ body }): unknown => JSON.parse(body.toString()));
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.#server[Symbol.asyncDispose]();
  }
}

/** Answers with a JSON document. */
export function answerJson(
  response: ServerResponse,
  status: number,
  body: unknown,
  headers: Readonly<Record<string, string | readonly string[]>> = {},
): void {
  for (const [name, value] of Object.entries(headers)) response.setHeader(name, value);
  response.writeHead(status, { 'content-type': 'application/json' }).end(JSON.stringify(body));
}
