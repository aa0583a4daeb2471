/** What is looked up by its id. */
interface Identified {
  readonly id: string;
}

const SMALLEST = 8;
/** Smaller tables do not shrink: with each burst of requests they would grow again. */
const KEPT = 1024;

/**
 * A `Map` for what comes and goes all the time. V8's own makes a new table every so often, and leaves in the old one all
 * that was in it and a pointer to the new one: once an old table has got into the old generation, whatever came after it
 * survives each scavenge until the next full collection. With 100 requests in flight that was a fifth of all that was
 * allocated, and a sixth of the CPU time of a request. What has left this table is held by nobody.
 *
 * Open addressing, at most half full, with linear probing; a place that becomes free is closed by moving up what follows.
 */
export class IdTable<Entry extends Identified> {
  #slots: (Entry | undefined)[] = empty(SMALLEST);
  #size = 0;

  get size(): number {
    return this.#size;
  }

  /** Takes the place of one with the same id. */
  set(entry: Entry): void {
    const at = this.#find(entry.id);
    if (this.#slots[at] === undefined) this.#size += 1;
    this.#slots[at] = entry;
    if (this.#size * 2 > this.#slots.length) this.#resize(this.#slots.length * 2);
  }

  /** @returns What was there. */
  take(id: string): Entry | undefined {
    const at = this.#find(id);
    const entry = this.#slots[at];
    if (entry === undefined) return undefined;
    this.#size -= 1;
    this.#close(at);
    const { length } = this.#slots;
    if (length > KEPT && this.#size * 16 < length) this.#resize(length / 4);
    return entry;
  }

  /** Where it is, or would be. */
  #find(id: string): number {
    const slots = this.#slots;
    const mask = slots.length - 1;
    let at = hash(id) & mask;
    for (let entry = slots[at]; entry !== undefined && entry.id !== id; entry = slots[at]) at = (at + 1) & mask;
    return at;
  }

  /** Whatever was put past the free place, because it was taken, moves up. */
  #close(free: number): void {
    const slots = this.#slots;
    const mask = slots.length - 1;
    let gap = free;
    for (let at = (gap + 1) & mask; ; at = (at + 1) & mask) {
      const entry = slots[at];
      if (entry === undefined) break;
      const home = hash(entry.id) & mask;
      // It may not be found any more where it would come before its own place.
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

/** Of Fowler, Noll and Vo, its high bits mixed into the low ones that count. */
function hash(id: string): number {
  let value = 0x81_1c_9d_c5;
  for (let at = 0; at < id.length; at += 1) value = Math.imul(value ^ id.charCodeAt(at), 0x01_00_01_93);
  return value ^ (value >>> 15);
}
