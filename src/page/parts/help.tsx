import { signal } from '@preact/signals';
import type { JSX } from 'preact';
import { useEffect, useRef } from 'preact/hooks';
import { shortcuts } from '../keyboard.js';
import { Icon } from './icons.js';

export const isHelpOpen = signal(false);

export function HelpButton(): JSX.Element {
  return (
    <>
      <button
        class="btn quiet icon"
        aria-label="Keyboard shortcuts"
        onClick={() => {
          isHelpOpen.value = true;
        }}
      >
        <kbd>?</kbd>
      </button>
      {isHelpOpen.value && <Help />}
    </>
  );
}

/** The list of shortcuts. The browser's own dialog keeps and returns the focus. */
function Help(): JSX.Element {
  const dialog = useRef<HTMLDialogElement>(null);
  useEffect(() => dialog.current?.showModal(), []);
  return (
    <dialog
      class="help"
      ref={dialog}
      aria-labelledby="help"
      onClose={() => {
        isHelpOpen.value = false;
      }}
    >
      <div class="head">
        <h2 id="help">Keyboard shortcuts</h2>
        <button class="btn quiet s icon" aria-label="Close" onClick={() => dialog.current?.close()}>
          <Icon name="cross" />
        </button>
      </div>
      <dl>
        {shortcuts.map(({ keys, what }) => (
          <div key={keys}>
            <dt>
              <kbd>{keys}</kbd>
            </dt>
            <dd>{what}</dd>
          </div>
        ))}
      </dl>
    </dialog>
  );
}
