import type { JSX } from 'preact';
import { addConsumer, desk } from '../state.js';
import { CopyButton } from './copy-button.js';
import { Icon } from './icons.js';

/** What to do first. */
export function Start(): JSX.Element {
  const { bot, address = '127.0.0.1:4660' } = desk.value ?? {};
  const hasBot = bot !== undefined && bot.state !== 'not connected';
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
              <p class="wait" role="status">
                {hasBot ? (
                  <>
                    <Icon name="ticks" />
                    {bot.name} is {bot.state}
                  </>
                ) : (
                  <>
                    <span class="spin" aria-hidden="true" />
                    <span>
                      Waits for a login. A bot of your own: <code>csdsDomain: 'http://{address}'</code>
                    </span>
                  </>
                )}
              </p>
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

function Command({ text }: { readonly text: string }): JSX.Element {
  return (
    <div class="cmd">
      <code data-p="$ ">{text}</code>
      <CopyButton text={text} label={`Copy: ${text}`} />
    </div>
  );
}
