import { ValidationError } from '../errors.js';
import { readFileSource, upload, type FileSource } from '../files/transfer.js';
import type { ConversationField, Metadata, PublishEventBody } from '../protocol/registry.js';
import { checkCall } from './checks.js';
import { isMine } from './events.js';
import type { VerbLimits } from './gate.js';
import { checkLoop, transferFields, transferMetadata, type HandOffOptions, type HandOffTarget } from './hand-off.js';
import { giveAway, leaveConversation, type ReleasePorts } from './release.js';
import { publishOnce, type SentKeys } from './keyed-publish.js';
import { ConversationMessage, isMessage } from './message.js';
import { profileOf, type Profile } from './profile.js';
import { quickRepliesOf, type QuickReplyOptions } from './quick-replies.js';
import type { ConversationView } from './snapshot.js';
import type { CloseOptions, MessagesOptions, SendFileOptions } from './verb-options.js';

/** What a conversation's verbs need of the `Conversations` they belong to. */
export interface VerbPorts extends ReleasePorts {
  readonly keys: SentKeys;
  /** The agent has given the conversation away, and UMS has not told of it yet. */
  isReleased(conversationId: string): boolean;
  /** Skills for which this agent is rung, as far as known. */
  readonly ownSkills: ReadonlySet<string>;
  snapshot(conversationId: string): ConversationView | undefined;
}

export interface ReplyOptions extends VerbLimits {
  /** Buttons below the text. */
  readonly quickReplies?: QuickReplyOptions | undefined;
  /**
   * 1 to 64 characters, unique in the dialog; not together with an `ExternalId` in `metadata`. If the response is lost, the
   * reply is looked for under this key before it is published again. It travels as `eventId` and as `ExternalId`.
   */
  readonly idempotencyKey?: string | undefined;
  /** Intents that a bot recognised, for LivePerson's reports. */
  readonly intents?: Extract<Metadata, { type: 'BotResponse' }>['intents'];
  readonly metadata?: readonly Metadata[] | undefined;
}

/** How soon a response is due. */
export type Urgency = 'NORMAL' | 'URGENT' | 'PRIORITIZED' | { readonly seconds: number };

/** Default times to respond of LivePerson accounts, in seconds. UMS takes the value of the account for the named types. */
const DEFAULT_SECONDS = { NORMAL: 86_400, URGENT: 3_600, PRIORITIZED: 1_800 } as const;

/**
 * A conversation: a handle with verbs. {@link now} is what is known of it; the handle itself never changes.
 *
 * The verbs that the consumer notices ask, when their request is written, whether this agent still has the conversation, and
 * otherwise reject with a `NotMineError`: nothing was sent. `whisper`, `note`, `join`, `setUrgency` and the reading verbs
 * work as far as UMS allows.
 */
export class Conversation {
  readonly #ports: VerbPorts;

  /** Use `conversations.get(id)` or `conversations.of(id)`. */
  constructor(
    ports: VerbPorts,
    readonly id: string,
  ) {
    this.#ports = ports;
  }

  /** @internal What the verbs of a conversation need, for a handle with more of them. */
  static portsOf(conversation: Conversation): VerbPorts {
    return conversation.#ports;
  }

  /** The newest snapshot; `undefined`: nothing is known. */
  get now(): ConversationView | undefined {
    return this.#ports.snapshot(this.id);
  }

