import { EventEmitter } from 'node:events';
import type * as typedEmitter from 'typed-emitter';
import type { Agent } from '../agent.js';
import type { AcknowledgeableItem, AcknowledgeableMessage } from '../client/notification-stream.js';
import { ConfigurationError, SDKError } from '../errors.js';
import type { Handled } from '../events.js';
import type { Batch } from '../protocol/read.js';
import type { ConversationChange, ConversationFilter, Message, Role, RoutingTask } from '../protocol/registry.js';
import { reasonOf } from '../support/thrown.js';
import { CompleteSnapshots, tellClosedSince } from './closed-meanwhile.js';
import { eventsBetween, type ConversationEvent } from './events.js';
import { Gate, type GatedConversation } from './gate.js';
import { Conversation, type VerbPorts } from './handle.js';
import { Handlers } from './handlers.js';
import { KnownConversations, type KnownConversation } from './known-conversations.js';
import { ConversationMessage, isMessage } from './message.js';
import { RingOffer, SeenRings } from './ring-offer.js';
import { receivedChange, type ConversationNews } from './snapshot.js';
import { ConversationWatch, MAX_WATCHED, type WatchOptions } from './watch.js';

/** A typing state or receipt of a participant. */
export interface Activity {
  readonly dialogId: string;
  /** Public id of an agent, or consumer id. */
  readonly participantId: string | undefined;
  readonly role: Role | undefined;
  readonly event: Message['event'];
}

type EventOf<Type extends ConversationEvent['type']> = Extract<ConversationEvent, { readonly type: Type }>;

