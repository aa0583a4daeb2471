import { ConfigurationError } from '../errors.js';
import type { CursorStore } from '../options/options.js';

/** By store: the users whose agents in this process use it. */
const claims = new WeakMap<CursorStore, Map<string, object>>();

/**
 * Claims a store for an agent: two agents of one user on one store would overwrite each other's positions.
 *
 * @throws {ConfigurationError} Another agent of this user uses the store.
 */
export function claimStore(
  store: CursorStore,
  { accountId, userId }: { readonly accountId: string; readonly userId: string },
  owner: object,
): void {
  const owners = claims.get(store) ?? new Map<string, object>();
  claims.set(store, owners);
  const key = `${accountId}/${userId}`;
  const current = owners.get(key);
  if (current !== undefined && current !== owner) {
    throw new ConfigurationError([
      `cursors: another agent of user ${userId} (account ${accountId}) uses this store; close it first, or give each its own store`,
    ]);
  }
  owners.set(key, owner);
}

/** Ends the claims of the owner. */
export function releaseStore(store: CursorStore, owner: object): void {
  const owners = claims.get(store);
  for (const [key, current] of owners ?? []) if (current === owner) owners?.delete(key);
}
