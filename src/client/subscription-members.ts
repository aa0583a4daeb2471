import type { AnyChange } from '../protocol/define.js';

export interface MembersPorts {
  /** Tells the application that a member is gone. */
  readonly report: (event: string, subscriptionId: string, changes: readonly AnyChange[]) => void;
  /** Asks the platform for a member of which its subscription told nothing. Never rejects. */
  readonly isGone: (id: string, change: AnyChange) => Promise<boolean>;
}

interface Member {
  /** As it was told, at most a second before the newest: to keep each change would cost as much as reading it. */
  change: AnyChange;
  /** `performance.now()` clock. */
  toldAt: number;
}

interface Members {
  readonly event: string;
  /** What was told on this connection, by id. */
  current: Map<string, Member>;
  /** What was told on the connection before, and not yet on this one. */
  unconfirmed: Map<string, Member> | undefined;
  /** Its snapshot came on this connection. */
  hasSnapshot: boolean;
  timer: NodeJS.Timeout | undefined;
  /** Of the timer, on the clock of `performance.now()`. */
  dueAt: number;
}

/** A snapshot with more entries may be cut off by the platform. */
const FULL_SNAPSHOT = 1_000;
/** A change that was under way may come before the snapshot: of one change it is not known which of the two it is. */
const SNAPSHOT_GRACE_MS = 500;
const SINGLE_CHANGE_GRACE_MS = 1_000;
/** So long after its response a subscription may take to bring its snapshot. */
const SNAPSHOT_TIMEOUT_MS = 5_000;
/** Changes of one member closer together than this are not all kept. */
const KEPT_MS = 1_000;
/** Members remembered for each subscription, the oldest forgotten first. */
const MAX_MEMBERS = 10_000;

/**
 * Finds what left a subscription while there was no connection: the platform tells of what matches now, not of what did
 * before. Only a complete snapshot proves that something is gone; where none comes, each member is asked for.
 */
export class SubscriptionMembers {
  readonly #ports: MembersPorts;
  readonly #subscriptions = new Map<string, Members>();
  /** Raised with each connection. */
  #connection = 0;

  constructor(ports: MembersPorts) {
    this.#ports = ports;
  }

  /** A notification of a subscription; its first one on a connection is the snapshot. */
  observe(
    event: string,
    subscriptionId: string,
    { changes, isComplete }: { readonly changes: readonly AnyChange[]; readonly isComplete: boolean },
    idOf: (change: AnyChange) => string,
  ): void {
    const members = this.#of(event, subscriptionId);
    const { current, unconfirmed } = members;
    members.hasSnapshot = true;
    const now = performance.now();
    for (const change of changes) {
      const id = idOf(change);
      unconfirmed?.delete(id);
      const member = current.get(id);
      if (change.type === 'DELETE') current.delete(id);
      else if (member === undefined) current.set(id, { change, toldAt: now });
      else if (now - member.toldAt > KEPT_MS) Object.assign(member, { change, toldAt: now });
    }
    for (const oldest of current.keys()) {
      if (current.size <= MAX_MEMBERS) break;
      current.delete(oldest);
    }
    if (unconfirmed === undefined) return;
    // What could not be read may be one of those that seem to be missing.
    if (changes.length >= FULL_SNAPSHOT || !isComplete) {
      for (const [id, member] of unconfirmed) current.set(id, member);
      this.#settle(members, []);
      return;
    }
    const graceMs = changes.length === 1 ? SINGLE_CHANGE_GRACE_MS : SNAPSHOT_GRACE_MS;
    this.#decideWithin(subscriptionId, members, graceMs);
  }

  /** A new connection: nothing was told on it yet. */
  begin(): void {
    this.#connection += 1;
    for (const members of this.#subscriptions.values()) {
      clearTimeout(members.timer);
      members.timer = undefined;
      members.unconfirmed = new Map([...(members.unconfirmed ?? []), ...members.current]);
      members.current = new Map();
      members.hasSnapshot = false;
    }
  }

  /** The platform accepted a subscription. `replaces`: the one of the connection before that asked for the same. */
  subscribed(subscriptionId: string, replaces?: string): void {
    const before = replaces === undefined ? undefined : this.#subscriptions.get(replaces);
    if (before !== undefined && replaces !== subscriptionId) {
      this.ended(replaces);
      const members = this.#of(before.event, subscriptionId);
      members.unconfirmed = new Map(before.unconfirmed);
      for (const id of members.current.keys()) members.unconfirmed.delete(id);
      if (members.hasSnapshot) this.#decideWithin(subscriptionId, members, SNAPSHOT_GRACE_MS);
    }
    const members = this.#subscriptions.get(subscriptionId);
    if (members?.unconfirmed !== undefined) this.#decideWithin(subscriptionId, members, SNAPSHOT_TIMEOUT_MS);
  }

  /** The subscription was ended, or could not be made again. */
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
      hasSnapshot: false,
      timer: undefined,
      dueAt: 0,
    };
    this.#subscriptions.set(subscriptionId, members);
    return members;
  }

  /** Never later than was said before. */
  #decideWithin(subscriptionId: string, members: Members, delayMs: number): void {
    const dueAt = performance.now() + delayMs;
    if (members.timer !== undefined && members.dueAt <= dueAt) return;
    clearTimeout(members.timer);
    members.dueAt = dueAt;
    members.timer = setTimeout(() => {
      members.timer = undefined;
      if (members.hasSnapshot) this.#settle(members, [...(members.unconfirmed?.values() ?? [])], subscriptionId);
      else void this.#ask(subscriptionId, members);
    }, delayMs).unref();
  }

  /** Every member is confirmed or gone. */
  #settle(members: Members, gone: readonly Member[], subscriptionId = ''): void {
    members.unconfirmed = undefined;
    if (gone.length === 0) return;
    const changes = gone.map(({ change }) => ({ type: 'DELETE', result: change.result }));
    this.#ports.report(members.event, subscriptionId, changes);
  }

  /** One after the other, so that the platform is not flooded. */
  async #ask(subscriptionId: string, members: Members): Promise<void> {
    const connection = this.#connection;
    const gone: Member[] = [];
    for (const [id, member] of members.unconfirmed ?? []) {
      const isGone = await this.#ports.isGone(id, member.change);
      if (connection !== this.#connection || members.unconfirmed === undefined) return;
      if (!members.unconfirmed.has(id)) continue;
      if (isGone) gone.push(member);
      else members.current.set(id, member);
    }
    this.#settle(members, gone, subscriptionId);
  }
}
