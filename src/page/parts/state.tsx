import type { ComponentChildren, JSX } from 'preact';
import type { BotReport, DeskConversation } from '../../inspector/contract.js';
import { countdown, shortId } from '../format.js';
import { conversation, desk, now } from '../state.js';
import { Json } from './json.js';

/** The shown conversation as the platform has it, beside what the bot reports of itself. */
export function State(): JSX.Element | null {
  const shown = conversation.value;
  if (shown === undefined) return null;
  return (
    <div class="state" role="region" aria-label="State" aria-live="polite">
      <OfConversation shown={shown} />
      <OfBot shown={shown} />
    </div>
  );
}

function Facts({ children }: { readonly children: ComponentChildren }): JSX.Element {
  return <dl>{children}</dl>;
}

function Fact({ name, children }: { readonly name: string; readonly children: ComponentChildren }): JSX.Element {
  return (
    <>
      <dt>{name}</dt>
      <dd>{children}</dd>
    </>
  );
}

function OfConversation({ shown }: { readonly shown: DeskConversation }): JSX.Element {
  const { id, state, skill, assigned, dialogType, sequence, dueAt, rating } = shown;
  return (
    <section aria-label="Conversation state">
      <div class="head">
        <h3>Conversation</h3>
        <span class="mono mute">{shortId(id)}</span>
      </div>
      <Facts>
        <Fact name="stage">
          <span class={state === 'closed' ? 'mute' : 'js'}>{state === 'closed' ? 'CLOSE' : 'OPEN'}</span>
        </Fact>
        <Fact name="skill">{skill}</Fact>
        <Fact name="assigned">{assigned?.name ?? <span class="mute">nobody yet</span>}</Fact>
        <Fact name="dialog">
          {dialogType}, {sequence < 0 ? 'no message yet' : `seq ${sequence}`}
        </Fact>
        <Fact name="answer due">
          {dueAt === undefined ? (
            'no'
          ) : (
            <span class="warn" aria-live="off">
              {countdown(dueAt - now.value)}
            </span>
          )}
        </Fact>
        {rating !== undefined && <Fact name="survey">{rating} of 5</Fact>}
      </Facts>
    </section>
  );
}

function OfBot({ shown: { bot: report, assigned } }: { readonly shown: DeskConversation }): JSX.Element {
  const { bot } = desk.value ?? {};
  return (
    <section aria-label="Bot state">
      <div class="head">
        <h3>Bot</h3>
        <span class="mute">{bot?.name}</span>
      </div>
      {report === undefined ? (
        <p class="none">{bot?.silence ?? 'The bot has reported nothing of this conversation yet.'}</p>
      ) : (
        <Report report={report} ownerName={assigned?.name} />
      )}
    </section>
  );
}

function Report({
  report,
  ownerName,
}: {
  readonly report: BotReport;
  readonly ownerName: string | undefined;
}): JSX.Element {
  const { isOwner, session, positions, running, waiting } = report;
  const position = Object.values(positions).at(-1);
  return (
    <Facts>
      <Fact name="owner">
        {isOwner ? 'yes' : <span class="warn">no{ownerName !== undefined && `, ${ownerName} has it`}</span>}
      </Fact>
      <Fact name="session">
        {/* A scrollable region must be reachable by keyboard. */}
        <div class="session" tabIndex={0}>
          <Json value={session} isInline />
        </div>
      </Fact>
      <Fact name="turns">{running ? `one runs, ${waiting} wait` : 'none'}</Fact>
      <Fact name="cursor">{position === undefined ? 'nothing committed yet' : `seq ${position}, committed`}</Fact>
    </Facts>
  );
}
