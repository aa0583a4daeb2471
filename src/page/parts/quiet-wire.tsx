import type { JSX } from 'preact';
import { Icon, type IconName } from './icons.js';

const legend: readonly {
  readonly icon: IconName;
  readonly look: string;
  readonly what: string;
  readonly text: string;
}[] = [
  { icon: 'pair', look: 'accent', what: 'Request', text: 'With its answer on one row: latency and status.' },
  { icon: 'down', look: 'ok', what: 'Notification', text: 'What the platform tells the bot unasked.' },
  { icon: 'cross', look: 'bad', what: 'Close and reconnect', text: 'The code, the wait, what was restored.' },
  { icon: 'zap', look: 'warn', what: 'Fault', text: 'What you broke, as a line of test code.' },
  {
    icon: 'warning',
    look: 'warn',
    what: 'Not in the schema',
    text: 'A field without a description. It is passed through.',
  },
];

/** What the wire will show. */
export function QuietWire(): JSX.Element {
  return (
    <div class="quietbox">
      <div>
        <h2>The wire is quiet</h2>
        <p>Everything the bot and the platform exchange appears here.</p>
        <ul class="legend" aria-label="How to read the wire">
          {legend.map(({ icon, look, what, text }) => (
            <li key={what}>
              <span class={look}>
                <Icon name={icon} />
              </span>
              <span>
                <b>{what}</b>
                <small>{text}</small>
              </span>
            </li>
          ))}
        </ul>
      </div>
    </div>
  );
}
