import type { JSX } from 'preact';

export function Wire(): JSX.Element {
  return <section aria-label="Wire" />;
}
