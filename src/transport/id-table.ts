interface Identified {
  readonly id: string;
}

const SMALLEST = 8;
/** Tables up to this size do not shrink: they would grow again with the next burst of requests. */
const KEPT = 1024;

/**
 * A hash table for short-lived entries, which it does not retain. V8's `Map` keeps a chain of its former tables: once one
 * is in the old generation, later entries survive every scavenge, a sixth of the CPU time of a request.
 *
 * Open addressing with linear probing, at most half full; deletion shifts the following entries back.
 */
export class IdTable<Entry extends Identified> {
  #slots: (Entry | undefined)[] = empty(SMALLEST);
  #size = 0;

  get size(): number {
    return this.#size;
  }

  /** Replaces an entry with the same id. */
  set(entry: Entry): void {
    const at = this.#find(entry.id);
    if (this.#slots[at] === undefined) this.#size += 1;
    this.#slots[at] = entry;
    if (this.#size * 2 > this.#slots.length) this.#resize(this.#slots.length * 2);
  }

  /** Removes and returns an entry. */
  take(id: string): Entry | undefined {
    const at = this.#find(id);
    const entry = this.#slots[at];
    if (entry === undefined) return undefined;
    this.#size -= 1;
    this.#free(at);
    const { length } = this.#slots;
    if (length > KEPT && this.#size * 16 < length) this.#resize(length / 4);
    return entry;
  }

  /** The slot of this id, or the free slot for it. */
  #find(id: string): number {
    const slots = this.#slots;
    const mask = slots.length - 1;
    let at = hash(id) & mask;
    for (let entry = slots[at]; entry !== undefined && entry.id !== id; entry = slots[at]) at = (at + 1) & mask;
    return at;
  }

  /** Frees a slot, and shifts back the entries that linear probing had put behind it. */
  #free(slot: number): void {
    const slots = this.#slots;
    const mask = slots.length - 1;
    let gap = slot;
    for (let at = (gap + 1) & mask; ; at = (at + 1) & mask) {
      const entry = slots[at];
      if (entry === undefined) break;
      const home = hash(entry.id) & mask;
      // An entry before its home slot would not be found.
      if (((at - home) & mask) < ((at - gap) & mask)) continue;
      slots[gap] = entry;
      gap = at;
    }
    slots[gap] = undefined;
  }

  #resize(length: number): void {
    const before = this.#slots;
    this.#slots = empty(length);
    for (const entry of before) if (entry !== undefined) this.#slots[this.#find(entry.id)] = entry;
  }
}

function empty<Entry>(length: number): (Entry | undefined)[] {
  // oxlint-disable-next-line unicorn/no-new-array -- `Array.from` takes ten times as long for a small table, twice for one of thousands
  return new Array<Entry | undefined>(length).fill(undefined);
}

/** FNV-1a, with the high bits mixed into the low ones, which select the slot. */
function hash(id: string): number {
  let value = 0x81_1c_9d_c5;
  for (let at = 0; at < id.length; at += 1) value = Math.imul(value ^ id.charCodeAt(at), 0x01_00_01_93);
  return value ^ (value >>> 15);
}
