import type { FileType, PublishableEvent } from './content.js';
import type { Open } from './schemas.js';

// The bodies of requests. Handwritten, because the members of a type that is inferred from a schema lose their comments
// in the built declarations. `typedAs` reports a difference between a schema and its interface.

/** Id of a skill, a string of digits. `"-1"` for no skill. */
type SkillId = string;

/** Filter of a subscription to conversations. A conversation must match all given members. */
export interface ConversationFilter {
  /** State of the main dialog. */
  readonly convState?: ('OPEN' | 'CLOSE' | 'LOCKED')[] | undefined;
  /** State of the whole conversation: `OPEN` until its last dialog, e.g. a survey, is closed. */
  readonly stage?: ('OPEN' | 'CLOSE' | 'LOCKED')[] | undefined;
  /**
   * Public ids of participating agents. An element `undefined` stands for this agent, so that `[agent.agentId]` works
   * before the id is known. Default: all conversations of the account.
   */
  readonly agentIds?: (string | undefined)[] | undefined;
  /** Default: this agent's account. */
  readonly brandId?: string | number | undefined;
  /** LivePerson's id of the consumer. */
  readonly consumerId?: string | undefined;
  /** Epoch ms: only conversations that changed at or after this time. */
  readonly minLastUpdatedTime?: number | undefined;
  /** Epoch ms: only conversations that changed at or before this time. */
  readonly maxLastUpdatedTime?: number | null | undefined;
  /** Epoch ms: only conversations whose response is due by this time. */
  readonly maxETTR?: number | null | undefined;
  /** Only conversations of one of these skills. */
  readonly skillIds?: SkillId[] | undefined;
  /** Only conversations of this skill. */
  readonly skillId?: SkillId | undefined;
  /** Only conversations with a dialog of one of these types. */
  readonly dialogTypes?: Open<'MAIN' | 'POST_SURVEY' | 'OTHER'>[] | undefined;
}

/** Body of `unsubscribeExConversations`. */
export interface UnsubscribeBody {
  /** The id that `subscribeExConversations` returned. */
  readonly subscriptionId: string;
}

/** `CLOSE` closes the conversation with all its dialogs, without a survey. UMS also accepts `OPEN` and `LOCKED`. */
export interface ConversationStateChange {
  readonly field: 'ConversationStateField';
  readonly conversationState: 'OPEN' | 'CLOSE' | 'LOCKED';
}

/** The newer form of `ConversationStateField`, with the same effect of `CLOSE`. */
export interface StageChange {
  readonly field: 'Stage';
  readonly conversationState: 'OPEN' | 'CLOSE' | 'LOCKED';
}

/** Changes, closes or creates a dialog. Closing the main dialog starts the survey, if the account has one. */
export interface DialogChange {
  readonly field: 'DialogChange';
  readonly type: 'UPDATE' | 'CREATE';
  readonly dialogId?: string | undefined;
  readonly dialog: {
    readonly dialogId: string;
    /** `CLOSE` on the main dialog starts the survey, if the account has one. */
    readonly state?: 'OPEN' | 'CLOSE' | undefined;
    readonly closedBy?: 'AGENT' | 'CONSUMER' | 'SYSTEM' | undefined;
    /** The reason, as free text. */
    readonly closedCause?: string | undefined;
    readonly dialogType?: 'MAIN' | 'POST_SURVEY' | 'OTHER' | undefined;
    readonly channelType?: 'MESSAGING' | 'COBROWSE' | 'LIVE_CHAT' | undefined;
    /** For co-browsing, voice and video. */
    readonly metaData?: Record<string, unknown> | undefined;
    /** For co-browsing. */
    readonly participants?: string[] | undefined;
    /** Epoch ms. */
    readonly creationTs?: number | undefined;
    /** Epoch ms. */
    readonly metaDataLastUpdateTs?: number | undefined;
  };
}

/** A participant joins, leaves, changes role or is suggested for a transfer. */
export interface ParticipantsChange {
  readonly field: 'ParticipantsChange';
  /** `SUGGEST` offers the conversation to an agent as its next `ASSIGNED_AGENT`. */
  readonly type: 'ADD' | 'REMOVE' | 'UPDATE' | 'SUGGEST';
  readonly role: 'ASSIGNED_AGENT' | 'AGENT' | 'MANAGER' | 'READER' | 'CONSUMER' | 'CONTROLLER' | 'BRAND_BOT';
  /** `{accountId}.{userId}`. Default: this agent. */
  readonly userId?: string | undefined;
  /** Default: the main dialog. */
  readonly dialogId?: string | undefined;
}

/** Transfers to a skill. Remove the assigned agent in the same request. */
export interface SkillChange {
  readonly field: 'Skill';
  readonly type: 'UPDATE';
  /** Sent unchanged, as a string or a number. */
  readonly skill: SkillId | number;
}

/** Sets how soon a reply to the consumer is due. */
export interface TTRChange {
  readonly field: 'TTRField';
  readonly ttrType: 'NORMAL' | 'URGENT' | 'PRIORITIZED' | 'CUSTOM';
  /** Seconds. */
  readonly value: number;
}

/** Sets when a reply to the consumer is due, overriding the time to respond. */
export interface ManualETTRChange {
  readonly field: 'ManualETTR';
  /** Epoch ms; `null` restores the computed time. */
  readonly time: number | null;
}

/** Records the consumer's satisfaction. */
export interface CSATRateChange {
  readonly field: 'CSATRate';
  /** 1 to 5. */
  readonly csatRate?: number | undefined;
  /** Whether the consumer confirms that the problem is solved. */
  readonly csatResolutionConfirmation?: boolean | undefined;
  readonly status: 'FILLED' | 'PARTIALLY_FILLED' | 'SKIPPED';
}

