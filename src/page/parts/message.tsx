import type { JSX } from 'preact';
import { memo } from 'preact/compat';
import { useState } from 'preact/hooks';
import type { FileView, MessageLine } from '../../inspector/contract.js';
import { addressOf } from '../api.js';
import { bytes, inShort, timeOf } from '../format.js';
import { attempt, selectedLineId, selectRow, showConsumer, consumer } from '../state.js';
import { Avatar } from './avatar.js';
import { Icon } from './icons.js';
import type { Viewer } from './log.js';
import { RichContent } from './rich-content.js';

/** Characters of a text that are shown at once. */
const SHOWN = 2_000;

/** One message, named by who, what and when. */
export const Message = memo(function Message({
  line,
  viewer,
}: {
  readonly line: MessageLine;
  readonly viewer: Viewer;
}): JSX.Element {
  const { from, isPrivate, at, sequence, clicked, receipt, rowId, content, file, text } = line;
  const isOwn = viewer.kind === 'consumer' ? from.kind === 'consumer' : from.id === viewer.id;
  const kinds = [isOwn ? 'me' : from.kind, isPrivate && 'priv', selectedLineId.value === line.id && 'sel'];
  const name = `${isPrivate ? 'Private, ' : ''}${from.name}, ${whatOf(line)}, ${timeOf(at)}`;
  return (
    <li class={['msg', ...kinds].filter(Boolean).join(' ')} aria-label={name}>
      {!isOwn && <Avatar person={from} />}
      <div>
        {isPrivate && content === undefined ? (
          <Bubble text={text}>
            <span class="who">
              <Icon name="lock" />
              Private, from {from.name}
            </span>
          </Bubble>
        ) : (
          <>
            {content !== undefined && <RichContent line={line} canClick={viewer.kind === 'consumer'} />}
            {content === undefined && file === undefined && <Bubble text={text} />}
            {file !== undefined && <File file={file} caption={text} />}
          </>
        )}
        <Actions line={line} isOwnOfConsumer={isOwn && viewer.kind === 'consumer'} />
        <div class="meta">
          <time dateTime={new Date(at).toISOString()}>{timeOf(at)}</time>
          <span>seq {sequence}</span>
          {clicked === true && <span>clicked</span>}
          {isOwn && <Receipt receipt={receipt} />}
          {rowId !== undefined && selectedLineId.value === line.id && <span>frame {rowId}</span>}
        </div>
      </div>
    </li>
  );
});

function whatOf({ content, file, text }: MessageLine): string {
  if (content !== undefined) return `Card: ${inShort(text.split('\n')[0] ?? '', 60)}`;
  if (file !== undefined) return `File: ${file.name}`;
  return inShort(text, 80);
}

function Bubble({ text, children }: { readonly text: string; readonly children?: JSX.Element }): JSX.Element {
  const [isWhole, setWhole] = useState(false);
  const isLong = text.length > SHOWN && !isWhole;
  return (
    <div class="bub" dir="auto">
      {children}
      {isLong ? text.slice(0, SHOWN) : text}
      {isLong && (
        <button class="btn s" onClick={() => setWhole(true)}>
          Show all {text.length.toLocaleString('en')} characters
        </button>
      )}
    </div>
  );
}

function File({ file, caption }: { readonly file: FileView; readonly caption: string }): JSX.Element {
  const { name, type, path } = file;
  return (
    <div class="bub file">
      <Icon name="file" />
      <span>
        {path === undefined ? (
          name
        ) : (
          <a href={addressOf(path)} download={name}>
            {name}
          </a>
        )}
        <small>
          {type}, {bytes(file.bytes)}
        </small>
        {caption !== '' && caption !== name && <span dir="auto">{caption}</span>}
      </span>
    </div>
  );
}

const receipts = { sent: 'Sent', delivered: 'Delivered', read: 'Read' } as const;

function Receipt({ receipt }: Pick<MessageLine, 'receipt'>): JSX.Element {
  return (
    <span class={receipt === 'read' ? 'read' : ''}>
      {receipt === 'read' && <Icon name="ticks" />}
      {receipts[receipt]}
    </span>
  );
}

function Actions({
  line: { id, sequence, rowId },
  isOwnOfConsumer,
}: {
  readonly line: MessageLine;
  readonly isOwnOfConsumer: boolean;
}): JSX.Element | null {
  if (!isOwnOfConsumer && rowId === undefined) return null;
  const restart = async (): Promise<void> => {
    const person = consumer.value;
    const restarted = await attempt('restartFrom', { lineId: id });
    if (restarted !== undefined && person !== undefined) showConsumer(person.id, restarted.conversationId);
  };
  return (
    <div class="acts" role="toolbar" aria-label={`Message seq ${sequence}`}>
      {isOwnOfConsumer && (
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
