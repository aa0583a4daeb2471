import { Accounts, type LoginSession } from './accounts.js';
import { Connections } from './connections.js';
import { Conversations } from './conversation-registry.js';
import { Consumers } from './consumer-registry.js';
import { Files } from './file-store.js';
import { Ids } from './ids.js';
import type { ResolvedOptions, Skill } from '../options.js';
import { Routing } from './routing.js';
import { Notifier } from './notifier.js';
import { Timers } from '../timers.js';

/** The state of the platform and what follows from what. Knows neither HTTP nor frames. */
export class Platform {
  readonly accountId: string;
  readonly ids = new Ids();
  readonly timers = new Timers();
  readonly connections = new Connections();
  readonly accounts: Accounts;
  readonly consumers: Consumers;
  readonly conversations: Conversations;
  readonly routing: Routing;
  readonly notifier: Notifier;
  readonly files: Files;
  readonly #skills: readonly Skill[];

  constructor(options: ResolvedOptions, { onReplaced }: { readonly onReplaced: (session: LoginSession) => void }) {
    const { accountId, singleSession, survey, ringExpirationMs, fileUrlTtlMs } = options;
    const { ids, timers, connections } = this;
    this.accountId = accountId;
    this.#skills = options.skills;
    this.accounts = new Accounts(accountId, { singleSession, onReplaced });
    this.consumers = new Consumers();
    this.files = new Files(accountId, ids, { urlTtlMs: fileUrlTtlMs });
    this.notifier = new Notifier(connections);
    this.conversations = new Conversations(ids, {
      survey,
      listener: {
        started: (conversation) => this.consumers.get(conversation.consumerId)?.enter(conversation),
        changed: (conversation) => {
          this.notifier.conversationChanged(conversation);
          this.routing.review(conversation);
        },
        published: (conversation, dialog, message) => {
          this.notifier.messagePublished(dialog, message);
          this.consumers.get(conversation.consumerId)?.receive(message);
        },
      },
    });
    const { accounts, conversations } = this;
    this.routing = new Routing({ accounts, connections, conversations, ids, timers, ringExpirationMs });
  }

  /** The skills that were named: as the account's, or as an agent's. */
  get skillIds(): readonly string[] {
    const ids = [...this.#skills.map(({ id }) => String(id)), ...this.accounts.all.flatMap(({ skillIds }) => skillIds)];
    return [...new Set(ids)];
  }

  /** An account that was given no skills has all of them; `-1` stands for none. */
  hasSkill(id: string | number): boolean {
    const { skillIds } = this;
    return String(id) === '-1' || skillIds.length === 0 || skillIds.includes(String(id));
  }
}
