/** Removes a fault or an override. Also works with `using`. */
export type Removal = (() => void) & Disposable;

/** How often a fault or an override applies. */
export interface RuleOptions {
  /**
   * Removed after it has applied this many times.
   *
   * @default Infinity
   */
  readonly times?: number | undefined;
}

interface Entry<Rule> {
  readonly rule: Rule;
  left: number;
}

/** A list of rules; the rule added last is tried first. */
export class Rules<Rule> {
  readonly #entries = new Set<Entry<Rule>>();

  get isEmpty(): boolean {
    return this.#entries.size === 0;
  }

  add(rule: Rule, { times = Infinity }: RuleOptions = {}): Removal {
    const entry = { rule, left: times };
    if (times > 0) this.#entries.add(entry);
    const remove = (): void => void this.#entries.delete(entry);
    return Object.assign(remove, { [Symbol.dispose]: remove });
  }

  /** The first rule that applies. Counts as one application of the rule. */
  take(applies: (rule: Rule) => boolean): Rule | undefined {
    const entry = [...this.#entries].findLast(({ rule }) => applies(rule));
    if (!entry) return undefined;
    entry.left -= 1;
    if (entry.left <= 0) this.#entries.delete(entry);
    return entry.rule;
  }

  clear(): void {
    this.#entries.clear();
  }
}
