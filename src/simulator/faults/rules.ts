/** Takes back what was arranged. Works with `using` too. */
export type Removal = (() => void) & Disposable;

/** How often a rule applies. */
export interface RuleOptions {
  /**
   * After as many times it is gone.
   *
   * @default Infinity
   */
  readonly times?: number | undefined;
}

interface Entry<Rule> {
  readonly rule: Rule;
  left: number;
}

/** Arrangements for what is to come; the one made last goes first. */
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

  /** The rule that applies, if there is one; it has then applied once more. */
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
