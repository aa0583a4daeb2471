import {
  SimulatedConversation,
  isContent,
  type ClosedBy,
  type SimulatedDialog,
  type Draft,
  type SimulatedMessage,
  type SimulatedParticipant,
} from './conversation-state.js';
import type { SimulatorClock } from '../clock.js';
import type { ResolvedRetention } from '../options.js';
import { trimOldest } from '../../support/keep-newest.js';
import type { Ids } from './ids.js';

/** Is called after every change: sends notifications, starts and stops rings, emits events. */
export interface ConversationListener {
  started(conversation: SimulatedConversation): void;
  /** `cause` is what changed it: its start, an update of its fields or participants, or a message. */
  changed(conversation: SimulatedConversation, cause: 'start' | 'update' | 'message'): void;
  published(conversation: SimulatedConversation, dialog: SimulatedDialog, message: SimulatedMessage): void;
  /** The platform keeps no more of a closed conversation. */
  forgotten(conversation: SimulatedConversation): void;
}

/** 5 KB. UMS accepts a message with more encoded metadata, but does not deliver the message. See docs/protocol.md#2.7. */
const MAX_ENCODED_METADATA = 5 * 1024;

/** The conversations of the account. Every change through this class is reported to the listener. */
export class ConversationRegistry {
  readonly #ids: Ids;
  readonly #clock: SimulatorClock;
  readonly #survey: boolean;
  readonly #listener: ConversationListener;
  readonly #retention: ResolvedRetention;
  /** Oldest first. */
  readonly #conversations = new Map<string, SimulatedConversation>();
  readonly #byDialog = new Map<string, SimulatedConversation>();
  /** Closed conversations that are kept, oldest first. */
  readonly #closed = new Set<SimulatedConversation>();
  /** Consumers with at least one conversation. */
  readonly #consumerIds = new Set<string>();

  constructor({
    ids,
    clock,
    survey,
    retention,
    listener,
  }: {
    readonly ids: Ids;
    readonly clock: SimulatorClock;
    readonly survey: boolean;
    readonly retention: ResolvedRetention;
    readonly listener: ConversationListener;
  }) {
    this.#ids = ids;
    this.#clock = clock;
    this.#survey = survey;
    this.#retention = retention;
    this.#listener = listener;
  }

  get all(): Iterable<SimulatedConversation> {
    return this.#conversations.values();
  }

  get(id: string): SimulatedConversation | undefined {
    return this.#conversations.get(id);
  }

  dialog(
    dialogId: string,
  ): { readonly conversation: SimulatedConversation; readonly dialog: SimulatedDialog } | undefined {
    const conversation = this.#byDialog.get(dialogId);
    const dialog = conversation?.dialog(dialogId);
    return conversation && dialog ? { conversation, dialog } : undefined;
  }

  /** Starts a conversation. `prepare` runs before the listener is called. */
  create(
    consumerId: string,
    details: Omit<SimulatedConversation['details'], 'firstConversation'>,
    prepare?: (conversation: SimulatedConversation) => void,
  ): SimulatedConversation {
    const firstConversation = !this.#consumerIds.has(consumerId);
    this.#consumerIds.add(consumerId);
    const id = this.#ids.uuid('conversation');
    const conversation = new SimulatedConversation(id, consumerId, { ...details, firstConversation }, this.#clock);
    this.#conversations.set(id, conversation);
    this.#byDialog.set(id, conversation);
    prepare?.(conversation);
    this.#listener.started(conversation);
    this.#listener.changed(conversation, 'start');
    return conversation;
  }

  /** Runs `change` and reports all of it as one change. */
  update(conversation: SimulatedConversation, change: () => void): void {
    change();
    conversation.metaDataLastUpdateTs = conversation.lastUpdateTime = this.#clock.now();
    this.#listener.changed(conversation, 'update');
    if (conversation.stage === 'CLOSE') this.#keepClosed(conversation);
  }

  openDialog(
    conversation: SimulatedConversation,
    details: Parameters<SimulatedConversation['openDialog']>[0],
  ): SimulatedDialog {
    this.#byDialog.set(details.dialogId, conversation);
    return conversation.openDialog(details);
  }

  /** Closing the main dialog opens the survey dialog, if the account has surveys; closing the last dialog closes the conversation. */
  closeDialog(
    conversation: SimulatedConversation,
    dialog: SimulatedDialog,
    closedBy: ClosedBy,
    closedCause?: string,
  ): void {
    if (this.#survey && dialog === conversation.main && dialog.state === 'OPEN') {
      this.openDialog(conversation, {
        dialogId: this.#ids.dialog(),
        dialogType: 'POST_SURVEY',
        channelType: 'MESSAGING',
        metaData: { appInstallId: 'simulated-survey' },
      });
    }
    conversation.closeDialog(dialog, closedBy, closedCause);
  }

  /** Closes all dialogs. No survey follows. */
  close(conversation: SimulatedConversation, closedBy: ClosedBy): void {
    for (const dialog of conversation.dialogs) conversation.closeDialog(dialog, closedBy);
  }

  /** @returns The message's sequence; 0 for typing states, which have none. */
  publish(
    conversation: SimulatedConversation,
    dialog: SimulatedDialog,
    from: SimulatedParticipant,
    draft: Draft,
  ): number {
    if (draft.encodedMetadata !== undefined && !isDelivered(draft.encodedMetadata)) {
      const dropped = dialog.nextSequence;
      dialog.nextSequence += 1;
      return dropped;
    }
    const message = conversation.add(dialog, from, draft);
    trimOldest(dialog.messages, this.#retention.messages);
    this.#listener.published(conversation, dialog, message);
    if (isContent(message)) this.#listener.changed(conversation, 'message');
    return message.sequence ?? 0;
  }

  #keepClosed(conversation: SimulatedConversation): void {
    const { closedConversations } = this.#retention;
    this.#closed.add(conversation);
    for (const oldest of this.#closed) {
      if (this.#closed.size <= closedConversations) return;
      this.#closed.delete(oldest);
      this.#conversations.delete(oldest.id);
      for (const { dialogId } of oldest.dialogs) this.#byDialog.delete(dialogId);
      this.#listener.forgotten(oldest);
    }
  }
}

function isDelivered(encodedMetadata: string): boolean {
  return encodedMetadata.length <= MAX_ENCODED_METADATA && /^[A-Za-z0-9+/_-]*={0,2}$/.test(encodedMetadata);
}
