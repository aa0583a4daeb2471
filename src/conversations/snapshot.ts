import type { ConversationChange, Dialog, Message, Participant, Role } from '../protocol/registry.js';
import { membersOf, type Open } from '../protocol/schemas.js';

/** A participant of a conversation. */
export interface ParticipantView {
  /** Public id (PID) of an agent, or consumer id. A suggested agent may be known by its legacy id only. */
  readonly id: string;
  readonly role: Role;
  /** `SUGGESTED`: the conversation was offered to this agent, which has not accepted yet. */
  readonly state: Open<'ACTIVE' | 'SUGGESTED'>;
}

/** One thread of a conversation: the main dialog, a survey after it, or co-browsing. */
export interface DialogView {
  /** The main dialog has the conversation's id. */
  readonly id: string;
  readonly type: Open<'MAIN' | 'POST_SURVEY' | 'OTHER'>;
  readonly channel: Open<'MESSAGING' | 'COBROWSE' | 'LIVE_CHAT'>;
  readonly state: Open<'OPEN' | 'CLOSE'>;
  readonly closedBy: Open<'AGENT' | 'CONSUMER' | 'SYSTEM'> | undefined;
  readonly closedCause: string | undefined;
}

/** The last message of a conversation, as its notification repeats it. */
export interface LastMessage {
  readonly dialogId: string;
  readonly sequence: number;
  /** Epoch ms. */
  readonly at: number | undefined;
  readonly role: Role | undefined;
  /** `undefined` for files and rich content. */
  readonly text: string | undefined;
}

/**
 * A conversation at one moment. Frozen: a change replaces the snapshot as a whole. Times are epoch ms; a member that UMS
 * does not tell is `undefined`.
 */
export interface ConversationView {
  readonly id: string;
  /** `CLOSE` when the last dialog, e.g. a survey, is closed. */
  readonly stage: Open<'OPEN' | 'CLOSE'>;
  /** State of the main dialog. */
  readonly state: Open<'OPEN' | 'CLOSE' | 'LOCKED'>;
  readonly closeReason: Open<'AGENT' | 'CONSUMER' | 'TIMEOUT' | 'SYSTEM'> | undefined;
  /** `undefined`: no skill. */
  readonly skillId: string | undefined;
  readonly consumerId: string | undefined;
  /** The agent that talks to the consumer. */
  readonly assignedAgentId: string | undefined;
  readonly participants: readonly ParticipantView[];
  readonly dialogs: readonly DialogView[];
  /** The dialog in which agent and consumer write: the main one, or the survey after it. Never a co-browsing dialog. */
  readonly openDialog: DialogView | undefined;
  /** Time to respond, `value` in seconds. */
  readonly ttr:
    | { readonly ttrType: Open<'NORMAL' | 'URGENT' | 'PRIORITIZED' | 'CUSTOM'>; readonly value: number }
    | undefined;
  /** When a response to the consumer is due; `undefined` while it is the consumer's turn. */
  readonly responseDueAt: number | undefined;
  /** Since when the consumer waits for a response, from {@link responseDueAt} and {@link ttr}. */
  readonly waitingSince: number | undefined;
  readonly lastMessage: LastMessage | undefined;
  /** The note that agents see beside the conversation. */
  readonly note: string | undefined;
  /** Numbers of unread messages by legacy agent id (`{accountId}.{userId}`) or consumer id. */
  readonly unread: Readonly<Record<string, number>>;
  readonly startedAt: number | undefined;
  readonly closedAt: number | undefined;
  /** Of the conversation's data; messages do not change it. */
  readonly updatedAt: number | undefined;
  /** `false`: the conversation no longer matches the subscription, e.g. because it was closed or transferred. */
  readonly isMember: boolean;
}

/** One notification about a conversation. */
export interface ConversationNews {
  readonly change: ConversationChange;
  /** When UMS sent the notification, epoch ms. */
  readonly sentAt?: number | undefined;
  /** The change as received, which has members that decoding removes. */
  readonly received?: unknown;
  /** The decoded change is in the state already: only its members as received are new. */
  readonly isMerged?: boolean;
}

/** Orders two notifications about one conversation. */
interface Version {
  readonly updatedAt: number | undefined;
  readonly sentAt: number | undefined;
}

/** What is known of one conversation. Immutable. */
export interface MergedNews {
  readonly now: ConversationView;
  /** Of the members that come from the decoded change, and of those from the change as received. */
  readonly decoded: Version;
  readonly extras: Version | undefined;
}

/**
 * The state after a notification: state x notification -> state. Notifications may come in any order, twice, or not at
 * all: the newest one that came decides, since each contains the whole conversation.
 *
 * @returns The same object if the notification contains nothing new.
 * @see docs/protocol.md#2.4
 */
export function reduce(state: MergedNews | undefined, news: ConversationNews): MergedNews {
  const version = versionOf(news);
  const isNewer = state === undefined || (!news.isMerged && !isOlder(version, state.decoded));
  const extras = news.received === undefined ? undefined : extrasOf(news.received);
  const hasNewerExtras = extras !== undefined && (state?.extras === undefined || !isOlder(version, state.extras));
  if (state !== undefined && !isNewer && isFoundGone(news) && state.now.isMember) {
    return { ...state, now: Object.freeze({ ...state.now, isMember: false }) };
  }
  if (state !== undefined && !isNewer && !hasNewerExtras) return state;
  const { note, unread } = hasNewerExtras ? extras : (state?.now ?? NO_EXTRAS);
  const now = isNewer ? snapshotOf(news.change, note, unread) : Object.freeze({ ...state.now, note, unread });
  return {
    now,
    decoded: isNewer ? version : state.decoded,
    extras: hasNewerExtras ? version : state?.extras,
  };
}

