import type { JSX } from 'preact';
import { useState } from 'preact/hooks';
import type { DeskConversation } from '../../inspector/contract.js';
import { attempt } from '../state.js';

const RATINGS = [1, 2, 3, 4, 5];

/** The platform's survey after a conversation. A survey of the bot is a talk like any other, in the field below. */
export function Survey({ conversation: { id } }: { readonly conversation: DeskConversation }): JSX.Element {
  const [rating, setRating] = useState<number | undefined>(undefined);
  const [text, setText] = useState('');
  const send = (): void => {
    if (rating !== undefined) void attempt('rate', { conversationId: id, rating, ...(text !== '' && { text }) });
  };
  return (
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
              <button
                key={value}
                type="button"
                role="radio"
                aria-checked={rating === value}
                aria-label={`${value} of 5`}
                onClick={() => setRating(value)}
              >
                {value}
              </button>
            ))}
          </div>
        </fieldset>
        <label class="f">
          Anything to add?
          <input class="input" value={text} onInput={({ currentTarget }) => setText(currentTarget.value)} />
        </label>
      </div>
      <div class="go">
        <button disabled={rating === undefined} title={rating === undefined ? 'Choose a number first' : undefined}>
          Send the survey
        </button>
        <button type="button" onClick={() => void attempt('consumerCloses', { conversationId: id })}>
          Skip
        </button>
      </div>
    </form>
  );
}
