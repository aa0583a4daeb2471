import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { FileStore, type FileStoreOptions } from '../../src/store/file-store.js';
import { MemoryStore } from '../../src/store/memory-store.js';
import { testStore } from '../../src/store/store-contract.js';
import type { StorePlace } from '../../src/store/store-under-test.js';
import { caught } from '../support/caught.js';
import { brokenStores, soundStore } from './broken-stores.js';
import { FolderStore } from './folder-store.js';

function inMemory(): StorePlace {
  const store = new MemoryStore();
  return { open: () => store };
}

function inFile(options: FileStoreOptions): StorePlace {
  const folder = mkdtempSync(join(tmpdir(), 'store-contract-'));
  return {
    open: () => new FileStore(join(folder, 'bot.jsonl'), options),
    dispose: () => rmSync(folder, { recursive: true }),
  };
}

function inFolder(): StorePlace {
  const folder = mkdtempSync(join(tmpdir(), 'store-contract-'));
  return { open: () => new FolderStore(folder), dispose: () => rmSync(folder, { recursive: true }) };
}

describe.each([
  ['a store in memory', inMemory],
  ['a store in a file', () => inFile({})],
  ['a store in a file that syncs each write', () => inFile({ sync: true })],
  ['the adapter in docs/stores.md', inFolder],
  ['the store of which the broken ones are made', soundStore],
])('%s', (_, make) => {
  it.each(testStore(make))('$name', async ({ run }) => {
    await expect(run()).resolves.toBeUndefined();
  });
});

/** Messages by the name of the test that failed. */
async function failuresOf(make: () => StorePlace): Promise<Readonly<Record<string, string>>> {
  const failures: Record<string, string> = {};
  for (const { name, run } of testStore(make)) {
    const error = await run().then(
      () => undefined,
      (thrown: unknown) => thrown as Error,
    );
    if (error !== undefined) failures[name] = error.message;
  }
  return failures;
}

describe('the contract finds a store that', () => {
  it.each([
    [
      'loses the last commit',
      'has the last commit',
      /gave other conversations|gave other positions of "c1": {"main":3}/,
    ],
    ['writes half of a commit', 'writes a commit whole, also for a reader beside it', /gave other session of "c1"/],
    ['writes half of a commit', 'writes nothing of a commit that it rejects', /other positions of "c1": {"main":2}/],
    ['mixes two agents', 'keeps two agents apart', /gave other conversations: \["c1","c2"\] instead of \["c1"\]/],
    [
      'answers null for what was not written',
      'gives undefined, and never null, for what was not written',
      /other session of "c1": null instead of undefined/,
    ],
    ['resolves before it has written', 'has written a commit when it resolves', /\[\] instead of \["c1"\]/],
    ['forgets on reopening', 'has everything after it was reopened', /\[\] instead of \["c1","c2"\]/],
  ] as const)('%s, by the test "%s"', async (broken, name, message) => {
    const failures = await failuresOf(brokenStores[broken]);

    expect(failures[name]).toMatch(message);
    expect(failures[name]).toMatch(/ The contract: /);
  });

  it('gives a conversation twice', async () => {
    const twice = (): StorePlace => ({
      open: () => ({
        async *load() {
          for (let times = 0; times < 2; times += 1) yield { conversationId: 'c1', positions: {}, timers: {} };
        },
        commit: () => Promise.resolve(),
      }),
    });

    expect((await failuresOf(twice))['has the last commit']).toBe(
      'load() gave conversation "c1" twice; each is expected once',
    );
  });

  it('fails when it is disposed of', async () => {
    const make = (): StorePlace => {
      const { open } = soundStore();
      const disposeOf = () => Promise.reject(new Error('The pool is gone'));
      return { open: () => Object.assign(open(), { [Symbol.asyncDispose]: disposeOf }) };
    };
    const [first] = testStore(make);

    expect(await caught(() => first?.run())).toMatchObject({ message: 'The pool is gone' });
  });
});

it('docs/stores.md shows the adapter that is tested here', () => {
  const [document, adapter] = ['../../docs/stores.md', 'folder-store.ts'].map((path) =>
    readFileSync(new URL(path, import.meta.url), 'utf8'),
  );

  expect(document).toContain(`\`\`\`typescript\n${adapter}\`\`\``);
});

it('refuses to make tests without a function that makes a place', async () => {
  // As a JavaScript program can call it.
  const error = await caught(() => testStore(new MemoryStore() as never));

  expect(error).toMatchObject({ code: 'CONFIGURATION', problems: ['make: expected a function'] });
});
