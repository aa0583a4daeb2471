import type { JSX } from 'preact';
import type { HumanView } from '../../inspector/contract.js';
import { plural } from '../format.js';
import { addHuman, chosenHumanId, desk } from '../state.js';
import { moveFocus } from './arrow-keys.js';
import { Avatar } from './avatar.js';
import { Icon } from './icons.js';

export function Humans(): JSX.Element {
  const { humans = [], queues = [] } = desk.value ?? {};
  return (
    <section aria-label="Human agents">
      <div class="head">
        <h2>Human agents</h2>
        <span class="n">{humans.length}</span>
        <button class="btn quiet s icon" aria-label="Add human agent" onClick={() => void addHuman()}>
          <Icon name="plus" />
        </button>
      </div>
      {humans.length === 0 ? (
        <p class="none">Add one to feel a hand-off from the other side.</p>
      ) : (
        <ul class="people" onKeyDown={moveFocus}>
          {humans.map((person) => (
            <li key={person.id}>
              <HumanRow person={person} />
            </li>
          ))}
        </ul>
      )}
      {queues.length > 0 && (
        <p class="queue">
          <span>Queue</span>
          {queues.map(({ skill, waiting }) => (
            <span key={skill}>
              {skill} <b>{waiting}</b>
            </span>
          ))}
        </p>
      )}
    </section>
  );
}

function HumanRow({ person }: { readonly person: HumanView }): JSX.Element {
  const { id, name, skills, availability, conversationIds, rings } = person;
  const load = conversationIds.length === 0 ? 'idle' : `${conversationIds.length} open`;
  return (
    <button
      aria-current={chosenHumanId.value === id ? 'true' : undefined}
      onClick={() => {
        chosenHumanId.value = id;
      }}
    >
      <Avatar person={{ kind: 'human', name }} />
      <span class="grow">
        <b class="cut">{name}</b>
        <small class="cut">{[skills.join(', ') || 'all skills', availability, load].join(', ')}</small>
      </span>
      {rings.length > 0 ? (
        <span class="badge" role="img" aria-label={plural(rings.length, 'ring')}>
          {rings.length}
        </span>
      ) : (
        <span
          class={conversationIds.length > 0 ? 'dot ok' : 'dot ring mute'}
          role="img"
          aria-label={conversationIds.length > 0 ? 'busy' : 'idle'}
        />
      )}
    </button>
  );
}
