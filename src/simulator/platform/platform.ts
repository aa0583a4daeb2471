import { Timers, type SimulatorClock } from '../clock.js';
import type { ResolvedRetention, ResolvedSimulatorOptions, Skill } from '../options.js';
import { Accounts, type LoginSession } from './accounts.js';
import { Connections } from './connections.js';
import { ConsumerRegistry } from './consumer-registry.js';
import { ConversationRegistry, type ConversationListener } from './conversation-registry.js';
import type { SimulatedConversation } from './conversation-state.js';
import type { PlatformEventSink } from './events.js';
import { Ids } from './ids.js';
import { Notifier } from './notifier.js';
import { Routing } from './routing.js';
import { Waiters } from '../waiters.js';
import { UploadedFiles } from './uploaded-files.js';

export interface PlatformHooks {
  readonly emit: PlatformEventSink;
  /** Called with a session that a later login of the same user ended. */
  readonly onReplaced: (session: LoginSession) => void;
}

/** The state of the platform and the consequences of its changes. Knows no HTTP and no frames. */
export class Platform {
  readonly accountId: string;
  readonly clock: SimulatorClock;
  readonly ids: Ids;
  readonly timers: Timers;
  readonly connections = new Connections();
  readonly accounts: Accounts;
  readonly consumers = new ConsumerRegistry();
  readonly conversations: ConversationRegistry;
  readonly routing: Routing;
  readonly notifier: Notifier;
  readonly files: UploadedFiles;
  readonly retention: ResolvedRetention;
  /** Called before the agents are notified, so that an observer knows what the notifications are about. */
  readonly observers = new Set<ConversationListener>();
  /** Waits for conversations to change. */
  readonly changes = new Waiters<SimulatedConversation>();
  /** More text for the errors of persons who wait in vain. */
  explain: () => string = () => '';
  readonly emit: PlatformEventSink;
  readonly #skills: readonly Skill[];

  constructor(options: ResolvedSimulatorOptions, { emit, onReplaced }: PlatformHooks) {
    const { accountId, clock, singleSession, sessionTtlMs, survey, ringExpirationMs, fileUrlTtlMs } = options;
    this.accountId = accountId;
    this.clock = clock;
    this.emit = emit;
    this.retention = options.retention;
    this.ids = new Ids(clock, options.repeatableIds);
    this.timers = new Timers(clock);
    this.#skills = options.skills;
    const { ids, timers, connections } = this;
    this.accounts = new Accounts(accountId, { singleSession, sessionTtlMs, timers, emit, onReplaced });
    this.files = new UploadedFiles(accountId, { ids, clock, urlTtlMs: fileUrlTtlMs });
    this.notifier = new Notifier(connections, clock);
    this.conversations = new ConversationRegistry({
      ids,
      clock,
      survey,
      retention: options.retention,
      listener: {
        started: (conversation) => {
          for (const observer of this.observers) observer.started(conversation);
          this.consumers.get(conversation.consumerId)?.enter(conversation);
        },
        changed: (conversation, cause) => {
          for (const observer of this.observers) observer.changed(conversation, cause);
          if (cause !== 'message') this.#emitChange(conversation, cause);
          this.notifier.conversationChanged(conversation);
          this.consumers.get(conversation.consumerId)?.observe(conversation);
          this.routing.review(conversation);
          this.changes.offer(conversation, { toAll: true });
        },
        published: (conversation, dialog, message) => {
          for (const observer of this.observers) observer.published(conversation, dialog, message);
          const { conversationId, dialogId, sequence, originatorId } = message;
          const body = {
            dialogId,
            originatorId,
            eventType: message.event.type,
            ...(sequence !== undefined && { sequence }),
          };
          emit({ type: 'message.published', conversationId, body });
          this.notifier.messagePublished(dialog, message);
          this.consumers.get(conversation.consumerId)?.receive(message);
        },
        forgotten: (conversation) => {
          this.routing.forget(conversation);
          for (const observer of this.observers) observer.forgotten(conversation);
        },
      },
    });
    const { accounts, conversations } = this;
    this.routing = new Routing({ accounts, connections, conversations, ids, clock, timers, ringExpirationMs, emit });
  }

  /** The ids of all skills of the account and of its agents. */
  get skillIds(): readonly string[] {
    const ids = [...this.#skills.map(({ id }) => String(id)), ...this.accounts.all.flatMap(({ skillIds }) => skillIds)];
    return [...new Set(ids)];
  }

  /** An account without configured skills accepts every id; `-1`, which means "no skill", is always accepted. */
  hasSkill(id: string | number): boolean {
    const { skillIds } = this;
    return String(id) === '-1' || skillIds.length === 0 || skillIds.includes(String(id));
  }

  #emitChange(conversation: SimulatedConversation, cause: 'start' | 'update'): void {
    const { id: conversationId, consumerId, skillId, state, stage, assigned, suggested } = conversation;
    const type = stage === 'CLOSE' ? 'conversation.closed' : 'conversation.updated';
    this.emit({
      type: cause === 'start' ? 'conversation.started' : type,
      conversationId,
      body: {
        consumerId,
        skillId,
        state,
        stage,
        ...(assigned && { assignedAgentId: assigned.id }),
        ...(suggested && { suggestedAgentId: suggested.id }),
      },
    });
  }
}
