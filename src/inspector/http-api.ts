import type { IncomingMessage, ServerResponse } from 'node:http';
import type { Socket } from 'node:net';
import { SimulatorError } from '../simulator/failures.js';
import type { Mount } from '../simulator/wire/http-server.js';
import { bodyOf } from '../simulator/wire/request-body.js';
import { decoded, targetOf } from '../simulator/wire/request-target.js';
import { CommandError } from './command-error.js';
import type { CommandRunner } from './commands.js';
import type { DeskFiles } from './desk-files.js';
import { securityHeaders, type Guard } from './guard.js';
import type { Pages } from './pages.js';
import type { WireLog } from './wire-log.js';

/** The files of the page. */
export interface PageFiles {
  readonly html: string;
  readonly script: string;
  readonly style: string;
}

export interface ApiParts {
  readonly page: PageFiles;
  readonly guard: Guard;
  readonly commands: CommandRunner;
  readonly wire: WireLog;
  readonly files: DeskFiles;
  readonly pages: Pages;
}

/** A file of 3 MB in base64, with what is beside it. */
const MAX_BODY_BYTES = 5 * 1024 * 1024;

/** Answers the paths of the page and of its API. */
export class HttpApi implements Mount {
  readonly #parts: ApiParts;

  constructor(parts: ApiParts) {
    this.#parts = parts;
  }

  request(request: IncomingMessage, response: ServerResponse): boolean {
    const { path, query } = targetOf(request);
    if (!isOwnPath(path)) return false;
    response.on('error', () => {});
    const { guard } = this.#parts;
    // Script and style hold no secrets, and their addresses in the page have no token.
    const isPublic = path === '/page.js' || path === '/page.css';
    if (!guard.isFromHere(request) || (!isPublic && !guard.hasToken(query))) this.#refuse(request, response);
    else void this.#serve(request, response, path);
    return true;
  }

  upgrade(request: IncomingMessage, tcp: Socket, head: Buffer): boolean {
    const { path, query } = targetOf(request);
    if (!isOwnPath(path)) return false;
    // A connection that breaks is closed.
    tcp.on('error', () => {});
    const { guard, pages } = this.#parts;
    if (path === '/inspector/socket' && guard.isFromHere(request) && guard.hasToken(query)) {
      pages.open(request, tcp, head);
    } else
      tcp.end(`HTTP/1.1 403 Forbidden\r\nConnection: close\r\nContent-Length: ${FORBIDDEN.length}\r\n\r\n${FORBIDDEN}`);
    return true;
  }

  #refuse(request: IncomingMessage, response: ServerResponse): void {
    // The rest of a long body is not read.
    response.setHeader('connection', 'close');
    answer(response, 403, 'text/plain; charset=utf-8', FORBIDDEN);
    request.resume();
  }

  async #serve(request: IncomingMessage, response: ServerResponse, path: string): Promise<void> {
    try {
      if (request.method === 'POST') await this.#command(request, response, path);
      else if (request.method === 'GET' || request.method === 'HEAD') this.#get(response, path);
      else throw new CommandError(404, `${String(request.method)} does nothing here`);
    } catch (error) {
      const { status, message } = refusalOf(error);
      answerJson(response, status, { error: message });
    }
  }

  async #command(request: IncomingMessage, response: ServerResponse, path: string): Promise<void> {
    const [, name] = /^\/inspector\/([A-Za-z]+)$/.exec(path) ?? [];
    if (name === undefined) throw new CommandError(404, `${path} is no command`);
    const result = await this.#parts.commands.run(name, await jsonOf(request));
    answerJson(response, 200, result);
  }

  #get(response: ServerResponse, path: string): void {
    const { page, wire } = this.#parts;
    if (path === '/') return answer(response, 200, 'text/html; charset=utf-8', page.html);
    if (path === '/page.js') return answer(response, 200, 'text/javascript; charset=utf-8', page.script);
    if (path === '/page.css') return answer(response, 200, 'text/css; charset=utf-8', page.style);
    const [, frameId] = /^\/inspector\/frames\/(\d+)$/.exec(path) ?? [];
    if (frameId !== undefined) return answerJson(response, 200, wire.detail(Number(frameId)));
    const [, filePath] = /^\/inspector\/files\/(.+)$/.exec(path) ?? [];
    if (filePath !== undefined) return this.#file(response, filePath);
    throw new CommandError(404, `${path} is unknown`);
  }

  /** Only images are shown; everything else is saved, so that what a person sent never runs as a page. */
  #file(response: ServerResponse, path: string): void {
    const file = this.#parts.files.read(decoded(path));
    if (file === undefined) throw new CommandError(404, 'The file is no longer there');
    const { content, name, imageType } = file;
    const disposition = imageType === undefined ? 'attachment' : 'inline';
    response.setHeader('content-disposition', `${disposition}; filename*=UTF-8''${headerText(name)}`);
    answer(response, 200, imageType ?? 'application/octet-stream', content);
  }
}

const FORBIDDEN = 'Forbidden\n';

function isOwnPath(path: string): boolean {
  return path === '/' || path === '/page.js' || path === '/page.css' || path.startsWith('/inspector/');
}

function answer(response: ServerResponse, status: number, type: string, content: string | Buffer): void {
  response.writeHead(status, {
    ...securityHeaders,
    'content-type': type,
    'content-length': Buffer.byteLength(content),
  });
  response.end(content);
}

function answerJson(response: ServerResponse, status: number, value: object): void {
  answer(response, status, 'application/json', JSON.stringify(value));
}

/** Any error that is not for people is a mistake in the desk: the page shows it. */
function refusalOf(error: unknown): { readonly status: number; readonly message: string } {
  if (error instanceof CommandError) return error;
  if (error instanceof SimulatorError) return { status: 400, message: error.message };
  return { status: 500, message: `The desk failed: ${String(error)}` };
}

/** @throws {CommandError} The body is too long or is no JSON. */
async function jsonOf(request: IncomingMessage): Promise<unknown> {
  const body = await bodyOf(request, MAX_BODY_BYTES);
  if (body === undefined) throw new CommandError(413, `The body is longer than ${MAX_BODY_BYTES} bytes`);
  try {
    return JSON.parse(body.toString()) as unknown;
  } catch {
    throw new CommandError(400, 'The body is no JSON');
  }
}

/** The characters that RFC 5987 allows in a header. The buffer replaces lone surrogates, which have no encoding. */
function headerText(name: string): string {
  return encodeURIComponent(Buffer.from(name).toString()).replaceAll(
    /['()*]/g,
    (it) => `%${it.charCodeAt(0).toString(16)}`,
  );
}
