import { FileStore } from '../../../src/store/file-store.js';

// Nothing is left to do after this, and nothing of the store may keep the process alive.
const store = new FileStore(process.argv[2] ?? '');
await store.set('a', 1);
