import { execFile } from 'node:child_process';
import { promisify } from 'node:util';
import { expect, it } from 'vitest';
import { MemoryStore } from '../../src/store/memory-store.js';
import { builtProgram } from '../support/program.js';
import { savedIn } from './saved-in.js';

it('a store in memory says once in a process, at the first commit, that state ends with the process', async () => {
  const program = await builtProgram(new URL('programs/warns-of-memory.ts', import.meta.url));
  const { stdout } = await promisify(execFile)(process.execPath, ['--no-warnings', program]);

  const [before, warning, ...after] = stdout.trim().split('\n');
  expect(before).toBe('no commit yet');
  expect(JSON.parse(warning ?? '')).toMatchObject({
    name: 'NodeAgentSDKWarning',
    code: 'MEMORY_STORE',
    message: expect.stringContaining('ends with the process') as unknown,
  });
  expect(after).toEqual(['no commit yet']);
});

it('a store in memory keeps the cursors of an agent, apart from its conversations', async () => {
  const store = new MemoryStore();
  store.set('a', 1);
  store.set('b', 2);
  store.set('a', 3);
  store.delete('b');
  await store.commit('bot', { conversationId: 'a', positions: { a: 9 } });

  expect([store.get('a'), store.get('b'), [...store.dialogs()]]).toEqual([3, undefined, ['a']]);
  expect(await savedIn(store)).toEqual([{ conversationId: 'a', positions: { a: 9 }, timers: {} }]);
});
