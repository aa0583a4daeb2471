import type { FileType, PublishableEvent } from './content.js';
import type { Open } from './schemas.js';

// What the callers of requests pass. Written out, since the members of a type that is inferred from a schema lose their
// comments in the built declarations; each schema is held to its interface by `exactly`.

/** A skill's id, a string of digits. `"-1"` is no skill. */
type SkillId = string;

/** Which conversations a subscription is about: those that match every member given. */
export interface ConversationFilter {
  /** State of the main dialog. */
  readonly convState?: ('OPEN' | 'CLOSE' | 'LOCKED')[] | undefined;
  /** State of the whole conversation: `OPEN` until its last dialog, a survey perhaps, is closed. */
  readonly stage?: ('OPEN' | 'CLOSE' | 'LOCKED')[] | undefined;
  /** Public ids of agents who take part; `undefined` in the list is this agent. Without it: of the whole account. */
  readonly agentIds?: (string | undefined)[] | undefined;
  /** The account; this agent's, unless given. */
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

/** The subscription to end. */
export interface UnsubscribeBody {
  /** As `subscribeExConversations` gave it. */
  readonly subscriptionId: string;
}

/** `CLOSE` closes the conversation with all its dialogs; no survey comes. `OPEN` and `LOCKED` are known to UMS, too. */
export interface ConversationStateChange {
  readonly field: 'ConversationStateField';
  readonly conversationState: 'OPEN' | 'CLOSE' | 'LOCKED';
}

/** `CLOSE` does the same as that of `ConversationStateField`, in the newer form. */
export interface StageChange {
  readonly field: 'Stage';
  readonly conversationState: 'OPEN' | 'CLOSE' | 'LOCKED';
}

/** Changes, closes or creates a dialog. Closing the main dialog brings the survey, where the account has one. */
export interface DialogChange {
  readonly field: 'DialogChange';
  readonly type: 'UPDATE' | 'CREATE';
  readonly dialogId?: string | undefined;
  readonly dialog: {
    readonly dialogId: string;
    /** `CLOSE` on the main dialog brings the survey, where the account has one. */
    readonly state?: 'OPEN' | 'CLOSE' | undefined;
    readonly closedBy?: 'AGENT' | 'CONSUMER' | 'SYSTEM' | undefined;
    /** Why, in words of your own. */
    readonly closedCause?: string | undefined;
    readonly dialogType?: 'MAIN' | 'POST_SURVEY' | 'OTHER' | undefined;
    readonly channelType?: 'MESSAGING' | 'COBROWSE' | 'LIVE_CHAT' | undefined;
    /** Of co-browsing, voice and video. */
    readonly metaData?: Record<string, unknown> | undefined;
    /** Of co-browsing. */
    readonly participants?: string[] | undefined;
    /** Epoch ms. */
    readonly creationTs?: number | undefined;
    /** Epoch ms. */
    readonly metaDataLastUpdateTs?: number | undefined;
  };
}

/** Somebody joins, leaves, changes role or is suggested for a transfer. */
export interface ParticipantsChange {
  readonly field: 'ParticipantsChange';
  /** `SUGGEST` offers the conversation to an agent as its next `ASSIGNED_AGENT`. */
  readonly type: 'ADD' | 'REMOVE' | 'UPDATE' | 'SUGGEST';
  readonly role: 'ASSIGNED_AGENT' | 'AGENT' | 'MANAGER' | 'READER' | 'CONSUMER' | 'CONTROLLER' | 'BRAND_BOT';
  /** `{accountId}.{userId}`; this agent, unless given. */
  readonly userId?: string | undefined;
  /** The main dialog, unless given. */
  readonly dialogId?: string | undefined;
}

/** Transfers to a skill; name the removal of the assigned agent in the same request. */
export interface SkillChange {
  readonly field: 'Skill';
  readonly type: 'UPDATE';
  /** Sent as it is given. */
  readonly skill: SkillId | number;
}

/** Sets how soon a response is due. */
export interface TTRChange {
  readonly field: 'TTRField';
  readonly ttrType: 'NORMAL' | 'URGENT' | 'PRIORITIZED' | 'CUSTOM';
  /** Seconds. */
  readonly value: number;
}

/** Sets when a response is due, whatever the time to respond says. */
export interface ManualETTRChange {
  readonly field: 'ManualETTR';
  /** Epoch ms; `null` for the computed one. */
  readonly time: number | null;
}

/** Says how content the consumer was. */
export interface CSATRateChange {
  readonly field: 'CSATRate';
  /** 1 to 5. */
  readonly csatRate?: number | undefined;
  /** Whether the consumer says that the problem is solved. */
  readonly csatResolutionConfirmation?: boolean | undefined;
  readonly status: 'FILLED' | 'PARTIALLY_FILLED' | 'SKIPPED';
}

/** Puts off when a response is due. */
export interface DelayChange {
  readonly field: 'DelayField';
  readonly type: 'NIGHT' | 'WEEKEND' | 'HOLIDAY';
  /** Epoch ms. */
  readonly tillWhen: number;
}

/** Sets the note that agents see beside the conversation. */
export interface NoteChange {
  readonly field: 'Note';
  readonly note: string;
}

/** Sets the conversation's topic. */
export interface TopicChange {
  readonly field: 'TopicField';
  readonly note: string;
}

/** One change to a conversation, told apart by `field`. */
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

/** A conversation, and what changes in it. */
export interface UpdateConversationBody {
  readonly conversationId: string;
  /** One change, or several that are made together. */
  readonly conversationField: ConversationField[] | ConversationField;
  /** The dialog that a change is about, where the change itself does not say. */
  readonly dialogId?: string | undefined;
}

/** The consumer to start a conversation with. */
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
  /** The skill that the conversation belongs to. */
  readonly skillId?: SkillId | undefined;
  readonly context?: string | null | undefined;
  readonly ttrDefName?: Open<'NORMAL'> | null | undefined;
}

