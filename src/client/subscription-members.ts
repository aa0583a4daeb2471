import type { AnyChange } from '../protocol/define.js';
import { keepNewest } from '../support/keep-newest.js';

export interface MembersPorts {
  /** These members are gone: the application is to be sent their `DELETE`. */
  readonly report: (event: string, subscriptionId: string, changes: readonly AnyChange[]) => void;
  /**
   * No more is awaited of the snapshot on this connection; members that are gone were reported before.
   *
   * @param isWhole Whether the snapshot has all members that match.
   */
  readonly snapshotEnded: (event: string, subscriptionId: string, isWhole: boolean) => void;
  /** Requests whether a member that no snapshot listed is gone. Never rejects. */
  readonly isGone: (id: string, change: AnyChange) => Promise<boolean>;
}

interface Member {
  /** At most {@link KEPT_MS} older than the newest change: to store each change would cost as much as reading it. */
  change: AnyChange;
  /** When `change` came, on the clock of `performance.now()`. */
  storedAt: number;
}

interface Members {
  readonly event: string;
  /** Members told of on this connection, by id. */
  current: Map<string, Member>;
  /** Members of the previous connection that this one has not confirmed; `undefined` once all are confirmed or gone. */
  unconfirmed: Map<string, Member> | undefined;
  /** The notifications on this connection, of which the first one is the snapshot; `partial`: some members may be missing. */
  snapshot: 'none' | 'whole' | 'partial';
  /** The end of this connection's snapshot was reported. */
  isSettled: boolean;
  timer: NodeJS.Timeout | undefined;
  /** When `timer` fires, on the clock of `performance.now()`. */
  dueAt: number;
}

/** The platform may cut off a snapshot with more entries. */
const FULL_SNAPSHOT = 1_000;
/** A live change may overtake the snapshot. A notification with one change may be either, so it gets the longer grace. */
const SNAPSHOT_GRACE_MS = 500;
const SINGLE_CHANGE_GRACE_MS = 1_000;
/** How long after the response to a subscription its snapshot may come. */
const SNAPSHOT_TIMEOUT_MS = 5_000;
/** A change this soon after the stored change of the same member is not stored. */
const KEPT_MS = 1_000;
/** Members stored for each subscription; beyond that the oldest are dropped. */
const MAX_MEMBERS = 10_000;

/**
 * Finds the members that left a subscription while there was no connection: the platform sends what matches now, and not
 * what matched before. Only a complete snapshot proves that a member is gone; without one, each member is asked for.
 */
export class SubscriptionMembers {
  readonly #ports: MembersPorts;
  readonly #subscriptions = new Map<string, Members>();
  /** Incremented with each connection, so that work of an earlier one stops. */
  #connection = 0;

  constructor(ports: MembersPorts) {
    this.#ports = ports;
  }

  /** A notification of a subscription came. */
  observe(
    event: string,
    subscriptionId: string,
    { changes, isComplete }: { readonly changes: readonly AnyChange[]; readonly isComplete: boolean },
    idOf: (change: AnyChange) => string,
  ): void {
    const members = this.#of(event, subscriptionId);
    this.#store(members, changes, idOf);
    if (members.isSettled) return;
    // An unreadable change may be about one of the members that seem to be missing.
    if (changes.length >= FULL_SNAPSHOT || !isComplete) members.snapshot = 'partial';
    else if (members.snapshot === 'none') members.snapshot = 'whole';
    if (members.snapshot === 'partial') {
      this.#settle(subscriptionId, members, []);
      return;
    }
    const graceMs = changes.length === 1 ? SINGLE_CHANGE_GRACE_MS : SNAPSHOT_GRACE_MS;
    this.#decideWithin(subscriptionId, members, graceMs);
  }

  /** A new connection, on which no member was told of yet. */
  begin(): void {
    this.#connection += 1;
    for (const members of this.#subscriptions.values()) {
      clearTimeout(members.timer);
      members.timer = undefined;
      members.unconfirmed = new Map([...(members.unconfirmed ?? []), ...members.current]);
      members.current = new Map();
      members.snapshot = 'none';
      members.isSettled = false;
    }
  }

