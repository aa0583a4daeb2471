import type { JSX } from 'preact';

export function Stage(): JSX.Element {
  return <section aria-label="Stage" />;
}
