import type { JSX } from 'preact';
import type { ConsumerView } from '../../inspector/contract.js';
import { plural } from '../format.js';
import { chosenHumanId, consumer, desk, human, isSideBySide } from '../state.js';
import { ConsumerPanel } from './consumer-panel.js';
import { Icon } from './icons.js';
import { TabList, type Tab } from './tab-list.js';
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
      <div class="sides" role="tabpanel" id="side" aria-labelledby={`tab-${agent?.id ?? CONSUMER}`}>
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

/** The tab of the consumer's side; the others have the ids of the humans. */
const CONSUMER = 'consumer';

function Tabs({ person }: { readonly person: ConsumerView }): JSX.Element {
  const tabs: readonly Tab<string>[] = [
    {
      id: CONSUMER,
      content: (
        <>
          <Icon name="user" />
          {person.name}, consumer
        </>
      ),
    },
    ...(desk.value?.humans ?? []).map(({ id, name, rings }) => ({
      id,
      content: (
        <>
          <Icon name="agent" />
          {name}, agent
          {rings.length > 0 && (
            <span class="badge" role="img" aria-label={plural(rings.length, 'ring')}>
              {rings.length}
            </span>
          )}
        </>
      ),
    })),
  ];
  return (
    <TabList
      label="Side of the conversation"
      prefix="tab"
      panelId="side"
      tabs={tabs}
      chosen={human.value?.id ?? CONSUMER}
      onChoose={(id) => {
        chosenHumanId.value = id === CONSUMER ? undefined : id;
      }}
    />
  );
}
