import type { JSX } from 'preact';
import { duration } from '../format.js';
import { desk } from '../state.js';
import { BotState } from './bot-state.js';
import { HelpButton } from './help.js';
import { ThemeButton } from './theme.js';

/** Account, bot, sockets and round trip; theme and help. */
export function Header(): JSX.Element {
  const { account, bot, sockets, roundTrips = [] } = desk.value ?? {};
  return (
    <header class="bar">
      <h1>
        <svg aria-hidden="true" viewBox="0 0 20 20">
          <rect width="20" height="20" rx="6" fill="var(--accent)" />
          <path
            d="M5 6.5A1.5 1.5 0 0 1 6.5 5h7A1.5 1.5 0 0 1 15 6.5v4a1.5 1.5 0 0 1-1.500 1.500h-4L6.500 15v-3A1.500 1.500 0 0 1 5 10.500z"
            fill="#fff"
          />
        </svg>
        Simulator
      </h1>
      <dl class="facts" aria-label="Status" aria-live="polite">
        <div>
          <dt>Account</dt>
          <dd>{account ?? '…'}</dd>
        </div>
        <div>
          <dt>Bot</dt>
          <dd>{bot === undefined ? '…' : <BotState bot={bot} />}</dd>
        </div>
        <div class="opt">
          <dt>Sockets</dt>
          <dd>{sockets ?? 0}</dd>
        </div>
        <div aria-live="off">
          <dt>Round trip</dt>
          <dd>
            {roundTrips.length === 0 ? <span class="mute">none yet</span> : duration(roundTrips.at(-1) ?? 0)}
            <Sparkline values={roundTrips} />
          </dd>
        </div>
      </dl>
      <div class="tools" role="toolbar" aria-label="View">
        <ThemeButton />
        <HelpButton />
      </div>
    </header>
  );
}

/** The last round trips as a line; its height is that of the longest. */
function Sparkline({ values }: { readonly values: readonly number[] }): JSX.Element | null {
  if (values.length < 2) return null;
  const highest = Math.max(...values, 0.001);
  const step = 48 / (values.length - 1);
  const points = values.map(
    (value, index) => `${(index * step).toFixed(1)} ${(15 - (13 * value) / highest).toFixed(1)}`,
  );
  return (
    <svg class="spark" viewBox="0 0 48 16" aria-hidden="true">
      <path d={`M${points.join('L')}`} />
    </svg>
  );
}
