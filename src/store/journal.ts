import {
  closeSync,
  constants,
  existsSync,
  fdatasyncSync,
  fstatSync,
  fsyncSync,
  ftruncateSync,
  mkdirSync,
  openSync,
  readFileSync,
  realpathSync,
  renameSync,
  rmSync,
  writeSync,
} from 'node:fs';
import { basename, dirname, join } from 'node:path';
import { StoreError } from '../errors.js';
import { FileLock } from './file-lock.js';

/** What the lines of a journal add up to. */
export interface JournalContents {
  /** How many lines {@link lines} gives. */
  readonly size: number;
  /** Applies one line of the file. A line that is not understood is left alone. */
  apply(line: unknown): void;
  /** The fewest lines that give these contents. */
  lines(): Iterable<object>;
}

/** How a journal is opened. */
export interface JournalOptions {
  readonly lockTimeoutMs: number;
  /** Each line survives a power failure when {@link Journal.append} returns. */
  readonly sync: boolean;
  readonly signal: AbortSignal;
}

/** The first line. A format that older versions would misread gets a higher number: version 1 had positions alone. */
const HEADER = { format: 'node-agent-sdk store', version: 2 } as const;
/** Lines beyond one per entry that may gather before the file is compacted. */
const COMPACT_SLACK = 10_000;
/** Bytes beyond those after the last compaction that may gather: lines can be long. */
const COMPACT_SLACK_BYTES = 32 * 1024 * 1024;

/**
 * An append-only file of JSON lines with one owner. What was appended survives the end of the process, however it
 * ends; the last moments before a power failure may be lost without `sync`, but nothing older.
 */
export class Journal implements Disposable {
  readonly #path: string;
  readonly #lock: FileLock;
  readonly #contents: JournalContents;
  readonly #sync: boolean;
  #file: number | undefined;
  #lines = 0;
  #bytes = 0;
  /** Size of the file after the last compaction by this process. */
  #compactBytes = 0;
  /** The file ends within a line. */
  #isTorn = false;

  private constructor(path: string, lock: FileLock, contents: JournalContents, sync: boolean) {
    this.#path = path;
    this.#lock = lock;
    this.#contents = contents;
    this.#sync = sync;
  }

  /**
   * Waits for the lock, then applies every line of the file to `contents`. A file or folder that is not there is made.
   *
   * @throws {StoreError} The lock is held by another process, or the file cannot be used.
   */
  static async open(
    path: string,
    contents: JournalContents,
    { lockTimeoutMs, sync, signal }: JournalOptions,
  ): Promise<Journal> {
    const real = described(path, 'opened', () => realPath(path));
    const lock = await FileLock.acquire(`${real}.lock`, lockTimeoutMs, signal).catch((error: unknown) => {
      throw asStoreError(path, 'locked', error);
    });
    const journal = new Journal(real, lock, contents, sync);
    try {
      described(path, 'read', () => journal.#read());
    } catch (error) {
      journal[Symbol.dispose]();
      throw error;
    }
    return journal;
  }

  /**
   * Writes one line and applies it to the contents, in this order: what `contents` holds is in the file.
   *
   * @param line JSON without a newline. Parsed for the contents, which thereby hold what the next process reads.
   * @throws {StoreError} The line was not written. `STORE_WRITE`: the file system failed. `STORE_LOCK_LOST`: the file has
   * another owner.
   */
  append(line: string): void {
    // Before the line and not after it: an error must mean that the line was not written.
    this.#compactIfLong();
    described(this.#path, 'written', () => {
      this.#lock.assertOwned();
      this.#write(`${line}\n`);
    });
    this.#contents.apply(JSON.parse(line));
    this.#lines += 1;
  }

  /** Closes the file and releases the lock. */
  [Symbol.dispose](): void {
    this.#close();
    this.#lock[Symbol.dispose]();
  }

  #read(): void {
    const text = readOrNone(this.#path);
    const [first = '', ...rest] = text?.split('\n') ?? [];
    if (text === undefined || text === '') {
      this.#compact();
      return;
    }
    const version = versionIn(this.#path, first);
    for (const line of version === undefined ? [first, ...rest] : rest) this.#apply(line);
    if (version !== HEADER.version) {
      this.#compact();
      return;
    }
    this.#bytes = Buffer.byteLength(text);
    this.#isTorn = !text.endsWith('\n');
  }

  /** A line may be torn, by a process that was killed or a disk that was full. */
  #apply(line: string): void {
    if (line === '') return;
    this.#lines += 1;
    let value: unknown;
    try {
      value = JSON.parse(line);
    } catch {
      return;
    }
    this.#contents.apply(value);
  }

