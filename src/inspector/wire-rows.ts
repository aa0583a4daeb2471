import type { FrameEntry, HttpEntry, UpgradeEntry } from '../simulator/feed-entries.js';
import { membersOf, toArray } from '../protocol/schemas.js';
import type { NotificationRow, RequestRow } from './contract.js';
import { bodySummary } from './summaries.js';

/** Namespace and name of a wire type: `.ams.ms.PublishEvent` is `PublishEvent` of `ms`. */
export function nameOf(type: string | undefined): { readonly namespace: string; readonly name: string } {
  if (type === undefined) return { namespace: '', name: 'no type' };
  const parts = type.split('.').filter((part) => part !== '' && part !== 'ams');
  return { namespace: parts.slice(0, -1).join('.'), name: parts.at(-1) ?? type };
}

export function bodyOf(frame: unknown): unknown {
  return membersOf(frame)['body'];
}

/** The row of a request of an agent that has no answer yet. */
export function requestRow(id: number, entry: FrameEntry, ids: ConcernedIds): RequestRow {
  const body = bodyOf(entry.frame);
  return {
    kind: 'request',
    id,
    at: entry.at,
    userId: entry.userId,
    ...ids,
    ...nameOf(entry.type),
    summary: typeof entry.frame === 'string' ? 'not a frame' : bodySummary(body),
    ...(isPrivate(body) && { isPrivate: true }),
    ...(entry.fault !== undefined && { fault: entry.fault }),
    canSendAgain: entry.requestId !== undefined,
  };
}

export function notificationRow(id: number, entry: FrameEntry, ids: ConcernedIds): NotificationRow {
  const body = bodyOf(entry.frame);
  const sequence = membersOf(body)['sequence'];
  return {
    kind: 'notification',
    id,
    at: entry.at,
    userId: entry.userId,
    ...ids,
    ...nameOf(entry.type),
    summary: bodySummary(body),
    ...(typeof sequence === 'number' && { sequence }),
    ...(entry.fault !== undefined && { fault: entry.fault }),
    canSendAgain: true,
  };
}

/** A REST exchange, or an upgrade that opened no socket. */
export function httpRow(id: number, entry: HttpEntry | UpgradeEntry): RequestRow {
  const [path = ''] = entry.path.split('?');
  return {
    kind: 'request',
    id,
    at: entry.at,
    namespace: 'HTTP',
    name: `${entry.kind === 'http' ? entry.method : 'UPGRADE'} ${path}`,
    summary: entry.status === undefined ? 'no answer' : '',
    ...(entry.status !== undefined && { status: entry.status }),
    canSendAgain: false,
  };
}

/** What a frame is about, for filters. */
export interface ConcernedIds {
  readonly conversationId?: string;
  readonly dialogId?: string;
}

/** @param conversationOf Id of the conversation with this dialog. */
export function concernedIds(body: unknown, conversationOf: (dialogId: string) => string | undefined): ConcernedIds {
  const { dialogId, conversationId, ringId, changes } = membersOf(body);
  if (typeof dialogId === 'string') {
    const known = typeof conversationId === 'string' ? conversationId : conversationOf(dialogId);
    return { dialogId, ...(known !== undefined && { conversationId: known }) };
  }
  if (typeof conversationId === 'string') return { conversationId };
  // A ring's id begins with that of its conversation.
  if (typeof ringId === 'string') return { conversationId: ringId.split('_')[0] ?? ringId };
  const { convId, conversationId: ofTask } = membersOf(membersOf(toArray(changes)[0])['result']);
  const changed = convId ?? ofTask;
  return typeof changed === 'string' ? { conversationId: changed } : {};
}

function isPrivate(body: unknown): boolean {
  return membersOf(body)['messageAudience'] === 'AGENTS_AND_MANAGERS';
}
