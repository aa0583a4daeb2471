import { useState } from 'preact/hooks';
import { problem } from './state.js';

/** How long a control says that it has copied. */
const SAID_MS = 1_500;

/** Copies a text, and knows for a moment that it did. @param failureOf What the reader is told if the browser refuses. */
export function useCopy(
  textOf: () => string,
  failureOf: (error: unknown) => string,
): { readonly isCopied: boolean; readonly copy: () => void } {
  const [isCopied, setCopied] = useState(false);
  const copy = async (): Promise<void> => {
    try {
      await navigator.clipboard.writeText(textOf());
    } catch (error) {
      problem.value = failureOf(error);
      return;
    }
    setCopied(true);
    setTimeout(() => setCopied(false), SAID_MS);
  };
  return { isCopied, copy: () => void copy() };
}
