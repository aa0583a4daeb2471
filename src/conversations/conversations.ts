import { EventEmitter } from 'node:events';
import type * as typedEmitter from 'typed-emitter';
import type { Agent } from '../agent.js';
import type { AcknowledgeableItem, AcknowledgeableMessage, SnapshotItem } from '../client/notification-stream.js';
import { ConfigurationError, ConnectionError, type SDKError } from '../errors.js';
import type { Handled } from '../events.js';
import type { Batch } from '../protocol/read.js';
import type { ConversationChange, ConversationFilter, Message, Role, RoutingTask } from '../protocol/registry.js';
import { CHANGES, endSubscription, newsOf, type ChangesItem } from './changes.js';
import { checkCall, checkOptions, conversationsArguments, watchArguments } from './checks.js';
import { CompleteSnapshots, MissingConversations } from './closed-meanwhile.js';
import { eventsBetween, type ConversationEvent } from './events.js';
import { Gate } from './gate.js';
import { Conversation, type VerbPorts } from './handle.js';
import { SentKeys } from './keyed-publish.js';
import { Handlers } from './handlers.js';
import { KnownConversations, type KnownConversation } from './known-conversations.js';
import { ConversationMessage, isMessage } from './message.js';
import { RingOffer, SeenRings } from './ring-offer.js';
import type { ConversationNews } from './snapshot.js';
import { ConversationWatch, MAX_WATCHED, type WatchOptions } from './watch.js';

/** A typing state or receipt of a participant. */
export interface Activity {
  readonly dialogId: string;
  /** Public id of an agent, or consumer id. */
  readonly participantId: string | undefined;
  readonly role: Role | undefined;
  readonly event: Message['event'];
  /** Position in the dialog; `undefined` for a typing state. */
  readonly sequence: number | undefined;
  /** Of a click, the `ExternalId` of what was clicked. */
  readonly metadata: Message['metadata'];
}

type EventOf<Type extends ConversationEvent['type']> = Extract<ConversationEvent, { readonly type: Type }>;

/** Events of the agent's conversations. A handler that throws or rejects is reported as `error`. */
export type ConversationsEvents = {
  [Type in ConversationEvent['type']]: (conversation: Conversation, event: EventOf<Type>) => Handled;
} & {
  /**
   * A message in a conversation, once and in order; the next one of the dialog comes when the handlers are done. Waits for
   * a handler. A handler that fails is reported as `error` of the agent, and gets the message again if there are `cursors`.
   */
  message: (conversation: Conversation, message: ConversationMessage) => Handled;
  /** A participant types, or has received or read messages. */
  activity: (conversation: Conversation, activity: Activity) => Handled;
  /** A conversation is offered to this agent. */
  ring: (ring: RingOffer) => Handled;
  /** A handler failed, or a notification could not be read. Without a listener: a process warning. */
  error: (error: SDKError, conversation?: Conversation) => Handled;
};

export interface ConversationsOptions {
  /**
   * Roles in which the agent may speak to the consumer. With `MANAGER` it also may after `join()`.
   *
   * @default ['ASSIGNED_AGENT']
   */
  readonly roles?: readonly Role[] | undefined;
  /** Skills for which this agent is rung, so that `handOff` refuses them. Those of its rings are learned. */
  readonly skills?: readonly string[] | undefined;
}

// The cast adds the types of the events.
const Base = EventEmitter as unknown as new () => typedEmitter.default<ConversationsEvents>;

/**
 * The conversations in which the agent takes part, as objects. It acknowledges the messages of the agent: handlers of
 * `ms.MessagingEventNotification` then only observe.
 *
 * ```ts
 * const conversations = new Conversations(agent);
 * conversations.on('ring', (ring) => ring.accept());
 * conversations.on('message', async (conversation, message) => {
 *   if (message.isFromConsumer) await conversation.reply(`You said: ${message.text}`);
 * });
 * await conversations.start();
 * ```
 *
 * @see docs/conversations.md
 */
