import type { JSX } from 'preact';
import { memo } from '../memo.js';
import type { LineRow, NotificationRow, RequestRow, WireRow } from '../../inspector/contract.js';
import { duration } from '../format.js';
import { selectRow } from '../state.js';
import { Icon, type IconName } from './icons.js';

/** A latency that fills the bar, and the one from which it is amber. */
const FULL_MS = 40;
const SLOW_MS = 30;

/** One row, named by number, type and status. */
export const Row = memo(function Row({
  row,
  isSelected,
}: {
  readonly row: WireRow;
  readonly isSelected: boolean;
}): JSX.Element {
  if (row.kind === 'request' || row.kind === 'notification') return <Frame row={row} isSelected={isSelected} />;
  return <FullLine row={row} />;
});

function Frame({
  row,
  isSelected,
}: {
  readonly row: RequestRow | NotificationRow;
  readonly isSelected: boolean;
}): JSX.Element {
  const { id, kind, namespace, name, summary, sequence, lineId, fault } = row;
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
          aria-label={`${id} ${namespace}.${name}${status}`}
          onClick={() => selectRow(isSelected ? undefined : id, isSelected ? undefined : lineId)}
        >
          <i>{namespace}.</i>
          {name}
        </button>
        <em>
          {fault !== undefined && <span class="warn">{fault} </span>}
          {summary}
        </em>
      </th>
      <td class="num">{sequence}</td>
      {isRequest ? <Answer row={row} /> : <td colSpan={2} />}
    </tr>
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
  const width = latencyMs === undefined ? 0 : Math.max(0.1, Math.min(1, latencyMs / FULL_MS));
  const isSlow = (latencyMs ?? 0) >= SLOW_MS;
  return (
    <>
      <td class="num">
        {latencyMs !== undefined && (
          <span class={isSlow ? 'ms warn' : 'ms'} style={{ '--w': String(width) }}>
            {duration(latencyMs)}
          </span>
        )}
      </td>
      <td class={`num st ${status >= 400 ? 'bad' : 'ok'}`}>{status}</td>
    </>
  );
}

const lines: Readonly<Record<LineRow['kind'], { readonly icon: IconName; readonly look: string }>> = {
  fault: { icon: 'zap', look: 'fire' },
  armed: { icon: 'zap', look: 'fire' },
  closed: { icon: 'cross', look: 'cutrow' },
  connected: { icon: 'again', look: 'back' },
  finding: { icon: 'warning', look: 'find' },
  gap: { icon: 'warning', look: 'find' },
};

function FullLine({ row: { kind, title, text, code } }: { readonly row: LineRow }): JSX.Element {
  const { icon, look } = lines[kind];
  return (
    <tr class={`line ${look}`}>
      <td colSpan={6}>
        <span>
          <Icon name={icon} />
          <b>{title}</b>
          <span class="grow cut">{text}</span>
          {code !== undefined && <code class="cut">{code.split('\n')[0]}</code>}
        </span>
      </td>
    </tr>
  );
}
