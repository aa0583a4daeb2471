import type { JSX } from 'preact';
import { useState } from 'preact/hooks';
import { problem } from '../state.js';
import { Icon } from './icons.js';

/** Copies a text, and says so. `label` names what is copied for readers of the page's names. */
export function CopyButton({
  text,
  label,
  isShort = true,
}: {
  readonly text: string | (() => string);
  readonly label?: string | undefined;
  readonly isShort?: boolean;
}): JSX.Element {
  const [isCopied, setCopied] = useState(false);
  const copy = async (): Promise<void> => {
    try {
      await navigator.clipboard.writeText(typeof text === 'string' ? text : text());
    } catch (error) {
      problem.value = `The browser did not copy: ${String(error)}`;
      return;
    }
    setCopied(true);
    setTimeout(() => setCopied(false), 1_500);
  };
  return (
    <button type="button" class={isShort ? 'btn quiet s' : 'btn quiet'} aria-label={label} onClick={() => void copy()}>
      <Icon name="copy" />
      <span aria-live="polite">{isCopied ? 'Copied' : 'Copy'}</span>
    </button>
  );
}
