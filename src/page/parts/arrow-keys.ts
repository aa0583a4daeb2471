import type { JSX } from 'preact';

/** Moves the focus among the buttons of a list with the up and down keys. For `onKeyDown` of the list. */
export function moveFocus(event: JSX.TargetedKeyboardEvent<HTMLElement>): void {
  const step = { ArrowDown: 1, ArrowUp: -1 }[event.key];
  if (step === undefined) return;
  const buttons = [...event.currentTarget.querySelectorAll('button')];
  const index = buttons.findIndex((button) => button === document.activeElement);
  const next = buttons[index + step];
  if (next === undefined) return;
  event.preventDefault();
  next.focus();
}
