/** What `Map` and `Set` have in common. */
interface Collection<Key> {
  readonly size: number;
  keys(): IterableIterator<Key>;
  delete(key: Key): boolean;
}

/** Removes the oldest entries of a `Map` or `Set` that has more than `max`. */
export function keepNewest<Key>(collection: Collection<Key>, max: number): void {
  for (const oldest of collection.keys()) {
    if (collection.size <= max) return;
    collection.delete(oldest);
  }
}
