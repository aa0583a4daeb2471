import { MemoryStore } from '../../../src/store/memory-store.js';

process.on('warning', (warning) => console.log(JSON.stringify(warning, ['name', 'code', 'message'])));
for (const store of [new MemoryStore(), new MemoryStore()]) {
  store.set('main', 1);
  console.log('no commit yet');
  // Warnings are emitted in the next turn.
  await new Promise((resolve) => setImmediate(resolve));
  await store.commit('bot', { conversationId: 'c1', session: 1 });
  await store.commit('bot', { conversationId: 'c1', session: 2 });
}
