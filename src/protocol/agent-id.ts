import { toArray } from './schemas.js';
import type { Identity } from './define.js';

/**
 * With a bearer token the platform never says which PID the agent has, but shows it beside the old id: on the agent's
 * own messages, and in the participants of its conversations (P 5.13 #9).
 *
 * @returns The PID, if this notification's body, as it came, shows it.
 */
export function learnedAgentId(body: unknown, { legacyAgentId }: Identity): string | undefined {
  const message = membersOf(body);
  if (message['originatorId'] === legacyAgentId) return stringOf(message['originatorPId']);

  for (const change of toArray(message['changes'])) {
    const details = membersOf(membersOf(membersOf(change)['result'])['conversationDetails']);
    const pids = membersOf(details['participantsPId']);
    for (const [role, ids] of Object.entries(membersOf(details['participants']))) {
      const at = toArray(ids).indexOf(legacyAgentId);
      const pid = at < 0 ? undefined : stringOf(toArray(pids[role])[at]);
      if (pid !== undefined) return pid;
    }
  }
  return undefined;
}

function membersOf(value: unknown): Readonly<Record<string, unknown>> {
  return typeof value === 'object' && value !== null ? (value as Readonly<Record<string, unknown>>) : {};
}

function stringOf(value: unknown): string | undefined {
  return typeof value === 'string' ? value : undefined;
}
