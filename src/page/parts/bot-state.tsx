import type { JSX } from 'preact';
import { useEffect, useRef, useState } from 'preact/hooks';
import type { BotView } from '../../inspector/contract.js';
import { attempt } from '../state.js';
import { Icon } from './icons.js';

interface Look {
  readonly text: string;
  /** Class of the colour. */
  readonly colour: string;
  readonly isFull: boolean;
}

const looks: Readonly<Record<BotView['state'], Look>> = {
  'not connected': { text: 'Not connected', colour: '', isFull: false },
  online: { text: 'Online', colour: 'ok', isFull: true },
  occupied: { text: 'Occupied', colour: 'warn', isFull: true },
  away: { text: 'Away', colour: 'warn', isFull: false },
  offline: { text: 'Offline', colour: '', isFull: false },
  restarting: { text: 'Restarting', colour: 'acc', isFull: false },
  failed: { text: 'Failed', colour: 'failed', isFull: false },
};

/** The bot's name and state; of a bot that the desk started, a button that shows its process. */
export function BotState({ bot }: { readonly bot: BotView }): JSX.Element {
  const { name, state, command } = bot;
  const { text, colour, isFull } = looks[state];
  const content = (
    <>
      <span class={isFull ? 'dot' : 'dot ring'} />
      {text}
    </>
  );
  return (
    <>
      {state !== 'not connected' && <span>{name}</span>}
      {command === undefined ? (
        <span class={`chip ${colour}`}>{content}</span>
      ) : (
        <ProcessButton bot={bot} command={command} className={`chip ${colour}`}>
          {content}
        </ProcessButton>
      )}
    </>
  );
}

function ProcessButton({
  bot: { name, state, failure },
  command,
  className,
  children,
}: {
  readonly bot: BotView;
  readonly command: string;
  readonly className: string;
  readonly children: JSX.Element;
}): JSX.Element {
  const [isOpen, setOpen] = useState(false);
  const opener = useRef<HTMLButtonElement>(null);
  const box = useRef<HTMLDivElement>(null);
  useEffect(() => {
    if (isOpen) box.current?.querySelector('button')?.focus();
  }, [isOpen]);
  const close = (): void => {
    setOpen(false);
    opener.current?.focus();
  };
  const restart = (): void => {
    close();
    void attempt('restartBot', {});
  };
  return (
    <>
      <button
        ref={opener}
        class={className}
        aria-haspopup="dialog"
        aria-expanded={isOpen}
        title={state === 'failed' ? 'Why it failed' : 'The bot’s process'}
        onClick={() => setOpen(!isOpen)}
      >
        {children}
        <Icon name="chevron" />
      </button>
      {isOpen && (
        <div
          class="process"
          role="dialog"
          aria-label={`Process of ${name}`}
          aria-live="off"
          ref={box}
          onKeyDown={({ key }) => {
            if (key === 'Escape') close();
          }}
        >
          <div class="title">
            <h2 class="cut">{command}</h2>
            <button class="btn quiet s icon" aria-label="Close" onClick={close}>
              <Icon name="cross" />
            </button>
          </div>
          {failure === undefined ? (
            <p class="mute">The desk started this process.</p>
          ) : (
            // A scrollable region must be reachable by keyboard.
            <pre tabIndex={0} aria-label="Failure">
              {failure}
            </pre>
          )}
          <div class="do">
            <button class="btn" disabled={state === 'restarting'} onClick={restart}>
              <Icon name="again" />
              Restart the bot
            </button>
          </div>
        </div>
      )}
    </>
  );
}
