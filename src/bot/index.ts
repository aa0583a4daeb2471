export { checkChange } from '../store/check-change.js';
export { FileStore, type FileStoreOptions } from '../store/file-store.js';
export { MemoryStore } from '../store/memory-store.js';
export { testStore, type StoreTest } from '../store/store-contract.js';
export type { StorePlace } from '../store/store-under-test.js';
export {
  applyChange,
  type Change,
  type ConversationRemoval,
  type Lease,
  type Saved,
  type StateChange,
  type Store,
} from '../store/store.js';
