import type { ComponentChildren, JSX } from 'preact';
import { memo } from '../memo.js';
import { useEffect, useLayoutEffect, useRef, useState } from 'preact/hooks';
import type { DeskConversation, EventLine, PersonView } from '../../inspector/contract.js';
import { timeOf } from '../format.js';
import { KEPT, linesOf } from '../state.js';
import { Avatar } from './avatar.js';
import { Icon, type IconName } from './icons.js';
import { Message, type Viewer } from './message.js';

/** A log that is scrolled up by less is at its end. */
const TOLERANCE_PX = 24;

/** The lines of a conversation. Stays at the newest line unless the reader has scrolled up. Give it the conversation's id as key. */
export function Log({
  conversation: { id, typing },
  label,
  viewer,
  children,
}: {
  readonly conversation: DeskConversation;
  readonly label: string;
  readonly viewer: Viewer;
  /** Items after the lines. */
  readonly children?: ComponentChildren;
}): JSX.Element {
  const all = linesOf(id).value;
  // A consumer does not see what agents tell each other.
  const lines = viewer.kind === 'consumer' ? all.filter((line) => line.kind === 'event' || !line.isPrivate) : all;
  const typists = typing.filter((person) => person.id !== viewer.id);
  const last = lines.at(-1)?.id;
  const { box, isAtEnd, toEnd } = useEnd();
  const [seen, setSeen] = useState(last);
  useLayoutEffect(() => {
    if (!isAtEnd.current) return;
    toEnd();
    setSeen(last);
  });
  const missed = lines.length - 1 - lines.findLastIndex((line) => line.id === seen);
  return (
    <div class="logbox">
      <div
        class="log"
        role="log"
        aria-live="polite"
        aria-label={label}
        // A scrollable region must be reachable by keyboard.
        tabIndex={0}
        ref={box}
      >
        <ol>
          {all.length >= KEPT && <li class="sys">Older messages are not shown</li>}
          {lines.map((line) =>
            line.kind === 'event' ? (
              <Event key={line.id} line={line} />
            ) : (
              <Message key={line.id} line={line} viewerKind={viewer.kind} viewerId={viewer.id} />
            ),
          )}
          {typists.map((person) => (
            <Typing key={`typing ${person.id}`} person={person} />
          ))}
          {children}
        </ol>
      </div>
      {!isAtEnd.current && (
        <button class="btn s newest" onClick={toEnd}>
          <Icon name="down" />
          Newest messages
          {missed > 0 && <span class="badge">{missed}</span>}
        </button>
      )}
    </div>
  );
}

/** Whether a box is scrolled to its end. A box at its end stays there when its height changes. */
function useEnd(): {
  readonly box: { readonly current: HTMLDivElement | null };
  readonly isAtEnd: { readonly current: boolean };
  readonly toEnd: () => void;
} {
  const box = useRef<HTMLDivElement>(null);
  const isAtEnd = useRef(true);
  const [, render] = useState(true);
  const toEnd = (): void => {
    if (box.current !== null) box.current.scrollTop = box.current.scrollHeight;
  };
  useEffect(() => {
    const { current } = box;
    if (current === null) return undefined;
    const look = (): void => {
      const { scrollTop, scrollHeight, clientHeight } = current;
      isAtEnd.current = scrollHeight - scrollTop - clientHeight < TOLERANCE_PX;
      render(isAtEnd.current);
    };
    const observer = new ResizeObserver(() => {
      if (isAtEnd.current) toEnd();
    });
    observer.observe(current);
    current.addEventListener('scroll', look, { passive: true });
    return () => {
      observer.disconnect();
      current.removeEventListener('scroll', look);
    };
  }, []);
  return { box, isAtEnd, toEnd };
}

const icons: Partial<Readonly<Record<EventLine['what'], IconName>>> = {
  transferred: 'swap',
  queued: 'swap',
  survey: 'note',
  joined: 'agent',
};

const Event = memo(function Event({ line: { what, text, at } }: { readonly line: EventLine }): JSX.Element {
  const icon = icons[what];
  return (
    <li class="sys">
      {icon !== undefined && <Icon name={icon} />}
      <span>
        {text} <b>{timeOf(at)}</b>
      </span>
    </li>
  );
});

function Typing({ person }: { readonly person: PersonView }): JSX.Element {
  return (
    <li class={`msg typing ${person.kind}`}>
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
