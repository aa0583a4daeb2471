import { createReadStream } from 'node:fs';
import { extname } from 'node:path';
import { Readable } from 'node:stream';
import { isUint8Array } from 'node:util/types';
import type { Agent } from '../agent.js';
import { ConnectionError, HttpError, SDKError, ValidationError } from '../errors.js';
import type { FileType } from '../protocol/registry.js';
import { withDeadline } from '../support/deadline.js';

/** A file to send: its bytes, a `Blob`, a stream of bytes, or a path. */
export type FileSource = Uint8Array | Blob | AsyncIterable<Uint8Array | string> | string | URL;

/** A file in LivePerson's storage has at most 3 MB. */
export const MAX_FILE_BYTES = 3_000_000;
/** The storage refuses a URL that has expired, which is so after about a minute. */
const UNAUTHORIZED = 401;
const ATTEMPTS = 2;

/** By extension, and by media type. */
const TYPES: ReadonlyMap<string, FileType> = new Map([
  ['jpg', 'JPG'],
  ['jpeg', 'JPEG'],
  ['png', 'PNG'],
  ['gif', 'GIF'],
  ['pdf', 'PDF'],
  ['docx', 'DOCX'],
  ['txt', 'TXT'],
  ['image/jpeg', 'JPEG'],
  ['image/png', 'PNG'],
  ['image/gif', 'GIF'],
  ['application/pdf', 'PDF'],
  ['application/vnd.openxmlformats-officedocument.wordprocessingml.document', 'DOCX'],
  ['text/plain', 'TXT'],
]);

/** Limits of an upload. */
export interface TransferLimits {
  /** Milliseconds of each request, instead of the agent's `requestTimeout`. */
  readonly timeout?: number | undefined;
  readonly signal?: AbortSignal | undefined;
  /** As `guard` of the agent's requests, for the request of the URL. */
  readonly guard?: (() => void) | undefined;
}

/** Limits of a download. */
export interface DownloadLimits extends Omit<TransferLimits, 'guard'> {
  /** Largest file to accept, in bytes: at most 3_000_000. No more is buffered. @default 3_000_000 */
  readonly maxBytes?: number | undefined;
}

/**
 * Reads a file that is to be sent.
 *
 * @param signal Ends the reading, also of a stream that has stalled.
 * @throws {ValidationError} It is too large, empty, of no known type, or no file.
 * @throws {SDKError} `FILE_READ`: reading failed; or the signal's reason.
 */
