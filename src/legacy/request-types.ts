import type { FileType, PublishableEvent } from '../protocol/content.js';
import type { Open } from '../protocol/schemas.js';
import type { UserProfile } from '../protocol/profiles.js';
import type { Subscription } from '../protocol/subscription.js';
import type { LegacyRequest } from './requests.js';

// Handwritten instead of derived from the registry: old programs compile against these types without zod, with old
// compilers, and with plain strings where the registry has literal types. A test compares them with the registry.

/** Download or upload URL: path and parameters at the storage host, valid for about a minute. */
interface StorageUrl {
  readonly relativePath: string;
  readonly queryParams: {
    readonly temp_url_sig: string;
    /** Epoch seconds. */
    readonly temp_url_expires: string;
  };
}

/** An event that a program has built, whose `type` is a plain string to the compiler. */
interface OtherEvent {
  readonly type: string;
  readonly [member: string]: unknown;
}

type ConversationState = Open<'OPEN' | 'CLOSE' | 'LOCKED'>;

/** One change to a conversation. The members depend on `field`. */
export interface LegacyConversationField {
  readonly field: Open<
    | 'ConversationStateField'
    | 'Stage'
    | 'DialogChange'
    | 'ParticipantsChange'
    | 'Skill'
    | 'TTRField'
    | 'ManualETTR'
    | 'CSATRate'
    | 'DelayField'
    | 'Note'
    | 'TopicField'
  >;
  readonly type?: Open<'ADD' | 'REMOVE' | 'UPDATE' | 'SUGGEST' | 'CREATE'> | undefined;
  readonly conversationState?: ConversationState | undefined;
  readonly dialogId?: string | undefined;
  readonly dialog?:
    | {
        readonly dialogId: string;
        readonly state?: Open<'OPEN' | 'CLOSE'> | undefined;
        readonly closedBy?: Open<'AGENT' | 'CONSUMER' | 'SYSTEM'> | undefined;
        readonly [member: string]: unknown;
      }
    | undefined;
  readonly role?:
    | Open<'ASSIGNED_AGENT' | 'AGENT' | 'MANAGER' | 'READER' | 'CONSUMER' | 'CONTROLLER' | 'BRAND_BOT'>
    | undefined;
  /** `{accountId}.{userId}`. Default: this agent. */
  readonly userId?: string | undefined;
  readonly skill?: string | number | undefined;
  readonly ttrType?: Open<'NORMAL' | 'URGENT' | 'PRIORITIZED' | 'CUSTOM'> | undefined;
  readonly value?: number | undefined;
  /** Epoch ms; `null` restores the computed time. */
  readonly time?: number | null | undefined;
  readonly csatRate?: number | undefined;
  readonly csatResolutionConfirmation?: boolean | undefined;
  readonly status?: Open<'FILLED' | 'PARTIALLY_FILLED' | 'SKIPPED'> | undefined;
  /** Epoch ms. */
  readonly tillWhen?: number | undefined;
  readonly note?: string | undefined;
}

/** One method per request of the protocol. */
export interface LegacyRequests {
  /** Fetches the platform's time, epoch ms. Bots use it to keep their connection alive. */
  getClock: LegacyRequest<Record<string, never>, { readonly currentTime: number }>;

  /**
   * Subscribes to the conversations that match a filter, which arrive as `cqm.ExConversationChangeNotification`. Without
   * `agentIds` the filter matches all conversations of the account. Times are in epoch ms.
   */
  subscribeExConversations: LegacyRequest<
    {
      readonly convState?: readonly ConversationState[] | undefined;
      readonly stage?: readonly ConversationState[] | undefined;
      /** Public ids. An element `undefined` stands for this agent, whose own id may not be known yet. */
      readonly agentIds?: readonly (string | undefined)[] | null | undefined;
      readonly brandId?: string | number | undefined;
      readonly consumerId?: string | undefined;
      readonly minLastUpdatedTime?: number | undefined;
      readonly maxLastUpdatedTime?: number | null | undefined;
      readonly maxETTR?: number | null | undefined;
      readonly skillIds?: readonly string[] | undefined;
      readonly skillId?: string | undefined;
      readonly dialogTypes?: readonly Open<'MAIN' | 'POST_SURVEY' | 'OTHER'>[] | undefined;
    },
    Subscription
  >;

  /** Ends a subscription of `subscribeExConversations`. */
  unsubscribeExConversations: LegacyRequest<{ readonly subscriptionId: string }, unknown>;

