import { FileStore } from '../../../src/store/file-store.js';

// The program ends here: nothing of the store may keep the process alive.
const store = new FileStore(process.argv[2] ?? '');
await store.set('a', 1);