const NO_EXTRAS = { note: undefined, unread: Object.freeze({}) };

function versionOf({ change, sentAt }: ConversationNews): Version {
  return { updatedAt: change.result.conversationDetails.metaDataLastUpdateTs, sentAt };
}

/**
 * After a reconnect the SDK itself finds conversations that are gone, and tells so with the last change that it kept, which
 * may be older than the newest.
 */
function isFoundGone({ change, sentAt }: ConversationNews): boolean {
  return change.type === 'DELETE' && sentAt === undefined;
}

/** Of two notifications with equal or without times, the one that came later is the newer. */
function isOlder(one: Version, other: Version): boolean {
  if (one.updatedAt === undefined || other.updatedAt === undefined) return false;
  if (one.updatedAt !== other.updatedAt) return one.updatedAt < other.updatedAt;
  return one.sentAt !== undefined && other.sentAt !== undefined && one.sentAt < other.sentAt;
}

function snapshotOf(
  { type, result }: ConversationChange,
  note: string | undefined,
  unread: Readonly<Record<string, number>>,
): ConversationView {
  const { convId: id, effectiveTTR, conversationDetails: details, lastContentEventNotification } = result;
  const dialogs = Object.freeze(details.dialogs.map((dialog) => dialogOf(dialog, id)));
  const participants = participantsOf(details.participants, details.dialogs);
  const responseDueAt = effectiveTTR === undefined || effectiveTTR < 0 ? undefined : effectiveTTR;
  const isPostponed = details.delay !== undefined || (details.manualETTR ?? -1) >= 0;
  return Object.freeze({
    id,
    stage: details.stage ?? details.state ?? 'OPEN',
    state: details.state ?? details.stage ?? 'OPEN',
    closeReason: details.closeReason,
    skillId: details.skillId === '-1' ? undefined : details.skillId,
    consumerId: participants.find(({ role }) => role === 'CONSUMER')?.id,
    assignedAgentId: participants.find(({ role, state }) => role === 'ASSIGNED_AGENT' && state === 'ACTIVE')?.id,
    participants,
    dialogs,
    openDialog: dialogs.find(({ state, channel }) => state === 'OPEN' && channel !== 'COBROWSE'),
    ttr: details.ttr,
    responseDueAt,
    waitingSince:
      responseDueAt === undefined || isPostponed || details.ttr === undefined
        ? undefined
        : responseDueAt - details.ttr.value * 1_000,
    lastMessage: lastContentEventNotification && lastMessageOf(lastContentEventNotification),
    note,
    unread,
    startedAt: details.startTs,
    closedAt: details.endTs !== undefined && details.endTs > 0 ? details.endTs : undefined,
    updatedAt: details.metaDataLastUpdateTs,
    isMember: type !== 'DELETE',
  });
}

function dialogOf(dialog: Dialog, conversationId: string): DialogView {
  return Object.freeze({
    id: dialog.dialogId,
    type: dialog.dialogType ?? (dialog.dialogId === conversationId ? 'MAIN' : 'OTHER'),
    channel: dialog.channelType ?? 'MESSAGING',
    state: dialog.state ?? 'OPEN',
    closedBy: dialog.closedBy,
    closedCause: dialog.closedCause,
  });
}

/** Suggested agents are participants of a dialog only. */
function participantsOf(members: readonly Participant[], dialogs: readonly Dialog[]): readonly ParticipantView[] {
  const suggested = dialogs
    .filter(({ state, channelType }) => state !== 'CLOSE' && channelType !== 'COBROWSE')
    .flatMap(({ participantsDetails = [] }) => participantsDetails)
    .filter(({ state }) => state === 'SUGGESTED');
  const isSuggested = ({ id, role }: Participant): boolean =>
    role === 'ASSIGNED_AGENT' && suggested.some((one) => one.id === id);
  return Object.freeze([
    ...members.filter((one) => !isSuggested(one)).map(({ id, role }) => participant(id, role, 'ACTIVE')),
    ...suggested.map(({ id, role }) => participant(id, role, 'SUGGESTED')),
  ]);
}

function participant(id: string, role: Role, state: 'ACTIVE' | 'SUGGESTED'): ParticipantView {
  return Object.freeze({ id, role, state });
}

function lastMessageOf({
  dialogId,
  sequence,
  serverTimestamp: at,
  originatorMetadata,
  event,
}: Message): LastMessage | undefined {
  if (sequence === undefined || sequence === null) return undefined;
  const text =
    event.type === 'ContentEvent' && 'message' in event && typeof event.message === 'string'
      ? event.message
      : undefined;
  return Object.freeze({ dialogId, sequence, at, role: originatorMetadata?.role, text });
}

/** Members of a change as received that decoding removes: docs/protocol.md#4.1.1. */
function extrasOf(received: unknown): {
  readonly note: string | undefined;
  readonly unread: Readonly<Record<string, number>>;
} {
  const result = membersOf(membersOf(received)['result']);
  const { note } = membersOf(result['conversationDetails']);
  const unread = Object.entries(membersOf(result['numberOfunreadMessages'])).filter(
    (entry): entry is [string, number] => typeof entry[1] === 'number',
  );
  return {
    note: typeof note === 'string' && note !== '' ? note : undefined,
    unread: Object.freeze(Object.fromEntries(unread)),
  };
}
