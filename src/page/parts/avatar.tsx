import type { JSX } from 'preact';
import type { PersonView } from '../../inspector/contract.js';

const looks: Readonly<Record<PersonView['kind'], string>> = { consumer: 'a', bot: 'b', human: 's', other: '' };

/** Decoration: the name stands beside it or in the name of the line. */
export function Avatar({ person }: { readonly person: Pick<PersonView, 'kind' | 'name'> }): JSX.Element {
  const [letter = '?'] = person.name;
  return (
    <span class={`av ${looks[person.kind]}`} aria-hidden="true">
      {person.kind === 'bot' ? letter : letter.toUpperCase()}
    </span>
  );
}
