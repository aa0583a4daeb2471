import type { ComponentChildren, JSX } from 'preact';
import { memo } from '../memo.js';
import { useEffect, useLayoutEffect, useRef, useState } from 'preact/hooks';
import type { DeskConversation, EventLine, PersonView } from '../../inspector/contract.js';
import { timeOf } from '../format.js';
import { KEPT, linesOf } from '../state.js';
import { Avatar } from './avatar.js';
import { Icon, type IconName } from './icons.js';
import { Message, type Viewer } from './message.js';

/** Lines that are shown at once: the layout of more takes too long at hundreds of messages a second. */
const SHOWN = 150;

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
  const [isWhole, setWhole] = useState(false);
  const shown = isWhole ? lines : lines.slice(-SHOWN);
  const typists = typing.filter((person) => person.id !== viewer.id);
  const last = lines.at(-1)?.id;
  const { box, isAtEnd, follow, toEnd } = useEnd();
  const [seen, setSeen] = useState(last);
  useLayoutEffect(() => {
    if (follow()) setSeen(last);
  });
  const missed = lines.length - 1 - lines.findLastIndex((line) => line.id === seen);
  return (
    <div class="logbox">
      <div
        class={isAtEnd.current ? 'log follows' : 'log'}
        role="log"
        aria-live="polite"
        aria-label={label}
        // A scrollable region must be reachable by keyboard.
        tabIndex={0}
        ref={box}
      >
        <ol>
          {shown.length < lines.length && (
            <li class="sys">
              <button class="btn s" onClick={() => setWhole(true)}>
                Show {lines.length - shown.length} older
              </button>
            </li>
          )}
          {isWhole && all.length >= KEPT && <li class="sys">The page keeps no older messages</li>}
          {shown.map((line) =>
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
  /** Scrolls to the end after a change of the content. @returns Whether the box is at its end. */
  readonly follow: () => boolean;
  readonly toEnd: () => void;
} {
  const box = useRef<HTMLDivElement>(null);
  const isAtEnd = useRef(true);
  const [, render] = useState(true);
  /** Where the box was when it was scrolled to its end. */
  const endTop = useRef(0);
  const toEnd = (): void => {
    if (box.current === null) return;
    box.current.scrollTop = box.current.scrollHeight;
    endTop.current = box.current.scrollTop;
  };
  const follow = (): boolean => {
    // The event of a scroll comes later than the scroll: the reader must not be brought back before it.
    const isHigher = (box.current?.scrollTop ?? 0) < endTop.current - TOLERANCE_PX;
    if (!isAtEnd.current || (isHigher && !isEnd(box.current))) return false;
    toEnd();
    return true;
  };
  useEffect(() => {
    const { current } = box;
    if (current === null) return undefined;
    const look = (): void => {
      isAtEnd.current = isEnd(current);
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
  return { box, isAtEnd, follow, toEnd };
}

function isEnd(box: HTMLElement | null): boolean {
  return box === null || box.scrollHeight - box.scrollTop - box.clientHeight < TOLERANCE_PX;
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
