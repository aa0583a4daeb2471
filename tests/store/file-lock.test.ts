import { execFile, execFileSync } from 'node:child_process';
import {
  existsSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  realpathSync,
  rmSync,
  statSync,
  utimesSync,
  writeFileSync,
} from 'node:fs';
import { hostname, tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { StoreError } from '../../src/errors.js';
import { FileStore } from '../../src/store/file-store.js';
import { caught } from '../support/caught.js';
import { builtProgram } from '../support/program.js';
import { Holder } from './holder.js';

let folder = '';
let path = '';
beforeEach(() => {
  folder = realpathSync(mkdtempSync(join(tmpdir(), 'lock-')));
  path = join(folder, 'bot.jsonl');
});
afterEach(() => {
  vi.useRealTimers();
  rmSync(folder, { recursive: true });
});

type LockRecord = Readonly<Record<string, unknown>>;

function lockRecord(): LockRecord {
  return JSON.parse(readFileSync(`${path}.lock`, 'utf8')) as LockRecord;
}

/** Changes what the lock file says about its owner. */
function editLock(change: LockRecord): void {
  writeFileSync(`${path}.lock`, JSON.stringify({ ...lockRecord(), ...change }));
}

function fakeTime(): void {
  vi.useFakeTimers({ toFake: ['setTimeout', 'clearTimeout', 'setInterval', 'clearInterval', 'performance', 'Date'] });
}

/** How much of the faked time a promise takes; what else it waits for, such as sockets, has its turns in between. */
async function timeOf(promise: Promise<unknown>): Promise<number> {
  const startedAt = performance.now();
  let isSettled = false;
  const settle = (): void => void (isSettled = true);
  promise.then(settle, settle);
  while (!isSettled) {
    await vi.advanceTimersByTimeAsync(100);
    await new Promise((resolve) => setImmediate(resolve));
  }
  return performance.now() - startedAt;
}

/** Linux. */
const hasProc = existsSync('/proc/self/stat');

// A store with a `lockTimeout` of 0 does not wait: open() resolves or rejects at once.
const now = { lockTimeout: 0 } as const;

describe('a file that another process has open', () => {
  it('is refused with an error that names the process', async () => {
    await using holder = await Holder.start(path);
    using store = new FileStore(path, { lockTimeout: 50 });

    const error = await caught(store.set('a', 1));

    expect(error).toBeInstanceOf(StoreError);
    expect(error).toMatchObject({ code: 'STORE_LOCKED', holder: { pid: holder.pid, host: hostname() } });
    expect((error as StoreError).message).toContain(`process ${holder.pid} on ${hostname()}`);
    expect(lockRecord()).toMatchObject({
      pid: holder.pid,
      host: hostname(),
      startedAt: (error as StoreError).holder?.startedAt,
    });
  });

  it('is waited for, 10 seconds by default', async () => {
    await using holder = await Holder.start(path);
    using store = new FileStore(path);
    const opening = caught(store.open());
    // The clock of the other process is real: its heartbeat continues.
    fakeTime();
    const beating = setInterval(() => utimesSync(`${path}.lock`, new Date(), new Date()), 1_000);

    const waitedMs = await timeOf(opening);
    clearInterval(beating);

    expect(await opening).toMatchObject({ code: 'STORE_LOCKED', holder: { pid: holder.pid } });
    expect(waitedMs).toBeGreaterThanOrEqual(9_900);
    expect(waitedMs).toBeLessThan(11_000);
  });

  it('is opened when the other process releases it', async () => {
    await using holder = await Holder.start(path);
    using store = new FileStore(path);
    const reading = store.get('a');

    await holder.does('set a 5');
    await holder.does('dispose');

    expect(await reading).toBe(5);
  });

  it('is refused under another name of the same file', async () => {
    await using holder = await Holder.start(path);
    const link = join(folder, 'link');
    execFileSync('ln', ['-s', folder, link]);
    using store = new FileStore(join(link, 'bot.jsonl'), now);

    expect(await caught(store.open())).toMatchObject({ code: 'STORE_LOCKED', holder: { pid: holder.pid } });
  });

  it('is refused at once if this process has it open', async () => {
    using first = new FileStore(path);
    await first.open();
    using second = new FileStore(path);
    fakeTime();
    const opening = caught(second.open());

    expect(await timeOf(opening)).toBeLessThan(1_000);
    expect(await opening).toMatchObject({
      code: 'STORE_LOCKED',
      message: expect.stringContaining('this very process') as unknown,
    });
  });
});

describe('the lock', () => {
  it('is deleted when the store is disposed of, and when its process exits', async () => {
    const program = await builtProgram(new URL('programs/opens-and-ends.ts', import.meta.url));

    await promisify(execFile)(process.execPath, [program, path]);
    expect(readdirSync(folder)).toEqual(['bot.jsonl']);

    using store = new FileStore(path, now);
    expect(await store.get('a')).toBe(1);
    store[Symbol.dispose]();
    expect(readdirSync(folder)).toEqual(['bot.jsonl']);
  });

  it('has a heartbeat each second', async () => {
    fakeTime();
    using store = new FileStore(path);
    await store.open();
    for (let second = 1; second <= 3; second += 1) {
      utimesSync(`${path}.lock`, 1, 1);

      await vi.advanceTimersByTimeAsync(1_000);

      // File systems round the time.
      expect(Math.abs(statSync(`${path}.lock`).mtimeMs - Date.now())).toBeLessThan(100);
    }
  });

  it('that was lost while the process was suspended makes writes reject', async () => {
    using store = new FileStore(path, now);
    await store.set('a', 1);
    const text = readFileSync(path, 'utf8');
    editLock({ token: '0123456789abcdef', pid: 4_000_000, host: 'elsewhere', boot: 'another' });

    const error = await caught(store.set('a', 2));
    const refused = await caught(store.set('a', 3));

    expect(error).toMatchObject({ code: 'STORE_LOCK_LOST', holder: { pid: 4_000_000, host: 'elsewhere' } });
    expect(refused).toMatchObject({ code: 'STORE_LOCKED', holder: { pid: 4_000_000, host: 'elsewhere' } });
    expect(readFileSync(path, 'utf8')).toBe(text);
  });

  it('that was lost can be acquired again, and the file is read again', async () => {
    using store = new FileStore(path, now);
    await store.set('a', 1);
    rmSync(`${path}.lock`);
    expect(await caught(store.set('a', 2))).toMatchObject({ code: 'STORE_LOCK_LOST' });
    writeFileSync(path, readFileSync(path, 'utf8').replace('"sequence":1', '"sequence":8'));

    expect(await store.get('a')).toBe(8);
  });
});

describe('after SIGKILL', () => {
  async function killed(launcher?: readonly string[]): Promise<Holder> {
    await using holder = await Holder.start(path, 0, launcher);
    await holder.does('set a 5');
    return holder;
  }

  it('the next process opens the file at once, with everything that was stored', async () => {
    await killed();
    using store = new FileStore(path, now);

    expect(await store.get('a')).toBe(5);
    store[Symbol.dispose]();
    expect(readdirSync(folder)).toEqual(['bot.jsonl']);
  });

  it('the next process opens the file at once, also without Unix sockets', async () => {
    const deep = join(folder, 'x'.repeat(120));
    mkdirSync(deep);
    path = join(deep, 'bot.jsonl');
    await killed();
    expect(lockRecord()).toMatchObject({ listens: false });
    using store = new FileStore(path, now);

    expect(await store.get('a')).toBe(5);
  });

  it.each([true, false])(
    'a process with the same id and another start time is another process (socket: %s)',
    async (listens) => {
      await killed();
      editLock({ pid: process.pid, listens });
      using store = new FileStore(path, now);

      expect(await store.get('a')).toBe(5);
    },
  );

  it.skipIf(!hasProc)('the next process has the file at once, although the killed one is a zombie', async () => {
    // The shell becomes a program that does not wait for its children; to those in the background it gives no input of its own.
    const shell = 'sh';
    await using holder = await Holder.start(path, 0, [shell, '-c', 'exec 3<&0; "$@" <&3 & exec sleep 1000', shell]);
    editLock({ listens: false });
    process.kill(holder.first.pid, 'SIGKILL');
    using store = new FileStore(path, now);

    const isZombie = (): boolean => readFileSync(`/proc/${holder.first.pid}/stat`, 'utf8').includes(') Z ');
    while (!isZombie()) await new Promise((resolve) => setImmediate(resolve));

    expect(await store.get('a')).toBeUndefined();
  });

  it('a store that is disposed of while it takes over the lock leaves no lock', async () => {
    await killed();
    using store = new FileStore(path);
    const opening = caught(store.open());
    while (lockRecord()['pid'] !== process.pid) await new Promise((resolve) => setImmediate(resolve));

    store[Symbol.dispose]();

    expect(await opening).toMatchObject({ code: 'STORE_CLOSED' });
    expect(await store.get('a')).toBe(5);
  });

  it('exactly one of many concurrent processes opens the file', async () => {
    await killed();

    const all = await Promise.all(Array.from({ length: 4 }, () => Holder.start(path)));
    const opened = all.filter(({ first }) => first.opened);
    const codes = all.filter(({ first }) => !first.opened).map(({ first }) => first.code);
    await Promise.all(all.map((holder) => holder.kill()));

    expect(opened).toHaveLength(1);
    expect(codes).toEqual(Array.from({ length: 3 }, () => 'STORE_LOCKED'));
  });

  it('of a process on another machine, the file can be opened after 5 s without a heartbeat', async () => {
    await killed();
    editLock({ boot: '00000000-0000-0000-0000-000000000000', host: 'elsewhere' });
    fakeTime();
    using store = new FileStore(path);
    const reading = store.get('a');

    const waitedMs = await timeOf(reading);

    expect(await reading).toBe(5);
    expect(waitedMs).toBeGreaterThanOrEqual(5_000);
    expect(waitedMs).toBeLessThan(7_000);
  });

  it('during the write of the lock, the file can be opened after 5 s without a heartbeat', async () => {
    writeFileSync(`${path}.lock`, '{"pid":12,');
    fakeTime();
    using store = new FileStore(path);
    const opening = store.open();

    expect(await timeOf(opening)).toBeGreaterThanOrEqual(5_000);
    await opening;
  });
});

describe('where every process has id 1', () => {
  const container = ['unshare', '--pid', '--fork', '--kill-child', '--mount-proc'];
  const canUnshare = ((): boolean => {
    try {
      execFileSync(container[0] ?? '', [...container.slice(1), 'true'], { stdio: 'ignore' });
      return true;
    } catch {
      return false;
    }
  })();

  // In real containers if this process may create them; otherwise with a lock record as containers write it.
  it.skipIf(!hasProc)('a process that lives keeps its file, and one that was killed leaves it', async () => {
    await using holder = await Holder.start(path);
    await holder.does('set a 5');
    editLock({ pid: 1, namespace: 'pid:[1]', startTicks: '1' });
    using store = new FileStore(path, now);

    expect(await caught(store.open())).toMatchObject({ code: 'STORE_LOCKED', holder: { pid: 1 } });
    await holder.kill();

    expect(await store.get('a')).toBe(5);
  });

  it.skipIf(!canUnshare)('containers that share a folder have the file one at a time', async () => {
    await using first = await Holder.start(path, 0, container);
    await using second = await Holder.start(path, 0, container);
    await first.kill();
    await using third = await Holder.start(path, 0, container);

    expect(first.first).toMatchObject({ pid: 1, opened: true });
    expect(second.first).toMatchObject({ pid: 1, opened: false, code: 'STORE_LOCKED', holder: { pid: 1 } });
    expect(third.first).toMatchObject({ pid: 1, opened: true });
  });
});
