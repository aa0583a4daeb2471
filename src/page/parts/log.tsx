import type { JSX } from 'preact';
import { useLayoutEffect, useRef, useState } from 'preact/hooks';
import type { DeskConversation, EventLine, Line, PersonView } from '../../inspector/contract.js';
import { KEPT, linesOf } from '../state.js';
import { timeOf } from '../format.js';
import { Avatar } from './avatar.js';
import { Icon, type IconName } from './icons.js';
import { Message } from './message.js';

export interface Viewer {
  readonly kind: 'consumer' | 'human';
  readonly id: string;
  readonly name?: string;
}

/** The lines of a conversation. Stays at the newest line unless the reader has scrolled up. */
export function Log({
  conversation: { id, typing },
  name,
  viewer,
}: {
  readonly conversation: DeskConversation;
  readonly name: string;
  readonly viewer: Viewer;
}): JSX.Element {
  const all = linesOf(id).value;
  const lines = viewer.kind === 'consumer' ? all.filter((line) => line.kind === 'event' || !line.isPrivate) : all;
  const typists = typing.filter((person) => person.id !== viewer.id);
  const list = useRef<HTMLDivElement>(null);
  const [isAtEnd, setAtEnd] = useState(true);
  const last = lines.at(-1)?.id;
  const [seen, setSeen] = useState(last);
  const toEnd = (): void => {
    if (list.current !== null) list.current.scrollTop = list.current.scrollHeight;
  };
  useLayoutEffect(() => {
    if (!isAtEnd) return;
    toEnd();
    setSeen(last);
  }, [id, last, lines, typists.length, isAtEnd]);
  const missed = isAtEnd ? 0 : lines.length - 1 - lines.findIndex((line) => line.id === seen);
  return (
    <div class="logbox">
      <div
        class="log"
        role="log"
        aria-live="polite"
        aria-label={
          viewer.kind === 'human' ? `Messages with ${name}, as ${viewer.name ?? ''}` : `Messages with ${name}`
        }
        // A scrollable region must be reachable by keyboard.
        tabIndex={0}
        ref={list}
        onScroll={({ currentTarget: { scrollTop, scrollHeight, clientHeight } }) =>
          setAtEnd(scrollHeight - scrollTop - clientHeight < 24)
        }
      >
        <ol>
          {all.length >= KEPT && <li class="sys">Older messages are not shown</li>}
          {lines.map((line) => (
            <LogLine key={line.id} line={line} viewer={viewer} />
          ))}
          {typists.map((person) => (
            <Typing key={`typing ${person.id}`} person={person} />
          ))}
        </ol>
      </div>
      {!isAtEnd && (
        <button class="btn s newest" onClick={toEnd}>
          <Icon name="down" />
          Newest messages
          {missed > 0 && <span class="badge">{missed}</span>}
        </button>
      )}
    </div>
  );
}

function LogLine({ line, viewer }: { readonly line: Line; readonly viewer: Viewer }): JSX.Element {
  return line.kind === 'event' ? <Event line={line} /> : <Message line={line} viewer={viewer} />;
}

const icons: Partial<Readonly<Record<EventLine['what'], IconName>>> = {
  transferred: 'swap',
  queued: 'swap',
  survey: 'note',
  joined: 'agent',
};

function Event({ line: { what, text, at } }: { readonly line: EventLine }): JSX.Element {
  const icon = icons[what];
  return (
    <li class="sys">
      {icon !== undefined && <Icon name={icon} />}
      <span>
        {text} <b>{timeOf(at)}</b>
      </span>
    </li>
  );
}

function Typing({ person }: { readonly person: PersonView }): JSX.Element {
  return (
    <li class="msg typing">
      <Avatar person={person} />
      <div>
        <div class="bub">
          <span class="dots" aria-hidden="true">
            <i />
            <i />
            <i />
          </span>
          {person.name} is typing
        </div>
      </div>
    </li>
  );
}
