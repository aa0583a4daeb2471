import type { JSX } from 'preact';
import type { LineRow, RequestRow, WireRow } from '../../inspector/contract.js';
import { duration } from '../format.js';
import { memo } from '../memo.js';
import { selectRow } from '../state.js';
import { hasFrame, type FrameRow } from '../wire-view.js';
import { Icon, type IconName } from './icons.js';

/** A latency that fills the bar, and the one from which it is amber. */
const FULL_MS = 40;
const SLOW_MS = 30;

interface RowProps<Kind extends WireRow = WireRow> {
  readonly row: Kind;
  readonly isSelected: boolean;
  /** Whether it is in the tab order. */
  readonly isStop: boolean;
}

/** One row, named by number, type and status. */
export const Row = memo(function Row({ row, isSelected, isStop }: RowProps): JSX.Element {
  if (hasFrame(row)) return <Frame row={row} isSelected={isSelected} isStop={isStop} />;
  return <FullLine row={row} />;
});

function Frame({ row, isSelected, isStop }: RowProps<FrameRow>): JSX.Element {
  const { id, kind, namespace, name, sequence, lineId } = row;
  const isRequest = kind === 'request';
  const status = isRequest ? `, ${row.status ?? 'pending'}` : '';
  return (
    <tr class={isRequest ? 'rq' : 'nt'} aria-current={isSelected ? 'true' : undefined}>
      <td class="no">{id}</td>
      <td class="d">
        <Icon name={isRequest ? 'pair' : 'down'} />
        <span class="sr">{isRequest ? 'Request' : 'Notification'}</span>
      </td>
      <th scope="row">
        <button
          data-row={id}
          data-line={lineId}
          tabIndex={isStop ? 0 : -1}
          aria-label={`${id} ${namespace}.${name}${status}`}
          onClick={({ detail }) => choose(row, isSelected, detail === 0)}
        >
          <i>{namespace}.</i>
          {name}
        </button>
        <Content row={row} />
      </th>
      <td class="num">{sequence}</td>
      {isRequest ? <Answer row={row} /> : <td colSpan={2} />}
    </tr>
  );
}

/** Selects the row. Of the selected row, a click takes the selection back, and Enter goes on to the frame. */
function choose({ id, lineId }: FrameRow, isSelected: boolean, isByKey: boolean): void {
  if (!isSelected) selectRow(id, lineId);
  else if (isByKey) document.querySelector<HTMLElement>('.frame [role=tab][aria-selected=true]')?.focus();
  else selectRow(undefined);
}

function Content({ row }: { readonly row: FrameRow }): JSX.Element {
  const { summary, fault } = row;
  const isPrivate = row.kind === 'request' && row.isPrivate === true;
  return (
    <em>
      {fault !== undefined && <span class="warn">{fault} </span>}
      {isPrivate && 'private '}
      <bdi>{summary}</bdi>
    </em>
  );
}

function Answer({ row: { status, latencyMs } }: { readonly row: RequestRow }): JSX.Element {
  if (status === undefined) {
    return (
      <>
        <td class="num">pending</td>
        <td class="num st mute">…</td>
      </>
    );
  }
  return (
    <>
      <td class="num">{latencyMs !== undefined && <Latency ms={latencyMs} />}</td>
      <td class={`num st ${status >= 400 ? 'bad' : 'ok'}`}>{status}</td>
    </>
  );
}

function Latency({ ms }: { readonly ms: number }): JSX.Element {
  // The square root makes 1 and 2 ms differ beside 40 ms.
  const width = Math.max(0.1, Math.min(1, Math.sqrt(ms / FULL_MS)));
  return (
    <span class={ms >= SLOW_MS ? 'ms warn' : 'ms'} style={{ '--w': width.toFixed(2) }}>
      {duration(ms)}
    </span>
  );
}

const lines: Readonly<
  Record<LineRow['kind'], { readonly icon: IconName; readonly look: string; readonly word?: string }>
> = {
  fault: { icon: 'zap', look: 'fire', word: 'Fault' },
  armed: { icon: 'zap', look: 'fire', word: 'Armed' },
  closed: { icon: 'cross', look: 'cutrow' },
  connected: { icon: 'again', look: 'back' },
  finding: { icon: 'warning', look: 'find' },
  gap: { icon: 'warning', look: 'gap' },
};

function FullLine({ row: { kind, title, text, code } }: { readonly row: LineRow }): JSX.Element {
  const { icon, look, word } = lines[kind];
  const isArmed = kind === 'armed';
  return (
    <tr class={`line ${look}`}>
      <td colSpan={6}>
        <span>
          <Icon name={icon} />
          <b>{word ?? title}</b>
          <span class="what">
            {word !== undefined && title} {!isArmed && text}
          </span>
          {isArmed && <span>{text}</span>}
          {code !== undefined && !isArmed && <code title={code}>{code.replaceAll(/\s*\n\s*/g, ' ')}</code>}
        </span>
      </td>
    </tr>
  );
}
