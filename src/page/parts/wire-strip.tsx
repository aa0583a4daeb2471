import type { JSX } from 'preact';
import { plural, shortId } from '../format.js';
import { desk, nameOfConsumer } from '../state.js';
import {
  filteredConversationId,
  filterKind,
  filterText,
  isPaused,
  problemCount,
  waitingRows,
  type RowKind,
} from '../wire-view.js';
import { Icon } from './icons.js';

const kinds: readonly { readonly kind: RowKind; readonly text: string }[] = [
  { kind: 'all', text: 'All' },
  { kind: 'requests', text: 'Requests' },
  { kind: 'problems', text: 'Problems' },
];

/** Filter and pause of the wire. */
export function WireStrip(): JSX.Element {
  return (
    <div class="strip">
      <div class="filter" role="search">
        <Icon name="filter" />
        <ConversationChip />
        <input
          aria-label="Filter frames"
          placeholder="Filter by type or text"
          data-key="filter"
          value={filterText.value}
          onInput={({ currentTarget }) => {
            filterText.value = currentTarget.value;
          }}
          onKeyDown={(event) => {
            if (event.key !== 'Escape' || filterText.value === '') return;
            // The drawer, which Esc closes too, stays open.
            event.stopPropagation();
            filterText.value = '';
          }}
        />
        <kbd>/</kbd>
      </div>
      <div class="seg" role="group" aria-label="Kind of frame">
        {kinds.map(({ kind, text }) => (
          <button
            key={kind}
            aria-pressed={filterKind.value === kind}
            onClick={() => {
              filterKind.value = kind;
            }}
          >
            {text}
            {kind === 'problems' && <ProblemCount />}
          </button>
        ))}
      </div>
      <PauseButton />
    </div>
  );
}

function ProblemCount(): JSX.Element {
  return <span class={problemCount.value > 0 ? 'warn' : 'mute'}>{problemCount.value}</span>;
}

function PauseButton(): JSX.Element {
  return (
    <button
      class="btn quiet icon pause"
      aria-label="Pause"
      aria-pressed={isPaused.value}
      title={isPaused.value ? `${plural(waitingRows.value, 'new row')} since the pause` : 'Pause (Space)'}
      onClick={() => {
        isPaused.value = !isPaused.value;
      }}
    >
      <Icon name={isPaused.value ? 'play' : 'pause'} />
      {waitingRows.value > 0 && <span class="count-new">{waitingRows.value}</span>}
    </button>
  );
}

function ConversationChip(): JSX.Element | null {
  const id = filteredConversationId.value;
  if (id === undefined) return null;
  const consumerId = desk.value?.conversations.find((it) => it.id === id)?.consumerId;
  const name = `${consumerId === undefined ? '' : nameOfConsumer(consumerId)} ${shortId(id)}`.trim();
  return (
    <span class="chip acc">
      <span class="cut">{name}</span>
      <button
        aria-label={`Remove filter ${name}`}
        onClick={() => {
          filteredConversationId.value = undefined;
          document.querySelector<HTMLElement>('[data-key=filter]')?.focus();
        }}
      >
        <Icon name="cross" />
      </button>
    </span>
  );
}
