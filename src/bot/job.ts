import type { Chat } from './chat.js';
import type { WaitingEvent } from './inbox.js';
import type { Turn } from './turn.js';

/** What is done in one go for a conversation: a turn, and the commit after it. */
export interface Job {
  /** The name of the handler, for errors. */
  readonly event: string;
  /** What the consumer said; handled when the job is committed. */
  readonly events: readonly WaitingEvent[];
  readonly dialogId: string;
  /** `undefined`: there is no handler, only the commit. */
  readonly run: ((chat: Chat, turn: Turn) => unknown) | undefined;
  /** Only while this agent has the conversation. */
  readonly needsOwner: boolean;
  /** The last job of a conversation: the commit removes what was saved. */
  readonly isLast?: boolean;
  readonly beginsSurvey?: boolean;
  /** The commit removes the flow. */
  readonly endsFlow?: boolean;
  /** The silence that is over: its commit removes the timer. */
  readonly silence?: string;
  /** The caller of `bot.turn`, who gets the failure instead of a repetition. */
  readonly caller?: { readonly resolve: () => void; readonly reject: (error: unknown) => void } | undefined;
}

/** What the handlers see of a job. */
export function turnOf({ events, dialogId }: Job, attempt: number): Turn {
  const messages = events.flatMap(({ message }) => message ?? []);
  return { text: messages.map(({ text }) => text).join('\n'), messages, attempt, dialogId };
}
