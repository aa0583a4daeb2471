import { toArray, type Open, type Warn } from './define.js';
import { without } from './without.js';

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
  /** The id UMS v2 uses for each participant, as far as it is certain. Few enough that a list is faster than a map. */
  readonly #ids: (string | undefined)[] = [];

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
    // The last one counts, should an id be there twice.
    for (let index = ids.length - 1; index >= 0; index -= 1) {
      if (ids[index] === id) return this.participants[index]?.id;
    }
    return undefined;
  }

  /** PIDs of a role whose v2 id is not known; `undefined` for a role the conversation does not have. */
  unclaimed(role: string): readonly string[] | undefined {
    if (!Object.hasOwn(this.#publicIds, role)) return undefined;
    const claimed = this.participants.filter((_, index) => this.#ids[index] !== undefined);
    return toArray(this.#publicIds[role]).filter((pid) => !claimed.some(({ id }) => id === pid));
  }
}

const NOBODY: readonly string[] = [];
const withoutParticipants = without(['participantsDetails']);

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
    const isAlone = participants.every(
      (other) =>
        other === participant ||
        other.role !== role ||
        other.state === 'SUGGESTED' ||
        directory.pidOf(other.id) !== undefined,
    );
    return only !== undefined && candidates.length === 1 && isAlone ? { ...participant, id: only } : participant;
  });
}
