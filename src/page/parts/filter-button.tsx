import type { JSX } from 'preact';
import { shortId } from '../format.js';
import { filteredConversationId } from '../wire-view.js';
import { Icon } from './icons.js';

/** Shows only one conversation in the wire, or all again. */
export function FilterButton({ conversationId }: { readonly conversationId: string }): JSX.Element {
  const isFiltered = filteredConversationId.value === conversationId;
  return (
    <button
      class="btn quiet s icon"
      aria-label={`Show only ${shortId(conversationId)} in the wire`}
      aria-pressed={isFiltered}
      onClick={() => {
        filteredConversationId.value = isFiltered ? undefined : conversationId;
      }}
    >
      <Icon name="filter" />
    </button>
  );
}
