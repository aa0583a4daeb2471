import type { JSX } from 'preact';

export function Frame(): JSX.Element {
  return <section aria-label="Frame" />;
}
