import type { JSX } from 'preact';

export function Faults(): JSX.Element {
  return <section aria-label="Faults" />;
}
