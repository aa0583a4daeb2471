import type { AgentAccount } from '../platform/accounts.js';
import type { AgentConnection } from '../platform/connections.js';
import { activeParticipant, type SimulatedConversation } from '../platform/conversation-state.js';
import type { Platform } from '../platform/platform.js';
import { Refusal, SimulatorError } from '../failures.js';
import type { RequestName } from '../vocabulary.js';
import { carryOut } from './human-connection.js';

/** Who gets a conversation, with the account of an agent. */
export type ActionTarget = { readonly skill: string } | { readonly agent: AgentAccount } | { readonly queue: true };

/** What a human agent can do in any number of conversations. Each action throws a `SimulatorError` if the platform refuses. */
export class HumanActions {
  readonly #platform: Platform;
  readonly #connection: AgentConnection;

  constructor(platform: Platform, connection: AgentConnection) {
    this.#platform = platform;
    this.#connection = connection;
  }

  get account(): AgentAccount {
    return this.#connection.agent;
  }

  /** @param availability `ONLINE` rings, everything else does not. */
  setAvailability(availability: string): void {
    this.#request('setAgentState', { availability });
  }

  answerRing(ringId: string, ringState: 'ACCEPTED' | 'REJECTED'): void {
    this.#request('updateRingState', { ringId, ringState });
  }

  /** Joins as a manager, beside the conversation's agent. */
  join(conversationId: string): void {
    this.#update(conversationId, { field: 'ParticipantsChange', type: 'ADD', role: 'MANAGER' });
  }

  /** Takes a conversation from the agent who has it, or from the queue. */
  takeOver(conversationId: string): void {
    const conversation = this.#platform.conversations.get(conversationId);
    // UMS lets only participants remove another agent.
    if (conversation && !activeParticipant(conversation.main, this.account.legacyId)) this.join(conversationId);
    const { assigned } = conversation ?? {};
    const removal = assigned && { ...REMOVE_ASSIGNED, userId: assigned.id };
    this.#update(conversationId, ...(removal ? [removal] : []), {
      field: 'ParticipantsChange',
      type: 'ADD',
      role: 'ASSIGNED_AGENT',
    });
  }

  /** Publishes an event in the current dialog. @returns The message's sequence. */
  publish(
    { current: { dialogId } }: SimulatedConversation,
    event: { readonly type: string; readonly [member: string]: unknown },
    messageAudience: 'ALL' | 'AGENTS_AND_MANAGERS' = 'ALL',
  ): number {
    const response = this.#request('publishEvent', { dialogId, event, messageAudience });
    // As the platform's handler returns it.
    const { sequence } = response as { readonly sequence: number };
    return sequence;
  }

  writeNote(conversationId: string, note: string): void {
    this.#update(conversationId, { field: 'Note', note });
  }

  /** Hands the conversation to others and leaves it. See docs/protocol.md#3.11. */
  transfer({ id, assigned, main }: SimulatedConversation, target: ActionTarget): void {
    const own = main.participants.filter(
      (participant) => participant.id === this.account.legacyId && participant.role !== 'ASSIGNED_AGENT',
    );
    this.#update(
      id,
      { ...REMOVE_ASSIGNED, ...(assigned && { userId: assigned.id }) },
      ...fieldsOf(target),
      ...own.map(({ role }) => ({ field: 'ParticipantsChange', type: 'REMOVE', role })),
    );
  }

  /** Closes the current dialog: the main dialog, after which a survey may follow, or the survey. */
  close({ id, current }: SimulatedConversation): void {
    const dialog = { dialogId: current.dialogId, state: 'CLOSE', closedBy: 'AGENT' };
    this.#update(id, { field: 'DialogChange', type: 'UPDATE', dialog });
  }

  #update(conversationId: string, ...conversationField: readonly object[]): void {
    this.#request('updateConversationField', { conversationId, conversationField });
  }

  #request(name: RequestName, body: Readonly<Record<string, unknown>>): unknown {
    try {
      return carryOut(this.#platform, this.#connection, name, body);
    } catch (cause) {
      if (!(cause instanceof Refusal)) throw cause;
      const message = `The platform refused ${name} of ${this.account.username}: ${cause.message}`;
      throw new SimulatorError(message, 'MISUSE', cause);
    }
  }
}

const REMOVE_ASSIGNED = { field: 'ParticipantsChange', type: 'REMOVE', role: 'ASSIGNED_AGENT' } as const;

function fieldsOf(target: ActionTarget): readonly object[] {
  if ('queue' in target) return [];
  if ('skill' in target) return [{ field: 'Skill', type: 'UPDATE', skill: target.skill }];
  const { legacyId: userId, skillIds } = target.agent;
  const [skill] = skillIds;
  const toSkill = skill === undefined ? [] : [{ field: 'Skill', type: 'UPDATE', skill }];
  return [{ field: 'ParticipantsChange', type: 'SUGGEST', role: 'ASSIGNED_AGENT', userId }, ...toSkill];
}
