import type { JSX } from 'preact';
import { useEffect, useRef, useState } from 'preact/hooks';
import type { CommandInput } from '../../inspector/contract.js';
import { attempt, desk } from '../state.js';
import { moveFocus } from './arrow-keys.js';

type Target = CommandInput<'transfer'>['to'];

/** Who can get a conversation: the agents of a skill, the bot, another human. */
export function TransferMenu({
  humanId,
  conversationId,
}: {
  readonly humanId: string;
  readonly conversationId: string;
}): JSX.Element {
  const [isOpen, setOpen] = useState(false);
  const opener = useRef<HTMLButtonElement>(null);
  const menu = useRef<HTMLDivElement>(null);
  useEffect(() => {
    if (isOpen) menu.current?.querySelector('button')?.focus();
  }, [isOpen]);
  const close = (): void => {
    setOpen(false);
    opener.current?.focus();
  };
  const transfer = (to: Target): void => {
    setOpen(false);
    void attempt('transfer', { humanId, conversationId, to });
  };
  const { skills = [], bot, humans = [] } = desk.value ?? {};
  const agents = [
    ...(bot === undefined ? [] : [{ userId: bot.userId, name: bot.name }]),
    ...humans.filter(({ id }) => id !== humanId),
  ];
  return (
    <>
      <button
        ref={opener}
        class="btn quiet s"
        aria-expanded={isOpen}
        aria-haspopup="dialog"
        onClick={() => setOpen(!isOpen)}
      >
        Transfer…
      </button>
      {isOpen && (
        <div
          class="menu"
          role="dialog"
          aria-label="Transfer to"
          ref={menu}
          onKeyDown={(event) => {
            if (event.key === 'Escape') close();
            else moveFocus(event);
          }}
          onFocusOut={({ currentTarget, relatedTarget }) => {
            const isInside = relatedTarget instanceof Node && currentTarget.contains(relatedTarget);
            // The opener closes the menu with its own click.
            if (!isInside && relatedTarget !== opener.current) setOpen(false);
          }}
        >
          <h3>Skill</h3>
          {skills.map((skill) => (
            <button key={skill} onClick={() => transfer({ skill })}>
              {skill}
            </button>
          ))}
          <h3>Agent</h3>
          {agents.map(({ userId, name }) => (
            <button key={userId} onClick={() => transfer({ userId })}>
              {name}
            </button>
          ))}
        </div>
      )}
    </>
  );
}