export class Conversations extends Base implements AsyncDisposable {
  readonly agent: Agent;
  readonly #known = new KnownConversations();
  readonly #gate: Gate;
  readonly #ports: VerbPorts;
  readonly #ownSkills: Set<string>;
  readonly #rings = new SeenRings();
  /** Subscriptions whose snapshot is complete on this connection. */
  readonly #snapshots = new CompleteSnapshots();
  /** Changes that were merged when they were read: the stream tells them later. */
  readonly #merged = new WeakSet<ConversationChange>();
  readonly #handlers = new Handlers(this);
  readonly #missing: MissingConversations;
  #subscriptionId: string | undefined;
  #reader: AsyncIterableIterator<AcknowledgeableItem, undefined> | undefined;

  /** @throws {ConfigurationError} An argument is invalid; `problems` names each. */
  constructor(agent: Agent, options: ConversationsOptions = {}) {
    super();
    checkOptions(conversationsArguments(), { agent, options });
    const { roles = ['ASSIGNED_AGENT'], skills = [] } = options;
    this.agent = agent;
    this.#ownSkills = new Set(skills);
    this.#gate = new Gate(agent, roles, (id) => this.#known.recall(id));
    this.#missing = new MissingConversations(agent, this.#snapshots, this.#handlers, (known) => this.#tell(known));
    this.#ports = {
      agent,
      gate: this.#gate,
      keys: new SentKeys(),
      ownSkills: this.#ownSkills,
      snapshot: (id) => this.#known.recall(id)?.state.now,
      release: (id, outcome) => this.#release(id, outcome),
      isReleased: (id) => this.#known.recall(id)?.release?.connection === this.#gate.connection,
    };
  }

  /** Number of conversations in which the agent takes part. */
  get size(): number {
    return this.#known.size;
  }

  /** A conversation in which the agent takes part, as far as is known. */
  get(conversationId: string): Conversation | undefined {
    const known = this.#known.get(conversationId);
    return known && this.#handleOf(known);
  }

  /** Any conversation of the account, known or not: its verbs ask UMS. @throws {ValidationError} The id is no non-empty string. */
  of(conversationId: string): Conversation {
    checkCall('of', { conversationId });
    const known = this.#known.recall(conversationId);
    return known === undefined ? new Conversation(this.#ports, conversationId) : this.#handleOf(known);
  }

  *[Symbol.iterator](): IterableIterator<Conversation> {
    // A copy: a conversation that changes moves to the end.
    for (const id of Array.from(this.#known.keys())) {
      const conversation = this.get(id);
      if (conversation !== undefined) yield conversation;
    }
  }

  /**
   * Connects the agent if it is not connected, and subscribes to its conversations and rings. Resolves when both
   * subscriptions are accepted; the conversations follow as `opened`.
   *
   * @throws {ConfigurationError} Already started, or another reader acknowledges the messages of the agent.
   * @throws {SDKError} As `connect` and the subscriptions.
   */
  async start(): Promise<void> {
    if (this.#reader !== undefined) throw new ConfigurationError(['start(): these conversations are already started']);
    const reader = this.agent.notifications({ acknowledge: true });
    this.#reader = reader;
    this.#known.clear();
    this.#missing.clear();
    this.#gate.start();
    this.agent.on(CHANGES, this.#onChanges);
    this.agent.on('state', this.#onState);
    void this.#read(reader);
    try {
      await this.agent.connect();
      this.#checkStarting(reader);
      const filter = { stage: ['OPEN' as const], agentIds: [this.agent.agentId] };
      const { subscriptionId } = await this.agent.subscribeExConversations(filter);
      if (this.#reader !== reader) await endSubscription(this.agent, subscriptionId);
      this.#checkStarting(reader);
      this.#subscriptionId = subscriptionId;
      if (this.#snapshots.has(subscriptionId)) this.#gate.complete();
      await this.agent.subscribeRoutingTasks();
      this.#checkStarting(reader);
    } catch (error) {
      if (this.#reader === reader) await this.stop();
      throw error;
    }
  }

  /**
   * Ends the subscription to conversations; the one to rings stays. Messages are not acknowledged any more, and the verbs
   * that the consumer notices reject with code `STOPPED`. The agent stays connected. Never rejects.
   */
  async stop(): Promise<void> {
    const reader = this.#reader;
    const subscriptionId = this.#detach();
    await reader?.return?.();
    if (subscriptionId !== undefined) await endSubscription(this.agent, subscriptionId);
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.stop();
  }

  /**
   * Follows all conversations of the account that match, for a supervisor. Bounded: beyond `max` the one that changed
   * least recently is dropped, with the event `evicted`.
   *
   * @throws {ConfigurationError} An argument is invalid; `problems` names each.
   * @throws {SDKError} As `subscribeExConversations`.
   */
  async watch(query: ConversationFilter = {}, options: WatchOptions = {}): Promise<ConversationWatch> {
    checkOptions(watchArguments(), { query, options });
    const { max = MAX_WATCHED } = options;
    return ConversationWatch.start(this.agent, query, { max });
  }

  /** Called when a notification was read, before anything else can be sent: the gate has to know at once. */
  readonly #onChanges = ({ subscriptionId, sentTs, changes }: Batch<ConversationChange>): void => {
    for (const change of changes) {
      const known = this.#apply({ change, sentAt: sentTs ?? undefined }, subscriptionId);
      if (known !== undefined) this.#merged.add(change);
      if (known !== undefined && change.type !== 'DELETE') known.confirmedOn = this.#gate.connection;
    }
    this.#gate.changed();
  };

  readonly #onState = (state: Agent['state']): void => {
    if (state === 'ready') return;
    this.#missing.connectionLost();
    this.#gate.lost();
    this.#snapshots.clear();
    // UMS repeats the rings that last: what was not accepted is offered again.
    this.#rings.clear();
  };

  async #read(reader: AsyncIterable<AcknowledgeableItem>): Promise<void> {
    try {
      for await (const item of reader) this.#handle(item);
    } catch (cause) {
      this.#handlers.readerEnded('The conversations are not followed any more, start() begins anew', cause);
    }
    // The agent was closed, or the reader was too slow.
    if (this.#reader === reader) this.#detach();
  }

  /** @returns The subscription that is to be ended. */
  #detach(): string | undefined {
    const subscriptionId = this.#subscriptionId;
    this.#reader = this.#subscriptionId = undefined;
    this.agent.off(CHANGES, this.#onChanges);
    this.agent.off('state', this.#onState);
    this.#gate.stop();
    this.#snapshots.clear();
    this.#rings.clear();
    return subscriptionId;
  }

  /** @throws {ConnectionError} `stop()` was called, or the agent was closed, while `start()` waited. */
  #checkStarting(reader: AsyncIterable<AcknowledgeableItem>): void {
    if (this.#reader === reader) return;
    throw new ConnectionError('start() was stopped before the conversations were followed', { code: 'STOPPED' });
  }

  #handle(item: AcknowledgeableItem): void {
    if (item.kind === 'message') void this.#deliver(item);
    else if (item.kind === 'snapshot' && item.event === CHANGES) this.#complete(item);
    else if (item.kind !== 'notification') return;
    else if (item.event === CHANGES) this.#tellAll(item);
    else if (item.event === 'routing.RoutingTaskNotification') {
      for (const { result } of item.body.changes) this.#offer(result);
    }
  }

  #complete({ subscriptionId, complete }: SnapshotItem): void {
    // What an incomplete snapshot does not contain may still be this agent's.
    this.#snapshots.add(subscriptionId, complete);
    if (subscriptionId !== this.#subscriptionId) return;
    if (complete) this.#gate.complete();
    void this.#missing.resolve();
  }

  #tellAll(item: ChangesItem): void {
    for (const news of newsOf(item)) {
      const known = this.#apply({ ...news, isMerged: this.#merged.has(news.change) }, item.body.subscriptionId);
      if (known === undefined) continue;
      // Found by the SDK after a reconnect: it does not know why the conversation is gone.
      if (news.change.type === 'DELETE' && item.received === undefined) this.#missing.add(known);
      else if (!this.#missing.has(known)) this.#tell(known);
    }
  }

  #apply(news: ConversationNews, subscriptionId: string | undefined): KnownConversation | undefined {
    const { type, result } = news.change;
    const isOwn = this.#subscriptionId === undefined || subscriptionId === this.#subscriptionId;
    const isPresent = this.#known.get(result.convId) !== undefined;
    const isNew =
      !isPresent && result.conversationDetails.stage !== 'CLOSE' && this.#takesPart(result.conversationDetails);
    // Other subscriptions of the application update what is known; only the own one adds and removes.
    if (!(type === 'DELETE' ? isOwn && isPresent : isPresent || (isOwn && isNew))) return undefined;
    return this.#known.apply(news, this.agent.agentId, (now) => this.#gate.maySpeak(now));
  }

  #takesPart({ participants }: { readonly participants: readonly { readonly id: string }[] }): boolean {
    const { agentId } = this.agent;
    return agentId === undefined || participants.some(({ id }) => id === agentId);
  }

  #tell(known: KnownConversation): void {
    const { told, state, hadItBefore } = known;
    const { now } = state;
    known.told = now;
    const conversation = this.#handleOf(known);
    for (const event of eventsBetween(told, now, { agentId: this.agent.agentId, hadItBefore })) {
      if (event.type === 'back') known.hadItBefore = false;
      void this.#handlers.emit(event.type, [conversation, event], conversation);
    }
    if (!now.isMember || now.stage === 'CLOSE' || !this.#takesPart(now)) this.#known.forget(now.id);
  }

  #offer({ conversationId, consumerId, skillId, ringsDetails }: RoutingTask): void {
    const skill = skillId === '-1' ? undefined : skillId;
    for (const { ringId, ringState, ringExpirationTs } of ringsDetails) {
      if (ringState !== 'WAITING' || !this.#rings.add(ringId)) continue;
      if (skill !== undefined) this.#ownSkills.add(skill);
      const ring = new RingOffer(this.agent, ringId, conversationId, consumerId, skill, ringExpirationTs);
      void this.#handlers.emit('ring', [ring]);
    }
  }

  async #deliver(item: AcknowledgeableMessage): Promise<void> {
    try {
      for (const message of item.body.changes) {
        const conversation = this.of(
          message.conversationId ?? this.#known.withDialog(message.dialogId) ?? message.dialogId,
        );
        if (isMessage(message)) {
          await this.#handlers.attached('message');
          const received = new ConversationMessage(this.agent, conversation.id, message);
          await this.#handlers.call('message', conversation, received);
        } else {
          const { dialogId, originatorId: participantId, originatorMetadata, event, sequence, metadata } = message;
          const activity: Activity = {
            dialogId,
            participantId,
            role: originatorMetadata?.role,
            event,
            sequence,
            metadata,
          };
          void this.#handlers.emit('activity', [conversation, activity], conversation);
        }
      }
      item.acknowledge();
    } catch (error) {
      item.fail(error);
    }
  }

  #handleOf(known: KnownConversation): Conversation {
    return (known.handle ??= new Conversation(this.#ports, known.state.now.id));
  }

  #release(id: string, outcome: 'written' | 'unknown' | 'refused'): void {
    const known = this.#known.recall(id);
    if (known === undefined) return;
    const { connection } = this.#gate;
    known.release = outcome === 'refused' ? undefined : { connection, isCertain: outcome === 'written' };
  }
}
