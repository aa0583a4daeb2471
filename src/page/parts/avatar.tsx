import type { JSX } from 'preact';
import type { PersonView } from '../../inspector/contract.js';

const looks: Readonly<Record<Exclude<PersonView['kind'], 'consumer'>, string>> = { bot: 'b', human: 's', other: '' };
/** Colours of consumers. */
const tints = ['g', '', 'a'] as const;

/** Decoration: the name stands beside it or in the name of the line. */
export function Avatar({
  person: { kind, name },
}: {
  readonly person: Pick<PersonView, 'kind' | 'name'>;
}): JSX.Element {
  const [letter = '?'] = name;
  return (
    <span class={`av ${kind === 'consumer' ? tintOf(name) : looks[kind]}`} aria-hidden="true">
      {kind === 'bot' ? letter : letter.toUpperCase()}
    </span>
  );
}

/** The same for the same name, so that a consumer keeps its colour. */
function tintOf(name: string): string {
  let sum = 1;
  for (const character of name) sum += character.codePointAt(0) ?? 0;
  return tints[sum % tints.length] ?? '';
}
