import type { BotReport } from './contract.js';

/** The process of a bot that the desk started. */
export interface BotProcess {
  /** As the command line names it: `bot.ts`. */
  readonly command: string;
  readonly state: 'running' | 'restarting' | 'failed';
  /** With `failed`: how the process ended, and its last lines. */
  readonly failure?: string | undefined;
  /** Why there are no reports, for people; absent if the bot reports. */
  readonly silence?: string | undefined;
  /** The newest report of each conversation, by conversation id. */
  readonly reports: ReadonlyMap<string, BotReport>;
  /** Ends the process and starts it again. */
  restart(): Promise<void>;
  /** Calls the listener after each change of the other members. */
  onChange(listener: () => void): void;
}