  /**
   * The platform accepted a subscription.
   *
   * @param event The notification that tells of its members; `undefined`: the subscription has none.
   * @param replaces The same subscription of the last connection.
   */
  subscribed(subscriptionId: string, event: string | undefined, replaces?: string): void {
    if (event === undefined) return;
    const before = replaces === undefined ? undefined : this.#subscriptions.get(replaces);
    const members = this.#of(event, subscriptionId);
    if (before !== undefined && replaces !== subscriptionId) {
      this.ended(replaces);
      members.unconfirmed = new Map(before.unconfirmed);
      for (const id of members.current.keys()) members.unconfirmed.delete(id);
      // A partial snapshot proves nothing about the members of the subscription before.
      if (members.snapshot === 'partial') this.#keepUnconfirmed(members);
      else members.isSettled = false;
    }
    if (members.isSettled) return;
    const delayMs = members.snapshot === 'none' ? SNAPSHOT_TIMEOUT_MS : SNAPSHOT_GRACE_MS;
    this.#decideWithin(subscriptionId, members, delayMs);
  }

  /** The subscription was ended, or could not be repeated on a new connection. */
  ended(subscriptionId: string | undefined): void {
    if (subscriptionId === undefined) return;
    clearTimeout(this.#subscriptions.get(subscriptionId)?.timer);
    this.#subscriptions.delete(subscriptionId);
  }

  /** There is no connection. */
  suspend(): void {
    this.#connection += 1;
    for (const members of this.#subscriptions.values()) {
      clearTimeout(members.timer);
      members.timer = undefined;
    }
  }

  #of(event: string, subscriptionId: string): Members {
    const known = this.#subscriptions.get(subscriptionId);
    if (known !== undefined) return known;
    const members: Members = {
      event,
      current: new Map(),
      unconfirmed: undefined,
      snapshot: 'none',
      isSettled: false,
      timer: undefined,
      dueAt: 0,
    };
    this.#subscriptions.set(subscriptionId, members);
    return members;
  }

  #store({ current, unconfirmed }: Members, changes: readonly AnyChange[], idOf: (change: AnyChange) => string): void {
    const now = performance.now();
    for (const change of changes) {
      const id = idOf(change);
      unconfirmed?.delete(id);
      const member = current.get(id);
      if (change.type === 'DELETE') current.delete(id);
      else if (member === undefined) current.set(id, { change, storedAt: now });
      else if (now - member.storedAt > KEPT_MS) Object.assign(member, { change, storedAt: now });
    }
    keepNewest(current, MAX_MEMBERS);
  }

  /** Decides after `delayMs`; keeps a timer that fires earlier. */
  #decideWithin(subscriptionId: string, members: Members, delayMs: number): void {
    const dueAt = performance.now() + delayMs;
    if (members.timer !== undefined && members.dueAt <= dueAt) return;
    clearTimeout(members.timer);
    members.dueAt = dueAt;
    members.timer = setTimeout(() => {
      members.timer = undefined;
      if (members.snapshot !== 'none')
        this.#settle(subscriptionId, members, [...(members.unconfirmed?.values() ?? [])]);
      else void this.#ask(subscriptionId, members);
    }, delayMs).unref();
  }

  /** Members that no notification confirmed count as confirmed. */
  #keepUnconfirmed(members: Members): void {
    for (const [id, member] of members.unconfirmed ?? []) members.current.set(id, member);
    members.unconfirmed = undefined;
  }

  /** Every member is confirmed or gone. */
  #settle(subscriptionId: string, members: Members, gone: readonly Member[]): void {
    clearTimeout(members.timer);
    members.timer = undefined;
    if (members.snapshot === 'partial') this.#keepUnconfirmed(members);
    members.unconfirmed = undefined;
    members.isSettled = true;
    if (gone.length > 0) {
      const changes = gone.map(({ change }) => ({ type: 'DELETE', result: change.result }));
      this.#ports.report(members.event, subscriptionId, changes);
    }
    this.#ports.snapshotEnded(members.event, subscriptionId, members.snapshot === 'whole');
  }

  /** One request at a time, so that the platform is not flooded. */
  async #ask(subscriptionId: string, members: Members): Promise<void> {
    const connection = this.#connection;
    const gone: Member[] = [];
    for (const [id, member] of members.unconfirmed ?? []) {
      const isGone = await this.#ports.isGone(id, member.change);
      if (connection !== this.#connection || members.isSettled) return;
      if (!members.unconfirmed?.has(id)) continue;
      if (isGone) gone.push(member);
      else members.current.set(id, member);
    }
    // A snapshot that came meanwhile has its own timer, and says more.
    if (members.snapshot === 'none') this.#settle(subscriptionId, members, gone);
  }
}
