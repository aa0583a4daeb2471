import { isMessage } from '../conversations/message.js';
import type { Message } from '../protocol/registry.js';
import { keepNewest } from '../support/keep-newest.js';
import type { HeardEvent } from './inbox.js';

/** How many receipts and texts came, of the newest clicks by their id. */
export type Clicks = Map<string, { readonly receipts: number; readonly texts: number }>;

/** A receipt of a click, or the text that the click has published. */
export interface ClickPart {
  readonly id: string;
  /** The other part of the click has come before. */
  readonly isSecond: boolean;
  /** Counts this part. */
  note(): void;
}

const MAX_CLICKS = 8;

/** A click comes as a receipt and as the text that it publishes, in any order. */
export function clickPartOf(clicks: Clicks, event: HeardEvent): ClickPart | undefined {
  const id = externalIdIn(event);
  if (id === undefined || event.originatorMetadata?.role !== 'CONSUMER') return undefined;
  const isText = isMessage(event as Message);
  const { receipts, texts } = clicks.get(id) ?? { receipts: 0, texts: 0 };
  return {
    id,
    isSecond: isText ? texts < receipts : receipts < texts,
    note: () => {
      clicks.delete(id);
      clicks.set(id, { receipts: isText ? receipts : receipts + 1, texts: isText ? texts + 1 : texts });
      keepNewest(clicks, MAX_CLICKS);
    },
  };
}

function externalIdIn({ metadata }: HeardEvent): string | undefined {
  for (const item of metadata ?? []) if (item.type === 'ExternalId') return item.id;
  return undefined;
}
