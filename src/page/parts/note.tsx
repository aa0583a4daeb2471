import type { JSX } from 'preact';
import { useState } from 'preact/hooks';
import { Icon } from './icons.js';

/** The note of a conversation, which stays with it. */
export function Note({
  note,
  onSave,
}: {
  readonly note: string | undefined;
  /** Absent if the reader may not write it. @returns Whether it was saved. */
  readonly onSave?: (text: string) => Promise<boolean>;
}): JSX.Element {
  const [draft, setDraft] = useState<string | undefined>(undefined);
  const save = async (): Promise<void> => {
    if (draft !== undefined && onSave !== undefined && (await onSave(draft))) setDraft(undefined);
  };
  if (draft !== undefined) {
    return (
      <form
        class="note"
        onSubmit={(event) => {
          event.preventDefault();
          void save();
        }}
      >
        <Icon name="note" />
        <input
          class="input grow"
          aria-label="Note"
          ref={(field) => field?.focus()}
          value={draft}
          onInput={({ currentTarget }) => setDraft(currentTarget.value)}
        />
        <button class="btn s">Save note</button>
        <button type="button" class="btn quiet s" onClick={() => setDraft(undefined)}>
          Cancel
        </button>
      </form>
    );
  }
  return (
    <div class="note">
      <Icon name="note" />
      <span class="grow cut">
        {note === undefined || note === '' ? (
          <span class="mute">No note yet</span>
        ) : (
          <>
            <b>Note</b> {note}
          </>
        )}
      </span>
      {onSave !== undefined && (
        <button class="btn quiet s" onClick={() => setDraft(note ?? '')}>
          Edit note
        </button>
      )}
    </div>
  );
}
