import type { JSX } from 'preact';
import { useLayoutEffect, useRef, useState } from 'preact/hooks';
import type { WireRow } from '../../inspector/contract.js';
import { rows, selectedRowId, selectRow } from '../state.js';
import { hasFrame, hasOlderRows, shownRows } from '../wire-view.js';
import { Icon } from './icons.js';
import { QuietWire } from './quiet-wire.js';
import { Row } from './wire-row.js';
import { WireStrip } from './wire-strip.js';

/** What the bot and the platform exchange. */
export function Wire(): JSX.Element {
  return (
    <>
      <WireStrip />
      {rows.value.length === 0 ? <QuietWire /> : <Rows />}
    </>
  );
}

/** The rows. Stays at the newest row unless the reader has scrolled up. */
function Rows(): JSX.Element {
  const box = useRef<HTMLDivElement>(null);
  const [isAtEnd, setAtEnd] = useState(true);
  const shown = shownRows.value;
  const selectedId = selectedRowId.value;
  const toEnd = (): void => {
    if (box.current !== null) box.current.scrollTop = box.current.scrollHeight;
  };
  const before = useRef(shown);
  useLayoutEffect(() => {
    if (isAtEnd) toEnd();
    else if (box.current !== null) box.current.scrollTop -= heightOfDropped(box.current, before.current, shown);
    before.current = shown;
  }, [shown, isAtEnd]);
  useLayoutEffect(() => {
    // The frame takes room from the table, and a bubble can select a row far above.
    box.current?.querySelector('[aria-current]')?.scrollIntoView({ block: 'nearest' });
  }, [selectedId]);
  // One row is in the tab order; the arrows reach the others.
  const stopId = shown.some(({ id }) => id === selectedId) ? selectedId : shown.findLast(hasFrame)?.id;
  return (
    <div class="rowsbox">
      <div
        class="rows"
        ref={box}
        onScroll={({ currentTarget: { scrollTop, scrollHeight, clientHeight } }) =>
          setAtEnd(scrollHeight - scrollTop - clientHeight < 24)
        }
        onKeyDown={moveWithArrows}
      >
        <table aria-label="Frames, newest last">
          <Head />
          <tbody>
            {hasOlderRows.value && <Sentence text="Older rows are not shown" />}
            {shown.map((row) => (
              <Row key={row.id} row={row} isSelected={row.id === selectedId} isStop={row.id === stopId} />
            ))}
            {shown.length === 0 && <Sentence text="No row matches the filter" />}
          </tbody>
        </table>
      </div>
      {!isAtEnd && (
        <button class="btn s newest" onClick={toEnd}>
          <Icon name="down" />
          Newest rows
        </button>
      )}
    </div>
  );
}

/** Height of the rows that left the top. Chromium anchors no scroll position in a table, so rows would slip away. */
function heightOfDropped(box: HTMLElement, before: readonly WireRow[], shown: readonly WireRow[]): number {
  const dropped = before.findIndex(({ id }) => id === shown[0]?.id);
  return dropped <= 0 ? 0 : dropped * (box.querySelector<HTMLElement>('tbody tr')?.offsetHeight ?? 0);
}

function Head(): JSX.Element {
  return (
    <>
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
    </>
  );
}

function Sentence({ text }: { readonly text: string }): JSX.Element {
  return (
    <tr class="line">
      <td colSpan={6}>
        <span class="mute">{text}</span>
      </td>
    </tr>
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
  if (next === undefined) return;
  next.focus({ preventScroll: true });
  selectRow(Number(next.dataset['row']), next.dataset['line']);
}
