import type { JSX } from 'preact';
import { useState } from 'preact/hooks';
import type { DeskConversation, HumanView } from '../../inspector/contract.js';
import { countdown, plural, shortId } from '../format.js';
import { attempt, consumer, desk, latestOf, nameOfConsumer, now } from '../state.js';
import { Avatar } from './avatar.js';
import { Composer } from './composer.js';
import { FilterButton } from './filter-button.js';
import { Icon } from './icons.js';
import { Log } from './log.js';
import { Note } from './note.js';
import { TransferMenu } from './transfer-menu.js';
import { WorkList } from './work-list.js';

/** The side of a human agent: availability, rings, and the chosen conversation. */
export function Workspace({ person }: { readonly person: HumanView }): JSX.Element {
  const shown = latestOf(consumer.value);
  return (
    <div class="panel">
      <div class="desk">
        <Top person={person} />
        <WorkList person={person} />
      </div>
      {shown === undefined ? (
        <p class="none grow">No conversation yet. Say something as a consumer first.</p>
      ) : (
        <Shown key={shown.id} person={person} shown={shown} />
      )}
    </div>
  );
}

const states: Readonly<Record<HumanView['availability'], string>> = {
  online: 'Online',
  away: 'Away',
  offline: 'Offline',
};

function Top({
  person: { id, name, availability, skills, conversationIds },
}: {
  readonly person: HumanView;
}): JSX.Element {
  const queues = (desk.value?.queues ?? []).filter(({ skill, waiting }) => waiting > 0 && skills.includes(skill));
  return (
    <div class="top">
      <Avatar person={{ kind: 'human', name }} />
      <h2>{name}</h2>
      <select
        class="input"
        aria-label={`State of ${name}`}
        value={availability}
        onChange={({ currentTarget: { value } }) =>
          // The options are those of the contract.
          void attempt('setAvailability', { humanId: id, availability: value as HumanView['availability'] })
        }
      >
        {Object.entries(states).map(([value, text]) => (
          <option key={value} value={value}>
            {text}
          </option>
        ))}
      </select>
      <span class="mute">{plural(conversationIds.length, 'conversation')}</span>
      <span class="grow" />
      {queues.map(({ skill, waiting, longestSince }) => (
        <span class="chip" key={skill}>
          {skill}: {waiting} waiting{longestSince !== undefined && `, longest ${countdown(now.value - longestSince)}`}
        </span>
      ))}
    </div>
  );
}

function Shown({ person, shown }: { readonly person: HumanView; readonly shown: DeskConversation }): JSX.Element {
  const [isPrivate, setPrivate] = useState(false);
  const { id: conversationId, consumerId, state, dueAt, note } = shown;
  const { id: humanId } = person;
  const name = nameOfConsumer(consumerId);
  const isOwn = person.conversationIds.includes(conversationId) && state !== 'closed';
  return (
    <>
      <div class="conv">
        <h2>{name}</h2>
        <span class="mono mute">{shortId(conversationId)}</span>
        <FilterButton conversationId={conversationId} />
        {isOwn && dueAt !== undefined && (
          <span class="chip warn">
            <Icon name="clock" />
            answer due {countdown(dueAt - now.value)}
          </span>
        )}
        {!isOwn && <span class="chip">{ownerOf(shown)}</span>}
        <span class="grow" />
        {isOwn && (
          <>
            <TransferMenu humanId={humanId} conversationId={conversationId} />
            <button
              class="btn quiet s"
              onClick={() => void attempt('transfer', { humanId, conversationId, to: { queue: true } })}
            >
              Back to queue
            </button>
            <button
              class="btn quiet s"
              aria-label="Close the conversation"
              onClick={() => void attempt('humanCloses', { humanId, conversationId })}
            >
              Close
            </button>
          </>
        )}
      </div>
      {(isOwn || note !== undefined) && (
        <Note
          note={note}
          {...(isOwn && {
            onSave: async (text: string) =>
              (await attempt('writeNote', { humanId, conversationId, text })) !== undefined,
          })}
        />
      )}
      <Log conversation={shown} name={name} viewer={{ kind: 'human', id: humanId, name: person.name }} />
      {isOwn && (
        <Composer
          label={isPrivate ? `Private message as ${person.name}` : `Message as ${person.name}`}
          isPrivate={isPrivate}
          onSend={async (text) =>
            (await attempt('humanSays', { humanId, conversationId, text, isPrivate })) !== undefined
          }
          onFile={(file) => void attempt('humanSendsFile', { humanId, conversationId, ...file })}
        >
          <Audience name={name} isPrivate={isPrivate} onChange={setPrivate} />
        </Composer>
      )}
    </>
  );
}

function ownerOf({ state, assigned, skill }: DeskConversation): string {
  if (state === 'closed') return 'closed';
  return assigned === undefined ? `waits for ${skill}` : `with ${assigned.name}`;
}

/** Who reads what is written: the consumer too, or only agents and managers. */
function Audience({
  name,
  isPrivate,
  onChange,
}: {
  readonly name: string;
  readonly isPrivate: boolean;
  readonly onChange: (isPrivate: boolean) => void;
}): JSX.Element {
  return (
    <div class="seg" role="radiogroup" aria-label="Who reads this">
      <button type="button" role="radio" aria-checked={!isPrivate} onClick={() => onChange(false)}>
        To {name}
      </button>
      <button type="button" role="radio" aria-checked={isPrivate} data-key="private" onClick={() => onChange(true)}>
        <Icon name="lock" />
        Private
      </button>
    </div>
  );
}
