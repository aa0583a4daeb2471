import fs, { mkdtempSync, readFileSync, realpathSync, rmSync, writeFileSync } from 'node:fs';
import { syncBuiltinESMExports } from 'node:module';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { FileStore } from '../../src/store/file-store.js';
import type { Saved } from '../../src/store/store.js';
import { caught } from '../support/caught.js';
import { savedIn } from './saved-in.js';

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

/** What the next process would find. */
async function saved(): Promise<readonly Saved[]> {
  using store = new FileStore(path);
  return await savedIn(store);
}

/** The file system does what the test wants, for all who import it, until the test is over. */
function fileSystem(change: () => void): void {
  change();
  syncBuiltinESMExports();
}

describe('a commit', () => {
  it('is one line of the file', async () => {
    using store = new FileStore(path);
    await store.commit('bot', { conversationId: 'c1', positions: { d: 3 }, session: { asked: 1 }, timers: { t: 5 } });
    await store.commit('bot', { conversationId: 'c1', removed: true });

    expect(readFileSync(path, 'utf8').split('\n')).toEqual([
      HEADER,
      '{"kind":"commit","agent":"bot","change":{"conversationId":"c1","positions":{"d":3},"session":{"asked":1},"timers":{"t":5}}}',
      '{"kind":"commit","agent":"bot","change":{"conversationId":"c1","removed":true}}',
      '',
    ]);
  });

  it('that was torn anywhere costs only itself', async () => {
    using store = new FileStore(path);
    await store.commit('bot', {
      conversationId: 'c1',
      positions: { d: 1 },
      session: 'Früher',
      flow: 1,
      timers: { t: 1 },
    });
    const before = readFileSync(path);
    await store.commit('bot', {
      conversationId: 'c1',
      positions: { d: 2 },
      session: 'Später',
      flow: 2,
      timers: { t: 2 },
    });
    const after = readFileSync(path);
    store[Symbol.dispose]();
    const old = { conversationId: 'c1', positions: { d: 1 }, session: 'Früher', flow: 1, timers: { t: 1 } };
    const later = { conversationId: 'c1', positions: { d: 2 }, session: 'Später', flow: 2, timers: { t: 2 } };

    // The last two: with everything but the newline, and whole.
    for (let length = before.length; length < after.length - 1; length += 1) {
      writeFileSync(path, after.subarray(0, length));
      expect(await saved()).toEqual([old]);
    }
    writeFileSync(path, after.subarray(0, after.length - 1));
    expect(await saved()).toEqual([later]);
  });

  it('after a torn one is read', async () => {
    writeFileSync(path, `${HEADER}\n{"kind":"commit","agent":"bot","change":{"conver`);
    using store = new FileStore(path);
    await store.commit('bot', { conversationId: 'c1', session: 1 });
    store[Symbol.dispose]();

    expect(await saved()).toEqual([{ conversationId: 'c1', positions: {}, session: 1, timers: {} }]);
  });

  it('is read as it was at the call, also where the file is not open yet, and in the order of the calls', async () => {
    using store = new FileStore(path);
    const session = { number: 0 };
    const commits: Promise<void>[] = [];
    for (let number = 1; number <= 5; number += 1) {
      session.number = number;
      commits.push(store.commit('bot', { conversationId: 'c1', session, timers: { [`t${number}`]: number } }));
    }
    session.number = 99;
    await Promise.all(commits);

    const timers = { t1: 1, t2: 2, t3: 3, t4: 4, t5: 5 };
    expect(await savedIn(store)).toEqual([{ conversationId: 'c1', positions: {}, session: { number: 5 }, timers }]);
  });

  it('shares the file with the cursors of an agent', async () => {
    using store = new FileStore(path);
    await store.set('c1', 7);
    await store.commit('bot', { conversationId: 'c1', positions: { c1: 3 } });
    await store.commit('bot', { conversationId: 'c2', removed: true });
    store[Symbol.dispose]();

    expect(await saved()).toEqual([{ conversationId: 'c1', positions: { c1: 3 }, timers: {} }]);
    using again = new FileStore(path);
    expect([await again.get('c1'), await again.dialogs()]).toEqual([7, ['c1']]);
  });

  it('is not begun for a store that was disposed of while it was being opened', async () => {
    using store = new FileStore(path);
    const commit = caught(store.commit('bot', { conversationId: 'c1', session: 1 }));
    store[Symbol.dispose]();

    expect(await commit).toMatchObject({ name: 'StoreError', code: 'STORE_CLOSED' });
    expect(await saved()).toEqual([]);
  });
});

describe('a file of an earlier format', () => {
  it.each([
    ['without a header', '["a",1]\n["b",4]\n["a",2]\n["c",3]\n["c"]\n'],
    [
      'of version 1',
      '{"format":"node-agent-sdk store","version":1}\n{"kind":"position","dialogId":"a","sequence":2}\n' +
        '{"kind":"position","dialogId":"b","sequence":4}\n{"kind":"position","dialogId":"c","sequence":3}\n' +
        '{"kind":"removed","dialogId":"c"}\n{"kind":"posi',
    ],
  ])('%s is opened, upgraded and takes commits', async (_, text) => {
    writeFileSync(path, text);
    using store = new FileStore(path);

    await store.commit('bot', { conversationId: 'c1', session: 1 });

    expect(readFileSync(path, 'utf8').split('\n')).toEqual([
      HEADER,
      '{"kind":"position","dialogId":"a","sequence":2}',
      '{"kind":"position","dialogId":"b","sequence":4}',
      '{"kind":"commit","agent":"bot","change":{"conversationId":"c1","session":1}}',
      '',
    ]);
  });
});