/** Events of the agent's conversations. A handler that throws or rejects is reported as `error`. */
export type ConversationsEvents = {
  [Type in ConversationEvent['type']]: (conversation: Conversation, event: EventOf<Type>) => Handled;
} & {
  /**
   * A message in a conversation, once and in order; the next one of the dialog comes when the handlers are done. After a
   * failure it comes again, if the agent has `cursors`.
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
  #known = new KnownConversations();
  readonly #gate: Gate;
  readonly #ports: VerbPorts;
  readonly #ownSkills: Set<string>;
  readonly #rings = new SeenRings();
  /** Subscriptions whose snapshot is complete on this connection. */
  readonly #snapshots = new CompleteSnapshots();
  readonly #handlers = new Handlers(this);
  /** Found gone after a reconnect: closed, or given to another agent. Told when UMS has said which. */
  readonly #missing = new Set<KnownConversation>();
  #subscriptionId: string | undefined;
  /** When the connection was lost, epoch ms of the platform. */
  #lostAt = 0;
  #isReady = false;
  #reader: AsyncIterableIterator<AcknowledgeableItem, undefined> | undefined;

  constructor(agent: Agent, { roles = ['ASSIGNED_AGENT'], skills = [] }: ConversationsOptions = {}) {
    super();
    this.agent = agent;
    this.#ownSkills = new Set(skills);
    this.#gate = new Gate(agent, roles, (id) => this.#gated(id));
    this.#ports = {
      agent,
      gate: this.#gate,
      echoes: { hasKeys: undefined },
      ownSkills: this.#ownSkills,
      snapshot: (id) => this.#known.recall(id)?.state.now,
      release: (id) => this.#setReleased(id, this.#gate.connection),
      keep: (id) => this.#setReleased(id, undefined),
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

  /** Any conversation of the account, known or not: its verbs ask UMS. */
  of(conversationId: string): Conversation {
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
    // After stop(): what is known is old, and conversations that ended meanwhile are not told of.
    this.#known = new KnownConversations();
    this.#missing.clear();
    this.#gate.start();
    this.agent.on(CHANGES, this.#onChanges);
    this.agent.on('state', this.#onState);
    void this.#read(reader);
    try {
      await this.agent.connect();
      this.#isReady = true;
      const { subscriptionId } = await this.agent.subscribeExConversations({
        stage: ['OPEN'],
        agentIds: [this.agent.agentId],
      });
      this.#subscriptionId = subscriptionId;
      if (this.#snapshots.has(subscriptionId)) this.#gate.complete();
      await this.agent.subscribeRoutingTasks();
    } catch (error) {
      await this.stop();
      throw error;
    }
  }

  /**
   * Ends the subscription to conversations; UMS has no request to end the one to rings. Messages are not acknowledged any
   * more, and verbs that the consumer notices reject; the agent stays connected. Never rejects. A later `start()` tells of
   * all conversations as `opened`.
   */
  async stop(): Promise<void> {
    const reader = this.#reader;
    this.#reader = undefined;
    this.#gate.stop();
    this.#snapshots.clear();
    this.agent.off(CHANGES, this.#onChanges);
    this.agent.off('state', this.#onState);
    await reader?.return?.();
    const subscriptionId = this.#subscriptionId;
    this.#subscriptionId = undefined;
    if (!this.agent.connected) return;
    // A subscription that cannot be ended ends with the connection.
    if (subscriptionId !== undefined) await this.agent.unsubscribeExConversations({ subscriptionId }).catch(ignore);
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.stop();
  }

  /**
   * Follows all conversations of the account that match, for a supervisor. Bounded: beyond `max` the one that changed
   * least recently is dropped, with the event `evicted`.
   *
   * @throws {SDKError} As `subscribeExConversations`.
   */
  watch(query: ConversationFilter = {}, { max = MAX_WATCHED }: WatchOptions = {}): Promise<ConversationWatch> {
    return ConversationWatch.start(this.agent, query, { max });
  }

  /** Called when a notification was read, before anything else can be sent: the gate has to know at once. */
  readonly #onChanges = ({ subscriptionId, sentTs, changes }: Batch<ConversationChange>): void => {
    for (const change of changes) this.#apply({ change, sentAt: sentTs ?? undefined }, subscriptionId);
  };

  readonly #onState = (state: Agent['state']): void => {
    const wasReady = this.#isReady;
    this.#isReady = state === 'ready';
    if (this.#isReady) return;
    if (wasReady) this.#lostAt = this.agent.serverTime();
    this.#gate.lost();
    this.#snapshots.clear();
  };

  async #read(reader: AsyncIterable<AcknowledgeableItem>): Promise<void> {
    try {
      for await (const item of reader) this.#handle(item);
    } catch (cause) {
      this.#handlers.report(
        new SDKError(`The conversations are not followed any more: ${reasonOf(cause)}`, {
          code: 'READER_ENDED',
          cause,
        }),
      );
    }
  }

  #handle(item: AcknowledgeableItem): void {
    if (item.kind === 'message') void this.#deliver(item);
    else if (item.kind === 'snapshot' && item.event === CHANGES) this.#complete(item.subscriptionId);
    else if (item.kind !== 'notification') return;
    else if (item.event === CHANGES) this.#tellAll(item.body, item.received);
    else if (item.event === 'routing.RoutingTaskNotification') {
      for (const { result } of item.body.changes) this.#offer(result);
    }
  }

  #complete(subscriptionId: string): void {
    this.#snapshots.add(subscriptionId);
    if (subscriptionId !== this.#subscriptionId) return;
    this.#gate.complete();
    if (this.#missing.size > 0) void this.#tellMissing([...this.#missing]);
  }

  /** Tells the closed conversations from those that another agent has. */
  async #tellMissing(missing: readonly KnownConversation[]): Promise<void> {
    for (const one of missing) this.#missing.delete(one);
    try {
      await tellClosedSince(this.agent, this.#lostAt, this.#snapshots);
    } catch (cause) {
      const message = `Conversations that ended without a connection are told as left, not as closed: ${reasonOf(cause)}`;
      this.#handlers.report(new SDKError(message, { code: 'CLOSED_UNKNOWN', cause }));
    }
    for (const one of missing) this.#tell(one);
  }

  #tellAll({ subscriptionId, sentTs, changes }: Batch<ConversationChange>, received: unknown): void {
    for (const change of changes) {
      const news = { change, sentAt: sentTs ?? undefined, received: receivedChange(received, change.result.convId) };
      const known = this.#apply(news, subscriptionId);
      if (known === undefined) continue;
      const isFoundGone = change.type === 'DELETE' && news.sentAt === undefined;
      if (isFoundGone) this.#missing.add(known);
      else if (!this.#missing.has(known)) this.#tell(known);
    }
  }

  #apply(news: ConversationNews, subscriptionId: string | undefined): KnownConversation | undefined {
    const { agentId } = this.agent;
    const { type, result } = news.change;
    const isOwn = this.#subscriptionId === undefined || subscriptionId === this.#subscriptionId;
    const isKnown = this.#known.recall(result.convId) !== undefined;
    // The application may have subscriptions of its own, to conversations of other agents.
    const concerns =
      type === 'DELETE'
        ? isOwn && isKnown
        : isKnown || result.conversationDetails.participants.some(({ id }) => id === agentId);
    if (!concerns) return undefined;
    const known = this.#known.apply(news, agentId);
    if (known !== undefined && type !== 'DELETE') known.confirmedOn = this.#gate.connection;
    this.#gate.changed();
    return known;
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
    if (!now.isMember || now.stage === 'CLOSE') this.#known.forget(now.id);
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
        const conversation = this.of(this.#conversationIdOf(message));
        if (isMessage(message)) {
          await this.#handlers.call(
            'message',
            conversation,
            new ConversationMessage(this.agent, conversation.id, message),
          );
        } else {
          const { dialogId, originatorId: participantId, originatorMetadata, event } = message;
          const activity: Activity = { dialogId, participantId, role: originatorMetadata?.role, event };
          void this.#handlers.emit('activity', [conversation, activity], conversation);
        }
      }
      item.acknowledge();
    } catch (error) {
      item.fail(error);
    }
  }

  /** A survey dialog has an id of its own, and old servers do not name its conversation. */
  #conversationIdOf({ conversationId, dialogId }: Message): string {
    if (conversationId !== undefined) return conversationId;
    for (const id of this.#known.keys()) {
      if (this.#known.get(id)?.state.now.dialogs.some((dialog) => dialog.id === dialogId)) return id;
    }
    return dialogId;
  }

  #handleOf(known: KnownConversation): Conversation {
    return (known.handle ??= new Conversation(this.#ports, known.state.now.id));
  }

  #gated(id: string): GatedConversation | undefined {
    const known = this.#known.recall(id);
    return known && { now: known.state.now, confirmedOn: known.confirmedOn, releasedOn: known.releasedOn };
  }

  #setReleased(id: string, connection: number | undefined): void {
    const known = this.#known.recall(id);
    if (known !== undefined) known.releasedOn = connection;
  }
}

const CHANGES = 'cqm.ExConversationChangeNotification';

function ignore(): void {}
