import type { JSX } from 'preact';
import { isConnected, problem } from '../state.js';

/** Failures of commands, and a lost connection with the desk. */
export function Problem(): JSX.Element {
  const text =
    isConnected.value === false ? 'The desk does not answer. The page connects again by itself.' : problem.value;
  return (
    <div class="problem" role="alert" hidden={text === undefined}>
      {text}
    </div>
  );
}
