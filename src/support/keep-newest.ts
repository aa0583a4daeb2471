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

/** Removes the oldest elements of an array with twice as many as `max`: in batches, since each removal moves the rest. */
export function trimOldest(elements: unknown[], max: number): void {
  if (elements.length > 2 * max) elements.splice(0, elements.length - max);
}
