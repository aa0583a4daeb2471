import type { JSX } from 'preact';
import { useLayoutEffect, useRef } from 'preact/hooks';
import type { FaultName } from '../../inspector/contract.js';
import { testCode } from '../../inspector/test-code.js';
import { apply, closeSettings, CODES, openFault, refuseSettings, slowSettings, unusable } from '../fault-state.js';
import { attempt, desk } from '../state.js';
import { CopyButton } from './copy-button.js';
import { Icon } from './icons.js';

const texts: Readonly<Record<FaultName, string>> = {
  cut: 'All sockets of the bot end without a close frame, as when a cable is cut.',
  blackhole: 'The sockets take bytes and send none. Switched off, what was held back arrives.',
  slow: 'The frames of the platform arrive later.',
  refuse: 'The platform answers the next requests of this name with an error.',
  kick: 'Another login of the same user ends the session of the bot.',
  revoke: 'The token is no longer valid, and the sockets close with 4401.',
  close: 'All sockets of the bot close with this code; with 1006 without a close frame.',
};

const titles: Partial<Readonly<Record<FaultName, string>>> = { refuse: 'Refuse the next request' };

/** What a fault does, its settings, and the same as a line of test code. Esc closes it and returns the focus. */
export function FaultPopover({ name, title }: { readonly name: FaultName; readonly title: string }): JSX.Element {
  const box = useRef<HTMLDivElement>(null);
  useLayoutEffect(() => {
    const element = box.current;
    const opener = document.querySelector<HTMLElement>(`#code-${name}`);
    if (element === null || opener === null) return undefined;
    place(element, opener);
    element.querySelector<HTMLElement>('.row input, .row select, button')?.focus();
    const onKey = ({ key }: KeyboardEvent): void => {
      if (key === 'Escape') close();
    };
    const onPointer = ({ target }: PointerEvent): void => {
      // The opener closes the popover by its own click.
      if (target instanceof Node && !element.contains(target) && !opener.contains(target)) close();
    };
    document.addEventListener('keydown', onKey);
    document.addEventListener('pointerdown', onPointer);
    return () => {
      document.removeEventListener('keydown', onKey);
      document.removeEventListener('pointerdown', onPointer);
      // A click elsewhere keeps the focus that it has set.
      if (element.contains(document.activeElement)) opener.focus();
    };
  }, [name]);
  const close = (): void => {
    openFault.value = undefined;
  };
  const code = codeOf(name);
  return (
    <div class="pop" role="dialog" aria-labelledby="fault-title" ref={box}>
      <header>
        <h2 id="fault-title">{titles[name] ?? title}</h2>
        <button class="btn quiet s icon" aria-label="Close" onClick={close}>
          <Icon name="cross" />
        </button>
      </header>
      <p>{texts[name]}</p>
      {name === 'slow' && <SlowSettings />}
      {name === 'refuse' && <RefuseSettings />}
      {name === 'close' && <CloseSettings />}
      <div class="same">
        <header class="head">
          <span>The same in a test</span>
          <CopyButton text={code} />
        </header>
        <pre tabIndex={0}>
          <TestCode code={code} />
        </pre>
      </div>
      {name === 'refuse' && (
        <footer>
          <button
            class="btn primary"
            disabled={unusable.value !== undefined}
            onClick={() => apply('refuse', refuseSettings.value)}
          >
            Arm
          </button>
          <button
            class="btn"
            disabled={desk.value?.faults.refuse === undefined}
            onClick={() => void attempt('disarm', { name: 'refuse' })}
          >
            Disarm
          </button>
        </footer>
      )}
    </div>
  );
}

/** Below its opener, or above if there is no room. */
function place(box: HTMLElement, opener: HTMLElement): void {
  const { bottom, top } = opener.getBoundingClientRect();
  const { height } = box.getBoundingClientRect();
  box.style.top = `${bottom + 8 + height > innerHeight ? Math.max(52, top - height - 8) : bottom + 8}px`;
}

