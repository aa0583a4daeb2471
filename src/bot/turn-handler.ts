import type { Chat } from './chat.js';
import type { Turn } from './turn.js';

/** What is called for a turn; `chat` has the members that `derive` adds. */
export type TurnHandler<Session extends object, Derived extends object, T extends Turn = Turn> = (
  chat: Chat<Session> & Derived,
  turn: T,
) => unknown;
