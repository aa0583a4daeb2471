import type { JSX } from 'preact';

export function State(): JSX.Element {
  return <section aria-label="State" />;
}
