import { execFile } from 'node:child_process';
import fs, {
  appendFileSync,
  existsSync,
  mkdtempSync,
  readFileSync,
  realpathSync,
  renameSync,
  rmSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs';
import { syncBuiltinESMExports } from 'node:module';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { ConfigurationError, StoreError } from '../../src/errors.js';
import { FileStore } from '../../src/store/file-store.js';
import { caught } from '../support/caught.js';
import { builtProgram } from '../support/program.js';

const HEADER = '{"format":"node-agent-sdk store","version":2}';

let folder = '';
let path = '';
beforeEach(() => {
  folder = realpathSync(mkdtempSync(join(tmpdir(), 'store-')));
  path = join(folder, 'bot.jsonl');
});
afterEach(() => {
  vi.restoreAllMocks();
  syncBuiltinESMExports();
  rmSync(folder, { recursive: true });
});

/** The positions that the next process reads. */
async function positions(): Promise<Readonly<Record<string, number | undefined>>> {
  using store = new FileStore(path);
  const found: Record<string, number | undefined> = {};
  for (const dialogId of await store.dialogs()) found[dialogId] = await store.get(dialogId);
  return found;
}

/** Replaces a function of `node:fs` for the rest of the test. */
function fileSystem(change: () => void): void {
  change();
  syncBuiltinESMExports();
}

function full(): NodeJS.ErrnoException {
  return Object.assign(new Error('ENOSPC: no space left on device, write'), { code: 'ENOSPC' });
}

/** A disk that writes half of the next write, and fails afterwards. */
function fillDisk(): void {
  const write = fs.writeSync.bind(fs) as (file: number, bytes: Uint8Array, offset: number, length: number) => number;
  let calls = 0;
  const writeSync = (file: number, bytes: Uint8Array, offset = 0): number => {
    calls += 1;
    if (calls > 1) throw full();
    return write(file, bytes, offset, Math.floor((bytes.length - offset) / 2));
  };
  // The store uses one of its overloads.
  fileSystem(() => vi.spyOn(fs, 'writeSync').mockImplementation(writeSync as typeof fs.writeSync));
}

function emptyDisk(): void {
  fileSystem(() => vi.restoreAllMocks());
}

describe('a store in a file', () => {
  it('is read again by the next process', async () => {
    path = join(folder, 'new', 'folder', 'bot.jsonl');
    const first = new FileStore(path);
    await first.set('a', 1);
    await first.set('a', 2);
    await first.set('b', 0);
    await first.set('c', 9);
    await first.delete('c');
    first[Symbol.dispose]();

    expect(await positions()).toEqual({ a: 2, b: 0 });
  });

  it('has its format version in the first line', async () => {
    using store = new FileStore(path);
    await store.set('a', 1);

    expect(readFileSync(path, 'utf8')).toBe(`${HEADER}\n{"kind":"position","dialogId":"a","sequence":1}\n`);
  });

  it.each([
    ['removed', () => rmSync(path)],
    ['renamed', () => renameSync(path, `${path}.old`)],
  ])('is rewritten completely when it was %s by another program', async (_, move) => {
    using store = new FileStore(path);
    await store.set('a', 1);
    move();

    await store.set('b', 2);
    await store.set('c', 3);
    store[Symbol.dispose]();

    expect(await positions()).toEqual({ a: 1, b: 2, c: 3 });
  });

  it('creates no file before its first use', () => {
    using store = new FileStore(path);

    expect(store).toBeInstanceOf(FileStore);
    expect(fs.readdirSync(folder)).toEqual([]);
  });

  it('reads a file without a header, and adds the header', async () => {
    writeFileSync(path, '["a",1]\n["b",4]\n["a",2]\n["c",3]\n["c"]\n["d",');

    expect(await positions()).toEqual({ a: 2, b: 4 });
    expect(readFileSync(path, 'utf8').split('\n')[0]).toBe(HEADER);
  });

  it.each([
    ['of a newer version', '{"format":"node-agent-sdk store","version":3}\n{"kind":"flow"}\n', /version 3.*update/],
    ['that is none', '{"name":"bot","version":"1.0.0"}\n', /is not a store/],
  ])('refuses a file %s and leaves it unchanged', async (_, text, message) => {
    writeFileSync(path, text);
    using store = new FileStore(path);

    const error = await caught(store.get('a'));

    expect(error).toBeInstanceOf(StoreError);
    expect(error).toMatchObject({ code: 'STORE_FORMAT', path, message: expect.stringMatching(message) as unknown });
    expect(readFileSync(path, 'utf8')).toBe(text);
  });

  it('ignores a torn line', async () => {
    using first = new FileStore(path);
    await first.set('a', 1);
    first[Symbol.dispose]();
    appendFileSync(path, '{"kind":"posi');

    using second = new FileStore(path);
    await second.set('a', 2);
    second[Symbol.dispose]();

    expect(await positions()).toEqual({ a: 2 });
  });

  it('is compacted, so that it does not grow with every message', async () => {
    using store = new FileStore(path);

    for (let sequence = 0; sequence < 25_000; sequence += 1) await store.set('a', sequence);

    expect(readFileSync(path, 'utf8').split('\n').length).toBeLessThan(11_000);
    expect(await store.get('a')).toBe(24_999);
  });

  it('rejects invalid arguments with the reason', async () => {
    const error = await caught(() => new FileStore('', { lockTimeout: Number.NaN }));

    expect(error).toBeInstanceOf(ConfigurationError);
    expect(error).toMatchObject({
      message: expect.not.stringContaining('agent') as unknown,
      problems: [/path/, /lockTimeout/].map((text) => expect.stringMatching(text) as unknown),
    });
  });

  it.each([
    [null, 'options: expected an object'],
    ['sync', 'options: expected an object'],
    [{ synk: true }, 'synk: unknown option'],
  ])('rejects the options %j', async (options, problem) => {
    // As a JavaScript program can call it.
    const error = await caught(() => new FileStore(path, options as object));

    expect(error).toBeInstanceOf(ConfigurationError);
    expect(error).toMatchObject({ problems: [problem] });
  });

  it('can be disposed of while it is being opened', async () => {
    using store = new FileStore(path);
    const opening = caught(store.open());
    store[Symbol.dispose]();

    expect(await opening).toMatchObject({ name: 'StoreError', code: 'STORE_CLOSED' });
    expect(await positions()).toEqual({});
  });
});

describe('a position that is not a safe integer from 0', () => {
  it.each(['1e999', '-1', '1.5', '9007199254740993', '"3"', 'null'])('is ignored in a file: %s', async (number) => {
    writeFileSync(path, `["a",7]\n["a",${number}]\n["b",${number}]\n`);
    expect(await positions()).toEqual({ a: 7 });

    appendFileSync(path, `{"kind":"position","dialogId":"a","sequence":${number}}\n`);
    expect(await positions()).toEqual({ a: 7 });
  });

  it.each([Infinity, Number.NaN, -1, 1.5, 2 ** 53])('makes set() reject: %d', async (sequence) => {
    using store = new FileStore(path);
    await store.set('a', 7);

    expect(await caught(store.set('a', sequence))).toMatchObject({ name: 'StoreError', code: 'STORE_POSITION' });
    expect(await store.get('a')).toBe(7);
  });
});

describe('compaction', () => {
  it('does not follow a symbolic link at the name of the new file', async () => {
    const victim = join(folder, 'victim');
    writeFileSync(victim, 'mine');
    symlinkSync(victim, `${path}.next`);

    using store = new FileStore(path);
    await store.set('a', 1);

    expect(readFileSync(victim, 'utf8')).toBe('mine');
    expect(fs.lstatSync(path).isSymbolicLink()).toBe(false);
  });

  it('replaces the new file of a process that was killed', async () => {
    writeFileSync(`${path}.next`, '["z",1]\n');

    expect(await positions()).toEqual({});
    expect(existsSync(`${path}.next`)).toBe(false);
  });

  it('syncs the new file before the rename, and the folder afterwards', async () => {
    writeFileSync(path, '["a",1]\n');
    const steps: string[] = [];
    const opened = new Map<number, unknown>();
    const { fsyncSync, openSync, renameSync } = fs;
    fileSystem(() => {
      vi.spyOn(fs, 'openSync').mockImplementation((name, ...rest) => {
        const file = openSync(name, ...rest);
        opened.set(file, name);
        return file;
      });
      vi.spyOn(fs, 'fsyncSync').mockImplementation((file) => {
        steps.push(`sync ${String(opened.get(file))}`);
        fsyncSync(file);
      });
      vi.spyOn(fs, 'renameSync').mockImplementation((from, to) => {
        steps.push(`rename ${String(from)}`);
        renameSync(from, to);
      });
    });

    await positions();

    expect(steps).toEqual([`sync ${path}.next`, `rename ${path}.next`, `sync ${folder}`]);
  });

  it('that fails leaves the file as it was', async () => {
    const text = '["a",1]\n["b",2]\n';
    writeFileSync(path, text);
    using lock = new FileStore(path);
    const { openSync } = fs;
    // The lock file is written first.
    fileSystem(() =>
      vi.spyOn(fs, 'openSync').mockImplementation((file, ...rest) => {
        if (String(file).endsWith('.next')) fillDisk();
        return openSync(file, ...rest);
      }),
    );

    expect(await caught(lock.get('a'))).toMatchObject({ name: 'StoreError', cause: { code: 'ENOSPC' } });
    expect(readFileSync(path, 'utf8')).toBe(text);
    expect(existsSync(`${path}.next`)).toBe(false);
    emptyDisk();
    expect(await positions()).toEqual({ a: 1, b: 2 });
  });
});

describe('a partial write', () => {
  it('is continued', async () => {
    using store = new FileStore(path);
    await store.set('a', 1);
    const write = fs.writeSync.bind(fs) as (file: number, bytes: Uint8Array, offset: number, length: number) => number;
    const byteByByte = (file: number, bytes: Uint8Array, offset = 0): number => write(file, bytes, offset, 1);
    fileSystem(() => vi.spyOn(fs, 'writeSync').mockImplementation(byteByByte as typeof fs.writeSync));

    await store.set('a', 2);
    emptyDisk();
    store[Symbol.dispose]();

    expect(await positions()).toEqual({ a: 2 });
  });

  it.each([
    ['is removed from the file', true],
    ['where it cannot be removed, is not glued to the next', false],
  ])('by a full disk rejects, and %s', async (_, canTruncate) => {
    using store = new FileStore(path);
    await store.set('a', 1);
    const before = readFileSync(path, 'utf8');
    fillDisk();
    if (!canTruncate) {
      fileSystem(() =>
        vi.spyOn(fs, 'ftruncateSync').mockImplementation(() => {
          throw full();
        }),
      );
    }

    const error = await caught(store.set('a', 2));
    const after = readFileSync(path, 'utf8');
    emptyDisk();
    await store.set('b', 3);
    store[Symbol.dispose]();

    expect(error).toMatchObject({ name: 'StoreError', code: 'STORE_WRITE', cause: { code: 'ENOSPC' } });
    expect(after === before).toBe(canTruncate);
    expect(await positions()).toEqual({ a: 1, b: 3 });
  });

  it.skipIf(process.platform === 'win32')('by a limit of the system loses nothing that was stored', async () => {
    const program = await builtProgram(new URL('programs/fills-the-disk.ts', import.meta.url));
    // 8 units of 512 or 1024 bytes, depending on the shell.
    const script = 'ulimit -f 8; exec "$@"';
    const node = [process.execPath, program, path];
    const { stdout } = await promisify(execFile)('sh', ['-c', script, 'sh', ...node]);
    const { stored, ...error } = JSON.parse(stdout) as { readonly stored: number; readonly code: string };

    const all = Array.from({ length: stored }, (_, sequence) => [`dialog-${sequence}`, sequence] as const);
    expect(error).toMatchObject({ name: 'StoreError', code: 'STORE_WRITE' });
    expect(stored).toBeGreaterThan(10);
    expect(readFileSync(path, 'utf8')).toMatch(/\n$/);
    expect(await positions()).toEqual(Object.fromEntries(all));
  });
});
