import type { JSX } from 'preact';
import { useEffect } from 'preact/hooks';
import type { ConsumerView, DeskConversation, OutgoingFile } from '../../inspector/contract.js';
import { shortId, timeOf } from '../format.js';
import { attempt, latestOf, showConsumer } from '../state.js';
import { Composer } from './composer.js';
import { FilterButton } from './filter-button.js';
import { Log } from './log.js';
import { QuickReplies } from './quick-replies.js';
import { Survey } from './survey.js';

/** One consumer: its conversation, and the field to say something. */
export function ConsumerPanel({ person }: { readonly person: ConsumerView }): JSX.Element {
  const shown = latestOf(person);
  useReading(shown);
  const isOpen = shown !== undefined && shown.state !== 'closed';
  const target = { consumerId: person.id, ...(isOpen && { conversationId: shown.id }) };
  return (
    <div class="panel">
      <Heading person={person} shown={shown} />
      {shown === undefined ? (
        <p class="none grow">Say something: the first message starts a conversation.</p>
      ) : (
        <Log conversation={shown} name={person.name} viewer={{ kind: 'consumer', id: person.id }} />
      )}
      {shown?.state === 'survey' && <Survey conversation={shown} />}
      {isOpen && <QuickReplies conversationId={shown.id} />}
      {shown?.state === 'closed' ? (
        <Closed person={person} />
      ) : (
        <Composer
          key={person.id}
          label={`Message as ${person.name}`}
          onSend={async (text) => (await attempt('say', { ...target, text })) !== undefined}
          onFile={(file: OutgoingFile) => void attempt('sendFile', { ...target, ...file })}
          onTyping={(on) => {
            if (isOpen) void attempt('typing', { conversationId: shown.id, on });
          }}
        />
      )}
    </div>
  );
}

/** A consumer has read what the page shows, while the page is visible. */
function useReading(shown: DeskConversation | undefined): void {
  const { id, unread = 0 } = shown ?? {};
  useEffect(() => {
    if (id === undefined || unread === 0) return undefined;
    const read = (): void => {
      if (document.visibilityState === 'visible') void attempt('read', { conversationId: id });
    };
    read();
    document.addEventListener('visibilitychange', read);
    return () => document.removeEventListener('visibilitychange', read);
  }, [id, unread]);
}

function Heading({
  person,
  shown,
}: {
  readonly person: ConsumerView;
  readonly shown: DeskConversation | undefined;
}): JSX.Element {
  const { name, id, conversationIds } = person;
  return (
    <div class="conv">
      <h2>{name}</h2>
      {shown !== undefined && (
        <>
          {conversationIds.length > 1 ? (
            <select
              class="input mono older"
              aria-label={`Conversation of ${name}`}
              value={shown.id}
              onChange={({ currentTarget }) => showConsumer(id, currentTarget.value)}
            >
              {conversationIds.map((conversationId, index) => (
                <option key={conversationId} value={conversationId}>
                  {index + 1}: {shortId(conversationId)}
                </option>
              ))}
            </select>
          ) : (
            <span class="mono mute" title={`Started ${timeOf(shown.startedAt)}`}>
              {shortId(shown.id)}
            </span>
          )}
          <FilterButton conversationId={shown.id} />
          {shown.state === 'open' && <span class="chip cut">skill {shown.skill}</span>}
          {shown.state === 'open' && (
            <span class="chip cut">{shown.assigned === undefined ? 'waits' : `${shown.assigned.name} assigned`}</span>
          )}
          {shown.state !== 'open' && <span class="chip">{shown.state}</span>}
          <span class="grow" />
          {shown.state !== 'closed' && (
            <button
              class="btn quiet s"
              aria-label="Close the conversation"
              onClick={() => void attempt('consumerCloses', { conversationId: shown.id })}
            >
              Close
            </button>
          )}
        </>
      )}
    </div>
  );
}

function Closed({ person: { id } }: { readonly person: ConsumerView }): JSX.Element {
  const start = async (): Promise<void> => {
    const started = await attempt('startConversation', { consumerId: id });
    if (started !== undefined) showConsumer(id);
  };
  return (
    <div class="conv end">
      <span class="mute">The conversation is closed.</span>
      <span class="grow" />
      <button class="btn" onClick={() => void start()}>
        New conversation
      </button>
    </div>
  );
}
