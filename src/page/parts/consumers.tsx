import type { JSX } from 'preact';

export function Consumers(): JSX.Element {
  return <section aria-label="Consumers" />;
}
