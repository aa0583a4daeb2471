import type { JSX } from 'preact';
import { useState } from 'preact/hooks';
import type { DeskConversation } from '../../inspector/contract.js';
import { attempt, linesOf } from '../state.js';
import { Icon } from './icons.js';

const RATINGS = [1, 2, 3, 4, 5];

/** Whether the platform asks the survey. A bot that speaks in the survey's dialog asks its own. */
export function isPlatformSurvey({ id, state, dialogId }: DeskConversation): boolean {
  return (
    state === 'survey' &&
    !linesOf(id).value.some(
      (line) => line.kind === 'message' && line.dialogId === dialogId && line.from.kind !== 'consumer',
    )
  );
}

/** The platform's survey after a conversation, as the last item of its log. */
export function Survey({ conversation: { id, dialogType } }: { readonly conversation: DeskConversation }): JSX.Element {
  const [rating, setRating] = useState<number | undefined>(undefined);
  const [text, setText] = useState('');
  const send = (): void => {
    if (rating !== undefined) void attempt('rate', { conversationId: id, rating, ...(text !== '' && { text }) });
  };
  return (
    <li class="msg bot">
      <span class="av b" aria-hidden="true">
        <Icon name="note" />
      </span>
      <div>
        <form
          class="card poll"
          aria-label="Survey"
          onSubmit={(event) => {
            event.preventDefault();
            send();
          }}
        >
          <div class="body">
            <fieldset role="radiogroup">
              <legend>
                How satisfied are you? <span class="mute">5 is very</span>
              </legend>
              <div class="rate">
                {RATINGS.map((value) => (
                  <label key={value}>
                    <input
                      type="radio"
                      name={`rating of ${id}`}
                      aria-label={`${value} of 5`}
                      checked={rating === value}
                      onChange={() => setRating(value)}
                    />
                    {value}
                  </label>
                ))}
              </div>
            </fieldset>
            <label class="f">
              Anything to add?
              <input class="input" value={text} onInput={({ currentTarget }) => setText(currentTarget.value)} />
            </label>
          </div>
          <div class="go">
            <div>
              <button type="button" onClick={() => void attempt('consumerCloses', { conversationId: id })}>
                Skip
              </button>
            </div>
            <div>
              <button
                disabled={rating === undefined}
                title={rating === undefined ? 'Choose a number first' : undefined}
              >
                Send answers
              </button>
            </div>
          </div>
        </form>
        <div class="meta">dialog {dialogType}</div>
      </div>
    </li>
  );
}
