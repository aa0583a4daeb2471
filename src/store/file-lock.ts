import { randomBytes } from 'node:crypto';
import { closeSync, openSync, readFileSync, rmSync, statSync, utimesSync, writeSync } from 'node:fs';
import { connect, createServer, type Server } from 'node:net';
import { StoreError } from '../errors.js';
import { pause } from '../support/deadline.js';
import { hasEnded, identityOfThisProcess, isSameProcess, type ProcessIdentity } from './process-identity.js';

/** What the lock file contains. */
interface LockRecord extends ProcessIdentity {
  /** Tells one acquisition from all others. */
  readonly token: string;
  /** The owner listens on a Unix socket beside the lock file, named after the token. */
  readonly listens: boolean;
}

/** The lock file as it was found. */
interface Found {
  /** Changes with each heartbeat. */
  readonly beat: string;
  /** `undefined`: the file is no record, or not yet. */
  readonly record: LockRecord | undefined;
}

const HEARTBEAT_MS = 1_000;
/** Five heartbeats missed. */
const STALE_MS = 5_000;
const POLL_MS = 100;
/** macOS has the shortest limit for the path of a Unix socket, 104 bytes with the terminating zero. */
const SOCKET_PATH_LIMIT = 103;

/**
 * A lock file: one owner at a time, across processes, containers and machines. The file names the owner; its
 * modification time is the heartbeat. A waiting process takes the lock over as soon as it knows that the owner has ended,
 * or when no heartbeat came for 5 seconds. An owner that was merely suspended finds that out in {@link assertOwned}.
 *
 * The Unix socket of the owner tells whether the owner has ended: the kernel closes it with the process. In containers that
 * share a volume each process may have id 1, and none can see the others. Without a socket the process id decides where
 * it is comparable, otherwise the heartbeat alone (so on Windows, where this was not tried).
 */
export class FileLock implements Disposable {
  readonly #path: string;
  readonly #record: LockRecord;
  /** Of the lock file. */
  readonly #text: string;
  readonly #server: Server | undefined;
  #heartbeat: NodeJS.Timeout | undefined;

  private constructor(path: string, record: LockRecord, server: Server | undefined) {
    this.#path = path;
    this.#record = record;
    this.#text = `${JSON.stringify(record)}\n`;
    this.#server = server;
  }

  /**
   * @throws {StoreError} `STORE_LOCKED`: still owned by another process after `timeoutMs`, or owned by this process,
   * which is not waited for.
   */
  static async acquire(path: string, timeoutMs: number, signal: AbortSignal): Promise<FileLock> {
    const token = randomBytes(8).toString('hex');
    const identity = identityOfThisProcess();
    // Boot ids tell that two processes share a kernel, without which the socket means nothing.
    const server = identity.boot === undefined ? undefined : await listen(socketPath(path, token));
    const lock = new FileLock(path, { ...identity, token, listens: server !== undefined }, server);
    try {
      await lock.#acquire(timeoutMs, signal);
    } catch (error) {
      // Disposed of between taking the lock over and being sure of it, the lock file may be there already.
      lock[Symbol.dispose]();
      throw error;
    }
    lock.#heartbeat = setInterval(() => lock.#beat(), HEARTBEAT_MS).unref();
    releaseAtExit(lock);
    return lock;
  }

