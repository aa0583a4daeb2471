import { z } from 'zod';
import { SDKError } from '../errors.js';
import { lazy } from '../support/lazy.js';
import { arrayOf, hasProperties } from './checking.js';
import { toArray, assumed, type Open } from './schemas.js';
import type { Warn } from './read.js';
import type { WireMessage } from './message.js';
import type { ClientProperties } from './metadata.js';
import {
  Directory,
  withPublicIds,
  type DialogParticipant,
  type DialogWithParticipants,
  type IdsByRole,
  type Participant,
} from './participants.js';
import type { ObjectsIn } from './nulls.js';

/** One thread of a conversation. The id of the main dialog is the conversation's id. */
export interface Dialog {
  readonly dialogId: string;
  readonly dialogType?: Open<'MAIN' | 'POST_SURVEY' | 'OTHER'>;
  readonly channelType?: Open<'MESSAGING' | 'COBROWSE' | 'LIVE_CHAT'>;
  /** Agents have their public id where the mapping is certain. Absent on old dialogs. */
  readonly participantsDetails?: DialogParticipant[];
  /** On co-browsing dialogs only. */
  readonly participants?: string[];
  readonly metaData?: Readonly<Record<string, unknown>>;
  readonly state?: Open<'OPEN' | 'CLOSE'>;
  /** Times are epoch ms. */
  readonly creationTs?: number;
  readonly endTs?: number;
  readonly metaDataLastUpdateTs?: number;
  readonly closedBy?: Open<'AGENT' | 'CONSUMER' | 'SYSTEM'>;
  readonly closedCause?: string;
}

/** The participants, dialogs and state of a conversation. */
export interface ConversationDetails {
  /** `"-1"` for no skill. */
  readonly skillId?: string;
  readonly brandId?: string;
  readonly participants: Participant[];
  readonly dialogs: Dialog[];
  /** State of the main dialog. */
  readonly state?: Open<'OPEN' | 'CLOSE' | 'LOCKED'>;
  /** State of the whole conversation. */
  readonly stage?: Open<'OPEN' | 'CLOSE'>;
  readonly closeReason?: Open<'AGENT' | 'CONSUMER' | 'TIMEOUT' | 'SYSTEM'>;
  /** Times are epoch ms. */
  readonly startTs?: number;
  readonly endTs?: number;
  /** The greater value marks the newer one of two notifications, which may arrive in any order. */
  readonly metaDataLastUpdateTs?: number;
  readonly firstConversation?: boolean;
  readonly csat?: {
    readonly csatRate?: number;
    readonly csatResolutionConfirmation?: boolean;
    readonly status?: string;
  };
  /** Time to respond, `value` in seconds. */
  readonly ttr?: { readonly ttrType: Open<'NORMAL' | 'URGENT' | 'PRIORITIZED' | 'CUSTOM'>; readonly value: number };
  readonly delay?: { readonly type: Open<'NIGHT' | 'WEEKEND' | 'HOLIDAY'>; readonly tillWhen: number };
  readonly manualETTR?: number;
  readonly topic?: string;
  /** Where the consumer started the conversation. */
  readonly context?: ConversationContext;
  readonly campaignInfo?: { readonly campaignId: number; readonly engagementId: number };
  readonly conversationHandlerDetails?: { readonly accountId: string; readonly skillId: string };
}

/** Where a consumer started a conversation: the page, app or earlier conversation. */
export interface ConversationContext {
  readonly type?: Open<'SharkContext' | 'MobileAppContext' | 'CustomContext' | 'ProactiveContext'>;
  readonly lang?: string;
  readonly clientProperties?: ClientProperties;
  readonly visitorId?: string;
  readonly sessionId?: string;
  readonly interactionContextId?: string;
  readonly name?: string;
  readonly originConversationId?: string;
}

/** A conversation, complete in each notification. */
export interface ExConversation {
  readonly convId: string;
  /** When a reply to the consumer is due, epoch ms; `-1` while it is the consumer's turn. */
  readonly effectiveTTR?: number;
  readonly conversationDetails: ConversationDetails;
  /** The last message, where there is one. Not decoded: `originatorId` of an agent is not its public id. */
  readonly lastContentEventNotification?: WireMessage;
}

export interface ConversationChange {
  /** `DELETE`: the conversation no longer matches the subscription, e.g. because it was closed or transferred. */
  readonly type: Open<'UPSERT' | 'DELETE'>;
  /** The complete conversation; with `DELETE` its last state. */
  readonly result: ExConversation;
}

type WireDialog = Omit<Dialog, 'participantsDetails'> & DialogWithParticipants;

interface WireConversation extends Omit<ExConversation, 'conversationDetails'> {
  readonly lastUpdateTime?: number;
  readonly numberOfunreadMessages?: Readonly<Record<string, number>>;
  readonly conversationDetails: Omit<ConversationDetails, 'participants' | 'dialogs'> & {
    readonly convId?: string;
    readonly note?: string;
    readonly groupId?: string;
    readonly csatRate?: number;
    readonly participants?: IdsByRole | null;
    readonly participantsPId?: IdsByRole | null;
    readonly dialogs?: WireDialog | readonly WireDialog[] | null;
  };
}

interface WireConversationChange extends Omit<ConversationChange, 'result'> {
  readonly result: WireConversation;
}

const idsByRole = lazy(() => z.object({}).catchall(arrayOf(z.string()).nullish()).nullish());

const wireDialog = lazy(() =>
  hasProperties({
    dialogId: z.string(),
    channelType: z.string().nullish(),
    participantsDetails: arrayOf(
      hasProperties({ id: z.string(), role: z.string(), state: z.string().nullish() }),
    ).nullish(),
  }),
);

export const wireConversationChange = lazy(() =>
  assumed<WireConversationChange>(
    hasProperties({
      type: z.string(),
      result: hasProperties({
        convId: z.string(),
        conversationDetails: hasProperties({
          participants: idsByRole(),
          participantsPId: idsByRole(),
          dialogs: arrayOf(wireDialog()).nullish(),
        }),
      }),
    }),
  ),
);

/** Excludes the last message, which is handed on as received. */
export const conversationChangeObjects: ObjectsIn = {
  result: {
    conversationDetails: {
      participants: {},
      participantsPId: {},
      dialogs: { participantsDetails: {} },
      csat: {},
      ttr: {},
      delay: {},
      context: { clientProperties: {} },
      campaignInfo: {},
      conversationHandlerDetails: {},
    },
  },
};

/** Converts a conversation from the format of UMS v2 to that of v3: docs/protocol.md#4.1.2. */
export function toConversationChange(change: WireConversationChange, _me: unknown, warn: Warn): ConversationChange {
  const { result } = change;
  const { convId, conversationDetails: details } = result;
  const { participants, participantsPId, dialogs } = details;
  if (participantsPId === undefined || participantsPId === null) {
    throw new SDKError(`participantsPId key property is missing on notification for convId ${convId}`, {
      service: 'messaging',
    });
  }

  const directory = new Directory(convId, participants ?? {}, participantsPId);
  const { convId: _id, note: _note, groupId: _group, csatRate: _csat, participantsPId: _pids, ...kept } = details;
  const conversationDetails: ConversationDetails = {
    ...kept,
    participants: directory.participants,
    dialogs: toArray(dialogs).map((dialog) => withPublicIds(dialog, directory, warn)),
  };
  const { lastUpdateTime: _time, numberOfunreadMessages: _unread, ...conversation } = result;
  return { ...change, result: { ...conversation, conversationDetails } };
}
