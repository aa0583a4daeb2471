import type { ComponentChildren, JSX } from 'preact';
import { useEffect, useRef, useState } from 'preact/hooks';
import type { OutgoingFile } from '../../inspector/contract.js';
import { problem } from '../state.js';
import { Icon } from './icons.js';

/** The reader types no longer. */
const PAUSE_MS = 3_000;
const MAX_FILE_BYTES = 5_000_000;

interface ComposerProps {
  readonly label: string;
  /** @returns Whether the text was sent: then the field is emptied. */
  readonly onSend: (text: string) => Promise<boolean>;
  readonly onFile: (file: OutgoingFile) => void;
  readonly onTyping?: (on: boolean) => void;
  readonly isPrivate?: boolean;
  /** Before the file button. */
  readonly children?: ComponentChildren;
}

/** The field to say something. Enter sends, Shift Enter begins a line; a file may be dropped on it. */
export function Composer({ label, onSend, onFile, onTyping, isPrivate = false, children }: ComposerProps): JSX.Element {
  const [text, setText] = useState('');
  const [isSending, setSending] = useState(false);
  const field = useRef<HTMLTextAreaElement>(null);
  const picker = useRef<HTMLInputElement>(null);
  const typing = useTyping(onTyping);
  const send = async (): Promise<void> => {
    if (text.trim() === '' || isSending) return;
    typing.stop();
    setSending(true);
    const isSent = await onSend(text);
    setSending(false);
    if (isSent) setText('');
    field.current?.focus();
  };
  const take = async (file: File | undefined): Promise<void> => {
    if (file === undefined) return;
    if (file.size > MAX_FILE_BYTES) problem.value = `${file.name} has more than 5 MB, the most that a file may have.`;
    else onFile({ name: file.name, base64: await base64Of(file) });
  };
  return (
    <form
      class={isPrivate ? 'say priv' : 'say'}
      onSubmit={(event) => {
        event.preventDefault();
        void send();
      }}
      onDragOver={(event) => event.preventDefault()}
      onDrop={(event) => {
        event.preventDefault();
        void take(event.dataTransfer?.files[0]);
      }}
    >
      <textarea
        ref={field}
        rows={Math.min(6, text.split('\n').length)}
        aria-label={label}
        placeholder={label}
        value={text}
        onInput={({ currentTarget }) => {
          setText(currentTarget.value);
          typing.key();
        }}
        onKeyDown={(event) => {
          if (event.key !== 'Enter' || event.shiftKey || event.isComposing) return;
          event.preventDefault();
          void send();
        }}
      />
      <footer>
        {children}
        <button type="button" class="btn quiet icon" aria-label="Attach file" onClick={() => picker.current?.click()}>
          <Icon name="clip" />
        </button>
        <input
          ref={picker}
          type="file"
          hidden
          onChange={({ currentTarget }) => {
            void take(currentTarget.files?.[0]);
            currentTarget.value = '';
          }}
        />
        {isPrivate ? (
          <small>The consumer does not see this</small>
        ) : (
          <small>
            <kbd>Enter</kbd> sends, <kbd>Shift Enter</kbd> new line
          </small>
        )}
        <button class="btn primary">{isPrivate ? 'Send privately' : 'Send'}</button>
      </footer>
    </form>
  );
}

/** Tells that the reader types, and after a pause that the reader does no longer. */
function useTyping(onTyping: ((on: boolean) => void) | undefined): {
  readonly key: () => void;
  readonly stop: () => void;
} {
  const timer = useRef<ReturnType<typeof setTimeout> | undefined>(undefined);
  const stop = (): void => {
    if (timer.current === undefined) return;
    clearTimeout(timer.current);
    timer.current = undefined;
    onTyping?.(false);
  };
  useEffect(() => () => clearTimeout(timer.current), []);
  const key = (): void => {
    if (timer.current === undefined) onTyping?.(true);
    clearTimeout(timer.current);
    timer.current = setTimeout(stop, PAUSE_MS);
  };
  return { key, stop };
}

async function base64Of(file: File): Promise<string> {
  const url = await new Promise<string>((resolve, reject) => {
    const reader = new FileReader();
    // `readAsDataURL` gives a text.
    reader.addEventListener('load', () => resolve(reader.result as string));
    reader.addEventListener('error', () => reject(reader.error ?? new Error(`${file.name} cannot be read`)));
    reader.readAsDataURL(file);
  });
  return url.slice(url.indexOf(',') + 1);
}