  /** @throws {StoreError} `STORE_LOCK_LOST`: another process has taken the lock over, or the lock file was removed. */
  assertOwned(): void {
    if (this.#isOwned()) return;
    const found = find(this.#path);
    clearInterval(this.#heartbeat);
    throw new StoreError(
      `The lock ${this.#path} was lost: ` +
        (found === undefined
          ? 'the file was removed'
          : `${describe(found.record)} took it over while this process was suspended or blocked for ${STALE_MS / 1_000} s or more`),
      { code: 'STORE_LOCK_LOST', path: this.#path, holder: found?.record },
    );
  }

  /** Releases the lock. Does nothing if it was lost. */
  [Symbol.dispose](): void {
    clearInterval(this.#heartbeat);
    keepAtExit(this);
    this.#server?.close();
    if (this.#isOwned()) rmSync(this.#path, { force: true });
  }

  /** As `Symbol.dispose`, in a process that ends: nothing asynchronous runs any more. */
  releaseNow(): void {
    try {
      if (this.#record.listens) rmSync(socketPath(this.#path, this.#record.token), { force: true });
      if (this.#isOwned()) rmSync(this.#path, { force: true });
    } catch {
      // The next owner finds out that this process has ended.
    }
  }

  async #acquire(timeoutMs: number, signal: AbortSignal): Promise<void> {
    const startedAt = performance.now();
    let last: { readonly beat: string; readonly at: number } | undefined;
    for (;;) {
      signal.throwIfAborted();
      if (this.#create()) return;
      const found = find(this.#path);
      if (found === undefined) continue;
      const { record } = found;
      if (record !== undefined && isSameProcess(record, this.#record)) throw openTwice(this.#path, record);
      if (last?.beat !== found.beat) last = { beat: found.beat, at: performance.now() };
      if (performance.now() - last.at >= STALE_MS || (record !== undefined && (await this.#hasEnded(record)))) {
        if (await this.#takeOver(found, signal)) return;
        continue;
      }
      if (performance.now() - startedAt >= timeoutMs) throw locked(this.#path, record, timeoutMs);
      await pause(POLL_MS, signal);
    }
  }

  /** @returns False if there is a lock file. */
  #create(): boolean {
    let file: number;
    try {
      file = openSync(this.#path, 'wx', 0o600);
    } catch (error) {
      if ((error as NodeJS.ErrnoException).code === 'EEXIST') return false;
      throw error;
    }
    try {
      if (writeSync(file, this.#text) === Buffer.byteLength(this.#text)) return true;
      throw new StoreError(`The lock ${this.#path} could not be written: is the disk full?`, {
        code: 'STORE_WRITE',
        path: this.#path,
      });
    } catch (error) {
      rmSync(this.#path, { force: true });
      throw error;
    } finally {
      closeSync(file);
    }
  }

  async #hasEnded(record: LockRecord): Promise<boolean> {
    if (record.listens && record.boot === this.#record.boot) {
      const listening = await isListening(socketPath(this.#path, record.token));
      if (listening !== undefined) return !listening;
    }
    return hasEnded(record, this.#record);
  }

  /** @returns False if another process was faster. */
  async #takeOver(stale: Found, signal: AbortSignal): Promise<boolean> {
    // The question whether the owner has ended took a while, in which another process may have acted on the answer.
    if (find(this.#path)?.beat !== stale.beat) return false;
    rmSync(this.#path);
    if (stale.record?.listens) rmSync(socketPath(this.#path, stale.record.token), { force: true });
    if (!this.#create()) return false;
    // Two processes may do this at once, and the second removes the lock of the first.
    await pause(POLL_MS, signal);
    return this.#isOwned();
  }

  /** The file names this acquisition: read before each write, so compared as text. */
  #isOwned(): boolean {
    const text = unlessMissing(() => readFileSync(this.#path, 'utf8'));
    return text === this.#text;
  }

  #beat(): void {
    try {
      const now = new Date();
      if (this.#isOwned()) utimesSync(this.#path, now, now);
    } catch {
      // A heartbeat missed costs nothing unless another process waits, and then `assertOwned` reports it.
    }
  }
}

function socketPath(lockPath: string, token: string): string {
  return `${lockPath}.${token}`;
}

/** `undefined`: there is no lock file. */
function find(path: string): Found | undefined {
  return unlessMissing(() => {
    const text = readFileSync(path, 'utf8');
    return { beat: `${statSync(path).mtimeMs} ${text}`, record: parseRecord(text) };
  });
}

function unlessMissing<Result>(read: () => Result): Result | undefined {
  try {
    return read();
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') return undefined;
    throw error;
  }
}

function parseRecord(text: string): LockRecord | undefined {
  let value: unknown;
  try {
    value = JSON.parse(text);
  } catch {
    return undefined;
  }
  if (typeof value !== 'object' || value === null) return undefined;
  const { pid, startedAt, host, boot, namespace, startTicks, token, listens } = value as Record<string, unknown>;
  // The token becomes part of the path of a file that is removed.
  if (
    !Number.isSafeInteger(pid) ||
    typeof host !== 'string' ||
    typeof token !== 'string' ||
    !/^[\da-f]{16}$/.test(token)
  )
    return undefined;
  return {
    pid: Number(pid),
    startedAt: String(startedAt),
    host,
    boot: textOrNone(boot),
    namespace: textOrNone(namespace),
    startTicks: textOrNone(startTicks),
    token,
    listens: listens === true,
  };
}

function textOrNone(value: unknown): string | undefined {
  return typeof value === 'string' ? value : undefined;
}

/** `undefined` where the file system has no sockets, or the path is too long for one. */
function listen(path: string): Promise<Server | undefined> {
  if (Buffer.byteLength(path) > SOCKET_PATH_LIMIT) return Promise.resolve(undefined);
  return new Promise((resolve) => {
    const server = createServer((connection) => connection.on('error', () => undefined).destroy()).unref();
    server.on('error', () => resolve(undefined));
    // Exclusive: in a cluster the primary process would listen otherwise, and outlive this one.
    server.listen({ path, exclusive: true }, () => resolve(server));
  });
}

/** `undefined`: the socket does not say. */
function isListening(path: string): Promise<boolean | undefined> {
  return new Promise((resolve) => {
    const socket = connect(path);
    socket.on('connect', () => {
      socket.destroy();
      resolve(true);
    });
    socket.on('error', ({ code }: NodeJS.ErrnoException) => resolve(code === 'ECONNREFUSED' ? false : undefined));
  });
}

function describe(record: LockRecord | undefined): string {
  return record === undefined
    ? 'a process that its lock file does not name'
    : `process ${record.pid} on ${record.host} (started ${record.startedAt})`;
}

function locked(path: string, record: LockRecord | undefined, timeoutMs: number): StoreError {
  return new StoreError(
    `The lock ${path} is held by ${describe(record)}, and was not released within ${timeoutMs / 1_000} s: ` +
      'stop that process, or give this one a file of its own',
    { code: 'STORE_LOCKED', path, holder: record },
  );
}

function openTwice(path: string, record: LockRecord): StoreError {
  return new StoreError(
    `The lock ${path} is held by this very process, ${record.pid} on ${record.host} (started ${record.startedAt}): ` +
      'share one store, or dispose of the first before opening the second',
    { code: 'STORE_LOCKED', path, holder: record },
  );
}

const owned = new Set<FileLock>();

function releaseOwned(): void {
  for (const lock of owned) lock.releaseNow();
}

/** One listener for all locks: more than ten would bring Node's warning about a leak. */
function releaseAtExit(lock: FileLock): void {
  if (owned.size === 0) process.on('exit', releaseOwned);
  owned.add(lock);
}

function keepAtExit(lock: FileLock): void {
  if (owned.delete(lock) && owned.size === 0) process.off('exit', releaseOwned);
}
