/** What is kept after a batch, and how many elements it pushed out. */
export interface Merged<Element> {
  readonly kept: readonly Element[];
  readonly added: number;
  readonly dropped: number;
}

/**
 * Merges a batch into an ordered list: an element with a known id replaces the earlier one in its place, new ones are put
 * in order, and the newest `limit` are kept. Elements that sort before a full list were dropped earlier and are ignored.
 */
export function merge<Element extends { readonly id: string | number }>(
  before: readonly Element[],
  batch: readonly Element[],
  orderOf: (element: Element) => number,
  limit: number,
): Merged<Element> {
  const [oldest] = before;
  const isFull = before.length >= limit;
  const byId = new Map(before.map((element) => [element.id, element]));
  let isSorted = true;
  const last = before.at(-1);
  let newest = last === undefined ? -Infinity : orderOf(last);
  for (const element of batch) {
    const order = orderOf(element);
    if (!byId.has(element.id)) {
      if (isFull && oldest !== undefined && order < orderOf(oldest)) continue;
      if (order < newest) isSorted = false;
      newest = Math.max(newest, order);
    }
    byId.set(element.id, element);
  }
  const all = [...byId.values()];
  if (!isSorted) all.sort((left, right) => orderOf(left) - orderOf(right));
  return {
    kept: all.slice(-limit),
    added: all.length - before.length,
    dropped: Math.max(0, all.length - limit),
  };
}
