import type { QuickReplies } from '../protocol/registry.js';

/** Quick replies below a text: as UMS has them, or `{ order: 'Order status' }`, the id of each click and its title. */
export type QuickReplyOptions = QuickReplies | Readonly<Record<string, string>>;

const MAX_ROWS = 3;
const MAX_PER_ROW = 8;

/** The form of UMS. A click publishes the title as the consumer's text, with the id as `ExternalId`. */
export function quickRepliesOf(options: QuickReplyOptions): QuickReplies {
  if (isWireForm(options)) return options;
  return buttonsOf(Object.entries(options));
}

/** @param entries The id of each click and its title. */
export function buttonsOf(entries: readonly (readonly [id: string, title: string])[]): QuickReplies {
  return {
    type: 'quickReplies',
    itemsPerRow: Math.min(Math.max(Math.ceil(entries.length / MAX_ROWS), 1), MAX_PER_ROW),
    replies: entries.map(([id, title]) => ({
      type: 'button',
      title,
      tooltip: title,
      click: { actions: [{ type: 'publishText', text: title }], metadata: [{ type: 'ExternalId', id }] },
    })),
  };
}

function isWireForm(options: QuickReplyOptions): options is QuickReplies {
  return options.type === 'quickReplies' && Array.isArray(options['replies']);
}
