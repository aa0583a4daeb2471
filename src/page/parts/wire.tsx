import type { JSX } from 'preact';
import { useLayoutEffect, useRef, useState } from 'preact/hooks';
import { plural, shortId } from '../format.js';
import { droppedRows, nameOfConsumer, rows, selectedRowId, selectRow } from '../state.js';
import { desk } from '../state.js';
import {
  filteredConversationId,
  filterKind,
  filterText,
  isPaused,
  problemCount,
  shownRows,
  waitingRows,
  type RowKind,
} from '../wire-view.js';
import { Icon } from './icons.js';
import { Row } from './wire-row.js';
import { QuietWire } from './quiet-wire.js';

/** What the bot and the platform exchange. */
export function Wire(): JSX.Element {
  return (
    <>
      <Strip />
      {rows.value.length === 0 ? <QuietWire /> : <Rows />}
    </>
  );
}

const kinds: readonly { readonly kind: RowKind; readonly text: string }[] = [
  { kind: 'all', text: 'All' },
  { kind: 'requests', text: 'Requests' },
  { kind: 'problems', text: 'Problems' },
];

function Strip(): JSX.Element {
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
            {kind === 'problems' && <span class={problemCount.value > 0 ? 'warn' : 'mute'}>{problemCount.value}</span>}
          </button>
        ))}
      </div>
      <button
        class="btn quiet icon pause"
        aria-label="Pause"
        aria-pressed={isPaused.value}
        title={isPaused.value ? `${plural(waitingRows.value, 'row')} wait` : undefined}
        onClick={() => {
          isPaused.value = !isPaused.value;
        }}
      >
        <Icon name={isPaused.value ? 'play' : 'pause'} />
        {isPaused.value && waitingRows.value > 0 && <span class="badge">{waitingRows.value}</span>}
      </button>
    </div>
  );
}

function ConversationChip(): JSX.Element | null {
  const id = filteredConversationId.value;
  if (id === undefined) return null;
  const consumerId = desk.value?.conversations.find((it) => it.id === id)?.consumerId;
  const name = `${consumerId === undefined ? '' : nameOfConsumer(consumerId)} ${shortId(id)}`.trim();
  return (
    <span class="chip acc">
      {name}
      <button
        aria-label={`Remove filter ${name}`}
        onClick={() => {
          filteredConversationId.value = undefined;
        }}
      >
        <Icon name="cross" />
      </button>
    </span>
  );
}

/** The rows. Stays at the newest row unless the reader has scrolled up. */
function Rows(): JSX.Element {
  const box = useRef<HTMLDivElement>(null);
  const [isAtEnd, setAtEnd] = useState(true);
  const shown = shownRows.value;
  useLayoutEffect(() => {
    if (isAtEnd && box.current !== null) box.current.scrollTop = box.current.scrollHeight;
  }, [shown, isAtEnd]);
  return (
    <div
      class="rows"
      ref={box}
      onScroll={({ currentTarget: { scrollTop, scrollHeight, clientHeight } }) =>
        setAtEnd(scrollHeight - scrollTop - clientHeight < 24)
      }
      onKeyDown={moveWithArrows}
    >
      <table aria-label="Frames, newest last">
        <colgroup>
          <col class="c-no" />
          <col class="c-dir" />
          <col />
          <col class="c-seq" />
          <col class="c-ms" />
          <col class="c-status" />
        </colgroup>
        <thead>
          <tr>
            <th scope="col">No.</th>
            <th scope="col">
              <span class="sr">Direction</span>
            </th>
            <th scope="col">Type and content</th>
            <th scope="col" class="num">
              Seq
            </th>
            <th scope="col" class="num">
              Latency
            </th>
            <th scope="col" class="num">
              Status
            </th>
          </tr>
        </thead>
        <tbody>
          {droppedRows.value > 0 && (
            <tr class="line">
              <td colSpan={6}>
                <span class="mute">{plural(droppedRows.value, 'older row')} are no longer here</span>
              </td>
            </tr>
          )}
          {shown.map((row) => (
            <Row key={row.id} row={row} isSelected={row.id === selectedRowId.value} />
          ))}
        </tbody>
      </table>
    </div>
  );
}

/** The arrows move the focus and the selection. */
function moveWithArrows(event: JSX.TargetedKeyboardEvent<HTMLElement>): void {
  const step = { ArrowDown: 1, ArrowUp: -1 }[event.key];
  if (step === undefined) return;
  event.preventDefault();
  const buttons = [...event.currentTarget.querySelectorAll<HTMLButtonElement>('th button')];
  const index = buttons.findIndex((button) => button === document.activeElement);
  const next = buttons[Math.min(buttons.length - 1, Math.max(0, index + step))];
  next?.focus();
  if (next !== undefined) selectRow(Number(next.dataset['row']), next.dataset['line']);
}
