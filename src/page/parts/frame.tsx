import type { JSX } from 'preact';
import { useEffect, useState } from 'preact/hooks';
import type { FrameDetail, WireRow } from '../../inspector/contract.js';
import { frameOf } from '../api.js';
import { bytes, duration } from '../format.js';
import { attempt, problem, rows, selectedRowId } from '../state.js';
import { CopyButton } from './copy-button.js';
import { Icon } from './icons.js';
import { Json } from './json.js';

type Part = 'request' | 'answer' | 'timing';

/** What was exchanged in the selected row. */
export function Frame(): JSX.Element | null {
  const id = selectedRowId.value;
  const row = rows.value.find((it) => it.id === id);
  const detail = useDetail(row);
  const [part, setPart] = useState<Part>('request');
  if (row === undefined) return null;
  const parts: readonly { readonly part: Part; readonly text: string; readonly size?: string }[] = [
    {
      part: 'request',
      text: row.kind === 'notification' ? 'Notification' : 'Request',
      ...(detail && { size: bytes(detail.requestBytes) }),
    },
    ...(detail?.answer === undefined
      ? []
      : [{ part: 'answer' as const, text: 'Answer', size: bytes(detail.answerBytes ?? 0) }]),
    { part: 'timing', text: 'Timing' },
  ];
  const chosen = parts.some((it) => it.part === part) ? part : 'request';
  const canSendAgain = (row.kind === 'request' || row.kind === 'notification') && row.canSendAgain;
  return (
    <section class="frame" aria-label="Frame">
      <div class="tabs">
        <div
          class="tablist"
          role="tablist"
          aria-label="Frame parts"
          onKeyDown={({ key }) => {
            const step = { ArrowRight: 1, ArrowLeft: -1 }[key];
            if (step === undefined) return;
            const index = parts.findIndex((it) => it.part === chosen);
            const next = parts[(index + step + parts.length) % parts.length]?.part ?? 'request';
            setPart(next);
            document.querySelector<HTMLElement>(`#part-${next}`)?.focus();
          }}
        >
          {parts.map((it) => (
            <button
              key={it.part}
              id={`part-${it.part}`}
              role="tab"
              aria-controls="part"
              aria-selected={it.part === chosen}
              tabIndex={it.part === chosen ? 0 : -1}
              onClick={() => setPart(it.part)}
            >
              {it.text} <span class="mute">{it.size}</span>
            </button>
          ))}
        </div>
        <span class="grow" />
        {detail !== undefined && (
          <CopyButton text={() => JSON.stringify(chosen === 'answer' ? detail.answer : detail.request, undefined, 2)} />
        )}
        {canSendAgain && (
          <button class="btn quiet s" onClick={() => void attempt('sendAgain', { rowId: row.id })}>
            <Icon name="again" />
            Send again
          </button>
        )}
      </div>
      <div class="part" role="tabpanel" id="part" aria-labelledby={`part-${chosen}`} tabIndex={0}>
        {detail !== undefined && <PartOf detail={detail} part={chosen} />}
      </div>
    </section>
  );
}

function PartOf({ detail, part }: { readonly detail: FrameDetail; readonly part: Part }): JSX.Element {
  if (part === 'timing') {
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
            <dt>Not in the schema</dt>
            <dd>{finding}</dd>
          </div>
        ))}
      </dl>
    );
  }
  return <Json value={part === 'answer' ? detail.answer : detail.request} />;
}

/** Fetched when a row is selected, and again when its answer has come. */
function useDetail(row: WireRow | undefined): FrameDetail | undefined {
  const [detail, setDetail] = useState<FrameDetail | undefined>(undefined);
  const id = row === undefined || (row.kind !== 'request' && row.kind !== 'notification') ? undefined : row.id;
  const status = row?.kind === 'request' ? row.status : undefined;
  useEffect(() => {
    let isCurrent = true;
    if (id === undefined) return undefined;
    frameOf(id).then(
      (fetched) => {
        if (isCurrent) setDetail(fetched);
      },
      (error: unknown) => {
        if (isCurrent) problem.value = String(error);
      },
    );
    return () => {
      isCurrent = false;
    };
  }, [id, status]);
  return detail?.id === id ? detail : undefined;
}
