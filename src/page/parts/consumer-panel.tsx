import type { JSX } from 'preact';
import { useEffect } from 'preact/hooks';
import type { ConsumerView, DeskConversation, OutgoingFile } from '../../inspector/contract.js';
import { consumerDraft } from '../drafts.js';
import { shortId, timeOf } from '../format.js';
import { attempt, consumer, desk, latestOf, showConsumer } from '../state.js';
import { Composer } from './composer.js';
import { ConversationId } from './conversation-id.js';
import { FilterButton } from './filter-button.js';
import { Icon } from './icons.js';
import { Log } from './log.js';
import { Panel } from './panel.js';
import { QuickReplies } from './quick-replies.js';
import { isPlatformSurvey, Survey } from './survey.js';

/** One consumer: its conversation, and the field to say something. */
export function ConsumerPanel({
  person,
  label,
  isChosenByFocus,
}: {
  readonly person: ConsumerView;
  /** Name of the region, where panels stand side by side. */
  readonly label?: string | undefined;
  readonly isChosenByFocus: boolean;
}): JSX.Element {
  const { id: consumerId, name } = person;
  const shown = latestOf(person);
  useReading(shown);
  const hasSurvey = shown !== undefined && isPlatformSurvey(shown);
  const canSay = shown?.state !== 'closed' && !hasSurvey;
  const target = { consumerId, ...(shown !== undefined && { conversationId: shown.id }) };
  const sendFile = canSay ? (file: OutgoingFile) => void attempt('sendFile', { ...target, ...file }) : undefined;
  return (
    <Panel
      label={label}
      onFile={sendFile}
      onFocus={() => {
        if (isChosenByFocus && consumer.value?.id !== consumerId) showConsumer(consumerId, shown?.id);
      }}
    >
      <Heading person={person} shown={shown} />
      {shown === undefined ? (
        <p class="none grow">Say something: the first message starts a conversation.</p>
      ) : (
        <Log
          key={shown.id}
          conversation={shown}
          label={`Messages with ${name}`}
          viewer={{ kind: 'consumer', id: consumerId }}
        >
          {hasSurvey && <Survey conversation={shown} />}
        </Log>
      )}
      {canSay && shown !== undefined && <QuickReplies conversationId={shown.id} />}
      {canSay ? (
        <Composer
          key={consumerId}
          draft={consumerDraft(consumerId)}
          label={`Message as ${name}`}
          onSend={async (text) => (await attempt('say', { ...target, text })) !== undefined}
          onFile={sendFile}
          onTyping={shown && ((on) => tellTyping(shown.id, on))}
        />
      ) : (
        <Over person={person} shown={shown} />
      )}
    </Panel>
  );
}

function tellTyping(conversationId: string, on: boolean): void {
  const now = desk.value?.conversations.find(({ id }) => id === conversationId);
  // A conversation that was closed while the reader typed takes no typing state.
  if (now !== undefined && now.state !== 'closed') void attempt('typing', { conversationId, on });
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
  if (shown === undefined) {
    return (
      <div class="conv">
        <h2 class="cut">{person.name}</h2>
      </div>
    );
  }
  const { id, state, skill, assigned, startedAt } = shown;
  return (
    <div class="conv">
      <h2 class="cut">{person.name}</h2>
      {person.conversationIds.length > 1 && <Conversations person={person} shown={shown} />}
      <ConversationId id={id} startedAt={startedAt} />
      <FilterButton conversationId={id} />
      {state === 'open' ? (
        <>
          <span class="chip">
            <span class="cut">skill {skill}</span>
          </span>
          <span class="chip">
            <span class="cut">{assigned === undefined ? 'waits' : `${assigned.name} assigned`}</span>
          </span>
        </>
      ) : (
        <span class="chip">{state === 'survey' ? 'closed, survey open' : 'closed'}</span>
      )}
      <span class="grow" />
      {state === 'open' && (
        <button
          class="btn quiet s"
          aria-label="Close the conversation"
          onClick={() => void attempt('consumerCloses', { conversationId: id })}
        >
          Close
        </button>
      )}
    </div>
  );
}

/** Chooses an older conversation of a consumer. */
function Conversations({
  person: { id, name, conversationIds },
  shown,
}: {
  readonly person: ConsumerView;
  readonly shown: DeskConversation;
}): JSX.Element {
  const all = desk.value?.conversations ?? [];
  return (
    <select
      class="input older"
      aria-label={`Conversation of ${name}`}
      value={shown.id}
      onChange={({ currentTarget }) => showConsumer(id, currentTarget.value)}
    >
      {conversationIds.map((conversationId, index) => {
        const its = all.find((it) => it.id === conversationId);
        return (
          <option key={conversationId} value={conversationId}>
            {index + 1} of {conversationIds.length}
            {its !== undefined && `, ${timeOf(its.startedAt)}, ${its.state}`}, {shortId(conversationId)}
          </option>
        );
      })}
    </select>
  );
}

/** Instead of the field: why nothing can be said here, and where something can. */
function Over({
  person: { id, conversationIds },
  shown,
}: {
  readonly person: ConsumerView;
  readonly shown: DeskConversation | undefined;
}): JSX.Element {
  const isOlder = shown !== undefined && shown.id !== conversationIds.at(-1);
  const start = async (): Promise<void> => {
    if ((await attempt('startConversation', { consumerId: id })) !== undefined) showConsumer(id);
  };
  return (
    <div class="conv end">
      <span class="mute">The conversation is closed{shown?.state === 'survey' ? '; the survey is open.' : '.'}</span>
      <span class="grow" />
      {isOlder ? (
        <button class="btn" onClick={() => showConsumer(id)}>
          Newest conversation
        </button>
      ) : (
        <button class="btn" onClick={() => void start()}>
          <Icon name="plus" />
          New conversation
        </button>
      )}
    </div>
  );
}
