import type { JSX } from 'preact';

export function Header(): JSX.Element {
  return <section aria-label="Header" />;
}
