import { ConfigurationError } from '../errors.js';
import type { ConversationField, Metadata } from '../protocol/registry.js';

/** Who is to have the conversation: a skill, an agent by its LivePerson user id, or the queue of the present skill. */
export type HandOffTarget =
  | { readonly skill: string }
  | {
      /** LivePerson user id, or `{accountId}.{userId}`. */
      readonly agent: string;
      /** The skill of the conversation from now on. Default: its present skill. */
      readonly skill?: string | undefined;
    }
  | { readonly queue: true };

/** Why the conversation is handed off, for LivePerson's reports. */
export type HandOffReason =
  | 'escalated_by_user'
  | 'escalated_by_bot'
  | 'escalated_by_configuration'
  | 'escalated_by_error';

export interface HandOffOptions {
  /** The last text to the consumer, published before the transfer. */
  readonly say?: string | undefined;
  readonly reason?: HandOffReason | undefined;
  /** For the next agent: a private message, published before the transfer. */
  readonly summary?: string | undefined;
  /** Allows a skill for which this agent itself is rung, so that the conversation may come straight back. */
  readonly allowLoop?: boolean | undefined;
}

/** The changes of a transfer, which UMS applies together: docs/protocol.md#3.11. */
export function transferFields(
  target: HandOffTarget,
  accountId: string,
  skillId: string | undefined,
): ConversationField[] {
  const removal: ConversationField = { field: 'ParticipantsChange', type: 'REMOVE', role: 'ASSIGNED_AGENT' };
  if ('queue' in target) return [removal];
  const skill = 'skill' in target ? target.skill : skillId;
  const toSkill: ConversationField[] = skill === undefined ? [] : [{ field: 'Skill', type: 'UPDATE', skill }];
  if (!('agent' in target)) return [removal, ...toSkill];
  const userId = target.agent.includes('.') ? target.agent : `${accountId}.${target.agent}`;
  return [removal, { field: 'ParticipantsChange', type: 'SUGGEST', role: 'ASSIGNED_AGENT', userId }, ...toSkill];
}

/** Metadata for LivePerson's reports. */
export function transferMetadata(reason: HandOffReason | undefined): Metadata[] | undefined {
  if (reason === undefined) return undefined;
  return [
    { type: 'ActionReason', reason },
    { type: 'EscalationSummary', escalationCause: reason },
  ];
}

/** @throws {ConfigurationError} The target is a skill of this agent. */
export function checkLoop(target: HandOffTarget, ownSkills: ReadonlySet<string>, { allowLoop }: HandOffOptions): void {
  if (allowLoop || !('skill' in target) || 'agent' in target || !ownSkills.has(target.skill)) return;
  throw new ConfigurationError([
    `handOff: skill ${target.skill} rings this agent itself, so that the conversation would come back; pass allowLoop: true if that is intended`,
  ]);
}
