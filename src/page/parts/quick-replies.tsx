import type { JSX } from 'preact';
import type { MessageLine } from '../../inspector/contract.js';
import { inShort } from '../format.js';
import { fieldsOf, textOf } from '../rich-elements.js';
import { attempt, linesOf } from '../state.js';

/** Quick replies that the page shows. UMS takes 24. */
const MAX_REPLIES = 50;

/** The quick replies of the newest message of an agent, until the consumer says something. */
export function QuickReplies({ conversationId }: { readonly conversationId: string }): JSX.Element | null {
  const last = linesOf(conversationId).value.findLast(
    (line): line is MessageLine => line.kind === 'message' && !line.isPrivate,
  );
  const { replies } = fieldsOf(last?.quickReplies);
  if (last === undefined || last.from.kind === 'consumer' || !Array.isArray(replies)) return null;
  const titles = replies
    .slice(0, MAX_REPLIES)
    .map((reply) => textOf(fieldsOf(reply)))
    .filter((title) => title !== '');
  return (
    <div class="quick" role="group" aria-label="Quick replies">
      {titles.map((title, index) => (
        <button key={index} onClick={() => void attempt('click', { lineId: last.id, title })}>
          {inShort(title, 100)}
        </button>
      ))}
    </div>
  );
}
