import type { JSX } from 'preact';
import { dismissProblem, isConnected, problem } from '../state.js';
import { Icon } from './icons.js';

/** Failures of commands, and a lost connection with the desk. */
export function Problem(): JSX.Element {
  const isLost = isConnected.value === false;
  const text = isLost ? 'The desk does not answer. The page connects again by itself.' : problem.value;
  return (
    <div class="problem" role="alert" hidden={text === undefined}>
      <span>{text}</span>
      {text !== undefined && !isLost && (
        <button class="btn quiet s icon" aria-label="Dismiss" onClick={dismissProblem}>
          <Icon name="cross" />
        </button>
      )}
    </div>
  );
}
