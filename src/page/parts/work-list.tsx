import type { JSX } from 'preact';
import type { DeskConversation, HumanView, RingView } from '../../inspector/contract.js';
import { inShort } from '../format.js';
import { acceptRing, attempt, desk, nameOfConsumer, now, showConversation } from '../state.js';
import { Avatar } from './avatar.js';

/** The rings of a human agent, and the open conversations that others have. */
export function WorkList({ person }: { readonly person: HumanView }): JSX.Element | null {
  const ringing = new Set(person.rings.map(({ conversationId }) => conversationId));
  const others = (desk.value?.conversations ?? []).filter(
    ({ id, state }) => state === 'open' && !ringing.has(id) && !person.conversationIds.includes(id),
  );
  if (person.rings.length + others.length === 0) return null;
  return (
    <ul class="works" aria-label="Rings and conversations to take">
      {person.rings.map((ring) => (
        <Ring key={ring.ringId} humanId={person.id} ring={ring} isFirst={ring === person.rings[0]} />
      ))}
      {others.map((conversation) => (
        <Other key={conversation.id} humanId={person.id} conversation={conversation} />
      ))}
    </ul>
  );
}

function Ring({
  humanId,
  ring,
  isFirst,
}: {
  readonly humanId: string;
  readonly ring: RingView;
  readonly isFirst: boolean;
}): JSX.Element {
  const { consumerName, skill, reason, ringId, expiresAt, lengthMs } = ring;
  const left = Math.max(0, Math.ceil((expiresAt - now.value) / 1_000));
  const total = Math.ceil(lengthMs / 1_000);
  const colour = left <= 10 ? 'var(--amber)' : 'var(--accent-ink)';
  return (
    <li class="work hot">
      <span class="count" role="timer" aria-label={`Ring ends in ${left} seconds`}>
        <svg viewBox="0 0 36 36" aria-hidden="true">
          <circle cx="18" cy="18" r="15.5" stroke="var(--accent-line)" />
          <circle cx="18" cy="18" r="15.5" stroke={colour} pathLength={total} stroke-dasharray={`${left} ${total}`} />
        </svg>
        <b aria-hidden="true">{left}</b>
      </span>
      <div class="grow">
        <b>{consumerName}</b> <span class="mute">rings for skill {skill}</span>
        {reason !== undefined && <p class="cut">“{inShort(reason, 200)}”</p>}
      </div>
      <button class="btn" onClick={() => void attempt('reject', { humanId, ringId })}>
        Reject
      </button>
      <button class="btn primary" onClick={() => void acceptRing(humanId, ring)}>
        Accept {isFirst && <kbd>A</kbd>}
      </button>
    </li>
  );
}

function Other({
  humanId,
  conversation: { id, consumerId, assigned, skill },
}: {
  readonly humanId: string;
  readonly conversation: DeskConversation;
}): JSX.Element {
  const name = nameOfConsumer(consumerId);
  const takeOver = async (): Promise<void> => {
    if ((await attempt('takeOver', { humanId, conversationId: id })) !== undefined) showConversation(id);
  };
  return (
    <li class="work">
      <Avatar person={{ kind: 'consumer', name }} />
      <div class="grow cut">
        <b>{name}</b>{' '}
        <span class="mute">{assigned === undefined ? `waits for ${skill}` : `with ${assigned.name}`}</span>
      </div>
      <button class="btn" aria-label={`Take over ${name}`} onClick={() => void takeOver()}>
        Take over
      </button>
    </li>
  );
}
