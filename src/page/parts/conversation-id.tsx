import type { JSX } from 'preact';
import { useState } from 'preact/hooks';
import { shortId, timeOf } from '../format.js';
import { problem } from '../state.js';
import { Icon } from './icons.js';

/** The end of a conversation's id, which copies the whole id. */
export function ConversationId({ id, startedAt }: { readonly id: string; readonly startedAt: number }): JSX.Element {
  const [isCopied, setCopied] = useState(false);
  const copy = async (): Promise<void> => {
    try {
      await navigator.clipboard.writeText(id);
    } catch (error) {
      problem.value = `The browser did not let the page copy: ${String(error)}. The id is ${id}`;
      return;
    }
    setCopied(true);
    setTimeout(() => setCopied(false), 1_500);
  };
  return (
    <button
      class="btn quiet s"
      aria-label={`Copy conversation id ${shortId(id)}`}
      title={`${id}, started ${timeOf(startedAt)}`}
      onClick={() => void copy()}
    >
      <span class="mono">{isCopied ? 'copied' : shortId(id)}</span>
      <Icon name="copy" />
    </button>
  );
}
