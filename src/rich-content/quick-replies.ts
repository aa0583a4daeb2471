import type { QuickReplies } from '../protocol/registry.js';
import { clickOf, pairsOf, publishText, type Choices } from './elements.js';

const MAX_ROWS = 3;
const MAX_PER_ROW = 8;

/**
 * Buttons below a text or a card, hidden after the consumer's next message. A click publishes the title as the consumer's
 * text, with the id as `ExternalId`.
 *
 * ```ts
 * quickReplies({ order: 'Order status', person: 'A person, please' });
 * ```
 *
 * @param choices At most 24; 13 on Facebook, LINE and Google, 11 on RCS and Viber, 5 on Apple. Titles of at most 128
 *   characters, of which LivePerson's clients show 25. A list of pairs keeps the order of ids that are numbers.
 * @param itemsPerRow 1 to 8. Default: so many that there are at most three rows.
 */
export function quickReplies(choices: Choices, itemsPerRow?: number): QuickReplies {
  const pairs = pairsOf(choices);
  return {
    type: 'quickReplies',
    itemsPerRow: itemsPerRow ?? Math.min(Math.max(Math.ceil(pairs.length / MAX_ROWS), 1), MAX_PER_ROW),
    replies: pairs.map(([id, title]) => ({
      type: 'button',
      title,
      tooltip: title,
      click: clickOf([publishText(title)], id),
    })),
  };
}
