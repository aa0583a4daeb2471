import type { ComponentChildren, JSX } from 'preact';

export interface Tab<Id extends string> {
  readonly id: Id;
  readonly content: ComponentChildren;
}

/** Tabs over one panel. The left and right keys choose the neighbour. A tab has the element id `{prefix}-{id}`. */
export function TabList<Id extends string>({
  label,
  prefix,
  panelId,
  tabs,
  chosen,
  onChoose,
}: {
  readonly label: string;
  readonly prefix: string;
  readonly panelId: string;
  readonly tabs: readonly Tab<Id>[];
  readonly chosen: Id;
  readonly onChoose: (id: Id) => void;
}): JSX.Element {
  return (
    <div
      class="tablist"
      role="tablist"
      aria-label={label}
      onKeyDown={({ key }) => {
        const step = { ArrowRight: 1, ArrowLeft: -1 }[key];
        if (step === undefined) return;
        const index = tabs.findIndex(({ id }) => id === chosen);
        const next = tabs[(index + step + tabs.length) % tabs.length];
        if (next === undefined) return;
        onChoose(next.id);
        document.querySelector<HTMLElement>(`#${prefix}-${next.id}`)?.focus();
      }}
    >
      {tabs.map(({ id, content }) => (
        <button
          key={id}
          id={`${prefix}-${id}`}
          role="tab"
          aria-controls={panelId}
          aria-selected={id === chosen}
          tabIndex={id === chosen ? 0 : -1}
          onClick={() => onChoose(id)}
        >
          {content}
        </button>
      ))}
    </div>
  );
}