  /** Whether this agent is the assigned agent, as far as is known, and has not given the conversation away itself. */
  get isMine(): boolean {
    return isMine(this.now, this.#ports.agent.agentId) && !this.#ports.isReleased(this.id);
  }

  /**
   * Says something to the consumer, in the main dialog or in the survey after it. As a request: `publishEvent` with a
   * `ContentEvent` of type `text/plain`.
   *
   * @returns The position of the message in the dialog.
   * @throws {NotMineError} Another agent has the conversation; nothing was sent.
   * @throws {ConnectionError} `UNKNOWN_DELIVERY`: with a key, and the history could not tell whether it was published.
   * @throws {SDKError} Otherwise as `publishEvent`.
   */
  async reply(text: string, options: ReplyOptions = {}): Promise<{ readonly sequence: number }> {
    checkCall('reply', { text, options });
    const { quickReplies, idempotencyKey, intents, metadata = [], ...limits } = options;
    const all: Metadata[] = [
      ...metadata,
      ...(intents === undefined ? [] : [{ type: 'BotResponse', intents } as const]),
    ];
    if (idempotencyKey !== undefined) all.push({ type: 'ExternalId', id: idempotencyKey });
    const event = {
      type: 'ContentEvent',
      contentType: 'text/plain',
      message: text,
      ...(quickReplies !== undefined && { quickReplies: quickRepliesOf(quickReplies) }),
    } as const;
    // The dialog of now: a survey that begins meanwhile must not get what was meant for the main dialog.
    const dialogId = this.#dialogId();
    const publish = (): Promise<{ readonly sequence: number }> =>
      this.#publish('reply()', { dialogId, event, eventId: idempotencyKey }, limits, all);
    if (idempotencyKey === undefined) return publish();
    const { agent, keys } = this.#ports;
    const last = this.now?.lastMessage;
    return publishOnce({
      agent,
      operation: 'reply()',
      dialogId,
      key: idempotencyKey,
      // The reply comes after the last message that was known when it was made; one more for a response that crossed it.
      after: keys.floor(dialogId) ?? (last?.dialogId === dialogId ? last.sequence - 1 : -1),
      keys,
      signal: limits.signal,
      publish,
    });
  }

  /** Shows the consumer that the agent types; `false` ends it. As a request: `publishEvent` with a `ChatStateEvent`. */
  async typing(isTyping = true, limits: VerbLimits = {}): Promise<void> {
    checkCall('typing', { isTyping, limits });
    const event = { type: 'ChatStateEvent', chatState: isTyping ? 'COMPOSING' : 'PAUSE' } as const;
    await this.#publish('typing()', { event }, limits);
  }

  /**
   * Tells the consumer that messages were read. As a request: `publishEvent` with an `AcceptStatusEvent` of status `READ`.
   *
   * @param sequences Positions of the messages. Default: the last message.
   */
  async markRead(sequences?: number | readonly number[], limits: VerbLimits = {}): Promise<void> {
    checkCall('markRead', { sequences, limits });
    const last = this.now?.lastMessage;
    const known = last === undefined ? [] : [last.sequence];
    const sequenceList = sequences === undefined ? known : [sequences].flat();
    if (sequenceList.length === 0) return;
    await this.#publish('markRead()', { event: { type: 'AcceptStatusEvent', status: 'READ', sequenceList } }, limits);
  }

  /**
   * A message that agents and managers see, and the consumer does not. As a request: `publishEvent` with the audience
   * `AGENTS_AND_MANAGERS`. Works in conversations of other agents, too, where UMS allows it.
   */
  async whisper(text: string, limits: VerbLimits = {}): Promise<{ readonly sequence: number }> {
    checkCall('whisper', { text, limits });
    const { signal, timeout } = limits;
    const event = { type: 'ContentEvent', contentType: 'text/plain', message: text } as const;
    const body = { ...this.#place(), event, messageAudience: 'AGENTS_AND_MANAGERS' } as const;
    const { agent, guard, keys } = this.#ports;
    const sent = await agent.publishEvent(body, { signal, timeout, guard });
    keys.noteSent(body.dialogId, sent.sequence);
    return sent;
  }

  /** Sets the note that agents see beside the conversation. As a request: `updateConversationField` with `Note`. */
  async note(note: string, limits: VerbLimits = {}): Promise<void> {
    checkCall('note', { note, limits });
    await this.#update([{ field: 'Note', note }], limits);
  }

  /**
   * Sends a file of at most 3 MB: requests a URL, stores the file, publishes it. A URL that has expired is requested again.
   * As requests: `generateURLForUploadFile`, `PUT`, and `publishEvent` with `hosted/file`, which asks again whether this
   * agent still has the conversation.
   *
   * `timeout` limits each request; `signal` also ends the reading of the file.
   *
   * @throws {ValidationError} Too large, empty, of no known type, or no file; nothing was sent.
   * @throws {NotMineError} Another agent has the conversation; nothing was published.
   * @throws {SDKError} Otherwise as the requests.
   */
  async sendFile(source: FileSource, options: SendFileOptions = {}): Promise<{ readonly sequence: number }> {
    checkCall('sendFile', { options });
    const { caption = '', type, preview, ...limits } = options;
    const { agent, gate } = this.#ports;
    const { bytes, fileType } = await readFileSource('sendFile()', source, { type, signal: limits.signal });
    const relativePath = await gate.send(
      'sendFile()',
      this.id,
      ({ guard }) => upload(agent, bytes, fileType, { ...limits, guard }),
      limits,
    );
    const message = { caption, relativePath, fileType, ...(preview !== undefined && { preview }) };
    return this.#publish(
      'sendFile()',
      { event: { type: 'ContentEvent', contentType: 'hosted/file', message } },
      limits,
    );
  }

  /**
   * The messages of the conversation, oldest first, without receipts. As a request: `subscribeMessagingEvents`, once a page.
   *
   * @throws {SDKError} As the request.
   */
  async messages(query: MessagesOptions = {}): Promise<readonly ConversationMessage[]> {
    checkCall('messages', { query });
    const { last, after, dialogId = this.#dialogId(), signal } = query;
    const history = await this.#ports.agent.messages({ dialogId, after, signal });
    const messages = history
      .filter(isMessage)
      .map((event) => new ConversationMessage(this.#ports.agent, this.id, event));
    return last === undefined ? messages : messages.slice(-last);
  }

  /** What is known of the consumer. As a request: `getUserProfile`. @throws {SDKError} As the request. */
  async profile(limits: VerbLimits = {}): Promise<Profile> {
    checkCall('profile', { limits });
    const { signal, timeout } = limits;
    const consumerId = this.now?.consumerId;
    if (consumerId === undefined) throw misfit('profile()', 'The consumer of the conversation is not known yet');
    return profileOf(consumerId, await this.#ports.agent.getUserProfile(consumerId, { signal, timeout }));
  }

  /**
   * Hands the conversation to a skill, an agent or the queue: the last text, then the summary, then the transfer, which is
   * one request. From then on the verbs refuse. As a request: `updateConversationField` with `ParticipantsChange` and `Skill`.
   *
   * @throws {ConfigurationError} The skill rings this agent itself.
   * @throws {NotMineError} Another agent has the conversation; nothing was transferred.
   * @throws {SDKError} Otherwise as the requests. After an unknown delivery the other verbs refuse until UMS has told whose
   * the conversation is; `handOff` may be called again.
   */
  async handOff(target: HandOffTarget, options: HandOffOptions & VerbLimits = {}): Promise<void> {
    checkCall('handOff', { target, options });
    const { say, reason, summary, signal, timeout } = options;
    const { agent, ownSkills } = this.#ports;
    const limits = { signal, timeout };
    const conversationField = transferFields(target, agent.accountId, this.now?.skillId);
    checkLoop(target, ownSkills, options);
    if (say !== undefined) await this.reply(say, limits);
    if (summary !== undefined) {
      const event = { type: 'ContentEvent', contentType: 'text/plain', message: summary } as const;
      await this.#publish('handOff()', { event, messageAudience: 'AGENTS_AND_MANAGERS' }, limits);
    }
    await giveAway(
      this.#ports,
      'handOff()',
      { conversationId: this.id, conversationField },
      limits,
      transferMetadata(reason),
    );
  }

  /**
   * Closes the conversation, by default with the survey if the account has one. As a request: `updateConversationField` with
   * `DialogChange`, without survey with `ConversationStateField`.
   */
  async close(options: CloseOptions = {}): Promise<void> {
    checkCall('close', { options });
    const { survey = true, ...limits } = options;
    const field: ConversationField = survey
      ? {
          field: 'DialogChange',
          type: 'UPDATE',
          dialog: { dialogId: this.#dialogId(), state: 'CLOSE', closedBy: 'AGENT' },
        }
      : { field: 'ConversationStateField', conversationState: 'CLOSE' };
    await this.#gated('close()', [field], limits);
  }

  /**
   * Joins the conversation of another agent as a manager, or the survey after it as an agent: a survey dialog has
   * participants of its own. As a request: `ParticipantsChange` with `ADD`.
   */
  async join(limits: VerbLimits = {}): Promise<void> {
    checkCall('join', { limits });
    const { id: dialogId, type } = this.now?.openDialog ?? { id: undefined, type: 'MAIN' };
    const field: ConversationField =
      type === 'MAIN'
        ? { field: 'ParticipantsChange', type: 'ADD', role: 'MANAGER' }
        : { field: 'ParticipantsChange', type: 'ADD', role: 'AGENT', dialogId };
    await this.#update([field], limits);
  }

  /** Leaves a conversation that this agent has joined. As a request: `ParticipantsChange` with `REMOVE` and its role. */
  async leave(limits: VerbLimits = {}): Promise<void> {
    checkCall('leave', { limits });
    const { agentId } = this.#ports.agent;
    const role =
      this.now?.participants.find(({ id, state }) => id === agentId && state === 'ACTIVE')?.role ?? 'MANAGER';
    // The roles of agents are those that a request may name.
    const field = { field: 'ParticipantsChange', type: 'REMOVE', role } as ConversationField;
    await leaveConversation(this.#ports, { conversationId: this.id, conversationField: field }, limits);
  }

  /** Sets how soon a response is due. As a request: `updateConversationField` with `TTRField`. */
  async setUrgency(urgency: Urgency, limits: VerbLimits = {}): Promise<void> {
    checkCall('setUrgency', { urgency, limits });
    const [ttrType, value] =
      typeof urgency === 'string' ? [urgency, DEFAULT_SECONDS[urgency]] : (['CUSTOM', urgency.seconds] as const);
    await this.#update([{ field: 'TTRField', ttrType, value }], limits);
  }

  async #publish(
    operation: string,
    body: Pick<PublishEventBody, 'event'> & Partial<PublishEventBody>,
    limits: VerbLimits,
    metadata: readonly Metadata[] = [],
  ): Promise<{ readonly sequence: number }> {
    const { agent, gate, keys } = this.#ports;
    const complete = { ...this.#place(), ...body };
    const sent = await gate.send(
      operation,
      this.id,
      (options) => agent.publishEvent(complete, { ...options, ...(metadata.length > 0 && { metadata }) }),
      limits,
    );
    // An event with a key is found by its key only.
    if (complete.eventId === undefined) keys.noteSent(complete.dialogId, sent.sequence);
    return sent;
  }

  async #gated(operation: string, conversationField: ConversationField[], limits: VerbLimits): Promise<void> {
    const { agent, gate } = this.#ports;
    const body = { conversationId: this.id, conversationField };
    await gate.send(operation, this.id, (options) => agent.updateConversationField(body, options), limits);
  }

  async #update(conversationField: ConversationField[], { signal, timeout }: VerbLimits): Promise<void> {
    await this.#ports.agent.updateConversationField(
      { conversationId: this.id, conversationField },
      { signal, timeout, guard: this.#ports.guard },
    );
  }

  #place(): { readonly dialogId: string; readonly conversationId: string } {
    return { dialogId: this.#dialogId(), conversationId: this.id };
  }

  /** The main dialog has the conversation's id. */
  #dialogId(): string {
    return this.now?.openDialog?.id ?? this.id;
  }
}

function misfit(operation: string, message: string): ValidationError {
  return new ValidationError(operation, 'outgoing', [{ path: '', message }]);
}
