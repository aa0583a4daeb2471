import type { JSX } from 'preact';
import { Icon } from './icons.js';

/** Who reads what is written: the consumer too, or only agents and managers. */
export function Audience({
  draft,
  name,
  isPrivate,
  onChange,
}: {
  /** Key of the draft, for a group of its own. */
  readonly draft: string;
  /** The consumer's. */
  readonly name: string;
  readonly isPrivate: boolean;
  readonly onChange: (isPrivate: boolean) => void;
}): JSX.Element {
  return (
    <div class="seg" role="radiogroup" aria-label="Who reads this">
      <label>
        <input type="radio" name={draft} checked={!isPrivate} onChange={() => onChange(false)} />
        <span class="cut">To {name}</span>
      </label>
      <label>
        <input type="radio" name={draft} checked={isPrivate} data-key="private" onChange={() => onChange(true)} />
        <Icon name="lock" />
        Private
      </label>
    </div>
  );
}
