import { signal } from '@preact/signals';

/** What the reader has written and not sent, with its audience. */
export interface ComposerDraft {
  readonly text: string;
  /** Only agents and managers will see the text. Kept with it, so that a private draft stays private. */
  readonly isPrivate: boolean;
}

const EMPTY: ComposerDraft = { text: '', isPrivate: false };
const drafts = signal<ReadonlyMap<string, ComposerDraft>>(new Map());

/** The draft of a composer. @param key Unique among composers. */
export function draftOf(key: string): ComposerDraft {
  return drafts.value.get(key) ?? EMPTY;
}

/** Changes a draft. It stays while the page shows another conversation. */
export function setDraft(key: string, change: Partial<ComposerDraft>): void {
  const all = new Map(drafts.peek());
  const draft = { ...(all.get(key) ?? EMPTY), ...change };
  if (draft.text === '' && !draft.isPrivate) all.delete(key);
  else all.set(key, draft);
  drafts.value = all;
}

/** Key of the draft whose field takes the focus as soon as the page shows the field. */
export const focusedDraft = signal<string | undefined>(undefined);

/** Key of what the reader writes as a consumer. */
export function consumerDraft(consumerId: string): string {
  return `consumer ${consumerId}`;
}
