import type { JSX } from 'preact';
import type { ConsumerView, DeskConversation } from '../../inspector/contract.js';
import { countdown } from '../format.js';
import { addConsumer, consumer, desk, latestOf, now, showConsumer } from '../state.js';
import { moveFocus } from './arrow-keys.js';
import { Avatar } from './avatar.js';
import { Icon } from './icons.js';

export function Consumers(): JSX.Element {
  const consumers = desk.value?.consumers ?? [];
  return (
    <section aria-label="Consumers">
      <div class="head">
        <h2>Consumers</h2>
        <span class="n">{consumers.length}</span>
        <button class="btn quiet s icon" aria-label="Add consumer" onClick={() => void addConsumer()}>
          <Icon name="plus" />
        </button>
      </div>
      {consumers.length === 0 ? (
        <p class="none">
          None yet. Press <kbd>N</kbd> to add one.
        </p>
      ) : (
        <ul class="people" onKeyDown={moveFocus}>
          {consumers.map((person) => (
            <li key={person.id}>
              <ConsumerRow person={person} />
            </li>
          ))}
        </ul>
      )}
    </section>
  );
}

function ConsumerRow({ person }: { readonly person: ConsumerView }): JSX.Element {
  const shown = latestOf(person);
  const isChosen = consumer.value?.id === person.id;
  const owner = shown?.assigned === undefined ? '' : `, with ${shown.assigned.name}`;
  return (
    <button
      aria-current={isChosen ? 'true' : undefined}
      title={`${person.name}${owner}`}
      onClick={() => showConsumer(person.id)}
    >
      <Avatar person={{ kind: 'consumer', name: person.name }} />
      <span class="grow">
        <b class="cut">{person.name}</b>
        <small class="cut">{shown === undefined ? 'no conversation yet' : lastOf(shown)}</small>
      </span>
      {shown !== undefined && <Mark conversation={shown} isChosen={isChosen} />}
    </button>
  );
}

/** What happened last, or who has the conversation if that says more. */
function lastOf({ state, assigned, waitingSince, skill, typing, last, rating }: DeskConversation): string {
  const [typist] = typing;
  if (state === 'closed') return rating === undefined ? last : `closed, survey ${rating} of 5`;
  if (typist !== undefined) return `${typist.name} is typing…`;
  if (state === 'open' && assigned === undefined && waitingSince !== undefined) return `waits for ${skill}`;
  return assigned?.kind === 'human' ? `with ${assigned.name}` : last;
}

function Mark({
  conversation: { state, ringUntil, unread },
  isChosen,
}: {
  readonly conversation: DeskConversation;
  readonly isChosen: boolean;
}): JSX.Element {
  if (unread > 0 && !isChosen) {
    return (
      <span class="badge" role="img" aria-label={`${unread} new`}>
        {unread}
      </span>
    );
  }
  if (ringUntil !== undefined) {
    const left = countdown(ringUntil - now.value);
    return (
      <span class="chip acc" role="img" aria-label={`rings, ${left} left`}>
        {left}
      </span>
    );
  }
  const isOpen = state !== 'closed';
  return <span class={isOpen ? 'dot ok' : 'dot ring mute'} role="img" aria-label={isOpen ? 'open' : 'closed'} />;
}
