import { C as Change, S as Store, a as CursorStore, b as Saved } from "./file-store.js";
export { c as ConversationRemoval, F as FileStore, d as FileStoreOptions, L as Lease, e as StateChange, f as applyChange } from "./file-store.js";
import "node:tls";
declare function checkChange(agent: string, change: Change): void;
declare class MemoryStore implements Store, CursorStore {
    #private;
    load(agent: string): AsyncIterable<Saved>;
    commit(agent: string, change: Change): Promise<void>;
    get(dialogId: string): number | undefined;
    set(dialogId: string, sequence: number): void;
    delete(dialogId: string): void;
    dialogs(): Iterable<string>;
}
interface StorePlace {
    open(): Store | PromiseLike<Store>;
    dispose?(): unknown;
}
interface StoreTest {
    readonly name: string;
    readonly run: () => Promise<void>;
}
declare function testStore(make: () => StorePlace | PromiseLike<StorePlace>): readonly StoreTest[];
export { Change, MemoryStore, Saved, Store, type StorePlace, type StoreTest, checkChange, testStore };