export async function readFileSource(
  operation: string,
  source: FileSource,
  { type, signal }: { readonly type: FileType | undefined; readonly signal: AbortSignal | undefined },
): Promise<{ readonly bytes: Uint8Array; readonly fileType: FileType }> {
  if (!isFileSource(source)) {
    throw misfit(operation, 'file', 'Expected bytes, a Blob, a stream of bytes, a path or a URL of a file');
  }
  const fileType = type ?? typeOf(source);
  if (fileType === undefined) throw misfit(operation, 'type', 'Expected the type of the file, e.g. `PNG`');
  const bytes = await bytesOf(operation, source, signal);
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

/**
 * Fetches a file that was published in a dialog.
 *
 * @param maxBytes Largest file to accept: no more is buffered.
 * @throws {SDKError} `FILE_TOO_LARGE`: the file is larger. Otherwise as `callService`.
 */
export async function download(
  agent: Agent,
  { relativePath, dialogId }: { readonly relativePath: string; readonly dialogId: string },
  { timeout, signal, maxBytes }: DownloadLimits & { readonly maxBytes: number },
): Promise<Buffer> {
  return withFreshUrl(
    () => agent.generateURLForDownloadFile({ relativePath, dialogId }, { timeout, signal }),
    async (url) => {
      const { queryParams: query } = url;
      const call = { query, auth: 'none', answer: 'bytes', maxBytes, timeout, signal } as const;
      try {
        return (await agent.callService('swift', url.relativePath, call)).body;
      } catch (cause) {
        if (!(cause instanceof ConnectionError && cause.code === 'TOO_LARGE')) throw cause;
        throw new SDKError(`The file was not downloaded: it is larger than the ${maxBytes} bytes allowed by maxBytes`, {
          code: 'FILE_TOO_LARGE',
          delivery: 'answered',
          cause,
        });
      }
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

function isFileSource(source: unknown): source is FileSource {
  if (typeof source === 'string') return source !== '';
  if (typeof source !== 'object' || source === null) return false;
  return isUint8Array(source) || source instanceof Blob || source instanceof URL || Symbol.asyncIterator in source;
}

function typeOf(source: FileSource): FileType | undefined {
  if (source instanceof Blob) {
    // Parameters of the media type, such as a charset, follow a semicolon.
    const [mediaType = ''] = source.type.split(';');
    return TYPES.get(mediaType.trim().toLowerCase());
  }
  if (typeof source !== 'string' && !(source instanceof URL)) return undefined;
  const path = source instanceof URL ? source.pathname : source;
  return TYPES.get(extname(path).slice(1).toLowerCase());
}

async function bytesOf(operation: string, source: FileSource, signal: AbortSignal | undefined): Promise<Uint8Array> {
  signal?.throwIfAborted();
  if (isUint8Array(source)) return withinLimit(operation, source);
  try {
    if (source instanceof Blob) {
      withinLimit(operation, { byteLength: source.size });
      return new Uint8Array(await withDeadline(source.arrayBuffer(), { signal }));
    }
    const isPath = typeof source === 'string' || source instanceof URL;
    return await bytesOfStream(operation, isPath ? createReadStream(source) : source, signal);
  } catch (cause) {
    if (signal?.aborted) throw signal.reason;
    if (cause instanceof SDKError) throw cause;
    throw new SDKError(`${operation} was not sent: the file could not be read`, { code: 'FILE_READ', cause });
  }
}

async function bytesOfStream(
  operation: string,
  stream: AsyncIterable<unknown>,
  signal: AbortSignal | undefined,
): Promise<Uint8Array> {
  const chunks: Uint8Array[] = [];
  let byteLength = 0;
  const iterator = stream[Symbol.asyncIterator]();
  let isAtEnd = false;
  try {
    for (;;) {
      // Not `for await`, which a stalled stream blocks. In a microtask: `next()` itself may abort the signal, and a rejection
      // of the step has to be observed by then.
      const next = Promise.resolve().then(() => iterator.next());
      const step = await withDeadline(next, { signal });
      if (step.done) {
        isAtEnd = true;
        return Buffer.concat(chunks);
      }
      const bytes = typeof step.value === 'string' ? Buffer.from(step.value) : step.value;
      if (!isUint8Array(bytes)) {
        throw misfit(operation, 'file', `Expected a stream of bytes or text, got a chunk that is ${kindOf(bytes)}`);
      }
      byteLength += bytes.byteLength;
      // Read no further than the limit: a stream may be endless.
      withinLimit(operation, { byteLength });
      chunks.push(bytes);
    }
  } finally {
    if (!isAtEnd) abandon(stream, iterator);
  }
}

/** Frees what a stream holds that is not read to its end. */
function abandon(stream: AsyncIterable<unknown>, iterator: AsyncIterator<unknown>): void {
  if (stream instanceof Readable) {
    stream.destroy();
    return;
  }
  // Not awaited: a generator that has stalled does not return. The caller gets the first error, not one of the cleanup.
  void (async () => iterator.return?.())().catch(() => {});
}

function kindOf(value: unknown): string {
  return value === null || value === undefined ? String(value) : `of type ${typeof value}`;
}

function withinLimit<Sized extends { readonly byteLength: number }>(operation: string, sized: Sized): Sized {
  if (sized.byteLength <= MAX_FILE_BYTES) return sized;
  throw misfit(operation, 'file', `Expected at most ${MAX_FILE_BYTES} bytes, which is LivePerson's limit`);
}

function misfit(operation: string, path: string, message: string): ValidationError {
  return new ValidationError(operation, 'outgoing', [{ path, message }]);
}