/** One event, and the dialog that it goes to. */
export interface PublishEventBody {
  /** Of the main dialog: the conversation's id. */
  readonly dialogId: string;
  /** Needed where the dialog is not the conversation's main one. */
  readonly conversationId?: string | undefined;
  /** Told apart by `type`, a `ContentEvent` by `contentType` as well. */
  readonly event: PublishableEvent;
  /** `AGENTS_AND_MANAGERS`: a private message, which the consumer does not see. */
  readonly messageAudience?: 'ALL' | 'AGENTS_AND_MANAGERS' | undefined;
  /** An id of your own, which comes back with the notification. */
  readonly eventId?: string | undefined;
}

/** Which events of a dialog to fetch. */
export interface HistoryRequest {
  readonly dialogId: string;
  /** Only events with a sequence above this one: `-1` for all. 0 unless given, which leaves out the first event. */
  readonly fromSeq?: number | undefined;
  /** As `fromSeq`, which wins over it. */
  readonly newerThanSequence?: number | undefined;
  /** Only events with a sequence below this one. */
  readonly olderThanSequence?: number | undefined;
  /** At most so many events. */
  readonly maxQuantity?: number | undefined;
  readonly conversationId?: string | undefined;
}

/** The file to upload. */
export interface UploadRequest {
  /** Bytes, at most 3 MB. */
  readonly fileSize: number | string;
  readonly fileType: FileType;
}

/** The file to download. */
export interface DownloadRequest {
  /** As the `hosted/file` message names it. */
  readonly relativePath: string;
  readonly dialogId?: string | undefined;
}

/** The submission of a secure form to open. */
export interface DownloadTokenRequest {
  readonly downloadable: {
    readonly type: 'SecureForm';
    readonly dialogId: string;
    /** As the `forms/secure-submission` message names it. */
    readonly submissionId: string;
    /** As the `forms/secure-invitation` message named it. */
    readonly invitationId: string;
  };
}

/** The agent's state. */
export interface AgentStateBody {
  /** Which conversations may ring this agent: `ONLINE` all, `OCCUPIED` transfers only, `AWAY` none. */
  readonly availability: 'ONLINE' | 'OCCUPIED' | 'AWAY' | 'BACK_SOON' | 'OFFLINE';
  /** Why, in words of your own; others see it. */
  readonly description?: string | undefined;
}

/** Which changes of the agent's state a subscription is about. */
export interface AgentsStateFilter {
  /** Only changes to this state; `''` is all. */
  readonly agentAvailability?: string | undefined;
}

/** Which rings a subscription is about. */
export interface RoutingTaskFilter {
  readonly channelType?: 'MESSAGING' | undefined;
  /** Only rings of this skill's conversations. */
  readonly skillId?: SkillId | undefined;
  /** Only rings of this conversation. */
  readonly conversationId?: string | undefined;
}

/** A subscription of `subscribeRoutingTasks`, and what it is to be about. */
export interface RoutingTaskAmendment extends RoutingTaskFilter {
  /** As `subscribeRoutingTasks` gave it. */
  readonly subscriptionId: string;
  /** The account, unless given. */
  readonly brandId?: string | number | undefined;
  /** `{accountId}.{userId}`; this agent, unless given. */
  readonly agentId?: string | undefined;
}

/** The answer to a ring. */
export interface RingAnswer {
  /** As `routing.RoutingTaskNotification` names it, in `ringsDetails`. */
  readonly ringId: string;
  /** `ACCEPTED` makes this agent the conversation's `ASSIGNED_AGENT`. */
  readonly ringState: 'ACCEPTED' | 'REJECTED';
}

/** Whose profile to ask for. */
export interface ProfileRequest {
  /** LivePerson's id of the consumer; this agent, unless given. */
  readonly userId?: string | undefined;
}
