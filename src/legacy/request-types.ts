import type { FileType, PublishableEvent } from '../protocol/content.js';
import type { Open } from '../protocol/schemas.js';
import type { UserProfile } from '../protocol/profiles.js';
import type { Subscription } from '../protocol/subscription.js';
import type { LegacyRequest } from './requests.js';

// Written out instead of derived from the registry, to which a test holds it: old programs that know nothing of zod
// compile against these types, with whatever compiler they have, and their words are plain strings to the compiler.

/** Where a file is, or may be put: path and parameters at the storage host, good for about a minute. */
interface FileUrl {
  readonly relativePath: string;
  readonly queryParams: {
    readonly temp_url_sig: string;
    /** Epoch seconds. */
    readonly temp_url_expires: string;
  };
}

/** An event that a program has put together itself, with a type that is any text to the compiler. */
interface OtherEvent {
  readonly type: string;
  readonly [member: string]: unknown;
}

type ConversationState = Open<'OPEN' | 'CLOSE' | 'LOCKED'>;

/** One change to a conversation; which members it has depends on `field`. */
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
  /** `{accountId}.{userId}`; this agent, unless given. */
  readonly userId?: string | undefined;
  readonly skill?: string | number | undefined;
  readonly ttrType?: Open<'NORMAL' | 'URGENT' | 'PRIORITIZED' | 'CUSTOM'> | undefined;
  readonly value?: number | undefined;
  /** Epoch ms; `null` for the computed one. */
  readonly time?: number | null | undefined;
  readonly csatRate?: number | undefined;
  readonly csatResolutionConfirmation?: boolean | undefined;
  readonly status?: Open<'FILLED' | 'PARTIALLY_FILLED' | 'SKIPPED'> | undefined;
  /** Epoch ms. */
  readonly tillWhen?: number | undefined;
  readonly note?: string | undefined;
}

/** One method for each request of the protocol. */
export interface LegacyRequests {
  /** Asks for the platform's time, epoch ms; what bots keep their connection alive with. */
  getClock: LegacyRequest<Record<string, never>, { readonly currentTime: number }>;

  /**
   * Asks for a `cqm.ExConversationChangeNotification` about the conversations that match, and whenever one of them
   * changes. Without `agentIds` it is about all conversations of the account. Times are in epoch ms.
   */
  subscribeExConversations: LegacyRequest<
    {
      readonly convState?: readonly ConversationState[] | undefined;
      readonly stage?: readonly ConversationState[] | undefined;
      /** Public ids; `undefined` is this agent, whose own may not be known yet. */
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

  /** Changes a conversation: closes it, joins or leaves it, transfers it. The changes are made together. */
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

  /** Publishes one event to a dialog: text, file, rich content, typing state or receipt. Metadata is an argument. */
  publishEvent: LegacyRequest<
    {
      readonly dialogId: string;
      /** Needed where the dialog is not the conversation's main one. */
      readonly conversationId?: string | undefined;
      readonly event: PublishableEvent | OtherEvent;
      /** `AGENTS_AND_MANAGERS`: the consumer does not see it. */
      readonly messageAudience?: Open<'ALL' | 'AGENTS_AND_MANAGERS'> | undefined;
      readonly eventId?: string | undefined;
    },
    { readonly sequence: number }
  >;

  /** Asks for the events a dialog has had so far; they come as one `ms.MessagingEventNotification`. */
  subscribeMessagingEvents: LegacyRequest<
    {
      readonly dialogId: string;
      /** In general taken as an exclusive bound: `-1` asks for everything. */
      readonly fromSeq?: number | undefined;
      readonly newerThanSequence?: number | undefined;
      readonly olderThanSequence?: number | undefined;
      readonly maxQuantity?: number | undefined;
      readonly conversationId?: string | undefined;
    },
    undefined
  >;

  /** Asks where a file may be uploaded. `fileSize` is in bytes. */
  generateURLForUploadFile: LegacyRequest<{ readonly fileSize: string | number; readonly fileType: FileType }, FileUrl>;

  /** Asks where a file that somebody published can be downloaded. */
  generateURLForDownloadFile: LegacyRequest<
    { readonly relativePath: string; readonly dialogId?: string | undefined },
    FileUrl
  >;

  /** Asks for a one-time key to what a consumer entered in a secure form. Treat it, and what it opens, as secret. */
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

  /** Asks for a `routing.AgentStateNotification` whenever this agent's state changes. */
  subscribeAgentsState: LegacyRequest<{ readonly agentAvailability?: string | undefined }, Subscription>;

  /** Asks for a `routing.RoutingTaskNotification` whenever a conversation rings this agent. */
  subscribeRoutingTasks: LegacyRequest<
    {
      readonly channelType?: Open<'MESSAGING'> | undefined;
      readonly skillId?: string | undefined;
      readonly conversationId?: string | undefined;
    },
    Subscription
  >;

  /** Changes what a subscription of `subscribeRoutingTasks` is about. */
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

  /** Answers a ring: accepts the conversation, which makes this agent its `ASSIGNED_AGENT`, or rejects it. */
  updateRingState: LegacyRequest<
    { readonly ringId: string; readonly ringState: Open<'ACCEPTED' | 'REJECTED'> },
    string
  >;

  /** Asks what is known of a consumer, by the id among the participants; without one, of this agent. */
  getUserProfile: LegacyRequest<string | { readonly userId?: string | undefined }, UserProfile>;
}
