import { MemoryStore } from '../../../src/store/memory-store.js';

process.on('warning', (warning) => console.log(JSON.stringify(warning, ['name', 'code', 'message'])));
for (const store of [new MemoryStore(), new MemoryStore()]) {
  store.set('main', 1);
  await turn();
  console.log('no commit yet');
  await store.commit('bot', { conversationId: 'c1', session: 1 });
  await store.commit('bot', { conversationId: 'c1', session: 2 });
  await turn();
}

/** Warnings are emitted in the next turn. */
function turn(): Promise<void> {
  return new Promise((resolve) => setImmediate(resolve));
}
