import type { JSX } from 'preact';
import type { MessageLine } from '../../inspector/contract.js';
import { attempt, linesOf } from '../state.js';
import { fieldsOf } from './rich-content.js';

/** The quick replies of the newest message of an agent, until the consumer says something. */
export function QuickReplies({ conversationId }: { readonly conversationId: string }): JSX.Element | null {
  const last = linesOf(conversationId).value.findLast(
    (line): line is MessageLine => line.kind === 'message' && !line.isPrivate,
  );
  const { replies } = fieldsOf(last?.quickReplies);
  if (last === undefined || last.from.kind === 'consumer' || !Array.isArray(replies)) return null;
  const titles = replies.map((reply) => fieldsOf(reply)['title']).filter((title) => typeof title === 'string');
  return (
    <div class="quick" role="group" aria-label="Quick replies">
      {titles.map((title, index) => (
        <button key={index} onClick={() => void attempt('click', { lineId: last.id, title })}>
          {title}
        </button>
      ))}
    </div>
  );
}
