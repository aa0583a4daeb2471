import { CHANGES } from '../conversations/changes.js';
import type { Conversations } from '../conversations/conversations.js';
import { applyChange, type Saved, type Store } from '../store/store.js';
import { CLICKS } from './saved-state.js';

/** How far the turns of one conversation are. */
export interface TurnState {
  readonly isOwner: boolean;
  readonly running: boolean;
  readonly waiting: number;
}

/** Ten messages a second at most: a person reads them. */
const PAUSE_MS = 100;

/**
 * Reports what the bot knows of its conversations to the program that has started the process, through the IPC channel:
 * `{ type: 'node-agent-sdk/reports', reports }`, where each report is the newest state of one conversation. Does not keep
 * the process alive. Nothing else in the bot depends on it.
 */
export class Reporter {
  readonly #saved = new Map<string, Saved>();
  /** Ids of conversations whose state may differ from the reported one. */
  readonly #changed = new Set<string>();
  /** Nothing is sent before the start, and nothing while a timer runs or a message is on its way. */
  #isBusy = true;
  /** Set by the start. */
  #stateOf: ((conversationId: string) => TurnState) | undefined;

  /** @returns `undefined`: no program has asked for reports, by the environment variable `LP_INSPECTOR`. */
  static ofProcess(): Reporter | undefined {
    return process.env['LP_INSPECTOR'] && process.send ? new Reporter() : undefined;
  }

  /** The same store; the reporter sees what it loads and commits. */
  watched(store: Store): Store {
    const saved = this.#saved;
    const changed = (id: string): void => this.#note(id);
    return {
      async *load(agent) {
        for await (const one of store.load(agent)) {
          saved.set(one.conversationId, one);
          yield one;
        }
      },
      async commit(agent, change, lease) {
        // Copied before the commit: the caller may reuse its objects.
        const copy = structuredClone(change);
        await store.commit(agent, change, lease);
        const id = change.conversationId;
        const next = applyChange(saved.get(id), copy);
        if (next === undefined) saved.delete(id);
        else saved.set(id, next);
        changed(id);
      },
    };
  }

  start(conversations: Conversations, stateOf: (conversationId: string) => TurnState): void {
    this.#stateOf = stateOf;
    conversations.agent.on(CHANGES, ({ changes }) => {
      for (const { result } of changes) this.#note(result.convId);
    });
    conversations.on('message', ({ id }) => this.#note(id));
    // Without a conversation, too: the program learns that this bot reports.
    this.#send();
  }

  #note(conversationId: string): void {
    this.#changed.add(conversationId);
    this.#schedule();
  }

  #schedule(): void {
    if (this.#isBusy || this.#changed.size === 0) return;
    this.#isBusy = true;
    setTimeout(() => this.#send(), PAUSE_MS).unref();
  }

  #send(): void {
    const reports = Array.from(this.#changed, (conversationId) => this.#reportOf(conversationId));
    this.#changed.clear();
    process.send?.({ type: 'node-agent-sdk/reports', reports }, undefined, undefined, (error) => {
      // The program has ended, or has closed the channel: the bot goes on, and reports no more.
      if (error !== null) return;
      this.#isBusy = false;
      this.#schedule();
    });
  }

  #reportOf(conversationId: string): object {
    const saved = this.#saved.get(conversationId);
    const session = sessionOf(saved);
    return { conversationId, session, positions: saved?.positions ?? {}, ...this.#stateOf?.(conversationId) };
  }
}

/** The session of the application alone: the bot keeps the data of clicks beside it. */
function sessionOf(saved: Saved | undefined): unknown {
  // A bot saves objects, or nothing.
  const { [CLICKS]: _, ...session } = (saved?.session ?? {}) as Readonly<Record<string, unknown>>;
  return session;
}