  #write(line: string): void {
    // Removed or renamed by another program: an open file takes lines that no later process reads.
    if (!existsSync(this.#path)) this.#compact();
    // Not made anew here: a file without a header is not a store.
    const file = (this.#file ??= openSync(this.#path, constants.O_WRONLY | constants.O_APPEND));
    const bytes = Buffer.from(this.#isTorn ? `\n${line}` : line);
    const { size } = fstatSync(file);
    try {
      writeAll(file, bytes);
      if (this.#sync) fdatasyncSync(file);
    } catch (error) {
      this.#cut(file, size);
      throw error;
    }
    this.#bytes = size + bytes.length;
    this.#isTorn = false;
  }

  /** Removes what was written of a line. */
  #cut(file: number, size: number): void {
    try {
      ftruncateSync(file, size);
    } catch {
      // The next line starts on a line of its own instead.
      this.#isTorn = true;
    }
  }

  #compactIfLong(): void {
    const hasManyLines = this.#lines > COMPACT_SLACK + this.#contents.size;
    if (!hasManyLines && this.#bytes <= COMPACT_SLACK_BYTES + this.#compactBytes) return;
    try {
      this.#compact();
    } catch (error) {
      // Tried again when as much has gathered once more: a file that cannot be compacted can be written.
      this.#lines = this.#contents.size;
      this.#compactBytes = this.#bytes;
      throw asStoreError(this.#path, 'compacted, and the line was not written', error);
    }
  }

  /** Writes a whole new file beside the old one, then renames it: at any moment one of the two is complete. */
  #compact(): void {
    const next = `${this.#path}.next`;
    // Left by a process that was killed; a link is removed, not followed.
    rmSync(next, { force: true });
    const bytes = Buffer.from([HEADER, ...this.#contents.lines()].map((line) => `${JSON.stringify(line)}\n`).join(''));
    // Exclusive: another program may put a link here, and the file it leads to must not be overwritten.
    const file = openSync(next, 'wx', 0o600);
    try {
      try {
        writeAll(file, bytes);
        fsyncSync(file);
        const { size } = fstatSync(file);
        if (size !== bytes.length) throw new Error(`${next} has ${size} bytes instead of ${bytes.length}`);
      } finally {
        closeSync(file);
      }
      this.#lock.assertOwned();
      // Windows does not rename over an open file.
      this.#close();
      renameSync(next, this.#path);
    } catch (error) {
      rmSync(next, { force: true });
      throw error;
    }
    this.#lines = this.#contents.size;
    this.#bytes = bytes.length;
    this.#compactBytes = bytes.length;
    this.#isTorn = false;
    syncFolder(dirname(this.#path));
  }

  #close(): void {
    const file = this.#file;
    this.#file = undefined;
    if (file !== undefined) closeSync(file);
  }
}

/** One call may write a part only. */
function writeAll(file: number, bytes: Uint8Array): void {
  for (let written = 0; written < bytes.length;) {
    const count = writeSync(file, bytes, written);
    if (count === 0) throw new Error('the file takes no more bytes');
    written += count;
  }
}

/** What systems and file systems answer that cannot do this for a folder. */
const CANNOT_SYNC = new Set(['EACCES', 'EINVAL', 'EISDIR', 'ENOTSUP', 'EPERM']);

/** Makes the new name of a file survive a power failure, where that is possible. */
function syncFolder(path: string): void {
  let folder: number | undefined;
  try {
    folder = openSync(path, 'r');
    fsyncSync(folder);
  } catch (error) {
    if (!CANNOT_SYNC.has((error as NodeJS.ErrnoException).code ?? '')) throw error;
  } finally {
    if (folder !== undefined) closeSync(folder);
  }
}

/** Two names of one file must not be two locks. */
function realPath(path: string): string {
  mkdirSync(dirname(path), { recursive: true });
  try {
    return realpathSync(path);
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== 'ENOENT') throw error;
    return join(realpathSync(dirname(path)), basename(path));
  }
}

function readOrNone(path: string): string | undefined {
  try {
    return readFileSync(path, 'utf8');
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') return undefined;
    throw error;
  }
}

/**
 * @returns `undefined` for a file from before there was a header, which begins with an array, perhaps a torn one.
 * @throws {StoreError} `STORE_FORMAT`: a newer version, or some other file, which must not be overwritten.
 */
function versionIn(path: string, line: string): number | undefined {
  let header: unknown;
  try {
    header = JSON.parse(line);
  } catch {
    header = undefined;
  }
  if (typeof header === 'object' && header !== null && 'format' in header && header.format === HEADER.format) {
    const version = 'version' in header ? header.version : undefined;
    if (version === HEADER.version || version === 1) return version;
    throw new StoreError(
      `${path} has format version ${JSON.stringify(version)}, and this version of node-agent-sdk reads up to ${HEADER.version}: update it`,
      { code: 'STORE_FORMAT', path },
    );
  }
  if (/^\[("|$)/.test(line)) return undefined;
  throw new StoreError(`${path} is not a store: its first line is neither a header nor a position`, {
    code: 'STORE_FORMAT',
    path,
  });
}

function described<Result>(path: string, what: string, work: () => Result): Result {
  try {
    return work();
  } catch (error) {
    throw asStoreError(path, what, error);
  }
}

function asStoreError(path: string, what: string, cause: unknown): StoreError {
  if (cause instanceof StoreError) return cause;
  const reason = cause instanceof Error ? cause.message : String(cause);
  const code = what === 'opened' || what === 'read' || what === 'locked' ? 'STORE_READ' : 'STORE_WRITE';
  return new StoreError(`The store ${path} could not be ${what}: ${reason}`, { code, path, cause });
}
