import type { JSX } from 'preact';
import { useState } from 'preact/hooks';
import { beginning } from '../format.js';

/** Characters that are shown at once: the layout of a long text takes the browser seconds. */
const SHOWN = 2_000;

/** A text, of which the reader can ask for the rest. */
export function LongText({ text }: { readonly text: string }): JSX.Element {
  const [isWhole, setWhole] = useState(false);
  if (isWhole || text.length <= SHOWN) return <>{text}</>;
  return (
    <>
      {beginning(text, SHOWN)}
      <button type="button" class="btn s whole" onClick={() => setWhole(true)}>
        Show all {text.length.toLocaleString('en').replaceAll(',', ' ')} characters
      </button>
    </>
  );
}
