import type { JSX } from 'preact';
import { useEffect, useState } from 'preact/hooks';
import type { FrameDetail } from '../../inspector/contract.js';
import { frameOf } from '../api.js';
import { bytes, duration } from '../format.js';
import { attempt, selectRow } from '../state.js';
import { selectedRow, type FrameRow } from '../wire-view.js';
import { CopyButton } from './copy-button.js';
import { Icon } from './icons.js';
import { Json } from './json.js';
import { TabList, type Tab } from './tab-list.js';

type Part = 'request' | 'answer' | 'timing';

/** What was exchanged in the selected row. */
export function Frame(): JSX.Element | null {
  const row = selectedRow.value;
  const loaded = useDetail(row);
  const [part, setPart] = useState<Part>('request');
  if (row === undefined) return null;
  const detail = loaded instanceof Error ? undefined : loaded;
  const tabs = tabsOf(row, detail);
  const chosen = tabs.some(({ id }) => id === part) ? part : 'request';
  return (
    <section
      class="frame"
      aria-label="Frame"
      onKeyDown={(event) => {
        if (event.key !== 'Escape') return;
        // Esc closes the innermost part only.
        event.stopPropagation();
        document.querySelector<HTMLElement>(`[data-row='${row.id}']`)?.focus();
        selectRow(undefined);
      }}
    >
      <div class="tabs">
        <TabList label="Frame parts" prefix="part" panelId="part" tabs={tabs} chosen={chosen} onChoose={setPart} />
        <span class="grow" />
        {detail !== undefined && chosen !== 'timing' && (
          <CopyButton text={() => JSON.stringify(chosen === 'answer' ? detail.answer : detail.request, undefined, 2)} />
        )}
        {row.canSendAgain && (
          <button class="btn quiet s" onClick={() => void attempt('sendAgain', { rowId: row.id })}>
            <Icon name="again" />
            Send again
          </button>
        )}
      </div>
      <div class="part" role="tabpanel" id="part" aria-labelledby={`part-${chosen}`} tabIndex={0}>
        {loaded instanceof Error && <p class="none">{loaded.message}</p>}
        {detail !== undefined && <PartOf key={`${row.id} ${chosen}`} detail={detail} part={chosen} />}
      </div>
    </section>
  );
}

function tabsOf(row: FrameRow, detail: FrameDetail | undefined): readonly Tab<Part>[] {
  const hasAnswer = row.kind === 'request' && row.status !== undefined;
  const tab = (id: Part, text: string, size?: number): Tab<Part> => ({
    id,
    content: (
      <>
        {text}
        {size !== undefined && <span class="mute"> {bytes(size)}</span>}
      </>
    ),
  });
  return [
    tab('request', row.kind === 'notification' ? 'Notification' : 'Request', detail?.requestBytes),
    ...(hasAnswer ? [tab('answer', 'Answer', detail?.answerBytes)] : []),
    tab('timing', 'Timing'),
  ];
}

function PartOf({ detail, part }: { readonly detail: FrameDetail; readonly part: Part }): JSX.Element {
  if (part !== 'timing') return <Json value={part === 'answer' ? detail.answer : detail.request} />;
  return (
    <dl class="timing">
      {detail.timing.map(({ step, ms }) => (
        <div key={step}>
          <dt>{step}</dt>
          <dd>{duration(ms)}</dd>
        </div>
      ))}
      {detail.findings.map((finding) => (
        <div key={finding} class="warn">
          <dt>not in the schema</dt>
          <dd>{finding}</dd>
        </div>
      ))}
    </dl>
  );
}

/** Fetched when a row is selected, and again when its answer has come. An error says why there is no frame. */
function useDetail(row: FrameRow | undefined): FrameDetail | Error | undefined {
  const [loaded, setLoaded] = useState<{ readonly id: number; readonly detail: FrameDetail | Error }>();
  const id = row?.id;
  const status = row?.kind === 'request' ? row.status : undefined;
  useEffect(() => {
    if (id === undefined) return undefined;
    let isCurrent = true;
    const show = (detail: FrameDetail | Error): void => {
      if (isCurrent) setLoaded({ id, detail });
    };
    frameOf(id).then(show, (error: unknown) => show(error instanceof Error ? error : new Error(String(error))));
    return () => {
      isCurrent = false;
    };
  }, [id, status]);
  return loaded?.id === id ? loaded?.detail : undefined;
}
