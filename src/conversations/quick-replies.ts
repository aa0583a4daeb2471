import type { QuickReplies } from '../protocol/registry.js';
import { quickReplies } from '../rich-content/quick-replies.js';

/** Quick replies below a text: as UMS has them, or `{ order: 'Order status' }`, the id of each click and its title. */
export type QuickReplyOptions = QuickReplies | Readonly<Record<string, string>>;

/** The form of UMS. */
export function quickRepliesOf(options: QuickReplyOptions): QuickReplies {
  return isWireForm(options) ? options : quickReplies(options);
}

function isWireForm(options: QuickReplyOptions): options is QuickReplies {
  return options.type === 'quickReplies' && Array.isArray(options['replies']);
}
