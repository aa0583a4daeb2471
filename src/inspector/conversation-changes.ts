import type {
  SimulatedConversation,
  SimulatedDialog,
  SimulatedParticipant,
} from '../simulator/platform/conversation-state.js';
import type { EventLine } from './contract.js';
import type { People } from './people.js';

/** The part of a conversation that lines are about, as it was at one time. */
export interface Noticed {
  readonly skillId: string;
  readonly assigned: SimulatedParticipant | undefined;
  /** Agents beside the assigned one. */
  readonly others: readonly SimulatedParticipant[];
  readonly openDialogs: ReadonlySet<SimulatedDialog>;
}

interface ChangeContext {
  readonly people: People;
  /** When the conversation entered the queue, epoch ms. */
  readonly waitedSince: number | undefined;
  readonly now: number;
}

type NewEvent = Pick<EventLine, 'what' | 'text'>;

/** Compares a conversation with what it was. @param before `undefined` of a conversation that has just started. */
export function conversationChanges(
  conversation: SimulatedConversation,
  before: Noticed | undefined,
  context: ChangeContext,
): { readonly lines: readonly NewEvent[]; readonly noticed: Noticed } {
  const noticed = noticedOf(conversation);
  const earlier = before ?? { ...noticed, assigned: undefined, others: [], openDialogs: new Set([conversation.main]) };
  const lines =
    conversation.state === 'OPEN'
      ? [...assignment(conversation, earlier, noticed, context), ...company(earlier, noticed, context)]
      : [];
  return { lines: [...lines, ...dialogs(conversation, earlier, noticed, context)], noticed };
}

function noticedOf(conversation: SimulatedConversation): Noticed {
  const { skillId, assigned, participants, dialogs: all } = conversation;
  return {
    skillId,
    assigned,
    others: participants.filter(({ id, role }) => role !== 'CONSUMER' && id !== assigned?.id),
    openDialogs: new Set(all.filter(({ state, channelType }) => state === 'OPEN' && channelType === 'MESSAGING')),
  };
}

function assignment(
  { skillId, suggested }: SimulatedConversation,
  { assigned: had, skillId: oldSkill }: Noticed,
  { assigned: has }: Noticed,
  { people, waitedSince, now }: ChangeContext,
): readonly NewEvent[] {
  if (had?.id === has?.id) return [];
  const old = had && people.person(had.id).name;
  if (has !== undefined) {
    const { name } = people.person(has.id);
    if (old !== undefined) return [{ what: 'accepted', text: `${name} took over from ${old}` }];
    const seconds = waitedSince === undefined ? undefined : Math.round((now - waitedSince) / 1000);
    return [{ what: 'accepted', text: `${name} accepted${seconds === undefined ? '' : ` after ${seconds} s`}` }];
  }
  if (suggested !== undefined) {
    return [{ what: 'transferred', text: `${old} transferred to ${people.person(suggested.id).name}` }];
  }
  if (skillId !== oldSkill) return [{ what: 'transferred', text: `${old} transferred to skill ${skillId}` }];
  return [{ what: 'queued', text: `${old} gave the conversation back to the queue of skill ${skillId}` }];
}

/** Who joined and who left beside the assigned agent. An agent whose role changed has done neither. */
function company(earlier: Noticed, noticed: Noticed, { people }: ChangeContext): readonly NewEvent[] {
  const wasThere = (id: string): boolean => id === earlier.assigned?.id || earlier.others.some((it) => it.id === id);
  const isThere = (id: string): boolean => id === noticed.assigned?.id || noticed.others.some((it) => it.id === id);
  const joined = noticed.others.filter(({ id }) => !wasThere(id));
  const left = earlier.others.filter(({ id }) => !isThere(id));
  return [
    ...joined.map(({ id }) => ({ what: 'joined', text: `${people.person(id).name} joined` }) as const),
    ...left.map(({ id }) => ({ what: 'left', text: `${people.person(id).name} left` }) as const),
  ];
}

function dialogs(
  { main, consumerId }: SimulatedConversation,
  earlier: Noticed,
  noticed: Noticed,
  { people }: ChangeContext,
): readonly NewEvent[] {
  const closed = [...earlier.openDialogs].filter((dialog) => !noticed.openDialogs.has(dialog));
  const opened = [...noticed.openDialogs].filter((dialog) => !earlier.openDialogs.has(dialog));
  const agent = earlier.assigned && people.person(earlier.assigned.id).name;
  const by = { AGENT: agent ?? 'An agent', CONSUMER: people.consumerName(consumerId), SYSTEM: 'The platform' };
  return [
    ...closed.map((dialog): NewEvent => {
      const who = by[dialog.closedBy ?? 'SYSTEM'];
      return { what: 'closed', text: `${who} closed the ${dialog === main ? 'conversation' : 'survey'}` };
    }),
    ...opened.map((): NewEvent => ({ what: 'survey', text: 'The survey began' })),
  ];
}