function codeOf(name: FaultName): string {
  switch (name) {
    case 'slow':
      return testCode.slow({ on: true, ...slowSettings.value });
    case 'refuse':
      return testCode.refuse(refuseSettings.value);
    case 'blackhole':
      return testCode.blackhole({ on: true });
    case 'close':
      return testCode.close(closeSettings.value);
    case 'cut':
    case 'kick':
    case 'revoke':
      return testCode[name]({});
  }
}

/** Test code with colours, as text. */
function TestCode({ code }: { readonly code: string }): JSX.Element {
  return (
    <>
      {code.split(/('[^']*'|\b\d+\b|\b(?:throw|new|true|false)\b|\w+(?=\())/).map((part, index) => (
        <span key={index} class={index % 2 === 1 ? lookOf(part) : undefined}>
          {part}
        </span>
      ))}
    </>
  );
}

function lookOf(part: string): string {
  if (part.startsWith("'")) return 'js';
  if (/^\d/.test(part)) return 'jn';
  return /^(throw|new|true|false)$/.test(part) ? 'jb' : 'jk';
}

function CloseSettings(): JSX.Element {
  return (
    <div class="row">
      <label class="f">
        Code
        <select
          class="input"
          value={closeSettings.value.code}
          onChange={({ currentTarget: { value } }) => {
            closeSettings.value = { code: Number(value) };
          }}
        >
          {CODES.map((code) => (
            <option key={code}>{code}</option>
          ))}
        </select>
      </label>
    </div>
  );
}

function SlowSettings(): JSX.Element {
  return (
    <div class="row">
      <label class="f">
        Delay in ms
        <input
          class="input"
          type="number"
          min="1"
          max="60000"
          value={slowSettings.value.delayMs}
          onChange={({ currentTarget }) => {
            slowSettings.value = { delayMs: numberIn(currentTarget, 400) };
            // A delay that is on changes at once.
            if (desk.value?.faults.slowMs !== undefined) apply('slow', { on: true, ...slowSettings.value });
          }}
        />
      </label>
    </div>
  );
}

const REFUSALS = [400, 401, 403, 404, 409, 429, 500, 503];

function RefuseSettings(): JSX.Element {
  const settings = refuseSettings.value;
  return (
    <div class="row">
      <label class="f">
        Request
        <select
          class="input"
          value={settings.request}
          onChange={({ currentTarget: { value: request } }) => {
            refuseSettings.value = { ...settings, request };
          }}
        >
          {(desk.value?.faults.requests ?? []).map((request) => (
            <option key={request}>{request}</option>
          ))}
        </select>
      </label>
      <label class="f">
        Code
        <select
          class="input"
          value={settings.code}
          onChange={({ currentTarget: { value } }) => {
            refuseSettings.value = { ...settings, code: Number(value) };
          }}
        >
          {REFUSALS.map((code) => (
            <option key={code}>{code}</option>
          ))}
        </select>
      </label>
      <label class="f">
        Times
        <input
          class="input"
          type="number"
          min="1"
          max="100"
          value={settings.times}
          // While it is typed: a change on blur would render between the press and the release of the button Arm.
          onInput={({ currentTarget: field }) => {
            if (field.value !== '' && field.validity.valid)
              refuseSettings.value = { ...settings, times: field.valueAsNumber };
          }}
          onChange={({ currentTarget }) => {
            refuseSettings.value = { ...settings, times: numberIn(currentTarget, 1) };
          }}
        />
      </label>
    </div>
  );
}

/** A whole number within the field's bounds. */
function numberIn({ value, min, max }: HTMLInputElement, otherwise: number): number {
  const number = Math.round(Number(value));
  return Number.isFinite(number) && value !== '' ? Math.min(Number(max), Math.max(Number(min), number)) : otherwise;
}
