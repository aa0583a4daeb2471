import { isMessage } from '../conversations/message.js';
import type { Message } from '../protocol/registry.js';
import type { HeardEvent } from './inbox.js';

/** Receipts and texts of the last clicks with one id. */
export interface LastClick {
  readonly id: string;
  readonly receipts: number;
  readonly texts: number;
}

/** A receipt of a click, or the text that the click has published. */
export interface ClickPart {
  readonly click: LastClick;
  /** The other part of the click has come before. */
  readonly isSecond: boolean;
}

/** A click comes as a receipt and as the text that it publishes, in any order. */
export function pairing(last: LastClick | undefined, event: HeardEvent): ClickPart | undefined {
  const id = externalIdIn(event);
  if (id === undefined || event.originatorMetadata?.role !== 'CONSUMER') return undefined;
  const isText = isMessage(event as Message);
  const { receipts, texts } = last?.id === id ? last : { receipts: 0, texts: 0 };
  return {
    click: { id, receipts: isText ? receipts : receipts + 1, texts: isText ? texts + 1 : texts },
    isSecond: isText ? texts < receipts : receipts < texts,
  };
}

function externalIdIn({ metadata }: HeardEvent): string | undefined {
  for (const item of metadata ?? []) if (item.type === 'ExternalId') return item.id;
  return undefined;
}
