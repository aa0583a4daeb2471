import { toArray, type Open } from './schemas.js';
import type { Warn } from './read.js';

/** Role of a participant in a conversation. */
export type Role = Open<'CONSUMER' | 'ASSIGNED_AGENT' | 'AGENT' | 'MANAGER' | 'READER' | 'CONTROLLER' | 'BRAND_BOT'>;

/** A participant of a conversation. */
export interface Participant {
  /** Public id (PID) of an agent, or consumer id. */
  readonly id: string;
  readonly role: Role;
}

/** A participant of a dialog. */
export interface DialogParticipant extends Participant {
  /** `SUGGESTED`: an agent with the role `ASSIGNED_AGENT` that has not accepted yet. */
  readonly state?: Open<'ACTIVE' | 'SUGGESTED'>;
}

/** The participants of a conversation as UMS v2 sends them: ids by role. */
export type IdsByRole = Readonly<Record<string, string | readonly string[] | null | undefined>>;

/** The members of a v2 dialog that {@link withPublicIds} reads. */
export interface DialogWithParticipants {
  readonly channelType?: string | null | undefined;
  readonly participantsDetails?: DialogParticipant | readonly DialogParticipant[] | null | undefined;
}

/** The participants of a conversation, and the public ids (PIDs) of the v2 ids in its dialogs. */
export class Directory {
  /** Ordered by role. */
  readonly participants: Participant[] = [];
  readonly convId: string;
  readonly #publicIds: IdsByRole;
  /** The v2 id of each participant; `undefined` where the mapping is uncertain. */
  readonly #ids: (string | undefined)[] = [];
  /** Index of a long list, made by the first lookup. */
  #pidsById: Map<string, string> | undefined;
  /** Result cache of {@link unclaimed}. */
  #unclaimed: Map<string, readonly string[]> | undefined;

  /** Pairs the v2 ids with the PIDs: both lists of a role have the same order. */
  constructor(convId: string, ids: IdsByRole, publicIds: IdsByRole) {
    this.convId = convId;
    this.#publicIds = publicIds;
    // Objects from JSON.parse have no enumerable inherited members.
    for (const role in publicIds) {
      const pids = toArray(publicIds[role]);
      const v2Ids = Object.hasOwn(ids, role) ? toArray(ids[role]) : NONE;
      // Lists of different lengths cannot be paired.
      const paired = v2Ids.length === pids.length ? v2Ids : NONE;
      for (let index = 0; index < pids.length; index += 1) {
        this.participants.push({ id: pids[index] ?? '', role });
        this.#ids.push(paired[index]);
      }
    }
  }

  /** @returns The PID of a v2 id; `undefined` where the mapping is uncertain. */
  pidOf(id: string): string | undefined {
    const ids = this.#ids;
    if (ids.length > MAX_LINEAR_SEARCH) return this.#pidById(id);
    // Backwards: of a duplicate id the last entry counts, as in the map.
    for (let index = ids.length - 1; index >= 0; index -= 1) {
      if (ids[index] === id) return this.participants[index]?.id;
    }
    return undefined;
  }

  #pidById(id: string): string | undefined {
    if (this.#pidsById === undefined) {
      this.#pidsById = new Map();
      for (const [index, known] of this.#ids.entries()) {
        if (known !== undefined) this.#pidsById.set(known, this.participants[index]?.id ?? '');
      }
    }
    return this.#pidsById.get(id);
  }

  /** @returns The PIDs of a role that have no v2 id; `undefined` for a role that the conversation does not have. */
  unclaimed(role: string): readonly string[] | undefined {
    if (!Object.hasOwn(this.#publicIds, role)) return undefined;
    this.#unclaimed ??= new Map();
    let pids = this.#unclaimed.get(role);
    if (pids === undefined) {
      const claimed = new Set(
        this.participants.filter((_, index) => this.#ids[index] !== undefined).map(({ id }) => id),
      );
      pids = toArray(this.#publicIds[role]).filter((pid) => !claimed.has(pid));
      this.#unclaimed.set(role, pids);
    }
    return pids;
  }
}

/** Up to this length, a linear search is faster than building a map. */
const MAX_LINEAR_SEARCH = 16;

const NONE: readonly string[] = [];

/**
 * Replaces the v2 ids of a dialog's participants with public ids. A participant without a certain mapping keeps the v2 id:
 * positions cannot be used for the mapping, since the order of a dialog's list may differ from the conversation's.
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
    const { participantsDetails: _, ...others } = dialog;
    return others;
  }

  const participants = toArray(participantsDetails);
  return {
    ...dialog,
    participantsDetails: isCobrowse ? [...participants] : named(participants, directory, warn),
  };
}

function named(participants: readonly DialogParticipant[], directory: Directory, warn: Warn): DialogParticipant[] {
  let unknownIn: ReadonlyMap<string, number> | undefined;
  return participants.map((participant) => {
    const { id, role, state } = participant;
    const pid = directory.pidOf(id);
    // A consumer's v2 id is its public id.
    if (pid === id) return participant;
    if (pid !== undefined) return { ...participant, id: pid };
    if (state === 'SUGGESTED') return participant;

    const candidates = directory.unclaimed(role);
    if (candidates === undefined) {
      warn(`invalid participant on conversation ${directory.convId} - ${JSON.stringify(participant)}`);
      return participant;
    }
    // Exactly one PID of the role without an id, and exactly one id without a PID: they belong together.
    const [only] = candidates;
    if (only === undefined || candidates.length > 1) return participant;
    unknownIn ??= countUnknown(participants, directory);
    return unknownIn.get(role) === 1 ? { ...participant, id: only } : participant;
  });
}

/** Counts the participants by role that have accepted and whose PID is uncertain. */
function countUnknown(participants: readonly DialogParticipant[], directory: Directory): ReadonlyMap<string, number> {
  const counts = new Map<string, number>();
  for (const { id, role, state } of participants) {
    if (state !== 'SUGGESTED' && directory.pidOf(id) === undefined) counts.set(role, (counts.get(role) ?? 0) + 1);
  }
  return counts;
}
