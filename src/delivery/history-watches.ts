import type { Messages } from '../protocol/registry.js';
import { sequenceOf } from './sequence.js';

/** Records, for each history query of the application, which sequences are delivered before its response is. */
export class HistoryWatches {
  readonly #byDialog = new Map<string, Set<Set<number>>>();

  /** @returns The sequences delivered in the dialog from now on; grows until {@link end}. */
  begin(dialogId: string): Set<number> {
    const delivered = new Set<number>();
    const watches = this.#byDialog.get(dialogId) ?? new Set();
    this.#byDialog.set(dialogId, watches.add(delivered));
    return delivered;
  }

  end(dialogId: string, delivered: Set<number>): void {
    const watches = this.#byDialog.get(dialogId);
    watches?.delete(delivered);
    if (watches?.size === 0) this.#byDialog.delete(dialogId);
  }

  /** The events are about to be delivered in the dialog. */
  note(dialogId: string, { changes }: Messages): void {
    const watches = this.#byDialog.get(dialogId);
    if (watches === undefined) return;
    for (const change of changes) {
      const sequence = sequenceOf(change);
      if (sequence !== undefined) for (const delivered of watches) delivered.add(sequence);
    }
  }
}
