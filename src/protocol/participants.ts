import { toArray, type Open } from './schemas.js';
import type { Warn } from './read.js';
import { omit } from './omit.js';

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

/** The participants of a conversation, and what the ids in its dialogs are in public. */
export class Directory {
  /** In the order of the roles. */
  readonly participants: Participant[] = [];
  readonly convId: string;
  readonly #publicIds: IdsByRole;
  /** The id UMS v2 uses for each participant, as far as it is certain. */
  readonly #ids: (string | undefined)[] = [];
  /** There once a PID was asked for in a list that is too long to be searched. */
  #pidsById: Map<string, string> | undefined;
  /** There once somebody's id was not certain. */
  #unclaimed: Map<string, readonly string[]> | undefined;

  /** Pairs the ids of v2 with the PIDs: both lists of a role have the same order. */
  constructor(convId: string, ids: IdsByRole, publicIds: IdsByRole) {
    this.convId = convId;
    this.#publicIds = publicIds;
    // What comes from JSON inherits nothing that could be looped over.
    for (const role in publicIds) {
      const theirs = toArray(publicIds[role]);
      const own = Object.hasOwn(ids, role) ? toArray(ids[role]) : NOBODY;
      // Of lists that differ in length nobody knows who is missing.
      const known = own.length === theirs.length ? own : NOBODY;
      for (let index = 0; index < theirs.length; index += 1) {
        this.participants.push({ id: theirs[index] ?? '', role });
        this.#ids.push(known[index]);
      }
    }
  }

  /** The PID of an id UMS v2 uses, as far as it is certain. */
  pidOf(id: string): string | undefined {
    const ids = this.#ids;
    if (ids.length > SEARCHED) return this.#pidById(id);
    // The last one counts, should an id be there twice.
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

  /** PIDs of a role whose v2 id is not known; `undefined` for a role the conversation does not have. */
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

/** A list of so many ids is searched faster than a map is made. */
const SEARCHED = 16;

const NOBODY: readonly string[] = [];
const withoutParticipants = omit(['participantsDetails']);

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
    return withoutParticipants(dialog);
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
    // Of a consumer both are the same.
    if (pid === id) return participant;
    if (pid !== undefined) return { ...participant, id: pid };
    if (state === 'SUGGESTED') return participant;

    const candidates = directory.unclaimed(role);
    if (candidates === undefined) {
      warn(`invalid participant on conversation ${directory.convId} - ${JSON.stringify(participant)}`);
      return participant;
    }
    // One PID that nobody has, and one participant without: they belong together.
    const [only] = candidates;
    if (only === undefined || candidates.length > 1) return participant;
    unknownIn ??= countUnknown(participants, directory);
    return unknownIn.get(role) === 1 ? { ...participant, id: only } : participant;
  });
}

/** Participants who have accepted and whose PID is not certain, by role. */
function countUnknown(participants: readonly DialogParticipant[], directory: Directory): ReadonlyMap<string, number> {
  const counts = new Map<string, number>();
  for (const { id, role, state } of participants) {
    if (state !== 'SUGGESTED' && directory.pidOf(id) === undefined) counts.set(role, (counts.get(role) ?? 0) + 1);
  }
  return counts;
}
