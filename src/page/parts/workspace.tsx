import type { JSX } from 'preact';
import type { DeskConversation, HumanView, OutgoingFile } from '../../inspector/contract.js';
import { draftOf, setDraft } from '../drafts.js';
import { countdown, plural } from '../format.js';
import { attempt, consumer, desk, latestOf, nameOfConsumer, now } from '../state.js';
import { Audience } from './audience.js';
import { Avatar } from './avatar.js';
import { Composer } from './composer.js';
import { ConversationId } from './conversation-id.js';
import { FilterButton } from './filter-button.js';
import { Icon } from './icons.js';
import { Log } from './log.js';
import { Note } from './note.js';
import { Panel } from './panel.js';
import { TransferMenu } from './transfer-menu.js';
import { WorkList } from './work-list.js';

/** The side of a human agent: availability, rings, and the chosen conversation. */
export function Workspace({ person }: { readonly person: HumanView }): JSX.Element {
  const shown = latestOf(consumer.value);
  return (
    <div class="agent">
      <div class="desk">
        <Top person={person} />
        <WorkList person={person} />
      </div>
      {shown === undefined ? (
        <p class="none">No conversation yet. Say something as a consumer first.</p>
      ) : (
        <Shown person={person} shown={shown} />
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
  const { id: conversationId, consumerId, state, note } = shown;
  const { id: humanId } = person;
  const name = nameOfConsumer(consumerId);
  const isOwn = state === 'open' && person.conversationIds.includes(conversationId);
  const draft = `human ${humanId} ${conversationId}`;
  const { isPrivate } = draftOf(draft);
  // A file has no audience of its own: the consumer would see it.
  const sendFile =
    isOwn && !isPrivate
      ? (file: OutgoingFile) => void attempt('humanSendsFile', { humanId, conversationId, ...file })
      : undefined;
  return (
    <Panel onFile={sendFile}>
      <Heading humanId={humanId} shown={shown} name={name} isOwn={isOwn} />
      {(isOwn || note !== undefined) && (
        <Note
          key={conversationId}
          note={note}
          {...(isOwn && {
            onSave: async (text: string) =>
              (await attempt('writeNote', { humanId, conversationId, text })) !== undefined,
          })}
        />
      )}
      <Log
        key={conversationId}
        conversation={shown}
        label={`Messages with ${name}, as ${person.name}`}
        viewer={{ kind: 'human', id: humanId }}
      />
      {isOwn ? (
        <Composer
          key={conversationId}
          draft={draft}
          label={isPrivate ? `Private message as ${person.name}` : `Message as ${person.name}`}
          hiddenFrom={isPrivate ? name : undefined}
          onSend={async (text) =>
            (await attempt('humanSays', { humanId, conversationId, text, isPrivate })) !== undefined
          }
          onFile={sendFile}
        >
          <Audience
            draft={draft}
            name={name}
            isPrivate={isPrivate}
            onChange={(value) => setDraft(draft, { isPrivate: value })}
          />
        </Composer>
      ) : (
        <div class="conv end">
          <span class="mute">{whyNot(shown, person.name)}</span>
        </div>
      )}
    </Panel>
  );
}

/** Why the human agent cannot answer. */
function whyNot({ state, assigned, skill }: DeskConversation, name: string): string {
  if (state !== 'open') return 'The conversation is closed.';
  if (assigned === undefined) return `The conversation waits for an agent of skill ${skill}.`;
  return `${assigned.name} has this conversation. ${name} can answer after taking it over.`;
}

function Heading({
  humanId,
  shown: { id: conversationId, startedAt, dueAt, state, assigned, skill },
  name,
  isOwn,
}: {
  readonly humanId: string;
  readonly shown: DeskConversation;
  readonly name: string;
  readonly isOwn: boolean;
}): JSX.Element {
  const owner = assigned === undefined ? `waits for ${skill}` : `with ${assigned.name}`;
  return (
    <div class="conv">
      <h2 class="cut">{name}</h2>
      <ConversationId id={conversationId} startedAt={startedAt} />
      <FilterButton conversationId={conversationId} />
      {isOwn && dueAt !== undefined && (
        <span class="chip warn">
          <Icon name="clock" />
          answer due {countdown(dueAt - now.value)}
        </span>
      )}
      {!isOwn && (
        <span class="chip">
          <span class="cut">{state === 'open' ? owner : 'closed'}</span>
        </span>
      )}
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
  );
}