  /** Changes a conversation: closes it, joins or leaves it, transfers it. UMS applies all changes together. */
  updateConversationField: LegacyRequest<
    {
      readonly conversationId: string;
      readonly conversationField: LegacyConversationField | readonly LegacyConversationField[];
      readonly dialogId?: string | undefined;
    },
    string
  >;

  /** Starts a conversation with a consumer and assigns it to this agent. */
  agentRequestConversation: LegacyRequest<
    {
      readonly consumerId: string;
      readonly channelType?: Open<'MESSAGING'> | undefined;
      readonly conversationContext?: { readonly type: string; readonly [member: string]: unknown } | undefined;
      readonly skillId?: string | undefined;
      readonly context?: string | null | undefined;
      readonly ttrDefName?: string | null | undefined;
    },
    { readonly conversationId: string }
  >;

  /** Publishes one event to a dialog: text, file, rich content, typing state or receipt. Metadata is a separate argument. */
  publishEvent: LegacyRequest<
    {
      readonly dialogId: string;
      /** Required for a dialog other than the main one. */
      readonly conversationId?: string | undefined;
      readonly event: PublishableEvent | OtherEvent;
      /** `AGENTS_AND_MANAGERS`: hidden from the consumer. */
      readonly messageAudience?: Open<'ALL' | 'AGENTS_AND_MANAGERS'> | undefined;
      readonly eventId?: string | undefined;
    },
    { readonly sequence: number }
  >;

  /** Fetches the events of a dialog so far, which arrive as one `ms.MessagingEventNotification`. */
  subscribeMessagingEvents: LegacyRequest<
    {
      readonly dialogId: string;
      /** UMS treats it as an exclusive bound: `-1` fetches all events. */
      readonly fromSeq?: number | undefined;
      readonly newerThanSequence?: number | undefined;
      readonly olderThanSequence?: number | undefined;
      readonly maxQuantity?: number | undefined;
      readonly conversationId?: string | undefined;
    },
    undefined
  >;

  /** Requests an upload URL for a file. `fileSize` is in bytes. */
  generateURLForUploadFile: LegacyRequest<
    { readonly fileSize: string | number; readonly fileType: FileType },
    StorageUrl
  >;

  /** Requests a download URL for a published file. */
  generateURLForDownloadFile: LegacyRequest<
    { readonly relativePath: string; readonly dialogId?: string | undefined },
    StorageUrl
  >;

  /** Requests a one-time key to the data that a consumer entered in a secure form. Treat key and data as secrets. */
  generateDownloadToken: LegacyRequest<
    {
      readonly downloadable: {
        readonly type: Open<'SecureForm'>;
        readonly dialogId: string;
        readonly submissionId: string;
        readonly invitationId: string;
      };
    },
    { readonly token: { readonly type?: string | undefined; readonly readOtk: string } }
  >;

  /** Sets which conversations may ring this agent: `ONLINE` all, `OCCUPIED` transfers only, `AWAY` none. */
  setAgentState: LegacyRequest<
    {
      readonly availability: Open<'ONLINE' | 'OCCUPIED' | 'AWAY' | 'BACK_SOON' | 'OFFLINE'>;
      readonly description?: string | undefined;
    },
    string
  >;

  /** Subscribes to changes of this agent's state, which arrive as `routing.AgentStateNotification`. */
  subscribeAgentsState: LegacyRequest<{ readonly agentAvailability?: string | undefined }, Subscription>;

  /** Subscribes to the conversations that ring this agent, which arrive as `routing.RoutingTaskNotification`. */
  subscribeRoutingTasks: LegacyRequest<
    {
      readonly channelType?: Open<'MESSAGING'> | undefined;
      readonly skillId?: string | undefined;
      readonly conversationId?: string | undefined;
    },
    Subscription
  >;

  /** Changes the filter of a subscription of `subscribeRoutingTasks`. */
  updateRoutingTaskSubscription: LegacyRequest<
    {
      readonly subscriptionId: string;
      readonly brandId?: string | number | undefined;
      readonly agentId?: string | undefined;
      readonly skillId?: string | undefined;
      readonly conversationId?: string | undefined;
      readonly channelType?: Open<'MESSAGING'> | undefined;
    },
    unknown
  >;

  /** Accepts or rejects a ring. Accepting makes this agent the `ASSIGNED_AGENT` of the conversation. */
  updateRingState: LegacyRequest<
    { readonly ringId: string; readonly ringState: Open<'ACCEPTED' | 'REJECTED'> },
    string
  >;

  /** Fetches the profile of a consumer by its id among the participants. Without an id: this agent's own profile. */
  getUserProfile: LegacyRequest<string | { readonly userId?: string | undefined }, UserProfile>;
}
