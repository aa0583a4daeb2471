import type { ComponentChildren, JSX } from 'preact';
import { useEffect, useRef } from 'preact/hooks';
import type { OutgoingFile } from '../../inspector/contract.js';
import { draftOf, focusedDraft, setDraft } from '../drafts.js';
import { outgoingFile } from '../outgoing-file.js';
import { Icon } from './icons.js';

/** A reader who has not written for so long no longer types. */
const PAUSE_MS = 3_000;
const MAX_ROWS = 6;

interface ComposerProps {
  /** Key of the draft. */
  readonly draft: string;
  readonly label: string;
  /** @returns Whether the text was sent. */
  readonly onSend: (text: string) => Promise<boolean>;
  /** Absent while no file can be sent. */
  readonly onFile: ((file: OutgoingFile) => void) | undefined;
  readonly onTyping?: ((on: boolean) => void) | undefined;
  /** Of a private message: who does not see it. */
  readonly hiddenFrom?: string | undefined;
  /** Before the file button. */
  readonly children?: ComponentChildren;
}

/** The field to say something. Enter sends, Shift Enter begins a line, Escape leaves the field. */
export function Composer(props: ComposerProps): JSX.Element {
  const { draft, label, onSend, onTyping, hiddenFrom, children } = props;
  const { text } = draftOf(draft);
  const field = useRef<HTMLTextAreaElement>(null);
  const typing = useTyping(onTyping);
  const isWanted = focusedDraft.value === draft;
  useEffect(() => {
    if (!isWanted) return;
    field.current?.focus();
    focusedDraft.value = undefined;
  }, [isWanted]);
  const isPrivate = hiddenFrom !== undefined;
  const send = async (): Promise<void> => {
    if (text.trim() === '') return;
    typing.stop();
    setDraft(draft, { text: '' });
    field.current?.focus();
    // What the reader has written meanwhile is newer.
    if (!(await onSend(text)) && draftOf(draft).text === '') setDraft(draft, { text });
  };
  return (
    <form
      class={isPrivate ? 'say priv' : 'say'}
      onSubmit={(event) => {
        event.preventDefault();
        void send();
      }}
    >
      <textarea
        ref={field}
        rows={Math.min(MAX_ROWS, text.split('\n', MAX_ROWS).length)}
        aria-label={label}
        placeholder={label}
        value={text}
        onInput={({ currentTarget }) => {
          setDraft(draft, { text: currentTarget.value });
          typing.key();
        }}
        onKeyDown={(event) => {
          // Single letters act while no field has the focus.
          if (event.key === 'Escape') event.currentTarget.blur();
          if (event.key !== 'Enter' || event.shiftKey || event.isComposing) return;
          event.preventDefault();
          void send();
        }}
      />
      <footer>
        {children}
        <FileButton onFile={props.onFile} />
        {isPrivate ? (
          <small>{hiddenFrom} does not see this</small>
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

function FileButton({ onFile }: Pick<ComposerProps, 'onFile'>): JSX.Element {
  const picker = useRef<HTMLInputElement>(null);
  const send = async (picked: File): Promise<void> => {
    const file = await outgoingFile(picked);
    if (file !== undefined) onFile?.(file);
  };
  return (
    <>
      <button
        type="button"
        class="btn quiet icon"
        aria-label="Attach file"
        disabled={onFile === undefined}
        title={onFile === undefined ? 'A file cannot be private: the consumer would see it' : undefined}
        onClick={() => picker.current?.click()}
      >
        <Icon name="clip" />
      </button>
      <input
        ref={picker}
        type="file"
        hidden
        onChange={({ currentTarget }) => {
          const [picked] = currentTarget.files ?? [];
          if (picked !== undefined) void send(picked);
          // So that the same file can be chosen again.
          currentTarget.value = '';
        }}
      />
    </>
  );
}

/** Tells that the reader types; after a pause, and when the field disappears, that the reader has stopped. */
function useTyping(onTyping: ((on: boolean) => void) | undefined): {
  readonly key: () => void;
  readonly stop: () => void;
} {
  const timer = useRef<ReturnType<typeof setTimeout> | undefined>(undefined);
  // Of the last key: where `typing` was told, its end must be told.
  const told = useRef(onTyping);
  const stop = (): void => {
    if (timer.current === undefined) return;
    clearTimeout(timer.current);
    timer.current = undefined;
    told.current?.(false);
  };
  useEffect(() => stop, []);
  const key = (): void => {
    if (timer.current === undefined) {
      told.current = onTyping;
      onTyping?.(true);
    }
    clearTimeout(timer.current);
    timer.current = setTimeout(stop, PAUSE_MS);
  };
  return { key, stop };
}
