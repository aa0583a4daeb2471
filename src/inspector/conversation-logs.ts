import type { ConversationListener } from '../simulator/platform/conversation-registry.js';
import type {
  SimulatedConversation,
  SimulatedDialog,
  SimulatedMessage,
} from '../simulator/platform/conversation-state.js';
import type { Platform } from '../simulator/platform/platform.js';
import { CommandError } from './command-error.js';
import type { MessageLine } from './contract.js';
import { ConversationLog, type LogContext } from './conversation-log.js';

/** Closed conversations that the desk shows. Open ones are always shown. */
const MAX_CLOSED = 50;

/** The logs of the conversations that the desk shows, oldest first. */
export class ConversationLogs implements ConversationListener {
  readonly #platform: Platform;
  readonly #context: LogContext;
  readonly #onChange: () => void;
  readonly #logs = new Map<string, ConversationLog>();
  /** Ids of closed conversations, oldest first. */
  readonly #closed = new Set<string>();
  /** Called after each change of a conversation or new message. */
  readonly watchers = new Set<(log: ConversationLog) => void>();

  constructor(platform: Platform, context: LogContext, onChange: () => void) {
    this.#platform = platform;
    this.#context = context;
    this.#onChange = onChange;
    for (const conversation of platform.conversations.all) {
      this.started(conversation);
      this.changed(conversation);
      for (const dialog of conversation.dialogs) {
        for (const message of dialog.messages) this.published(conversation, dialog, message);
      }
    }
    platform.observers.add(this);
  }

  get all(): Iterable<ConversationLog> {
    return this.#logs.values();
  }

  find(conversationId: string): ConversationLog | undefined {
    return this.#logs.get(conversationId);
  }

  /** @throws {CommandError} The desk does not show a conversation with this id. */
  get(conversationId: string): ConversationLog {
    const log = this.#logs.get(conversationId);
    if (log === undefined) throw new CommandError(404, `There is no conversation ${conversationId}`);
    return log;
  }

  /** @throws {CommandError} The desk has no such line, or the line is no message. */
  messageLine(lineId: string): {
    readonly log: ConversationLog;
    readonly line: MessageLine;
    readonly message: SimulatedMessage;
  } {
    const dialogId = lineId.slice(0, lineId.lastIndexOf(':'));
    const log = this.ofDialog(dialogId);
    const line = log?.line(lineId);
    const message = log?.message(lineId);
    if (log === undefined || message === undefined || line?.kind !== 'message') {
      throw new CommandError(404, `There is no message ${lineId}`);
    }
    return { log, line, message };
  }

  ofDialog(dialogId: string): ConversationLog | undefined {
    const found = this.#platform.conversations.dialog(dialogId);
    return found && this.#logs.get(found.conversation.id);
  }

  /** The consumer's newest conversation that is not closed. */
  openOf(consumerId: string): ConversationLog | undefined {
    return [...this.#logs.values()].findLast(
      ({ conversation }) => conversation.consumerId === consumerId && conversation.stage === 'OPEN',
    );
  }

  started(conversation: SimulatedConversation): void {
    this.#logs.set(conversation.id, new ConversationLog(conversation, this.#context));
    this.#onChange();
  }

  changed(conversation: SimulatedConversation): void {
    const log = this.#logs.get(conversation.id);
    if (log === undefined) return;
    log.compare();
    if (conversation.stage === 'CLOSE') this.#keepClosed(conversation.id);
    this.#tell(log);
  }

  published(conversation: SimulatedConversation, dialog: SimulatedDialog, message: SimulatedMessage): void {
    const log = this.#logs.get(conversation.id);
    if (log === undefined) return;
    log.published(dialog, message);
    this.#tell(log);
  }

  forgotten({ id }: SimulatedConversation): void {
    this.#logs.delete(id);
    this.#closed.delete(id);
    this.#onChange();
  }

  /** An agent whose socket closed does not type any more. */
  stopTyping(userId: string): void {
    for (const { typing } of this.#logs.values()) {
      for (const [id, person] of typing) if (person.id === userId) typing.delete(id);
    }
  }

  close(): void {
    this.#platform.observers.delete(this);
  }

  #keepClosed(id: string): void {
    this.#closed.add(id);
    for (const oldest of this.#closed) {
      if (this.#closed.size <= MAX_CLOSED) return;
      this.#closed.delete(oldest);
      this.#logs.delete(oldest);
    }
  }

  #tell(log: ConversationLog): void {
    for (const watcher of this.watchers) watcher(log);
    this.#onChange();
  }
}
