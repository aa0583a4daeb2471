import { acceptRing, addConsumer, attempt, desk, human } from './state.js';
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
  { keys: 'Enter', what: 'Send' },
  { keys: 'Shift Enter', what: 'New line' },
  { keys: '?', what: 'This list' },
] as const;

const actions: Readonly<Record<string, () => void>> = {
  n: () => void addConsumer(),
  x: () => {
    if ((desk.value?.sockets ?? 0) > 0) void attempt('fault', { name: 'cut', settings: {} });
  },
  a: () => {
    const person = human.value ?? desk.value?.humans.find(({ rings }) => rings.length > 0);
    const [ring] = person?.rings ?? [];
    if (person !== undefined && ring !== undefined) void acceptRing(person.id, ring);
  },
  p: () => document.querySelector<HTMLElement>('[data-key=private]')?.click(),
  ' ': () => {
    isPaused.value = !isPaused.value;
  },
  '/': () => document.querySelector<HTMLElement>('[data-key=filter]')?.focus(),
  '?': () => {
    isHelpOpen.value = true;
  },
};

/** Single letters act only while no field and no dialog has the focus; Space also leaves buttons alone. */
export function listenToKeys(): void {
  document.addEventListener('keydown', (event) => {
    const { target, key, ctrlKey, metaKey, altKey } = event;
    if (ctrlKey || metaKey || altKey || event.repeat || !(target instanceof Element)) return;
    if (target.closest('input, textarea, select, dialog, [role=dialog]') !== null) return;
    if (key === ' ' && target.closest('button, a') !== null) return;
    const action = actions[key.length === 1 ? key.toLowerCase() : key];
    if (action === undefined) return;
    event.preventDefault();
    action();
  });
}
