import type { JSX } from 'preact';
import type { BotView } from '../../inspector/contract.js';
import { addConsumer, desk } from '../state.js';
import { CopyButton } from './copy-button.js';
import { Icon } from './icons.js';

/** States of a bot that has not logged in, or whose process has ended. */
const withoutSocket: ReadonlySet<BotView['state']> = new Set(['not connected', 'restarting', 'failed']);

/** What to do first. */
export function Start(): JSX.Element {
  const { bot, address = '127.0.0.1:4660' } = desk.value ?? {};
  const hasBot = bot !== undefined && !withoutSocket.has(bot.state);
  return (
    <section class="start" aria-labelledby="start">
      <div>
        <h2 id="start">Talk to your bot, and break it</h2>
        <p>A LivePerson account on your desk. Nothing leaves this machine.</p>
        <ol class="todo">
          <li class={hasBot ? '' : 'now'} aria-current={hasBot ? undefined : 'step'}>
            <span class="i" aria-hidden="true">
              1
            </span>
            <div>
              <h3>Start your bot</h3>
              <p>It gets the account, a login and this address, and restarts when the file changes.</p>
              <Command text="npx node-agent-sdk simulator bot.ts --watch" />
              <BotWait bot={bot} address={address} />
            </div>
          </li>
          <li class={hasBot ? 'now' : ''} aria-current={hasBot ? 'step' : undefined}>
            <span class="i" aria-hidden="true">
              2
            </span>
            <div>
              <h3>Say something</h3>
              <p>As a consumer, here.</p>
              <div class="line-btns">
                <button class="btn" onClick={() => void addConsumer()}>
                  <Icon name="plus" />
                  Add consumer <kbd>N</kbd>
                </button>
              </div>
            </div>
          </li>
          <li>
            <span class="i" aria-hidden="true">
              3
            </span>
            <div>
              <h3>Break it</h3>
              <p>
                Cut the cable on the left and watch the bot recover. Each fault shows the line of test code that does
                the same.
              </p>
            </div>
          </li>
        </ol>
      </div>
    </section>
  );
}

/** What the first step waits for. */
function BotWait({ bot, address }: { readonly bot: BotView | undefined; readonly address: string }): JSX.Element {
  if (bot?.state === 'failed') {
    return (
      <p class="wait bad" role="status">
        <Icon name="warning" />
        <span class="cut">{bot.command ?? bot.name} failed. “Failed” above shows why.</span>
      </p>
    );
  }
  if (bot !== undefined && !withoutSocket.has(bot.state)) {
    return (
      <p class="wait ok" role="status">
        <Icon name="ticks" />
        {bot.name} is {bot.state}
      </p>
    );
  }
  return (
    <p class="wait" role="status">
      <span class="spin" aria-hidden="true" />
      {bot?.command === undefined ? (
        <span>
          Waits for a login. A bot of your own: <code>csdsDomain: 'http://{address}'</code>
        </span>
      ) : (
        <span>{bot.command} runs, and has not connected yet.</span>
      )}
    </p>
  );
}

function Command({ text }: { readonly text: string }): JSX.Element {
  return (
    <div class="cmd">
      <code data-p="$ ">{text}</code>
      <CopyButton text={text} label={`Copy: ${text}`} />
    </div>
  );
}
