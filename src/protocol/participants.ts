import { toArray, without, type Open, type Warn } from './define.js';

/** What somebody is to a conversation. */
export type Role = Open<'CONSUMER' | 'ASSIGNED_AGENT' | 'AGENT' | 'MANAGER' | 'READER' | 'CONTROLLER' | 'BRAND_BOT'>;

/** Somebody who takes part in a conversation. */
export interface Participant {
  /** Public id (PID) of an agent, or consumer id. */
  readonly id: string;
  readonly role: Role;
}

/** Somebody who takes part in a dialog. */
export interface DialogParticipant extends Participant {
  /** A suggested agent has the role `ASSIGNED_AGENT` too, and has not accepted yet. */
  readonly state?: Open<'ACTIVE' | 'SUGGESTED'>;
}

/** The participants of a conversation as UMS v2 tells them: the ids in each role. */
export type IdsByRole = Readonly<Record<string, string | readonly string[] | null | undefined>>;

/** What is read of a dialog as UMS v2 tells it. */
export interface DialogWithParticipants {
  readonly channelType?: string | null | undefined;
  readonly participantsDetails?: DialogParticipant | readonly DialogParticipant[] | null | undefined;
}

/** The participants of a conversation as a list, in the order of the roles. */
export function toParticipants(publicIds: IdsByRole): Participant[] {
  return Object.entries(publicIds).flatMap(([role, ids]) => toArray(ids).map((id) => ({ id, role })));
}

/** Says what the ids of a conversation's dialogs are in public. */
export interface Directory {
  readonly convId: string;
  /** The id UMS v2 uses -> PID, as far as it is certain. */
  readonly known: ReadonlyMap<string, string>;
  /** By role: PIDs whose v2 id is not known. */
  readonly unclaimed: ReadonlyMap<string, readonly string[]>;
}

/** Pairs the ids of v2 with the PIDs: both lists of a role have the same order. */
export function directoryOf(convId: string, ids: IdsByRole, publicIds: IdsByRole): Directory {
  const known = new Map<string, string>();
  const roles = Object.entries(publicIds).map(([role, pids]) => [role, toArray(pids)] as const);
  for (const [role, pids] of roles) {
    const own = Object.hasOwn(ids, role) ? toArray(ids[role]) : [];
    // Of lists that differ in length nobody knows who is missing.
    if (own.length !== pids.length) continue;
    for (const [index, pid] of pids.entries()) {
      const id = own[index];
      if (id !== undefined) known.set(id, pid);
    }
  }
  const claimed = new Set(known.values());
  const unclaimed = new Map(roles.map(([role, pids]) => [role, pids.filter((pid) => !claimed.has(pid))]));
  return { convId, known, unclaimed };
}

/**
 * Gives the participants of a dialog their public ids. Who cannot be told for certain keeps the v2 id: the positions in
 * a dialog's list say nothing, as it may name a suggested agent first and its order may differ from the conversation's.
 */
export function withPublicIds<Dialog extends DialogWithParticipants>(
  dialog: Dialog,
  directory: Directory,
  warn: Warn,
): Omit<Dialog, 'participantsDetails'> & { readonly participantsDetails?: DialogParticipant[] } {
  const { channelType, participantsDetails } = dialog;
  const isCobrowse = channelType === 'COBROWSE';
  if (channelType && !isCobrowse && channelType !== 'MESSAGING') warn(`Unknown channelType: ${channelType}`);
  if (participantsDetails === undefined || participantsDetails === null) {
    if (!isCobrowse) warn(`Invalid dialog information, participantsDetails is missing ${JSON.stringify(dialog)}`);
    return without(dialog, 'participantsDetails');
  }

  const participants = toArray(participantsDetails);
  return {
    ...dialog,
    participantsDetails: isCobrowse ? [...participants] : named(participants, directory, warn),
  };
}

function named(
  participants: readonly DialogParticipant[],
  { convId, known, unclaimed }: Directory,
  warn: Warn,
): DialogParticipant[] {
  return participants.map((participant) => {
    const { id, role, state } = participant;
    const pid = known.get(id);
    if (pid !== undefined) return { ...participant, id: pid };
    if (state === 'SUGGESTED') return participant;

    const candidates = unclaimed.get(role);
    if (candidates === undefined) {
      warn(`invalid participant on conversation ${convId} - ${JSON.stringify(participant)}`);
      return participant;
    }
    // One PID that nobody has, and one participant without: they belong together.
    const [only] = candidates;
    const isAlone = participants.every(
      (other) => other === participant || other.role !== role || other.state === 'SUGGESTED' || known.has(other.id),
    );
    return only !== undefined && candidates.length === 1 && isAlone ? { ...participant, id: only } : participant;
  });
}
