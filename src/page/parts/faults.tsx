import type { JSX } from 'preact';
import type { FaultName } from '../../inspector/contract.js';
import { apply, closeSettings, CODES, openFault, refuseSettings, slowSettings, unusable } from '../fault-state.js';
import { desk } from '../state.js';
import { FaultPopover } from './fault-popover.js';
import { Icon, type IconName } from './icons.js';

/** What can be broken. */
export function Faults(): JSX.Element {
  const { faults } = desk.value ?? {};
  const why = unusable.value;
  const armed = faults?.refuse?.left ?? 0;
  const { delayMs } = slowSettings.value;
  return (
    <section class="faults" aria-label="Faults" data-off={why === undefined ? undefined : ''}>
      <div class="head">
        <h2>Faults</h2>
        {armed > 0 && <span class="chip warn">{armed} armed</span>}
      </div>
      {why !== undefined && (
        <p class="none" id="faults-why">
          {why}
        </p>
      )}
      <h3>Connection</h3>
      <Fault name="cut" text="Cut the cable" icon="scissors" why={why} onClick={() => apply('cut', {})}>
        <small>
          <kbd>X</kbd>
        </small>
      </Fault>
      <Fault
        name="blackhole"
        text="Blackhole"
        icon="hole"
        why={why}
        isOn={faults?.blackhole ?? false}
        onClick={() => apply('blackhole', { on: faults?.blackhole !== true })}
      />
      <Fault
        name="slow"
        text={`Slow, ${faults?.slowMs ?? delayMs} ms`}
        icon="clock"
        why={why}
        isOn={faults?.slowMs !== undefined}
        onClick={() => apply('slow', { on: faults?.slowMs === undefined, delayMs })}
      />
      <h3>Requests</h3>
      <Fault
        name="refuse"
        text="Refuse next…"
        icon="stop"
        why={why}
        label="Refuse next"
        onClick={() => apply('refuse', refuseSettings.value)}
      >
        {armed > 0 && <small>{faults?.refuse?.code}</small>}
      </Fault>
      <h3>Session</h3>
      <Fault name="kick" text="Log in elsewhere" icon="leave" why={why} onClick={() => apply('kick', {})} />
      <Fault name="revoke" text="Revoke the token" icon="key" why={why} onClick={() => apply('revoke', {})} />
      <div class="fault">
        <h3 id="close-codes">Close with code</h3>
        <CodeButton name="close" label="Close with code" />
      </div>
      <div class="codes" role="group" aria-labelledby="close-codes">
        {CODES.map((code) => (
          <button
            key={code}
            class={code === 1000 ? 'btn s opt' : 'btn s'}
            aria-label={`Close with ${code}`}
            {...disabledFor(why)}
            onClick={() => {
              if (why !== undefined) return;
              closeSettings.value = { code };
              apply('close', { code });
            }}
          >
            {code}
          </button>
        ))}
      </div>
    </section>
  );
}

/** The button keeps the focus, so that a screen reader can read the reason. */
function disabledFor(why: string | undefined): JSX.HTMLAttributes<HTMLButtonElement> {
  return why === undefined ? {} : { 'aria-disabled': true, 'aria-describedby': 'faults-why', title: why };
}

interface FaultProps {
  readonly name: FaultName;
  readonly text: string;
  readonly icon: IconName;
  /** Why it cannot be used now. */
  readonly why: string | undefined;
  /** Of a switch. */
  readonly isOn?: boolean;
  readonly label?: string;
  readonly onClick: () => void;
  readonly children?: JSX.Element | false;
}

function Fault({ name, text, icon, why, isOn, label = text, onClick, children }: FaultProps): JSX.Element {
  const isSwitch = isOn !== undefined;
  return (
    <div class="fault">
      <button
        {...(isSwitch && { role: 'switch', 'aria-checked': isOn })}
        {...disabledFor(why)}
        onClick={() => {
          if (why === undefined) onClick();
        }}
      >
        <Icon name={icon} />
        {text}
        {isSwitch && <span class="sw" />}
        {children}
      </button>
      <CodeButton name={name} label={label} />
    </div>
  );
}

/** Opens the settings and the line of test code. */
function CodeButton({ name, label }: { readonly name: FaultName; readonly label: string }): JSX.Element {
  const isOpen = openFault.value === name;
  return (
    <>
      <button
        class="btn quiet s icon"
        id={`code-${name}`}
        aria-label={`Test code: ${label}`}
        aria-haspopup="dialog"
        aria-expanded={isOpen}
        onClick={() => {
          openFault.value = isOpen ? undefined : name;
        }}
      >
        <Icon name="code" />
      </button>
      {isOpen && <FaultPopover name={name} title={label} />}
    </>
  );
}