it.each([
  '{"kind":"commit","agent":"bot"}',
  '{"kind":"commit","change":{"conversationId":"c1"}}',
  '{"kind":"commit","agent":"bot","change":{"conversationId":"c1","positions":{"d":-1}}}',
  '{"kind":"commit","agent":"bot","change":{"conversationId":"c1","timers":[1]}}',
  '{"kind":"later","agent":"bot","change":{"conversationId":"c1"}}',
])('a line that is no commit is left alone: %s', async (line) => {
  writeFileSync(path, `${HEADER}\n${line}\n`);

  expect(await saved()).toEqual([]);
});

describe('compaction', () => {
  it('leaves one line for each conversation, and its last state', async () => {
    using store = new FileStore(path);
    for (let number = 0; number < 10_050; number += 1) {
      await store.commit('bot', { conversationId: `c${number % 3}`, session: number, timers: { t: number } });
    }
    await store.commit('bot', { conversationId: 'c0', removed: true });
    store[Symbol.dispose]();

    expect(readFileSync(path, 'utf8').split('\n').length).toBeLessThan(100);
    expect(await saved()).toEqual([
      { conversationId: 'c1', positions: {}, session: 10_048, timers: { t: 10_048 } },
      { conversationId: 'c2', positions: {}, session: 10_049, timers: { t: 10_049 } },
    ]);
  });

  it('does not wait for many lines where lines are long', async () => {
    using store = new FileStore(path);
    const text = 'x'.repeat(2_000_000);

    for (let number = 0; number < 40; number += 1) {
      await store.commit('bot', { conversationId: 'c1', session: { number, text } });
    }

    expect(fs.statSync(path).size).toBeLessThan(40_000_000);
    store[Symbol.dispose]();
    expect(await saved()).toMatchObject([{ session: { number: 39 } }]);
  });

  it('that fails rejects the commit before it is written, and the next one is written', async () => {
    using store = new FileStore(path);
    for (let number = 0; number <= 10_001; number += 1)
      await store.commit('bot', { conversationId: 'c1', session: number });
    const { renameSync } = fs;
    fileSystem(() =>
      vi.spyOn(fs, 'renameSync').mockImplementation(() => {
        throw Object.assign(new Error('EIO: i/o error, rename'), { code: 'EIO' });
      }),
    );

    const error = await caught(store.commit('bot', { conversationId: 'c1', session: 'refused' }));

    expect(error).toMatchObject({
      code: 'STORE_WRITE',
      message: expect.stringMatching(/compacted.*not written/) as unknown,
    });
    expect(await savedIn(store)).toMatchObject([{ session: 10_001 }]);
    await store.commit('bot', { conversationId: 'c1', session: 'written' });
    vi.restoreAllMocks();
    syncBuiltinESMExports();
    expect(fs.renameSync).toBe(renameSync);
    store[Symbol.dispose]();
    expect(await saved()).toMatchObject([{ session: 'written' }]);
  });
});

describe('the option `sync`', () => {
  /** The calls of one commit that write to the file or to the disk. */
  async function stepsOfACommit(sync: boolean | undefined): Promise<readonly string[]> {
    using store = new FileStore(path, { sync });
    await store.open();
    const steps: string[] = [];
    const { fdatasyncSync, fsyncSync } = fs;
    const write = fs.writeSync.bind(fs) as (file: number, bytes: Uint8Array, offset: number) => number;
    const writeSync = (file: number, bytes: Uint8Array, offset = 0): number => {
      steps.push('write');
      return write(file, bytes, offset);
    };
    fileSystem(() => {
      // One of its overloads is enough for the store.
      vi.spyOn(fs, 'writeSync').mockImplementation(writeSync as typeof fs.writeSync);
      vi.spyOn(fs, 'fdatasyncSync').mockImplementation((file) => {
        steps.push('sync');
        fdatasyncSync(file);
      });
      vi.spyOn(fs, 'fsyncSync').mockImplementation((file) => {
        steps.push('sync with metadata');
        fsyncSync(file);
      });
    });
    await store.commit('bot', { conversationId: 'c1', session: 1 });
    steps.push('resolved');
    return steps;
  }

  it.each([
    [true, ['write', 'sync', 'resolved']],
    [false, ['write', 'resolved']],
    [undefined, ['write', 'resolved']],
  ])('%s makes these steps of a commit: %j', async (sync, steps) => {
    expect(await stepsOfACommit(sync)).toEqual(steps);
  });

  it('rejects a commit that the disk did not confirm, and removes it', async () => {
    using store = new FileStore(path, { sync: true });
    await store.commit('bot', { conversationId: 'c1', session: 1 });
    fileSystem(() =>
      vi.spyOn(fs, 'fdatasyncSync').mockImplementation(() => {
        throw Object.assign(new Error('EIO: i/o error, fdatasync'), { code: 'EIO' });
      }),
    );

    const error = await caught(store.commit('bot', { conversationId: 'c1', session: 2 }));

    expect(error).toMatchObject({ name: 'StoreError', code: 'STORE_WRITE', cause: { code: 'EIO' } });
    expect(await savedIn(store)).toMatchObject([{ session: 1 }]);
    store[Symbol.dispose]();
    expect(await saved()).toMatchObject([{ session: 1 }]);
  });

  it('is true or false', async () => {
    // As a JavaScript program can call it.
    const options = { sync: 'yes' } as unknown as { readonly sync: boolean };

    expect(await caught(() => new FileStore(path, options))).toMatchObject({
      problems: [/sync/].map((text) => expect.stringMatching(text) as unknown),
    });
  });
});
