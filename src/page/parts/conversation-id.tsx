import type { JSX } from 'preact';
import { useCopy } from '../copy.js';
import { shortId, timeOf } from '../format.js';
import { Icon } from './icons.js';

/** The end of a conversation's id, which copies the whole id. */
export function ConversationId({ id, startedAt }: { readonly id: string; readonly startedAt: number }): JSX.Element {
  const { isCopied, copy } = useCopy(
    () => id,
    (error) => `The browser did not let the page copy: ${String(error)}. The id is ${id}`,
  );
  return (
    <button
      class="btn quiet s"
      aria-label={`Copy conversation id ${shortId(id)}`}
      title={`${id}, started ${timeOf(startedAt)}`}
      onClick={copy}
    >
      <span class="mono">{isCopied ? 'copied' : shortId(id)}</span>
      <Icon name="copy" />
    </button>
  );
}
