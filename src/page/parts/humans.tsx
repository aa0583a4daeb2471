import type { JSX } from 'preact';

export function Humans(): JSX.Element {
  return <section aria-label="Humans" />;
}
