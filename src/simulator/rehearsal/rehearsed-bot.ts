import type { Agent } from '../../agent.js';
import type { Clock } from '../../bot/clock.js';
import type { AgentOptions } from '../../options/options.js';
import type { Store } from '../../store/store.js';

/** What a rehearsal needs of a bot. A `Bot` of `node-agent-sdk/bot` has it. */
export interface RehearsedBot {
  readonly agent: Pick<Agent, 'state' | 'on' | 'off' | 'dispose'>;
  /** Resolves when the bot takes conversations. */
  start(): Promise<void>;
  stop(options?: { readonly drain?: number }): Promise<void>;
  /** Without it the errors of the agent count as those of the bot. */
  on?(event: 'error', handler: (error: Error) => unknown): unknown;
  /** With it `settled()` and `clock.advance()` wait for handlers that run. */
  health?(): { readonly running: number };
}

/** What the bot is made of. `BotSetup` of `node-agent-sdk/bot` accepts it. */
export interface RehearsalSetup {
  /**
   * Connects to the platform of the rehearsal as its first user, and reconnects without a pause. After `restart()` the
   * platform ignores what comes with the `userAgent` of the old bot.
   */
  readonly agent: AgentOptions;
  readonly store: Store;
  readonly clock: Clock;
  /** For the bot's flows; absent unless the rehearsal has this option. */
  readonly replay?: 'always' | undefined;
}

/** The skill in which consumers of a rehearsal start their conversations, if the platform has no other users. */
export const BOTS = 'bot';
/** The skill of the human agents of a rehearsal. */
export const HUMANS = 'humans';
