import type { JSX } from 'preact';
import type { ConsumerView } from '../../inspector/contract.js';
import { plural } from '../format.js';
import { chosenHumanId, consumer, desk, human, isSideBySide } from '../state.js';
import { ConsumerPanel } from './consumer-panel.js';
import { Icon } from './icons.js';
import { Workspace } from './workspace.js';

/** Consumers side by side at most: more are too narrow to read. */
const MAX_SIDES = 4;

/** The conversation: the consumer's side, several consumers side by side, or the side of a human agent. */
export function Stage(): JSX.Element | null {
  const person = consumer.value;
  if (person === undefined) return null;
  const agent = human.value;
  const shown = agent === undefined && isSideBySide.value ? sidesWith(person) : [person];
  const name = shown.length > 1 ? 'Conversations side by side' : `Conversation with ${person.name}`;
  return (
    <section class="stage" aria-label={agent === undefined ? name : 'Agent workspace'}>
      <div class="tabs">
        <Tabs person={person} />
        <span class="grow" />
        <button
          class="btn quiet icon"
          aria-label="Show consumers side by side"
          aria-pressed={isSideBySide.value && agent === undefined}
          onClick={() => {
            isSideBySide.value = agent !== undefined || !isSideBySide.value;
            chosenHumanId.value = undefined;
          }}
        >
          <Icon name="split" />
        </button>
      </div>
      <div class="sides" role="tabpanel" id="side" aria-labelledby={`tab-${agent?.id ?? 'consumer'}`}>
        {agent === undefined ? (
          shown.map((side) => (
            <ConsumerPanel
              key={side.id}
              person={side}
              label={shown.length > 1 ? `Conversation with ${side.name}` : undefined}
              // Choosing would change which ones are shown if there are more.
              isChosenByFocus={shown.length === desk.value?.consumers.length}
            />
          ))
        ) : (
          <Workspace key={agent.id} person={agent} />
        )}
      </div>
    </section>
  );
}

/** The chosen consumer and the newest others, in the order of the list. */
function sidesWith(chosen: ConsumerView): readonly ConsumerView[] {
  const all = desk.value?.consumers ?? [];
  const others = all.filter(({ id }) => id !== chosen.id).slice(1 - MAX_SIDES);
  return all.filter((person) => person.id === chosen.id || others.includes(person));
}

interface Tab {
  readonly id: string | undefined;
  readonly text: string;
  readonly icon: 'user' | 'agent';
  readonly rings: number;
}

function Tabs({ person }: { readonly person: ConsumerView }): JSX.Element {
  const tabs: readonly Tab[] = [
    { id: undefined, text: `${person.name}, consumer`, icon: 'user', rings: 0 },
    ...(desk.value?.humans ?? []).map(({ id, name, rings }): Tab => ({
      id,
      text: `${name}, agent`,
      icon: 'agent',
      rings: rings.length,
    })),
  ];
  const chosen = human.value?.id;
  const move = (step: number): void => {
    const index = tabs.findIndex(({ id }) => id === chosen);
    const next = tabs[(index + step + tabs.length) % tabs.length];
    chosenHumanId.value = next?.id;
    document.querySelector<HTMLElement>(`#tab-${next?.id ?? 'consumer'}`)?.focus();
  };
  return (
    <div
      class="tablist"
      role="tablist"
      aria-label="Side of the conversation"
      onKeyDown={({ key }) => {
        if (key === 'ArrowRight') move(1);
        if (key === 'ArrowLeft') move(-1);
      }}
    >
      {tabs.map(({ id, text, icon, rings }) => (
        <button
          key={id}
          id={`tab-${id ?? 'consumer'}`}
          role="tab"
          aria-controls="side"
          aria-selected={id === chosen}
          tabIndex={id === chosen ? 0 : -1}
          onClick={() => {
            chosenHumanId.value = id;
          }}
        >
          <Icon name={icon} />
          {text}
          {rings > 0 && (
            <span class="badge" role="img" aria-label={plural(rings, 'ring')}>
              {rings}
            </span>
          )}
        </button>
      ))}
    </div>
  );
}
