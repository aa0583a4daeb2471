import { createReadStream } from 'node:fs';
import { extname } from 'node:path';
import type { Agent } from '../agent.js';
import { HttpError, SDKError, ValidationError } from '../errors.js';
import type { FileType } from '../protocol/registry.js';

/** A file to send: its bytes, a `Blob`, a stream of bytes, or a path. */
export type FileSource = Uint8Array | Blob | AsyncIterable<Uint8Array | string> | string | URL;

/** A file in LivePerson's storage has at most 3 MB. */
export const MAX_FILE_BYTES = 3_000_000;
/** The storage refuses a URL that has expired, which is so after about a minute. */
const UNAUTHORIZED = 401;
const ATTEMPTS = 2;

const TYPES: Readonly<Record<string, FileType>> = {
  jpg: 'JPG',
  jpeg: 'JPEG',
  png: 'PNG',
  gif: 'GIF',
  pdf: 'PDF',
  docx: 'DOCX',
  txt: 'TXT',
  'image/jpeg': 'JPEG',
  'image/png': 'PNG',
  'image/gif': 'GIF',
  'application/pdf': 'PDF',
  'application/vnd.openxmlformats-officedocument.wordprocessingml.document': 'DOCX',
  'text/plain': 'TXT',
};

/** Limits of a transfer. */
export interface TransferLimits {
  /** Milliseconds of each request, instead of the agent's `requestTimeout`. */
  readonly timeout?: number | undefined;
  readonly signal?: AbortSignal | undefined;
  /** As `guard` of the agent's requests, for the request of the URL. */
  readonly guard?: (() => void) | undefined;
}

/** Reads a file that is to be sent. @throws {ValidationError} It is too large, or of no known type. */
export async function readFileSource(
  operation: string,
  source: FileSource,
  type: FileType | undefined,
): Promise<{ readonly bytes: Uint8Array; readonly fileType: FileType }> {
  const fileType = type ?? typeOf(source);
  if (fileType === undefined) throw misfit(operation, 'type', 'Expected the type of the file, e.g. `PNG`');
  const bytes = await bytesOf(operation, source);
  if (bytes.byteLength === 0) throw misfit(operation, 'file', 'Expected at least one byte');
  return { bytes, fileType };
}

/**
 * Stores a file at LivePerson. The URL to which it is sent expires; if the storage says so, a fresh one is requested, once.
 *
 * @returns The path to publish.
 */
export async function upload(
  agent: Agent,
  bytes: Uint8Array,
  fileType: FileType,
  { timeout, signal, guard }: TransferLimits,
): Promise<string> {
  return withFreshUrl(
    () => agent.generateURLForUploadFile({ fileSize: bytes.byteLength, fileType }, { timeout, signal, guard }),
    async ({ relativePath, queryParams: query }) => {
      await agent.callService('swift', relativePath, {
        method: 'PUT',
        query,
        body: bytes,
        auth: 'none',
        timeout,
        signal,
      });
      return relativePath;
    },
  );
}

/** Fetches a file that was published in a dialog. */
export async function download(
  agent: Agent,
  relativePath: string,
  dialogId: string,
  { timeout, signal }: TransferLimits,
): Promise<Buffer> {
  return withFreshUrl(
    () => agent.generateURLForDownloadFile({ relativePath, dialogId }, { timeout, signal }),
    async (url) => {
      const { queryParams: query } = url;
      const call = { query, auth: 'none', answer: 'bytes', timeout, signal } as const;
      return (await agent.callService('swift', url.relativePath, call)).body;
    },
  );
}

async function withFreshUrl<Url, Result>(
  request: () => Promise<Url>,
  use: (url: Url) => Promise<Result>,
): Promise<Result> {
  for (let attempt = 1; ; attempt += 1) {
    const url = await request();
    try {
      return await use(url);
    } catch (error) {
      if (!(error instanceof HttpError && error.status === UNAUTHORIZED) || attempt === ATTEMPTS) throw error;
    }
  }
}

function typeOf(source: FileSource): FileType | undefined {
  if (source instanceof Blob) return TYPES[source.type];
  if (typeof source !== 'string' && !(source instanceof URL)) return undefined;
  return TYPES[
    extname(source instanceof URL ? source.pathname : source)
      .slice(1)
      .toLowerCase()
  ];
}

async function bytesOf(operation: string, source: FileSource): Promise<Uint8Array> {
  if (source instanceof Uint8Array) return withinLimit(operation, source);
  if (source instanceof Blob) {
    withinLimit(operation, { byteLength: source.size });
    return new Uint8Array(await source.arrayBuffer());
  }
  const chunks: Uint8Array[] = [];
  let byteLength = 0;
  try {
    for await (const chunk of typeof source === 'string' || source instanceof URL ? createReadStream(source) : source) {
      const bytes = typeof chunk === 'string' ? Buffer.from(chunk) : (chunk as Uint8Array);
      byteLength += bytes.byteLength;
      // Read no further than the limit: a stream may be endless.
      withinLimit(operation, { byteLength });
      chunks.push(bytes);
    }
  } catch (cause) {
    if (cause instanceof SDKError) throw cause;
    throw new SDKError(`${operation} was not sent: the file could not be read`, { code: 'FILE_READ', cause });
  }
  return Buffer.concat(chunks);
}

function withinLimit<Sized extends { readonly byteLength: number }>(operation: string, sized: Sized): Sized {
  if (sized.byteLength <= MAX_FILE_BYTES) return sized;
  throw misfit(operation, 'file', `Expected at most ${MAX_FILE_BYTES} bytes, which is LivePerson's limit`);
}

function misfit(operation: string, path: string, message: string): ValidationError {
  return new ValidationError(operation, 'outgoing', [{ path, message }]);
}
