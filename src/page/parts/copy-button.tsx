import type { JSX } from 'preact';
import { useCopy } from '../copy.js';
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
  const { isCopied, copy } = useCopy(
    () => (typeof text === 'string' ? text : text()),
    (error) => `The browser did not copy: ${String(error)}`,
  );
  return (
    <button type="button" class={isShort ? 'btn quiet s' : 'btn quiet'} aria-label={label} onClick={copy}>
      <Icon name="copy" />
      <span aria-live="polite">{isCopied ? 'Copied' : 'Copy'}</span>
    </button>
  );
}
