import type { ComponentChildren, JSX } from 'preact';
import type { BotReport, DeskConversation } from '../../inspector/contract.js';
import { countdown, shortId } from '../format.js';
import { conversation, desk, now } from '../state.js';
import { ShortJson } from './json.js';

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

function Fact({ name, children }: { readonly name: string; readonly children: ComponentChildren }): JSX.Element {
  return (
    <>
      <dt>{name}</dt>
      <dd>{children}</dd>
    </>
  );
}

function OfConversation({ shown }: { readonly shown: DeskConversation }): JSX.Element {
  const { id, state, skill, assigned, waitingSince, dialogType, sequence, dueAt, rating } = shown;
  return (
    <section aria-label="Conversation state">
      <div class="head">
        <h3>Conversation</h3>
        <span class="mono mute">{shortId(id)}</span>
      </div>
      <dl>
        <Fact name="stage">
          <span class={state === 'closed' ? 'mute' : 'js'}>{state === 'closed' ? 'CLOSE' : 'OPEN'}</span>
          {state === 'survey' && 'with a survey'}
        </Fact>
        <Fact name="skill">{skill}</Fact>
        <Fact name="assigned">
          {assigned?.name ?? <span class="mute">{waitingSince === undefined ? 'no agent' : 'waits in the queue'}</span>}
        </Fact>
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
      </dl>
    </section>
  );
}

function OfBot({ shown: { bot: report, assigned, dialogId } }: { readonly shown: DeskConversation }): JSX.Element {
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
        <Report report={report} ownerName={assigned?.name} dialogId={dialogId} />
      )}
    </section>
  );
}

function Report({
  report,
  ownerName,
  dialogId,
}: {
  readonly report: BotReport;
  readonly ownerName: string | undefined;
  readonly dialogId: string;
}): JSX.Element {
  const { isOwner, session, positions, running, waiting } = report;
  const position = positions[dialogId] ?? Object.values(positions).at(-1);
  return (
    <dl>
      <Fact name="owner">
        {isOwner ? 'yes' : <span class="warn">no{ownerName !== undefined && `, ${ownerName} has it`}</span>}
      </Fact>
      <Fact name="session">
        {/* A scrollable region must be reachable by keyboard. */}
        <div class="session" tabIndex={0}>
          <ShortJson value={session} />
        </div>
      </Fact>
      <Fact name="turns">
        {running || waiting > 0 ? `${running ? 'one runs' : 'none runs'}, ${waiting} waiting` : 'none'}
      </Fact>
      <Fact name="cursor">{position === undefined ? 'nothing committed yet' : `seq ${position}, committed`}</Fact>
    </dl>
  );
}
