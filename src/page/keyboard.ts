import { acceptRing, addConsumer, attempt, desk, human, isDrawerOpen } from './state.js';
import { isPaused } from './wire-view.js';
import { isHelpOpen } from './parts/help.js';

/** What `?` lists. */
export const shortcuts = [
  { keys: 'N', what: 'New consumer' },
  { keys: 'X', what: 'Cut the cable' },
  { keys: 'A', what: 'Accept the first ring' },
  { keys: 'P', what: 'Private message, on the agent’s side' },
  { keys: 'Space', what: 'Pause the wire' },
  { keys: '/', what: 'Filter the wire' },
  { keys: '↑ ↓', what: 'Previous, next row of the wire' },
  { keys: 'Esc', what: 'Leave the field; close the frame, the wire over the conversation, a popover' },
  { keys: 'Enter', what: 'Send; in the wire, go to the frame' },
  { keys: 'Shift Enter', what: 'New line' },
  { keys: '?', what: 'This list' },
] as const;

const actions: Readonly<Record<string, () => void>> = {
  n: () => void addConsumer(),
  x: () => {
    if ((desk.value?.sockets ?? 0) > 0) void attempt('fault', { name: 'cut', settings: {} });
  },
  a: () => {
    const person = [human.value, ...(desk.value?.humans ?? [])].find((it) => (it?.rings.length ?? 0) > 0);
    const [ring] = person?.rings ?? [];
    if (person !== undefined && ring !== undefined) void acceptRing(person.id, ring);
  },
  p: () => document.querySelector<HTMLElement>('[data-key=private]')?.click(),
  ' ': () => {
    isPaused.value = !isPaused.value;
  },
  '/': () => focusInWire('[data-key=filter]'),
  '?': () => {
    isHelpOpen.value = true;
  },
};

/** Opens the drawer first: what is hidden cannot have the focus. */
function focusInWire(selector: string): void {
  isDrawerOpen.value = true;
  // Preact renders in a microtask that is queued now: this one comes after it, and before the next key.
  queueMicrotask(() => document.querySelector<HTMLElement>(selector)?.focus());
}

/** The drawer is open below 1280 px. */
function closeDrawer(): void {
  const opener = document.querySelector<HTMLElement>('[data-key=drawer]');
  // Not shown from 1280 px on.
  if (opener?.offsetParent == null || !isDrawerOpen.value) return;
  isDrawerOpen.value = false;
  opener.focus();
}

/** Single letters act only while no field and no dialog has the focus; Space also leaves buttons alone. */
export function listenToKeys(): void {
  document.addEventListener('keydown', (event) => {
    const { target, key, ctrlKey, metaKey, altKey } = event;
    if (ctrlKey || metaKey || altKey || event.repeat || !(target instanceof Element)) return;
    if (target.closest('dialog, [role=dialog]') !== null) return;
    if (key === 'Escape' && target.closest('.wire, .rail') !== null) closeDrawer();
    const field = target.closest<HTMLElement>('input, textarea, select');
    if (field !== null) {
      // Leaves the field, so that single letters act again.
      if (key === 'Escape') field.blur();
      return;
    }
    if (target === document.body && (key === 'ArrowUp' || key === 'ArrowDown')) {
      event.preventDefault();
      focusInWire('.rows th button[tabindex="0"]');
    }
    if (key === ' ' && target.closest('button, a') !== null) return;
    const action = actions[key.length === 1 ? key.toLowerCase() : key];
    if (action === undefined) return;
    event.preventDefault();
    action();
  });
}
