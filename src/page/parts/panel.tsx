import type { ComponentChildren, JSX } from 'preact';
import { useState } from 'preact/hooks';
import type { OutgoingFile } from '../../inspector/contract.js';
import { outgoingFile } from '../outgoing-file.js';

/** One side of a conversation. A file may be dropped anywhere on it. */
export function Panel({
  label,
  onFile,
  onFocus,
  children,
}: {
  /** Name of the region, where panels stand side by side. */
  readonly label?: string | undefined;
  /** Absent while no file can be sent. */
  readonly onFile?: ((file: OutgoingFile) => void) | undefined;
  readonly onFocus?: (() => void) | undefined;
  readonly children: ComponentChildren;
}): JSX.Element {
  const [isOver, setOver] = useState(false);
  const drop = async (event: JSX.TargetedDragEvent<HTMLElement>): Promise<void> => {
    // By default the browser would leave the page and show the file.
    event.preventDefault();
    setOver(false);
    const dropped = event.dataTransfer?.files[0];
    const file = dropped && onFile && (await outgoingFile(dropped));
    if (file !== undefined) onFile?.(file);
  };
  return (
    <section
      class="panel"
      aria-label={label}
      data-drop={isOver ? '' : undefined}
      onFocusIn={onFocus}
      onDragOver={(event) => {
        event.preventDefault();
        setOver(onFile !== undefined);
      }}
      onDragLeave={({ currentTarget, relatedTarget }) => {
        // The pointer also leaves an element of the panel for another one of it.
        if (!(relatedTarget instanceof Node && currentTarget.contains(relatedTarget))) setOver(false);
      }}
      onDrop={(event) => void drop(event)}
    >
      {children}
    </section>
  );
}