/** Postpones when a reply to the consumer is due. */
export interface DelayChange {
  readonly field: 'DelayField';
  readonly type: 'NIGHT' | 'WEEKEND' | 'HOLIDAY';
  /** Epoch ms. */
  readonly tillWhen: number;
}

/** Sets the note that agents see with the conversation. */
export interface NoteChange {
  readonly field: 'Note';
  readonly note: string;
}

/** Sets the conversation's topic. */
export interface TopicChange {
  readonly field: 'TopicField';
  readonly note: string;
}

/** One change to a conversation, tagged by `field`. */
export type ConversationField =
  | ConversationStateChange
  | StageChange
  | DialogChange
  | ParticipantsChange
  | SkillChange
  | TTRChange
  | ManualETTRChange
  | CSATRateChange
  | DelayChange
  | NoteChange
  | TopicChange;

/** Body of `updateConversationField`. */
export interface UpdateConversationBody {
  readonly conversationId: string;
  /** One change, or several that UMS applies together. */
  readonly conversationField: ConversationField[] | ConversationField;
  /** The dialog to change, for changes that do not name one. */
  readonly dialogId?: string | undefined;
}

/** Body of `agentRequestConversation`. */
export interface ConversationRequest {
  /** LivePerson's own id of the consumer. */
  readonly consumerId: string;
  readonly channelType?: 'MESSAGING' | undefined;
  /** The earlier conversation that this one follows. */
  readonly conversationContext?:
    | {
        readonly type: 'ProactiveContext';
        readonly originConversationId: string;
        readonly originConversationContext?: unknown;
      }
    | undefined;
  /** The skill of the new conversation. */
  readonly skillId?: SkillId | undefined;
  readonly context?: string | null | undefined;
  readonly ttrDefName?: Open<'NORMAL'> | null | undefined;
}

/** Body of `publishEvent`. */
export interface PublishEventBody {
  /** The id of the main dialog is the conversation's id. */
  readonly dialogId: string;
  /** Required for a dialog other than the main one. */
  readonly conversationId?: string | undefined;
  /** Tagged by `type`, a `ContentEvent` also by `contentType`. */
  readonly event: PublishableEvent;
  /** `AGENTS_AND_MANAGERS`: a private message, hidden from the consumer. */
  readonly messageAudience?: 'ALL' | 'AGENTS_AND_MANAGERS' | undefined;
  /** An id of your choice, which the notification of the event carries. */
  readonly eventId?: string | undefined;
}

/** Body of `subscribeMessagingEvents`: the events to fetch. */
export interface HistoryRequest {
  readonly dialogId: string;
  /** Only events with a greater sequence: `-1` for all. Default: 0, which excludes the first event. */
  readonly fromSeq?: number | undefined;
  /** Like `fromSeq`, which takes precedence. */
  readonly newerThanSequence?: number | undefined;
  /** Only events with a smaller sequence. */
  readonly olderThanSequence?: number | undefined;
  /** Maximum number of events. */
  readonly maxQuantity?: number | undefined;
  readonly conversationId?: string | undefined;
}

/** Body of `generateURLForUploadFile`. */
export interface UploadRequest {
  /** Bytes, at most 3 MB. */
  readonly fileSize: number | string;
  readonly fileType: FileType;
}

/** Body of `generateURLForDownloadFile`. */
export interface DownloadRequest {
  /** The path in the `hosted/file` message. */
  readonly relativePath: string;
  readonly dialogId?: string | undefined;
}

/** Body of `generateDownloadToken`: the submission of a secure form. */
export interface DownloadTokenRequest {
  readonly downloadable: {
    readonly type: 'SecureForm';
    readonly dialogId: string;
    /** The id in the `forms/secure-submission` message. */
    readonly submissionId: string;
    /** The id in the `forms/secure-invitation` message. */
    readonly invitationId: string;
  };
}

/** Body of `setAgentState`. */
export interface AgentStateBody {
  /** Which conversations may ring this agent: `ONLINE` all, `OCCUPIED` transfers only, `AWAY` none. */
  readonly availability: 'ONLINE' | 'OCCUPIED' | 'AWAY' | 'BACK_SOON' | 'OFFLINE';
  /** The reason, as free text that other agents see. */
  readonly description?: string | undefined;
}

/** Filter of a subscription to the agent's state. */
export interface AgentsStateFilter {
  /** Only changes to this state; `''` for all. */
  readonly agentAvailability?: string | undefined;
}

/** Filter of a subscription to rings. */
export interface RoutingTaskFilter {
  readonly channelType?: 'MESSAGING' | undefined;
  /** Only rings of this skill's conversations. */
  readonly skillId?: SkillId | undefined;
  /** Only rings of this conversation. */
  readonly conversationId?: string | undefined;
}

/** Body of `updateRoutingTaskSubscription`: a subscription and its new filter. */
export interface RoutingTaskAmendment extends RoutingTaskFilter {
  /** The id that `subscribeRoutingTasks` returned. */
  readonly subscriptionId: string;
  /** Default: this agent's account. */
  readonly brandId?: string | number | undefined;
  /** `{accountId}.{userId}`. Default: this agent. */
  readonly agentId?: string | undefined;
}

/** Body of `updateRingState`. */
export interface RingAnswer {
  /** The id in `ringsDetails` of `routing.RoutingTaskNotification`. */
  readonly ringId: string;
  /** `ACCEPTED` makes this agent the conversation's `ASSIGNED_AGENT`. */
  readonly ringState: 'ACCEPTED' | 'REJECTED';
}

/** Body of `getUserProfile`. */
export interface ProfileRequest {
  /** LivePerson's id of the consumer. Default: this agent. */
  readonly userId?: string | undefined;
}
