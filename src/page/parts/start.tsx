import type { JSX } from 'preact';

export function Start(): JSX.Element {
  return <section aria-label="Start" />;
}
