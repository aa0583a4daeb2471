import type { Saved, Store } from '../../src/store/store.js';

/** All conversations of an agent. */
export async function savedIn(store: Store, agent = 'bot'): Promise<readonly Saved[]> {
  const found: Saved[] = [];
  for await (const saved of store.load(agent)) found.push(saved);
  return found;
}
