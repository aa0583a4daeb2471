import { useComputed } from '@preact/signals';
import type { ComponentChildren, JSX } from 'preact';
import { memo } from '../memo.js';
import { useEffect, useRef, useState } from 'preact/hooks';
import type { FileView, MessageLine } from '../../inspector/contract.js';
import { bytes, inShort, timeOf } from '../format.js';
import { attempt, selectedLineId, selectRow, showConsumer } from '../state.js';
import { Avatar } from './avatar.js';
import { Icon } from './icons.js';
import { LongText } from './long-text.js';
import { nameOfContent, RichContent } from './rich-content.js';

/** Who looks at a conversation: its consumer, or a human agent. */
export interface Viewer {
  readonly kind: 'consumer' | 'human';
  readonly id: string;
}

/** One message, named by who, what and when. Rendered again only when its line changes: a log has hundreds of them. */
export const Message = memo(function Message({
  line,
  viewerKind,
  viewerId,
}: {
  readonly line: MessageLine;
  readonly viewerKind: Viewer['kind'];
  readonly viewerId: Viewer['id'];
}): JSX.Element {
  const { id, from, isPrivate, at } = line;
  const isOwn = from.id === viewerId;
  const isSelected = useComputed(() => selectedLineId.value === id).value;
  const item = useRef<HTMLLIElement>(null);
  useEffect(() => {
    if (isSelected) item.current?.scrollIntoView({ block: 'nearest' });
  }, [isSelected]);
  const kinds = [isOwn ? 'me' : from.kind, isPrivate && 'priv', isSelected && 'sel'];
  const name = `${isPrivate ? 'Private, ' : ''}${from.name}, ${whatOf(line)}, ${timeOf(at)}`;
  const isSaying = isOwn && viewerKind === 'consumer';
  const hasActions = isSaying || line.rowId !== undefined;
  // Buttons in every one of hundreds of messages would take the browser most of its time.
  const [isActive, setActive] = useState(false);
  const leave = ({ relatedTarget }: FocusEvent): void => {
    if (!(relatedTarget instanceof Node && item.current?.contains(relatedTarget))) setActive(false);
  };
  return (
    <li
      ref={item}
      class={['msg', ...kinds].filter(Boolean).join(' ')}
      aria-label={name}
      // The focus shows the buttons, which come next.
      tabIndex={hasActions ? 0 : undefined}
      onPointerEnter={() => setActive(true)}
      onPointerLeave={() => setActive(item.current?.contains(document.activeElement) === true)}
      onFocusIn={() => setActive(true)}
      onFocusOut={leave}
    >
      {!isOwn && <Avatar person={from} />}
      <div>
        <Content line={line} canClick={viewerKind === 'consumer'} />
        {isActive && hasActions && <Actions line={line} isSaying={isSaying} />}
        <Facts line={line} isOwn={isOwn} isSelected={isSelected} />
      </div>
    </li>
  );
});

function whatOf({ content, file, text }: MessageLine): string {
  if (content !== undefined) return nameOfContent(content);
  return file === undefined ? inShort(text, 80) : `File: ${file.name}`;
}

function Content({ line, canClick }: { readonly line: MessageLine; readonly canClick: boolean }): JSX.Element {
  const { isPrivate, from, content, file, text } = line;
  const mark = isPrivate && (
    <span class="who">
      <Icon name="lock" />
      Private, from {from.name}
    </span>
  );
  if (content !== undefined) {
    return (
      <>
        {mark}
        <RichContent line={line} canClick={canClick} />
      </>
    );
  }
  if (file !== undefined) return <File file={file} caption={text} mark={mark} />;
  return (
    <div class="bub" dir="auto">
      {mark}
      <LongText text={text} />
    </div>
  );
}

function File({
  file: { name, type, bytes: size, path },
  caption,
  mark,
}: {
  readonly file: FileView;
  readonly caption: string;
  readonly mark: ComponentChildren;
}): JSX.Element {
  return (
    <div class="bub file">
      <Icon name="file" />
      <span>
        {mark}
        {path === undefined ? (
          <>
            {name} <small>no longer there</small>
          </>
        ) : (
          <a href={path} download={name}>
            {name}
          </a>
        )}
        <small>
          {type}, {bytes(size)}
        </small>
        {caption !== '' && caption !== name && (
          <span dir="auto">
            <LongText text={caption} />
          </span>
        )}
      </span>
    </div>
  );
}

const receipts = { sent: 'Sent', delivered: 'Delivered', read: 'Read' } as const;

function Facts({
  line: { at, sequence, clicked, receipt, rowId, isPrivate },
  isOwn,
  isSelected,
}: {
  readonly line: MessageLine;
  readonly isOwn: boolean;
  readonly isSelected: boolean;
}): JSX.Element {
  return (
    <div class="meta">
      <time dateTime={new Date(at).toISOString()}>{timeOf(at)}</time>
      <span>seq {sequence}</span>
      {clicked === true && <span>clicked</span>}
      {rowId !== undefined && isSelected && <span>frame {rowId}</span>}
      {isOwn && !isPrivate && (
        <span class={receipt === 'read' ? 'read' : ''}>
          {receipt === 'read' && <Icon name="ticks" />}
          {receipts[receipt]}
        </span>
      )}
    </div>
  );
}

/** What can be done with a message: shown while the pointer or the focus is on it. */
function Actions({
  line: { id, sequence, rowId, from },
  isSaying,
}: {
  readonly line: MessageLine;
  /** Whether the reader speaks for the consumer who said it. */
  readonly isSaying: boolean;
}): JSX.Element {
  const restart = async (): Promise<void> => {
    const restarted = await attempt('restartFrom', { lineId: id });
    if (restarted !== undefined) showConsumer(from.id);
  };
  return (
    <div class="acts" role="toolbar" aria-label={`Message seq ${sequence}`}>
      {isSaying && (
        <>
          <button class="btn quiet s" onClick={() => void attempt('sayAgain', { lineId: id })}>
            <Icon name="again" />
            Say again
          </button>
          <button class="btn quiet s" onClick={() => void restart()}>
            <Icon name="back" />
            Restart from here
          </button>
        </>
      )}
      {rowId !== undefined && (
        <button class="btn quiet s icon" aria-label={`Show frame ${rowId}`} onClick={() => selectRow(rowId, id)}>
          <Icon name="braces" />
        </button>
      )}
    </div>
  );
}
