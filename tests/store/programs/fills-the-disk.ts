import { FileStore } from '../../../src/store/file-store.js';

/** Sets positions until a write fails; prints the number of stored positions and the error. */
const store = new FileStore(process.argv[2] ?? '');
for (let stored = 0; ; stored += 1) {
  try {
    await store.set(`dialog-${stored}`, stored);
  } catch (error) {
    const { name, code, message } = error as Error & { readonly code?: unknown };
    console.log(JSON.stringify({ stored, name, code, message }));
    break;
  }
}
